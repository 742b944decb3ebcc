import Foundation

/// An exponential multistep method of order three in ln σ.
///
/// Let D = x − dx/dlnσ, the place the flow points to (for straight rays and e = 1 the denoised
/// point). With τ = −ln σ, dx/dτ = D − x, so over a step of length h
///
///     x⁺ = e^{−h} x + ∫₀ʰ e^{−(h−τ)} D(τ) dτ,
///
/// exact in the linear part; D is extrapolated by a parabola through its last three values (a line
/// at the second step, a constant at the first and at the step to width 0). Growth is integrated by
/// the same parabola. [the multistep variant of DPM-Solver++, 2211.01095]
struct Multistep {
  func integrate(
    _ state: inout SolverState, widths: [Double], velocity: Solver.Velocity,
    afterStep: Solver.StepAction
  ) throws(EngineError) -> Int {
    let count = state.points.count / state.dimension
    let hasGrowth = !state.logWeights.isEmpty
    var flow = Flow(count: count, dimension: state.dimension, hasGrowth: hasGrowth)
    // Targets and growths of the last steps, the newest first, and the lengths between them.
    var past: [(target: [Double], growth: [Double])] = []
    var lengths: [Double] = []
    for i in 0..<(widths.count - 1) {
      let (width, next) = (widths[i], widths[i + 1])
      try velocity(state.points, log(width), &flow)
      let target = state.points.indices.map { state.points[$0] - flow.rate[$0] }
      past.insert((target, flow.growth), at: 0)
      if past.count > 3 { past.removeLast() }
      if next > 0 {
        let h = log(width / next)
        let weights = Weights(h: h, lengths: lengths, order: past.count)
        for k in state.points.indices {
          var sum = weights.decay * state.points[k]
          for (j, w) in weights.targets.enumerated() { sum += w * past[j].target[k] }
          state.points[k] = sum
        }
        for k in state.logWeights.indices {
          for (j, w) in weights.growths.enumerated() {
            state.logWeights[k] -= w * past[j].growth[k]
          }
        }
        lengths.insert(h, at: 0)
        if lengths.count > 2 { lengths.removeLast() }
      } else {
        state.points = target
        for k in state.logWeights.indices { state.logWeights[k] -= flow.growth[k] }
      }
      try state.checkFinite(width: next)
      let stepped = state.logWeights
      try afterStep(&state, i + 1, next)
      // Points that were resampled have no past.
      if stepped != state.logWeights {
        past = []
        lengths = []
      }
    }
    return widths.count - 1
  }

  /// How much each past value counts in a step.
  private struct Weights {
    let decay: Double
    private(set) var targets: [Double]
    private(set) var growths: [Double]

    init(h: Double, lengths: [Double], order: Int) {
      decay = exp(-h)
      // Moments ∫₀ʰ e^{−(h−τ)} τʲ dτ and ∫₀ʰ τʲ dτ of the extrapolating polynomial.
      let m0 = -expm1(-h)
      let m1 = h - m0
      let m2 = h * h - 2 * m1
      let (g0, g1, g2) = (h, h * h / 2, h * h * h / 3)
      switch order {
      case 1:
        targets = [m0]
        growths = [g0]
      case 2:
        let a = lengths[0]
        targets = [m0 + m1 / a, -m1 / a]
        growths = [g0 + g1 / a, -g1 / a]
      default:
        // Lagrange's parabola through 0, −a and −b.
        let a = lengths[0]
        let b = a + lengths[1]
        func combine(_ p0: Double, _ p1: Double, _ p2: Double) -> [Double] {
          [
            (p2 + (a + b) * p1 + a * b * p0) / (a * b),
            (p2 + b * p1) / (a * (a - b)),
            (p2 + a * p1) / (b * (b - a)),
          ]
        }
        targets = combine(m0, m1, m2)
        growths = combine(g0, g1, g2)
      }
    }
  }
}
