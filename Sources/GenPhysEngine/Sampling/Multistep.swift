import Foundation

/// An exponential multistep method of order three in ln σ.
///
/// Let D = x − dx/dlnσ, the place the flow points to (for straight rays and e = 1 the denoised
/// point). With τ = −ln σ, dx/dτ = D − x, so over a step of length h
///
///     x⁺ = e^{−h} x + ∫₀ʰ e^{−(h−τ)} D(τ) dτ,
///
/// exact in the linear part; D is extrapolated by a parabola through its last three values, at the
/// second step by a line. The first step is a predictor and a corrector: one evaluation more. Copies
/// of points inherit their past. The step to width 0 jumps to D. Growth is integrated by the same
/// polynomials. [the multistep variant of DPM-Solver++, 2211.01095]
struct Multistep {
  func integrate(
    _ state: inout SolverState, widths: [Double], velocity: Solver.Velocity,
    beforeStep: Solver.StepPreparation, afterStep: Solver.StepAction
  ) throws(EngineError) -> Int {
    let count = state.points.count / state.dimension
    var flow = Flow(
      count: count, dimension: state.dimension, hasGrowth: !state.logWeights.isEmpty)
    var evaluations = 0
    // What the flow said at the last steps, the newest first, and the lengths of these steps.
    var past: [Sight] = []
    var lengths: [Double] = []
    for i in 0..<(widths.count - 1) {
      let next = widths[i + 1]
      let width = beforeStep(&state, i, widths[i])
      try velocity(state.points, log(width), &flow)
      evaluations += 1
      past.insert(Sight(state.points, flow), at: 0)
      if past.count > 3 { past.removeLast() }
      if next > 0 {
        let h = log(width / next)
        if past.count == 1 {
          var predicted = state
          past[0].advance(&predicted, past, Weights(constantOver: h))
          try velocity(predicted.points, log(next), &flow)
          evaluations += 1
          let ahead = Sight(predicted.points, flow)
          past[0].advance(&state, [past[0], ahead], Weights(linearOver: h, throughNodeAt: h))
        } else {
          let weights =
            past.count == 2
            ? Weights(linearOver: h, throughNodeAt: -lengths[0])
            : Weights(parabolicOver: h, lengths[0], lengths[0] + lengths[1])
          past[0].advance(&state, past, weights)
        }
        lengths.insert(h, at: 0)
        if lengths.count > 2 { lengths.removeLast() }
      } else {
        state.points = past[0].target
        for k in state.logWeights.indices { state.logWeights[k] -= past[0].growth[k] }
      }
      try state.checkFinite(width: next)
      if let ancestors = try afterStep(&state, i + 1, next) {
        for j in past.indices { past[j].gather(ancestors, dimension: state.dimension) }
        flow.resize(to: state)
      }
    }
    return evaluations
  }

  /// Where the flow points to, and the growth, at one width.
  private struct Sight {
    var target: [Double]
    var growth: [Double]

    init(_ points: [Double], _ flow: Flow) {
      target = points.indices.map { points[$0] - flow.rate[$0] }
      growth = flow.growth
    }

    mutating func gather(_ ancestors: [Int], dimension: Int) {
      target = Resampling.gather(target, ancestors, dimension: dimension)
      if !growth.isEmpty { growth = ancestors.map { growth[$0] } }
    }

    func advance(_ state: inout SolverState, _ sights: [Sight], _ weights: Weights) {
      for k in state.points.indices { state.points[k] *= weights.decay }
      for (j, w) in weights.targets.enumerated() {
        for k in state.points.indices { state.points[k] += w * sights[j].target[k] }
      }
      for (j, w) in weights.growths.enumerated() {
        for k in state.logWeights.indices { state.logWeights[k] -= w * sights[j].growth[k] }
      }
    }
  }

  /// How much each value counts in a step of length h; the newest is at τ = 0.
  private struct Weights {
    let decay: Double
    let targets: [Double]
    let growths: [Double]

    init(constantOver h: Double) {
      decay = exp(-h)
      targets = [-expm1(-h)]
      growths = [h]
    }

    init(linearOver h: Double, throughNodeAt a: Double) {
      decay = exp(-h)
      let m0 = -expm1(-h)
      let m1 = h - m0
      targets = [m0 - m1 / a, m1 / a]
      growths = [h - h * h / (2 * a), h * h / (2 * a)]
    }

    /// Lagrange's parabola through τ = 0, −a and −b.
    init(parabolicOver h: Double, _ a: Double, _ b: Double) {
      decay = exp(-h)
      // Moments ∫₀ʰ e^{−(h−τ)} τʲ dτ.
      let m0 = -expm1(-h)
      let m1 = h - m0
      let m2 = h * h - 2 * m1
      func combine(_ p0: Double, _ p1: Double, _ p2: Double) -> [Double] {
        [
          (p2 + (a + b) * p1 + a * b * p0) / (a * b),
          (p2 + b * p1) / (a * (a - b)),
          (p2 + a * p1) / (b * (b - a)),
        ]
      }
      targets = combine(m0, m1, m2)
      growths = combine(h, h * h / 2, h * h * h / 3)
    }
  }
}
