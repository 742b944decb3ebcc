internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysText
internal import GenPhysTheory

extension Library {
  /// Training, sampling and scoring.
  static let engineBuiltins: [Builtin] = [
    Builtin(
      name: "train", topic: .engine,
      summary: "Trains a network to carry noise back to data along the flow of a process.",
      parameters: [
        .init("process", .process, "an s-generative process"),
        .init(
          "data", .points,
          "the points to learn from; columns that differ in scale are divided by their deviations"),
        .init("steps", .number, default: "3000", "steps of Adam; the rate falls as a cosine"),
        .init("batch", .number, default: "512", "points a step"),
        .init(
          "width", .number, default: "256 or more",
          "units of every hidden layer; 2.6 N from 256 to 512 where none is given"),
        .init("layers", .number, default: "3", "hidden layers"),
        .init("learning_rate", .number, default: "0.003", "Adam's rate at the start"),
        .init(
          "precision", .string, default: "the fastest",
          "\"mixed\" (bfloat16 products between hidden layers) or \"single\""),
        .init("seed", .number, default: "the session's", "equal seeds give equal bytes"),
        .init(
          "checkpoint", .string, default: "none",
          "a .safetensors file to leave the training in, and to go on from if it is there"),
        .init("every", .number, default: "500", "steps from one checkpoint to the next"),
      ], result: .model,
      examples: ["train(diffusion, two_moons(n = 1000), steps = 50, width = 32)"]
    ) { arguments, evaluation throws(Fault) in
      guard let data = arguments["data"]?.points else { return .nothing }
      let process = try arguments.process("process")
      var options = TrainingOptions()
      options.steps = try arguments.integer("steps", default: options.steps)
      options.batch = try arguments.integer("batch", default: options.batch)
      options.width = try arguments.integer(
        "width", default: TrainingOptions.width(dimension: data.dimension))
      options.layers = try arguments.integer("layers", default: options.layers)
      options.learningRate = try arguments.number("learning_rate", default: options.learningRate)
      let precision = try arguments.choice(
        "precision", default: options.precision.rawValue,
        among: Precision.allCases.map(\.rawValue))
      options.precision = Precision(rawValue: precision) ?? options.precision
      options.seed = try arguments.integer("seed", default: evaluation.seed, in: 0...Int(1e15))
      options.threads = evaluation.threads
      // What is wrong with a file is told before anything long begins.
      let checkpoints = try evaluation.checkpointing(arguments, for: process)
      let compiled = try evaluation.compile(process, for: data, at: arguments.span)
      let final = options
      let model = try evaluation.engine(at: arguments.span) { () throws(EngineError) in
        try Model.train(
          compiled, on: data, options: final, checkpoints: checkpoints,
          monitor: evaluation.monitor)
      }
      let trained = TrainedModel(process: process, model: model)
      if let warning = trained.warning { evaluation.monitor.warn(warning) }
      return .model(trained)
    },
    Builtin(
      name: "sample", topic: .engine,
      summary:
        "Draws points from a model, from a process by its exact field on data, or from a kernel.",
      parameters: [
        .init(
          "source", [.model, .process, .kernel],
          "a model, a process together with data, or a Green's function"),
        .init("n", .number, default: "1000", "how many points"),
        .init(
          "data", .points, default: "none",
          "the points whose exact field is followed; columns as in train"),
        .init(
          "solver", .string, default: "\"multistep\"",
          "one of " + Solver.names.map { "\"\($0)\"" }.joined(separator: ", ")),
        .init(
          "steps", .number, default: "for 35 evaluations, more for heavy tails",
          "steps of all solvers but dopri5"),
        .init("seed", .number, default: "the session's", "equal seeds give equal bytes"),
        .init("trajectory", .boolean, default: "false", "whether to keep the paths for plotting"),
        .init("tolerance", .number, default: "1e-4", "of dopri5, absolute and relative"),
        .init(
          "churn", .number, default: "5",
          "of sde: the fresh noise of all steps together; 0 is heun"),
        .init(
          "temperature", .number, default: "1", "a factor on the size of the noise begun with"),
        .init(
          "noise", .number, default: "0",
          "disturbs every step by this times the width, as a test of robustness"),
        .init(
          "births", .string, default: "\"weights\"",
          "what births and deaths do: \"weights\" with resampling, or \"branching\""),
        .init("t", .number, default: "1", "the time, > 0, where the source is a Green's function"),
      ], result: .points,
      examples: [
        "sample(diffusion, data = two_moons(n = 500), n = 100)",
        "sample(green(poisson, dim = 2), n = 100, t = 0.5)",
      ]
    ) { arguments, evaluation throws(Fault) in
      if case .kernel(let kernel)? = arguments["source"] {
        return try kernel.sample(arguments, evaluation)
      }
      try arguments.refuse(["t"], because: "samples follow the flow to its end")
      try arguments.refuseData()
      var options = try evaluation.sampling(arguments, standard: 1000)
      options.keepsTrajectory = arguments.boolean("trajectory", default: false)
      let field = try evaluation.field(arguments)
      options.births = try evaluation.births(arguments, in: field)
      let final = options
      return .samples(
        try evaluation.engine(at: arguments.span) { () throws(EngineError) in
          try field.sample(final, monitor: evaluation.monitor)
        })
    },
    Builtin(
      name: "score", topic: .engine,
      summary:
        "How far samples are from data: three distances beside their noise floors, columns as in train.",
      parameters: [
        .init("samples", .points, "the samples"),
        .init("data", .points, "the data they should look like"),
        .init("seed", .number, default: "the session's", "for the halves of the noise floor"),
      ], result: .scores,
      examples: ["score(two_moons(n = 500, seed = 1), two_moons(n = 500, seed = 2))"]
    ) { arguments, evaluation throws(Fault) in
      guard let samples = arguments["samples"]?.points, let data = arguments["data"]?.points else {
        return .nothing
      }
      var options = ScoringOptions()
      options.seed = try arguments.integer("seed", default: evaluation.seed, in: 0...Int(1e15))
      let final = options
      return .scores(
        try evaluation.engine(at: arguments.span) { () throws(EngineError) in
          try Score(samples, data, options: final, monitor: evaluation.monitor)
        })
    },
  ]
}

