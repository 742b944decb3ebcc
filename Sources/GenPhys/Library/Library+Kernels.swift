internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// Green's functions and their values.
  static let kernelBuiltins: [Builtin] = [
    Builtin(
      name: "green", topic: .kernel,
      summary: "The Green's function of a process; call it as G(r = 1, t = 1).",
      parameters: [
        .init("process", .process, "a process"),
        .init("dim", .number, default: "2", "the dimension N of the data space, from 1"),
        .init(
          "method", .string, default: "\"automatic\"",
          "\"automatic\", \"closed\", \"numeric\", \"quadrature\" or \"rigorous\""),
      ], result: .kernel,
      examples: ["green(yukawa, dim = 2)", "green(fractional(alpha = 1.5), dim = 3072)"]
    ) { arguments, evaluation throws(Fault) in
      let process = try arguments.process("process")
      let dimension = try arguments.integer("dim", default: 2, in: 1...1_000_000)
      let words = Process.GreensFunctionChoice.allCases.map(\.rawValue)
      let method = try arguments.choice("method", default: "automatic", among: words)
      let choice = Process.GreensFunctionChoice(rawValue: method) ?? .automatic
      let green = try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
        try process.greensFunction(dimension: dimension, choice: choice)
      }
      return .kernel(Kernel(process: process, green: green))
    },
    evaluator("density", "The density G(r,t) of a unit point source.", .density) {
      green, r, t throws(GreensFunctionError) in try green.density(radius: r, time: t)
    },
    evaluator("log_density", "ln G(r,t), which holds in thousands of dimensions.", .logDensity) {
      green, r, t throws(GreensFunctionError) in try green.logDensity(radius: r, time: t)
    },
    evaluator("velocity", "The radial velocity of the flow away from a point source.", .velocity) {
      green, r, t throws(GreensFunctionError) in try green.radialVelocity(radius: r, time: t)
    },
    evaluator("growth", "The rate R/p at which particles are born (negative: die).", .growth) {
      green, r, t throws(GreensFunctionError) in try green.growthRate(radius: r, time: t)
    },
    Builtin(
      name: "mass", topic: .kernel, summary: "The mass left of a unit point source at time t.",
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("t", [.number, .list], default: "1", "the time, > 0"),
      ], result: [.number, .list], examples: ["mass(green(yukawa), t = 2)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      return try overLists(arguments, ["t": 1]) { values throws(Fault) in
        try evaluation.kernel(at: arguments.span) {
          () throws(GreensFunctionError) in
          try kernel.green.mass(time: values[0])
            .shown(as: "mass", .share, of: kernel.green, time: values[0])
        }
      }
    },
  ]

  private static func evaluator(
    _ name: String, _ summary: String, _ quantity: KernelQuantity,
    _ value:
      @escaping @Sendable (any GreensFunction, Double, Double)
      throws(GreensFunctionError) -> Estimate
  ) -> Builtin {
    Builtin(
      name: name, topic: .kernel, summary: summary,
      parameters: [
        .init("G", .kernel, "a Green's function"),
        .init("r", [.number, .list], default: "1", "the distance from the source, >= 0"),
        .init("t", [.number, .list], default: "1", "the time, > 0"),
      ], result: [.number, .list], examples: ["\(name)(green(yukawa), r = 1, t = 1)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .kernel(let kernel)? = arguments["G"] else { return .nothing }
      return try overLists(arguments, ["r": 1, "t": 1]) { values throws(Fault) in
        try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
          do throws(GreensFunctionError) {
            return try value(kernel.green, values[0], values[1])
              .shown(as: name, quantity, of: kernel.green, radius: values[0], time: values[1])
          } catch {
            throw error.naming(reachOf: name, of: kernel.green, value)
          }
        }
      }
    }
  }

  /// Evaluates a function of r and t over lists of either; the result is a list where one was given.
  static func overLists(
    _ arguments: Arguments, _ defaults: KeyValuePairs<String, Double>,
    _ function: ([Double]) throws(Fault) -> Estimate
  ) throws(Fault) -> Value {
    var isList = false
    var columns: [[Double]] = []
    for (label, standard) in defaults {
      if case .list? = arguments[label] { isList = true }
      columns.append(try arguments.someNumbers(label) ?? [standard])
    }
    let count = columns.map(\.count).max() ?? 1
    guard columns.allSatisfy({ $0.count == count || $0.count == 1 }) else {
      throw Fault(.outOfRange, "lists of different lengths do not go together", at: arguments.span)
    }
    var results: [Value] = []
    for index in 0..<count {
      results.append(.number(try function(columns.map { $0.count == 1 ? $0[0] : $0[index] })))
    }
    if isList { return .list(results) }
    return results.first ?? .nothing
  }
}

extension Kernel {
  /// `G(r = …, t = …)`.
  func density(
    _ given: [(label: String?, value: Value, span: SourceSpan)], _ evaluation: Evaluation,
    at span: SourceSpan
  ) throws(Fault) -> Value {
    guard let builtin = Library.builtin(named: "density") else { return .nothing }
    let arguments = try Arguments(
      [(nil, .kernel(self), span)] + given, to: builtin, at: span)
    return try builtin.run(arguments, evaluation)
  }
}

extension GreensFunctionError {
  /// A value without digits far out, where a mixture has lost them in its exponents, with the radius up to
  /// which there are some: to a factor of ten.
  fileprivate func naming(
    reachOf name: String, of green: any GreensFunction,
    _ value: (any GreensFunction, Double, Double) throws(GreensFunctionError) -> Estimate
  ) -> GreensFunctionError {
    guard case .notConverged(let r, let t, let error) = self, !error.isFinite, r > 0,
      green.mixture != nil,
      let reach = sequence(first: r / 10, next: { $0 / 10 }).prefix(150).first(where: {
        (try? value(green, $0, t)) != nil
      })
    else { return self }
    return .unsupported(
      "r = \(NumberFormat.text(r)) at t = \(NumberFormat.text(t)) is beyond what is computed: "
        + "\(name) has digits up to about r = \(NumberFormat.text(reach))")
  }

  /// The error in a sentence a user can act on.
  var message: String {
    switch self {
    case .outsideDomain(let r, let t):
      "a Green's function needs r >= 0 and t > 0, but got r = \(NumberFormat.text(r)), "
        + "t = \(NumberFormat.text(t))"
    case .unbounded(let t):
      "the density is unbounded at r = 0 at t = \(NumberFormat.text(t)); ask for r > 0"
    case .notPositive(let r, let t, let density):
      "the density is \(NumberFormat.text(density)) at r = \(NumberFormat.text(r)), "
        + "t = \(NumberFormat.text(t)): it has no logarithm and no velocity there"
    case .notConverged(let r, let t, let error):
      "the value at r = \(NumberFormat.text(r)), t = \(NumberFormat.text(t)) did not converge "
        + (error.isFinite
          ? "(relative error \(NumberFormat.significant(error, 2)))" : "to any digit")
    case .unsupported(let text): text
    }
  }
}
