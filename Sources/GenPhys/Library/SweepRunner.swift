internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// Runs the experiments of `sweep`: for every source and value a field, sampled and scored.
struct SweepRunner {
  private let arguments: Arguments
  private let evaluation: Evaluation
  private let data: DataSet
  private let over: String
  private let values: [Double]
  private let seeds: Int
  private let seed: Int

  /// What varies without another training.
  private enum Knob: String, CaseIterable {
    case noise, bits, steps, churn, temperature
  }

  init(arguments: Arguments, evaluation: Evaluation) throws(Fault) {
    self.arguments = arguments
    self.evaluation = evaluation
    guard let data = arguments["data"]?.points else {
      throw Fault(.kindMismatch, "'data' must be points", at: arguments.span)
    }
    self.data = data
    over = arguments.string("over", default: "")
    values = try arguments.numbers("values") ?? []
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
      throw Fault(
        .outOfRange, "'values' must be a list of finite numbers",
        at: arguments.span(of: "values"), hint: "for example [1, 8, 64]")
    }
    seeds = try arguments.integer("seeds", default: 3, in: 1...1000)
    seed = try arguments.integer("seed", default: evaluation.seed, in: 0...Int(1e15))
  }

  func run() throws(Fault) -> Sweep {
    let sources: [Value] =
      if case .list(let list)? = arguments["source"] { list } else {
        [arguments["source"]].compactMap(\.self)
      }
    guard !sources.isEmpty else {
      throw Fault(.kindMismatch, "there is nothing to sweep", at: arguments.span(of: "source"))
    }
    // Whatever is wrong is told before the first training.
    try refuseIdle(sources)
    for source in sources {
      let knob = try knob(for: source)
      for value in values { _ = try setting(of: knob, value) }
    }
    var curves: [Sweep.Curve] = []
    for source in sources { curves.append(try curve(source)) }
    return Sweep(parameter: over, dataName: data.name, seeds: seeds, curves: curves)
  }

  /// What varies for a source; nil for a parameter of its process, which comes first.
  private func knob(for source: Value) throws(Fault) -> Knob? {
    let words: [String]
    switch source {
    case .model: words = []
    case .process(let process): words = process.parameters.map(\.name)
    default:
      throw Fault(
        .kindMismatch,
        "'source' must be models or processes, but this is "
          + source.kind.description, at: arguments.span(of: "source"))
    }
    if words.contains(over) { return nil }
    guard let knob = Knob(rawValue: over) else {
      let known = Knob.allCases.map(\.rawValue) + words
      throw Fault(
        .outOfRange, nothing(called: over, among: known, of: source),
        at: arguments.span(of: "over"),
        hint: "one of " + known.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    return knob
  }

  private func nothing(called name: String, among known: [String], of source: Value) -> String {
    let owner = if case .process(let process) = source { "'\(process.name)'" } else { "a model" }
    let guess = Spelling.closest(to: name, among: known)
    return "\(owner) has nothing called '\(name)' that could vary"
      + (guess.map { "; did you mean '\($0)'?" } ?? "")
  }

  /// Refuses arguments that would be ignored.
  private func refuseIdle(_ sources: [Value]) throws(Fault) {
    for source in sources where try knob(for: source) != nil {
      try arguments.refuse([over], because: "it is what varies")
    }
    let hasProcess = sources.contains { if case .process = $0 { true } else { false } }
    if !hasProcess {
      try arguments.refuse(["training", "width"], because: "models are trained already")
    }
  }

  private func curve(_ source: Value) throws(Fault) -> Sweep.Curve {
    let knob = try knob(for: source)
    var fixed: (any GenerativeField)?
    var scores: [Sweep.Score] = []
    var name = ""
    for value in values {
      let field: any GenerativeField
      switch source {
      case .model(let trained):
        field = trained.model
        name = trained.process.signature
      case .process(let process) where knob == nil:
        let number = Number(value)
        field = try self.field(of: process.with([over: number]))
        name = process.name
      case .process(let process):
        if let fixed { field = fixed } else { field = try self.field(of: process) }
        name = process.signature
      default:
        throw Fault(.kindMismatch, "'source' must be models or processes", at: arguments.span)
      }
      fixed = field
      scores.append(try score(field, knob, value))
    }
    return Sweep.Curve(name: name, scores: scores)
  }

  /// A process trained on the data, or its exact field.
  private func field(of process: Process) throws(Fault) -> any GenerativeField {
    let span = arguments.span
    var options = TrainingOptions()
    options.steps = try arguments.integer("training", default: options.steps, in: 0...100_000_000)
    options.width = try arguments.integer(
      "width", default: TrainingOptions.width(dimension: data.dimension))
    options.seed = seed
    options.threads = evaluation.threads
    let compiled = try evaluation.compile(process, for: data, at: span)
    let final = options
    return try evaluation.engine(at: span) { () throws(EngineError) -> any GenerativeField in
      if final.steps == 0 {
        var field = try ExactField(compiled, data: data, monitor: evaluation.monitor)
        field.threads = final.threads
        return field
      }
      return try Model.train(compiled, on: data, options: final, monitor: evaluation.monitor)
    }
  }

  /// How one value is sampled, and to how many bits weights are rounded.
  private func setting(
    of knob: Knob?, _ value: Double
  ) throws(Fault) -> (options: SamplingOptions, bits: Int?) {
    var options = try evaluation.sampling(arguments, standard: min(2000, data.count))
    let whole = Int(exactly: value)
    var bits: Int?
    if arguments["bits"] != nil { bits = try arguments.integer("bits", default: 8, in: 2...16) }
    switch knob {
    case .noise: options.noise = value
    case .temperature: options.temperature = value
    case .churn: options.solver = .stochastic(churn: value)
    case .steps, .bits:
      guard let whole else {
        throw Fault(
          .outOfRange, "'\(over)' takes whole numbers, but is \(NumberFormat.text(value))",
          at: arguments.span(of: "values"))
      }
      if knob == .steps {
        guard options.solver.hasFixedSteps else {
          throw Fault(
            .outOfRange, "this solver chooses its own steps", at: arguments.span(of: "solver"))
        }
        options.steps = whole
      } else {
        bits = whole
      }
    case nil: break
    }
    let final = options
    try evaluation.engine(at: arguments.span) { () throws(EngineError) in try final.validate() }
    return (options, bits)
  }

  private func score(
    _ field: any GenerativeField, _ knob: Knob?, _ value: Double
  ) throws(Fault) -> Sweep.Score {
    var field = field
    var (options, bits) = try setting(of: knob, value)
    if let bits {
      guard let model = field as? Model else {
        throw Fault(
          .outOfRange, "an exact field has no weights to round", at: arguments.span,
          hint: "let 'training' be above 0")
      }
      field = try evaluation.engine(at: arguments.span) { () throws(EngineError) in
        try model.quantized(bits: bits)
      }
    }
    var ratios: [Double] = []
    var evaluations = 0
    for index in 0..<seeds {
      options.seed = seed + index
      let (chosen, final) = (field, options)
      ratios.append(
        try evaluation.engine(at: arguments.span) { () throws(EngineError) in
          let samples = try chosen.sample(final, monitor: evaluation.monitor)
          evaluations = samples.evaluations
          let scoring = ScoringOptions(seed: seed)
          return try Score(samples.data, data, options: scoring, monitor: evaluation.monitor)
            .slicedWasserstein.ratio
        })
    }
    let sorted = ratios.sorted()
    let middle = sorted.count / 2
    return Sweep.Score(
      value: value,
      median: sorted.count.isMultiple(of: 2)
        ? 0.5 * (sorted[middle - 1] + sorted[middle]) : sorted[middle],
      lowest: sorted[0], highest: sorted[sorted.count - 1], evaluations: evaluations)
  }
}
