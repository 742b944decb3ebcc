import func Foundation.log

/// Noise that is added before the steps of a solver: EDM's churn, and disturbances on purpose.
struct StepNoise {
  /// By how much churn widens before a step, σ̂/σ − 1.
  private let widening: Double
  /// α, by which points are disturbed in units of the width.
  private let disturbance: Double
  /// The widest kernel: nothing is widened beyond it.
  private let limit: Double
  private var random: RandomStream

  /// Fresh noise that doubles the variance at most; more would be noise of the step before again.
  private static let largestWidening = 2.0.squareRoot() - 1

  /// - Throws: `.invalidParameter` where the process's kernel or the solver does not go with it.
  init(
    _ options: SamplingOptions, for process: CompiledProcess, steps: Int
  ) throws(EngineError) {
    try Check.nonNegative(options.noise, "noise")
    if options.noise > 0, !options.solver.hasFixedSteps {
      throw .invalidParameter(
        "noise is added before every step, and dopri5 chooses its own steps; take another solver")
    }
    if case .stochastic(let churn) = options.solver {
      try Check.nonNegative(churn, "churn")
      guard process.isGaussian, !process.hasGrowth else {
        throw .invalidParameter(
          "the solver sde adds Gaussian noise, which only a Gaussian kernel can carry back; this "
            + "process's kernel is none: take heun, multistep or dopri5")
      }
      widening = min(churn / Double(steps), Self.largestWidening)
    } else {
      widening = 0
    }
    disturbance = options.noise
    limit = process.logWidths.upperBound
    random = RandomStream(seed: UInt64(options.seed)).split("sample").split("noise")
  }

  /// Moves the points and gives the width at which they are now.
  ///
  /// - Parameter hasOwnWidths: whether the last coordinate of a point is its own width (`OwnWidths`),
  ///   in units of which it is moved.
  mutating func disturb(
    _ state: inout SolverState, width: Double, hasOwnWidths: Bool = false
  ) -> Double {
    guard !hasOwnWidths else {
      let n = state.dimension - 1
      for row in stride(from: 0, to: disturbance > 0 ? state.points.count : 0, by: n + 1) {
        let deviation = disturbance * state.points[row + n]
        for k in row..<(row + n) { state.points[k] += deviation * random.normal() }
      }
      return width
    }
    var width = width
    if widening > 0, log(width * (1 + widening)) <= limit {
      let wider = width * (1 + widening)
      add((wider * wider - width * width).squareRoot(), to: &state)
      width = wider
    }
    if disturbance > 0 { add(disturbance * width, to: &state) }
    return width
  }

  private mutating func add(_ deviation: Double, to state: inout SolverState) {
    for k in state.points.indices { state.points[k] += deviation * random.normal() }
  }
}
