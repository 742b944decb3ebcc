internal import Numerics
internal import GenPhysSupport

/// The standard normal law, accurate in both tails.
public enum NormalLaw {
  private static let logRootTwoPi = 0.918938533204672741780329736406

  /// Φ(x) = P(X ≤ x).
  ///
  /// Error: 1e-13 relative wherever it does not underflow.
  public static func cumulative(_ x: Double) -> Double {
    0.5 * Double.erfc(-x / 2.0.squareRoot())
  }

  /// ln Φ(x).
  ///
  /// Error: 1e-13 relative, for every x.
  public static func logCumulative(_ x: Double) -> Double {
    if x > 0 { return Double.log(onePlus: -0.5 * Double.erfc(x / 2.0.squareRoot())) }
    if x > -5 { return Double.log(cumulative(x)) }
    if x == -.infinity { return -.infinity }
    return -0.5 * x * x - logRootTwoPi + Double.log(millsRatio(-x))
  }

  /// (1 − Φ(x))/φ(x), for x ≥ −5.
  ///
  /// Error: 1e-14 relative.
  package static func millsRatio(_ x: Double) -> Double {
    if x < 4 {
      return 0.5 * Double.erfc(x / 2.0.squareRoot()) * Double.exp(0.5 * x * x + logRootTwoPi)
    }
    return 1 / (x + tail(x, from: 1))
  }

  /// −R′(x) = 1 − x·R(x) for the Mills ratio R, without cancellation.
  package static func millsSlope(_ x: Double) -> Double {
    if x < 2.5 { return 1 - x * millsRatio(x) }
    let inner = tail(x, from: 1)
    return inner / (x + inner)
  }

  /// `n/(x + (n+1)/(x + …))`, from the last term.
  ///
  /// The error falls like exp(−2x√(2n)), so n = 171/x² terms suffice; the rest is reserve.
  private static func tail(_ x: Double, from n: Int) -> Double {
    var result = 0.0
    let terms = Int(saturating: 20 + 250 / (x * x))
    for k in stride(from: n + terms, through: n, by: -1) { result = Double(k) / (x + result) }
    return result
  }

  /// The x with Φ(x) = q, the probit.
  ///
  /// - Parameters:
  ///   - q: in [0, 1].
  ///   - complement: 1 − q, given apart so that the upper tail keeps its relative accuracy.
  /// - Returns: x to 1e-14 relative beside 1e-16; ∓∞ at q = 0 and 1; NaN outside.
  public static func quantile(_ q: Double, complement: Double) -> Double {
    guard q >= 0, complement >= 0 else { return .nan }
    if q > complement { return -quantile(complement, complement: q) }
    if q == complement { return 0 }
    if q == 0 { return -.infinity }
    // A rational start [Abramowitz & Stegun 26.2.23], then Halley's method on ln Φ.
    let target = Double.log(q)
    let t = (-2 * target).squareRoot()
    var x =
      -(t - (2.515517 + t * (0.802853 + t * 0.010328))
        / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    for _ in 0..<4 {
      let difference = logCumulative(x) - target
      // φ/Φ is the slope of ln Φ; its own slope is −s(x + s).
      let slope = 1 / millsRatio(-x)
      let newton = difference / slope
      let step = newton / (1 + 0.5 * newton * (x + slope))
      x -= step
      if step.magnitude < 1e-16 * (1 + x.magnitude) { break }
    }
    return x
  }

  /// The x with Φ(x) = q.
  public static func quantile(_ q: Double) -> Double { quantile(q, complement: 1 - q) }
}
