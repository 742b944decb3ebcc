internal import Numerics

/// Solves `F(e^w) = target` for laws on (0, ∞) whose density in w = ln x is log-concave.
///
/// Then ln F is concave and increasing in w, and Newton's method on it converges from the left
/// without safeguards; the step limit only guards the first jump from the right.
enum QuantileSearch {
  /// - Parameters:
  ///   - start: a first guess for w.
  ///   - target: ln of the probability wanted.
  ///   - sign: +1 for a lower tail, −1 for an upper tail (which falls with w).
  ///   - evaluate: w ↦ ln of the tail probability, and ln of the density in w.
  static func solve(
    start: Double, target: Double, sign: Double,
    evaluate: (Double) -> (logTail: Double, logDensity: Double)
  ) -> Double {
    var w = start
    var best = w
    var bestMiss = Double.infinity
    for _ in 0..<200 {
      let (logTail, logDensity) = evaluate(w)
      let miss = logTail - target
      if miss.magnitude < bestMiss {
        bestMiss = miss.magnitude
        best = w
      }
      if miss == 0 { break }
      // d ln F/dw = density/F.
      let slope = sign * Double.exp(min(logDensity - logTail, 700))
      var step = slope == 0 || !miss.isFinite ? (miss.isNaN ? 0 : sign * miss) : miss / slope
      if !step.isFinite { step = step < 0 ? -3 : 3 }
      step = min(max(step, -3), 3)
      w -= step
      if step.magnitude < 2e-16 * max(1, w.magnitude) { return w }
    }
    return best
  }
}
