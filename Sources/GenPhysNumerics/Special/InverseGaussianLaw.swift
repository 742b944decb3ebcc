internal import Numerics

/// The inverse Gaussian law: first passage of Brownian motion with drift.
///
/// Density `√(λ/2πx³) exp(−λ(x − μ)²/(2μ²x))` on x > 0, mean μ and shape λ. The mixing law of
/// the Yukawa kernel at time t is μ = t/2m, λ = t²/2. [THEORY 4]
public struct InverseGaussianLaw: Sendable {
  /// μ, the mean, > 0.
  public let mean: Double
  /// λ, the shape, > 0.
  public let shape: Double

  /// The law of this mean and shape; unless both are positive and finite every result is NaN.
  public init(mean: Double, shape: Double) {
    let isValid = mean > 0 && shape > 0 && mean.isFinite && shape.isFinite
    self.mean = isValid ? mean : .nan
    self.shape = isValid ? shape : .nan
  }

  /// ln of the density of ln x.
  ///
  /// Error: 4 ulp of its largest part.
  public func logDensityOfLogarithm(_ x: Double) -> Double {
    let distance = (x - mean) / mean
    return 0.5 * Double.log(shape / (2 * Double.pi * x)) - 0.5 * shape / x * distance * distance
  }

  /// ln P(X ≤ x) and ln P(X > x).
  ///
  /// Error: 1e-12 absolute on each that is below ln ½ and above −700.
  public func logTails(_ x: Double) -> (lower: Double, upper: Double) {
    if shape.isNaN || x.isNaN { return (.nan, .nan) }
    if !(x > 0) { return (-.infinity, 0) }
    if x == .infinity { return (0, -.infinity) }
    let root = (shape / x).squareRoot()
    let near = root * (x / mean - 1)
    let far = root * (x / mean + 1)
    if far == .infinity { return x < mean ? (-.infinity, 0) : (0, -.infinity) }
    // e^{2λ/μ}·φ(far) = φ(near), so both terms share the factor φ(near).
    let logPhi = -0.5 * near * near - 0.918938533204672741780329736406
    var lower: Double?
    var upper: Double?
    if near < 0 {
      let sum = NormalLaw.millsRatio(-near) + NormalLaw.millsRatio(far)
      lower = min(0, logPhi + Double.log(sum))
    }
    // Just below the mean the upper tail may already be small, so it is computed there as well.
    if near > -1 { upper = min(0, logPhi + Double.log(Self.millsDrop(near, width: 2 * root))) }
    let known = lower ?? upper ?? 0
    return (
      lower ?? GammaLaw.logOneMinusExp(known), upper ?? GammaLaw.logOneMinusExp(known)
    )
  }

  /// R(a) − R(a + width) for the Mills ratio and a ≥ −1, without cancellation.
  private static func millsDrop(_ a: Double, width: Double) -> Double {
    // Far apart the difference is harmless; near by the integral of −R′ is exact by Gauss' rule.
    if width > 1 { return NormalLaw.millsRatio(a) - NormalLaw.millsRatio(a + width) }
    var sum = 0.0
    for (node, weight) in zip(nodes, weights) {
      sum +=
        weight
        * (NormalLaw.millsSlope(a + 0.5 * width * (1 + node))
          + NormalLaw.millsSlope(a + 0.5 * width * (1 - node)))
    }
    return 0.5 * width * sum
  }

  /// Gauss–Legendre of ten points, the positive half.
  private static let nodes = [
    0.148874338981631210884826001129720, 0.433395394129247190799265943165784,
    0.679409568299024406234327365114874, 0.865063366688984510732096688423493,
    0.973906528517171720077964012084452,
  ]
  private static let weights = [
    0.295524224714752870173815619188769, 0.269266719309996355091226921569469,
    0.219086362515982043995534934228163, 0.149451349150580593145863396957658,
    0.066671344308688137593568809893332,
  ]

  /// The x with P(X ≤ x) = q.
  ///
  /// - Parameters:
  ///   - q: in [0, 1].
  ///   - complement: 1 − q, given apart so that the upper tail keeps its relative accuracy.
  /// - Returns: x to 1e-11 relative; 0 and ∞ at the ends; NaN outside.
  public func quantile(_ q: Double, complement: Double) -> Double {
    guard shape > 0, q >= 0, complement >= 0 else { return .nan }
    if q == 0 { return 0 }
    if complement == 0 { return .infinity }
    if mean / shape < 1e-13 {
      // So narrow a law is lost in the rounding of ln x. Cornish and Fisher's expansion, with the
      // skewness 3δ, misses (zδ)³ < 2e-15.
      let z = NormalLaw.quantile(q, complement: complement)
      let deviation = (mean / shape).squareRoot()
      return mean * (1 + deviation * (z + 0.5 * deviation * (z * z - 1)))
    }
    let usesLower = q <= complement
    // Lévy's law for a small μ/λ, the Gaussian spread of ln x else.
    let width = (mean / shape).squareRoot()
    let start =
      Double.log(mean) + (width < 1 ? width * NormalLaw.quantile(q, complement: complement) : 0)
    let w = QuantileSearch.solve(
      start: min(start, Double.log(mean) + 2),
      target: Double.log(usesLower ? q : complement), sign: usesLower ? 1 : -1
    ) { w in
      let x = Double.exp(w)
      let (lower, upper) = logTails(x)
      return (usesLower ? lower : upper, logDensityOfLogarithm(x))
    }
    return Double.exp(w)
  }
}
