internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// The law of the distance from a source, and how two kernels differ.
  static let kernelLawBuiltins: [Builtin] = [
    Builtin(
      name: "cdf", topic: .kernel,
      summary: "The share of the mass within a distance r of a point source.",
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("r", [.number, .list], default: "1", "the distance from the source, >= 0"),
        .init("t", [.number, .list], default: "1", "the time, > 0"),
      ], result: [.number, .list], examples: ["cdf(green(poisson), r = 1, t = 1)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      return try overLists(arguments, ["r": 1, "t": 1]) { values throws(Fault) in
        try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
          try kernel.green.radialShares(radius: values[0], time: values[1]).inside
        }
      }
    },
    Builtin(
      name: "quantile", topic: .kernel,
      summary: "The distance from a point source within which a share q of the mass lies.",
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("q", [.number, .list], default: "0.5", "the share, between 0 and 1"),
        .init("t", [.number, .list], default: "1", "the time, > 0"),
      ], result: [.number, .list], examples: ["quantile(green(poisson), q = 0.9)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      return try overLists(arguments, ["q": 0.5, "t": 1]) { values throws(Fault) in
        try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
          try kernel.green.radialQuantile(values[0], complement: 1 - values[0], time: values[1])
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
        try kernel.green.pointMasses(time: time)
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
