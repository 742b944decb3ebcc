internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// The law of the distance from a source, and how two kernels differ.
  static let kernelLawBuiltins: [Builtin] = [
    share("cdf", "The share of the mass within a distance r of a point source.") {
      $0.inside
    },
    share(
      "survival",
      "The share of the mass beyond a distance r: 1 - cdf with all its digits, however far out."
    ) {
      $0.outside
    },
    Builtin(
      name: "quantile", topic: .kernel,
      summary: "The distance from a point source within which a share q of the mass lies.",
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("q", [.number, .list], default: "0.5", "the share, between 0 and 1"),
        .init("t", [.number, .list], default: "1", "the time, > 0"),
        .init(
          "tail", [.number, .list], default: "1 - q",
          "instead of q: the share beyond the distance, as small as 1e-300"),
      ], result: [.number, .list],
      examples: ["quantile(green(poisson), q = 0.9)", "quantile(green(poisson), tail = 1e-15)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      let isTail = arguments["tail"] != nil
      if isTail {
        try arguments.refuse(["q"], because: "'tail' is 1 - q", hint: "leave 'q' or 'tail' out")
      }
      let label = isTail ? "tail" : "q"
      return try overLists(arguments, [label: 0.5, "t": 1]) { values throws(Fault) in
        let (share, time) = (values[0], values[1])
        guard share > 0, share < 1 else {
          throw Fault(
            .outOfRange,
            "'\(label)' must lie between 0 and 1, but is \(NumberFormat.text(share))",
            at: arguments.span(of: label),
            hint: share == 1 && !isTail ? "quantile(G, tail = 1e-20) reaches closer to 1" : nil)
        }
        return try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
          try kernel.green.radialQuantile(
            isTail ? 1 - share : share, complement: isTail ? share : 1 - share, time: time
          ).shown(as: "quantile", .radius, of: kernel.green, time: time)
        }
      }
    },
    Builtin(
      name: "point_masses", topic: .kernel,
      summary:
        "What the density does not show: [radius, weight] of masses at the source or on fronts.",
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("t", .number, default: "1", "the time, > 0"),
      ], result: .list, examples: ["point_masses(green(diffusion))"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      let time = try arguments.positive("t", default: 1)
      let masses = try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
        let masses = try kernel.green.pointMasses(time: time)
        for mass in masses {
          _ = try mass.weight.shown(as: "point_masses", .share, of: kernel.green, time: time)
        }
        return masses
      }
      return .list(
        masses.map { .list([.number(Estimate($0.radius, error: 0)), .number($0.weight)]) })
    },
    Builtin(
      name: "compare", topic: .kernel,
      summary:
        "Compares two Green's functions over r at some times; plot(G, H, ratio = true) draws it.",
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("H", .kernel, "another in the same dimension"),
        .init("t", [.number, .list], default: "[0.1, 1, 10]", "times, > 0"),
        .init("over", .list, default: "chosen", "distances at which to compare"),
      ], result: .string,
      examples: ["compare(green(poisson), green(poisson, method = \"numeric\"), t = 1)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let first)? = arguments["G"], case .kernel(let second)? = arguments["H"]
      else { return .nothing }
      guard first.green.dimension == second.green.dimension else {
        throw Fault(
          .kindMismatch,
          "Green's functions in \(first.green.dimension) and \(second.green.dimension) dimensions "
            + "cannot be compared", at: arguments.span)
      }
      let radii = try arguments.someNumbers("over") ?? KernelComparison.radii
      let times = try arguments.someNumbers("t") ?? [0.1, 1, 10]
      var lines: [String] = []
      for time in times {
        let comparison = try evaluation.kernel(at: arguments.span) {
          () throws(GreensFunctionError) in
          try KernelComparison(
            first.green, second.green, radii: radii, time: time, monitor: evaluation.monitor)
        }
        try evaluation.checkCancellation(at: arguments.span)
        lines.append(comparison.text)
      }
      return .string(lines.joined(separator: "\n"))
    },
  ]

  /// A share of the mass on one side of a sphere.
  private static func share(
    _ name: String, _ summary: String,
    _ side: @escaping @Sendable ((inside: Estimate, outside: Estimate)) -> Estimate
  ) -> Builtin {
    Builtin(
      name: name, topic: .kernel, summary: summary,
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("r", [.number, .list], default: "1", "the distance from the source, >= 0"),
        .init("t", [.number, .list], default: "1", "the time, > 0"),
      ], result: [.number, .list], examples: ["\(name)(green(poisson), r = 1, t = 1)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      return try overLists(arguments, ["r": 1, "t": 1]) { values throws(Fault) in
        try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
          try side(try kernel.green.radialShares(radius: values[0], time: values[1]))
            .shown(as: name, .share, of: kernel.green, radius: values[0], time: values[1])
        }
      }
    }
  }
}

extension Kernel {
  /// `sample(G, n = …, t = …, seed = …)`: points of the kernel about the origin.
  func sample(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Value {
    try arguments.refuse(
      [
        "data", "solver", "steps", "trajectory", "tolerance", "churn", "temperature", "noise",
        "births",
      ], because: "a Green's function is drawn from directly, by n, t and seed")
    let count = try arguments.integer("n", default: 1000)
    let seed = try arguments.integer("seed", default: evaluation.seed, in: 0...Int(1e15))
    let time = try arguments.positive("t", default: 1)
    return .data(
      try evaluation.engine(at: arguments.span) { () throws(EngineError) in
        let sampler = try KernelSampler(green, time: time)
        return try DataSet(
          name: "\(process.name) kernel",
          values: try sampler.points(count: count, seed: seed, monitor: evaluation.monitor),
          dimension: green.dimension)
      })
  }
}
