import Foundation
internal import GenPhysSupport

/// How to sample.
public struct SamplingOptions: Sendable, Hashable {
  /// The number of points.
  public var count: Int
  public var solver: Solver
  /// Widths visited before the step to 0 by methods of fixed steps; `nil` takes the solver's own, more
  /// for heavy tails, whose range of widths is longer.
  public var steps: Int?
  /// Equal seeds give equal bytes.
  public var seed: Int
  /// Whether to keep every intermediate state.
  public var keepsTrajectory: Bool
  /// What distances from the centre are multiplied by in the prior.
  ///
  /// Below 1 samples gather where the density is high, above 1 they spread. [PFGM 2209.11178, editing]
  public var temperature: Double
  /// α, the noise in units of the width that disturbs points before every step.
  ///
  /// The flow is not told of it: an experiment on robustness. [PFGM++ 2302.04265]
  public var noise: Double
  /// What births and deaths do to the population; without them nothing.
  public var births: BirthMethod

  public init(
    count: Int = 2000, solver: Solver = .multistep, steps: Int? = nil, seed: Int = 0,
    keepsTrajectory: Bool = false, temperature: Double = 1, noise: Double = 0,
    births: BirthMethod = .weights
  ) {
    self.count = count
    self.solver = solver
    self.steps = steps
    self.seed = seed
    self.keepsTrajectory = keepsTrajectory
    self.temperature = temperature
    self.noise = noise
    self.births = births
  }
}

extension SamplingOptions {
  /// - Throws: `.invalidParameter` for a value out of its range, whatever the field.
  public func validate() throws(EngineError) {
    try Check.range(count, 1...Check.largestCount, "n")
    try Check.range(steps ?? solver.defaultSteps, 2...100_000, "steps")
    guard seed >= 0 else {
      throw .invalidParameter("seed must not be negative, but is \(seed)")
    }
    try Check.positive(temperature, "temperature")
    try Check.nonNegative(noise, "noise")
  }
}

/// Points drawn from a field, and what it cost.
public struct Samples: Sendable {
  /// The points, in data units.
  public let data: DataSet
  /// How often the field was evaluated for every point.
  public let evaluations: Int
  /// What births and deaths did; `nil` without them.
  public let census: Census?
  /// States from the prior to the samples, in data units; empty unless asked for.
  ///
  /// Frames follow ancestry: row i of every frame lies on the path that ends in sample i.
  public let trajectory: [Frame]
  public let seconds: Double
  /// The deviation of the data per coordinate, in the unit of widths.
  public let scale: Double
  /// The deviations of the data's columns, and whether the flow divided them by these; `nil` where that
  /// is not known.
  public let columns: ColumnScales?
  /// The width, in the unit of widths, of the kernel that blurs the points where it is not the narrowest one;
  /// only ways between points that lie far from all data need that.
  public var blur: Double?

  /// The population's history.
  public struct Census: Sendable, Hashable {
    /// How often the whole population was resampled by weight.
    public var resamplings: Int
    /// Points that branching added and took away.
    public var births: Int
    public var deaths: Int
    /// The weight gathered on the way back over M(t_min)/M(t_max), M(t) = P(0,t) being the mass law: 1
    /// but for errors of sampling, prior and field.
    public var mass: Double
  }

  /// All points at one width.
  public struct Frame: Sendable {
    /// σ in data units, or in deviations where columns are divided by theirs; 0 at the end.
    public var width: Double
    public var points: [Double]
  }
}

extension GenerativeField {
  /// Points carried for every sample where births and deaths weigh them.
  ///
  /// Systematic resampling of weighted points copies some; thinning four to one keeps copies rare.
  static var populationFactor: Int { 4 }

