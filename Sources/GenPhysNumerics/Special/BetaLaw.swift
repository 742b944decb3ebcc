internal import Numerics

/// The beta law with exponents a and b: density `x^{a−1} (1 − x)^{b−1} / B(a,b)` on (0, 1).
///
/// Domain: a and b from 1e-3 to 1e6. Both tails are computed in logarithms and keep their relative
/// accuracy.
public struct BetaLaw: Sendable {
  /// a, the exponent at 0, > 0.
  public let a: Double
  /// b, the exponent at 1, > 0.
  public let b: Double

  public init(_ a: Double, _ b: Double) {
    (self.a, self.b) = (a, b)
  }

  /// ln P(X ≤ x) and ln P(X > x) at `x = w/(1 + w)`, with their absolute errors.
  ///
  /// Error: 1e-13 and the rounding of the logarithm's parts, which is part of the result.
  /// - Parameter logOdds: ln w, so that both ends keep their relative accuracy.
  public func logTails(
    logOdds: Double
  ) -> (lower: Double, upper: Double, error: Double) {
    // ln x and ln (1 − x).
    let logX =
      logOdds > 0
      ? -Double.log(onePlus: Double.exp(-logOdds))
      : logOdds - Double.log(onePlus: Double.exp(logOdds))
    let logY = logX - logOdds
    let logBeta =
      SpecialFunctions.logGamma(a) + SpecialFunctions.logGamma(b) - SpecialFunctions.logGamma(a + b)
    let parts =
      a * (logX.magnitude + logOdds.magnitude * Double.exp(logY)) + b
      * (logY.magnitude + logOdds.magnitude * Double.exp(logX))
      + SpecialFunctions.logGamma(a).magnitude + SpecialFunctions.logGamma(b).magnitude
      + SpecialFunctions.logGamma(a + b).magnitude
    let front = a * logX + b * logY - logBeta
    let error = 1e-13 + 4 * Double.ulpOfOne * parts
    let x = Double.exp(logX)
    if x < (a + 1) / (a + b + 2) {
      let lower = min(0, front + Double.log(Self.fraction(a, b, x) / a))
      return (lower, GammaLaw.logOneMinusExp(lower), error)
    }
    let upper = min(0, front + Double.log(Self.fraction(b, a, Double.exp(logY)) / b))
    return (GammaLaw.logOneMinusExp(upper), upper, error)
  }

  /// The continued fraction of `a B(x; a, b) / (x^a (1 − x)^b)` by Lentz's method: about √max(a, b)
  /// terms for x below (a + 1)/(a + b + 2). [DLMF 8.17.22]
  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    func safe(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / safe(1 - (a + b) * x / (a + 1))
    var h = d
    for index in 1..<100_000 {
      let m = Double(index)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / safe(1 + even * d)
      c = safe(1 + even / c)
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / safe(1 + odd * d)
      c = safe(1 + odd / c)
      let factor = d * c
      h *= factor
      if (factor - 1).magnitude < 2e-16 { break }
    }
    return h
  }
}
