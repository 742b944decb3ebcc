internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// What else can be asked of a trained model or an exact field.
  static let experimentBuiltins: [Builtin] = [
    Builtin(
      name: "log_likelihood", topic: .engine,
      summary:
        "ln p of points under a model or an exact field, in nats per volume of the data's units, with "
        + "estimates of error.",
      parameters: [
        .init("source", [.model, .process], "a model, or a process together with data"),
        .init("points", [.points, .list], "where: points, or a list of them"),
        .init("data", .points, default: "none", "the points whose exact field is followed"),
        .init("tolerance", .number, default: "1e-5", "of the solver, absolute and relative"),
        .init(
          "probes", .number, default: "0 where exact or N ≤ 16, else 8",
          "vectors of random signs for the divergence; 0 is exact"),
        .init("seed", .number, default: "the session's", "for the random signs"),
      ], result: .list,
      examples: ["log_likelihood(poisson, [[0, 0.5], [5, 5]], data = two_moons(n = 100))"]
    ) { arguments, evaluation throws(Fault) in
      try arguments.refuseData()
      let points = try arguments.coordinates("points")
      var options = LikelihoodOptions()
      options.tolerance = try arguments.number("tolerance", default: options.tolerance)
      if arguments["probes"] != nil {
        options.probes = try arguments.integer("probes", default: 0, in: 0...10_000)
      }
      options.seed = try arguments.integer("seed", default: evaluation.seed, in: 0...Int(1e15))
      let field = try evaluation.field(arguments)
      let final = options
      let found = try evaluation.engine(at: arguments.span) { () throws(EngineError) in
        try field.logLikelihood(points, options: final, monitor: evaluation.monitor)
      }
      let estimates = zip(found.values, found.errors).map { Estimate($0, error: $1) }
      _ = try evaluation.kernel(at: arguments.span) { () throws(GreensFunctionError) in
        for (index, estimate) in estimates.enumerated() {
          _ = try estimate.shownAsLogarithm("log_likelihood of point \(index + 1)")
        }
      }
      return .list(estimates.map { .number($0) })
    },
    Builtin(
      name: "interpolate", topic: .engine,
      summary: "Points on the way from one to another through noise: slerp of prior points.",
      parameters: [
        .init("source", [.model, .process], "a model, or a process together with data"),
        .init("a", [.points, .list], "where the ways begin: points, or one point as a list"),
        .init("b", [.points, .list], "where they end: as many"),
        .init("n", .number, default: "9", "points on every way, ends included"),
        .init("data", .points, default: "none", "the points whose exact field is followed"),
      ], result: .samples,
      examples: ["interpolate(diffusion, [-1, 0], [2, 0.3], n = 5, data = two_moons(n = 100))"]
    ) { arguments, evaluation throws(Fault) in
      try arguments.refuseData()
      let (a, b) = (try arguments.coordinates("a"), try arguments.coordinates("b"))
      let count = try arguments.integer("n", default: 9, in: 2...1_000_000)
      let field = try evaluation.field(arguments)
      return .samples(
        try evaluation.engine(at: arguments.span) { () throws(EngineError) in
          try field.interpolate(from: a, to: b, count: count, monitor: evaluation.monitor)
        })
    },
    Builtin(
      name: "quantize", topic: .engine,
      summary: "A model with its weights rounded to a number of bits, as a test of robustness.",
      parameters: [
        .init("model", .model, "a trained model"),
        .init("bits", .number, "from 2 to 16"),
      ], result: .model,
      examples: ["quantize(train(diffusion, two_moons(n = 100), steps = 9, width = 8), bits = 6)"]
    ) { arguments, evaluation throws(Fault) in
      guard case .model(let trained)? = arguments["model"] else { return .nothing }
      let bits = try arguments.integer("bits", default: 8, in: 2...16)
      return .model(
        TrainedModel(
          process: trained.process,
          model: try evaluation.engine(at: arguments.span) { () throws(EngineError) in
            try trained.model.quantized(bits: bits)
          }))
    },
    Builtin(
      name: "sweep", topic: .engine,
      summary:
        "Scores samples while one thing varies: noise, bits, steps, or a parameter. Plot it.",
      parameters: [
        .init("source", [.model, .process, .list], "a model, a process, or a list of them"),
        .init("data", .points, "the data samples are compared with, and processes trained on"),
        .init(
          "over", .string,
          "\"noise\", \"bits\", \"steps\", \"churn\", \"temperature\", or a parameter of the process"
        ),
        .init("values", .list, "the values it takes"),
        .init("n", .number, default: "as the data, at most 2000", "samples a score"),
        .init("seeds", .number, default: "3", "sets of samples; the median counts"),
        .init("solver", .string, default: "\"multistep\"", "as of sample"),
        .init(
          "steps", .number, default: "for 35 evaluations, more for heavy tails", "as of sample"),
        .init("noise", .number, default: "0", "as of sample"),
        .init("bits", .number, default: "none", "as of quantize"),
        .init(
          "training", .number, default: "3000",
          "steps of training where a process is given; 0 follows its exact field"),
        .init("width", .number, default: "as of train", "units of every hidden layer"),
        .init("seed", .number, default: "the session's", "of the training and the first samples"),
      ], result: .sweep,
      examples: [
        "sweep(pfgmpp, two_moons(n = 200), \"D\", [1, 16], training = 0, seeds = 1, n = 100)"
      ]
    ) { arguments, evaluation throws(Fault) in
      .sweep(try SweepRunner(arguments: arguments, evaluation: evaluation).run())
    },
  ]
}