extension Evaluation {
  /// A process compiled for the dimension and the scale of data.
  ///
  /// - Throws: GP0502 for data without a scale, GP0403 with the reason for a process that cannot
  ///   generate.
  func compile(
    _ process: Process, for data: DataSet, at span: SourceSpan
  ) throws(Fault) -> CompiledProcess {
    let scale = data.columnScales.scale
    guard scale > 0 else {
      throw Fault(
        .invalidData,
        "\(data.name.field()) needs at least 2 distinct points, "
          + (data.count == 1 ? "but has one" : "but all \(data.count) are the same"), at: span)
    }
    return try compile(process, dimension: data.dimension, scale: scale, at: span)
  }

  /// A process compiled for a dimension and a scale.
  func compile(
    _ process: Process, dimension: Int, scale: Double, at span: SourceSpan
  ) throws(Fault) -> CompiledProcess {
    let verdict = try process.judged(at: span, budget: budget)
    if verdict.isGenerative == false {
      let reason = verdict.c1.holds == false ? verdict.c1.reason : verdict.c2.reason
      throw Fault(
        .notGenerative, "'\(process.name)' is not s-generative: \(reason)", at: span,
        hint: "check(\(process.name)) tells more")
    }
    let green = try kernel(at: span) { () throws(GreensFunctionError) in
      try process.greensFunction(dimension: dimension)
    }
    return try engine(at: span) { () throws(EngineError) in
      try CompiledProcess(green, scale: scale, monitor: monitor)
    }
  }

  /// How to sample, from the arguments that `sample` and `sweep` share.
  func sampling(_ arguments: Arguments, standard: Int) throws(Fault) -> SamplingOptions {
    let name = try arguments.choice("solver", default: "multistep", among: Solver.names)
    var options = SamplingOptions()
    options.count = try arguments.integer("n", default: standard)
    let tolerance = try arguments.number("tolerance", default: 1e-4)
    let churn = try arguments.number("churn", default: 5)
    options.solver = Solver(name: name, tolerance: tolerance, churn: churn) ?? .multistep
    for (label, owner) in [("churn", "sde"), ("tolerance", "dopri5")]
    where arguments[label] != nil && name != owner {
      throw Fault(
        .outOfRange, "'\(label)' belongs to the solver \(owner)", at: arguments.span(of: label),
        hint: "write solver = \"\(owner)\"")
    }
    if !options.solver.hasFixedSteps {
      try arguments.refuse(
        ["steps"], because: "\(name) chooses its own steps", hint: "'tolerance' makes them finer")
    }
    if arguments["steps"] != nil {
      options.steps = try arguments.integer("steps", default: 18, in: 2...100_000)
    }
    options.seed = try arguments.integer("seed", default: seed, in: 0...Int(1e15))
    options.temperature = try arguments.number("temperature", default: 1)
    options.noise = try arguments.number("noise", default: 0)
    return options
  }

  /// What births and deaths do to the population.
  ///
  /// - Throws: GP0401 where nothing is born.
  func births(
    _ arguments: Arguments, in field: any GenerativeField
  ) throws(Fault) -> BirthMethod {
    let names = BirthMethod.allCases.map(\.rawValue)
    let name = try arguments.choice("births", default: names[0], among: names)
    guard arguments["births"] == nil || field.process.hasGrowth else {
      throw Fault(
        .outOfRange, "nothing is born or dies unevenly in this process",
        at: arguments.span(of: "births"), hint: "leave 'births' out")
    }
    return BirthMethod(rawValue: name) ?? .weights
  }

  /// The field of a model, or the exact field of a process on data; a model has no use for the data.
  func field(_ arguments: Arguments) throws(Fault) -> any GenerativeField {
    switch arguments["source"] {
    case .model(let trained)?: return trained.model
    default:
      let process = try arguments.process("source")
      guard let data = arguments["data"]?.points else {
        throw Fault(
          .wrongArity, "a process needs 'data' to follow its exact field", at: arguments.span,
          hint: "write data = …, or train a model first")
      }
      let compiled = try compile(process, for: data, at: arguments.span)
      return try engine(at: arguments.span) { () throws(EngineError) in
        var field = try ExactField(compiled, data: data, monitor: monitor)
        field.threads = threads
        return field
      }
    }
  }
}

extension Arguments {
  /// Refuses data beside a model, which would not look at it.
  func refuseData() throws(Fault) {
    guard case .model? = self["source"] else { return }
    try refuse(["data"], because: "a model has learnt its own")
  }
}
