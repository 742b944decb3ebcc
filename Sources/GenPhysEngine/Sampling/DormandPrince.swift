import Foundation

/// Dormand and Prince's pair of orders 5 and 4 in ln σ, with one common step for all points.
///
/// The error of a step is the root mean square over all coordinates of
/// |error| / (tolerance + tolerance·|x|); a step is accepted where it is at most 1. The last stage
/// of a step is the first of the next, so an accepted step costs six evaluations.
/// [Dormand & Prince 1980; control as in Hairer, Nørsett & Wanner II.4]
struct DormandPrince {
  let tolerance: Double

  private static let nodes: [Double] = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1]
  private static let stages: [[Double]] = [
    [],
    [1.0 / 5],
    [3.0 / 40, 9.0 / 40],
    [44.0 / 45, -56.0 / 15, 32.0 / 9],
    [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
    [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
  ]
  /// Weights of the fifth order less those of the fourth.
  private static let errors: [Double] = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]
  private static let stepLimit = 10_000

  func integrate(
    _ state: inout SolverState, from start: Double, to end: Double, velocity: Solver.Velocity,
    afterStep: Solver.StepAction
  ) throws(EngineError) -> Int {
    let hasGrowth = !state.logWeights.isEmpty
    let count = state.points.count / state.dimension
    var flows = Array(
      repeating: Flow(count: count, dimension: state.dimension, hasGrowth: hasGrowth), count: 7)
    var trial = state
    var s = start
    var h = -min(0.1, start - end)
    var evaluations = 0
    var step = 0
    try velocity(state.points, s, &flows[0])
    evaluations += 1
    while s > end {
      guard step < DormandPrince.stepLimit else {
        throw .solverFailed(
          "dopri5 did not finish within \(DormandPrince.stepLimit) steps; a larger tolerance helps")
      }
      step += 1
      h = max(h, end - s)
      for stage in 1..<7 {
        combine(state, flows, DormandPrince.stages[stage], h, into: &trial)
        try velocity(trial.points, s + DormandPrince.nodes[stage] * h, &flows[stage])
        evaluations += 1
      }
      let error = self.error(state, trial, flows, h)
      guard error.isFinite else {
        throw .solverFailed("the flow is not finite near width \(exp(s).shortText)")
      }
      if error <= 1 {
        swap(&state, &trial)
        s = h <= end - s ? end : s + h
        flows.swapAt(0, 6)
        if let ancestors = try afterStep(&state, step, exp(s)) {
          flows[0].gather(ancestors, dimension: state.dimension)
          for stage in 1..<7 { flows[stage].resize(to: state) }
          trial = state
        }
      }
      h *= min(5, max(0.2, 0.9 * pow(max(error, 1e-10), -0.2)))
    }
    try state.checkFinite(width: exp(end))
    return evaluations
  }

  /// The stage's argument: for the last stage, also the solution of fifth order.
  private func combine(
    _ state: SolverState, _ flows: [Flow], _ weights: [Double], _ h: Double,
    into trial: inout SolverState
  ) {
    for k in state.points.indices {
      var sum = 0.0
      for (j, w) in weights.enumerated() { sum += w * flows[j].rate[k] }
      trial.points[k] = state.points[k] + h * sum
    }
    for k in state.logWeights.indices {
      var sum = 0.0
      for (j, w) in weights.enumerated() { sum += w * flows[j].growth[k] }
      trial.logWeights[k] = state.logWeights[k] + h * sum
    }
  }

  private func error(
    _ state: SolverState, _ trial: SolverState, _ flows: [Flow], _ h: Double
  ) -> Double {
    var total = 0.0
    for k in state.points.indices {
      var sum = 0.0
      for j in 0..<7 { sum += DormandPrince.errors[j] * flows[j].rate[k] }
      let size = max(state.points[k].magnitude, trial.points[k].magnitude)
      let scaled = h * sum / (tolerance + tolerance * size)
      total += scaled * scaled
    }
    for k in state.logWeights.indices {
      var sum = 0.0
      for j in 0..<7 { sum += DormandPrince.errors[j] * flows[j].growth[k] }
      let scaled = h * sum / (tolerance + tolerance * trial.logWeights[k].magnitude)
      total += scaled * scaled
    }
    return (total / Double(state.points.count + state.logWeights.count)).squareRoot()
  }
}