extension Arguments {
  /// The number of coordinates of the points that a model, or a process on data, is about.
  private var dimension: Int? {
    if case .model(let trained)? = self["source"] { return trained.model.process.dimension }
    return self["data"]?.points?.dimension
  }

  /// Coordinates row by row: of points, of a list of points, or of a list that is one point; in one
  /// dimension a list of numbers is as many points.
  ///
  /// - Throws: GP0502 for points of another dimension than the source's. Reading their coordinates
  ///   one after the other would make other points of them.
  fileprivate func coordinates(_ label: String) throws(Fault) -> [Double] {
    let found: (values: [Double], dimension: Int)
    if let data = self[label]?.points {
      found = (data.values, data.dimension)
    } else if case .list(let elements)? = self[label], case .number? = elements.first {
      let numbers = try numbers(label) ?? []
      found = (numbers, dimension == 1 ? 1 : numbers.count)
    } else {
      let rows = try points(label)
      guard let count = rows.first?.count, rows.allSatisfy({ $0.count == count }) else {
        throw Fault(
          .invalidData, "all points must have the same number of coordinates, at least one",
          at: span(of: label))
      }
      found = (rows.flatMap(\.self), count)
    }
    try require(found.dimension, label)
    if let bad = found.values.firstIndex(where: { !$0.isFinite }) {
      throw Fault(
        .invalidData,
        "coordinate \(bad % max(found.dimension, 1) + 1) of point \(bad / max(found.dimension, 1) + 1) "
          + "is \(NumberFormat.text(found.values[bad])); every coordinate must be finite",
        at: span(of: label))
    }
    return found.values
  }

  /// Refuses points of another dimension than the source's.
  func require(_ found: Int, _ label: String) throws(Fault) {
    guard let dimension, dimension != found else { return }
    throw Fault(
      .invalidData,
      "'\(label)' has points of \(found) coordinate\(found == 1 ? "" : "s"), "
        + "but 'source' is about points of \(dimension)", at: span(of: label),
      hint: dimension == 1
        ? "write data([0, 1]) for two points"
        : "write [[\((1...min(dimension, 4)).map { "\($0)" }.joined(separator: ", "))\(dimension > 4 ? ", …" : "")]] "
          + "for one point")
  }
}