  /// Draws samples: the prior is carried backward along the flow.
  ///
  /// With births and deaths the points carry weights, d ln w = −(R/p − mean) dt, which `Population`
  /// turns into numbers.
  ///
  /// - Throws: `.invalidParameter`, `.tooLarge`, `.solverFailed`, `.cancelled`.
  public func sample(
    _ options: SamplingOptions = .init(), monitor: RunMonitor = .silent
  ) throws(EngineError) -> Samples {
    let n = process.dimension
    try options.validate()
    let logRange = process.logWidths
    let own = process.hasOwnWidths ? OwnWidths(process, frame: frame) : nil
    let pace = RayPace(process)
    let steps =
      options.steps
      ?? (own == nil
        ? options.solver.defaultSteps
        : options.solver.steps(expansion: pace.largest, spread: process.spread))
    var stepNoise = try StepNoise(options, for: process, steps: steps)
    let factor = Double(process.lookahead == nil ? 1 : Self.populationFactor)
    let copies = factor * (options.keepsTrajectory ? Double(steps) + 10 : 10)
    try Check.memory(
      8 * Double(options.count) * Double(n) * copies, for: "\(options.count) samples")

    let start = ContinuousClock().now
    let root = RandomStream(seed: UInt64(options.seed)).split("sample")
    var random = root.split("prior")
    // Births copy points; a larger population that is thinned at the end keeps copies rare.
    let size = options.count * (process.lookahead == nil ? 1 : Self.populationFactor)
    var population = process.lookahead.map {
      Population(
        $0, method: options.births, size: size, random: root.split("resampling"))
    }
    var prior = process.samplePrior(count: size, frame: frame, random: &random)
    if options.temperature != 1 {
      for k in prior.points.indices { prior.points[k] *= options.temperature }
      guard prior.points.areWithinReach else {
        throw .invalidParameter(
          "temperature = \(options.temperature) carries points further than doubles reach")
      }
    }
    var state = own?.launch(prior) ?? prior
    let range =
      own?.range ?? exp(logRange.lowerBound - process.tail)...exp(logRange.upperBound)
    let widths = options.solver.widths(range, steps: steps) + [0]
    var frames: [Samples.Frame] = []
    var states: [SolverState] = []
    func keep(_ state: SolverState, width: Double) {
      guard options.keepsTrajectory else { return }
      if own != nil { states.append(state) }
      let width = own?.frameWidth(width) ?? width
      frames.append(.init(width: width * process.unit, points: own == nil ? state.points : []))
    }
    keep(state, width: range.upperBound)
    // Dormand–Prince counts its steps as it goes: its progress is that of ln σ.
    let total = options.solver.hasFixedSteps ? steps : 1000
    var meter = ProgressMeter(monitor, stage: "sample", total: total)
    let hasFixedSteps = options.solver.hasFixedSteps
    // Frames follow ancestry.
    let follow = { (ancestors: [Int]) in
      for i in frames.indices {
        frames[i].points = Resampling.gather(frames[i].points, ancestors, dimension: n)
      }
    }
    let evaluations = try options.solver.integrate(
      &state, widths: widths,
      velocity: { (points, logWidth, flow) throws(EngineError) in
        try monitor.checkCancellation()
        if let own { return try own.evaluate(points, by: self, into: &flow) }
        try evaluate(points, logWidth: max(logWidth, logRange.lowerBound), into: &flow)
        if logWidth <= logRange.lowerBound {
          pace.hasten(&flow, logWidth: logRange.lowerBound, dimension: n)
        }
      },
      beforeStep: { state, _, width in
        stepNoise.disturb(&state, width: width, hasOwnWidths: own != nil)
      },
      afterStep: { (state, step, width) throws(EngineError) in
        keep(state, width: width)
        if options.keepsTrajectory {
          try Check.memory(
            8 * Double(frames.count) * Double(state.points.count), for: "the trajectory")
        }
        let done =
          hasFixedSteps
          ? step
          : Int(
            saturating:
              Double(total) * log(range.upperBound / max(width, range.lowerBound))
              / log(range.upperBound / range.lowerBound))
        try meter.advance(to: done)
        // At width 0 nothing is left to foresee, and every weight counts.
        let ancestors = population?.settle(
          &state, logWidth: max(log(width), logRange.lowerBound))
        if let ancestors { follow(ancestors) }
        return ancestors
      })
    if let ancestors = population?.finish(
      &state, logWidth: logRange.lowerBound, count: options.count)
    {
      follow(ancestors)
    }
    let points = own?.points(of: state) ?? state.points
    if let own, !frames.isEmpty {
      let found = own.frames(
        widths: frames.map { $0.width / process.unit }, states: states, prior: prior)
      for i in frames.indices { frames[i].points = found[i] }
    }
    for i in frames.indices {
      let points = frames[i].points
      frames[i].points = frames[i].width > 0 ? denormalized(points) : settled(points)
    }
    return Samples(
      data: try DataSet(name: "samples", values: settled(points), dimension: n),
      evaluations: evaluations, census: population.map(Samples.Census.init), trajectory: frames,
      seconds: (ContinuousClock().now - start) / .seconds(1), scale: process.unit / 2,
      columns: frame.columns)
  }
}

extension Samples.Census {
  init(_ population: Population) {
    self.init(
      resamplings: population.resamplings, births: population.births, deaths: population.deaths,
      mass: exp(population.logMass))
  }
}
