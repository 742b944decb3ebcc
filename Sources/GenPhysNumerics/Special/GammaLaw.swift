internal import Numerics

/// The gamma law of shape a and scale 1: density `x^{a−1} e^{−x} / Γ(a)` on x > 0.
///
/// Domain: a from 1e-3 to 1e6, for quantiles every a. Both tails are computed in logarithms and keep
/// their relative accuracy.
public struct GammaLaw: Sendable {
  /// a, the shape, > 0.
  public let shape: Double
  /// The part of ln Γ(a) that Stirling's leading term leaves.
  private let stirlingRest: Double

  /// The law of shape `a`; unless that is positive and finite every result is NaN.
  public init(shape a: Double) {
    shape = a > 0 && a.isFinite ? a : .nan
    stirlingRest = Self.stirlingCorrection(a)
  }

  /// `ln Γ(a) − [(a − ½) ln a − a + ½ ln 2π]`.
  ///
  /// Error: 1e-15 absolute.
  private static func stirlingCorrection(_ a: Double) -> Double {
    if a < 12 {
      return Double.logGamma(a)
        - ((a - 0.5) * Double.log(a) - a + 0.918938533204672741780329736406)
    }
    let square = 1 / (a * a)
    let series: [Double] = [
      1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156,
    ]
    var sum = 0.0
    for c in series.reversed() { sum = sum * square + c }
    return sum / a
  }

  /// ln of the density of ln x: `ln [x^a e^{−x} / Γ(a)]`.
  ///
  /// Error: 1e-14 + 4 ulp, absolute.
  public func logDensityOfLogarithm(_ x: Double) -> Double {
    // x^a e^{−x}/Γ(a) = √(a/2π)·e^{−a(λ − 1 − ln λ)}·e^{−rest}, λ = x/a: no large parts cancel.
    let deviation = (x - shape) / shape
    return 0.5 * Double.log(shape / (2 * Double.pi)) - stirlingRest
      - shape * Self.excess(deviation, x / shape)
  }

  /// `d − ln(1 + d)`, accurate near d = 0, where λ = 1 + d.
  private static func excess(_ d: Double, _ lambda: Double) -> Double {
    if d.magnitude > 0.4 { return d - Double.log(lambda) }
    // With t = d/(2 + d): ln(1 + d) = 2·atanh(t), so d − ln(1+d) = t·d − 2(t³/3 + t⁵/5 + …).
    let t = d / (2 + d)
    let square = t * t
    var series = 0.0
    for k in stride(from: 25, through: 3, by: -2) { series = series * square + 1 / Double(k) }
    return t * (d - 2 * square * series)
  }

  /// ln P(X ≤ x) and ln P(X > x).
  ///
  /// Error: 1e-12 absolute on each that is below ln ½.
  public func logTails(_ x: Double) -> (lower: Double, upper: Double) {
    if shape.isNaN || x.isNaN { return (.nan, .nan) }
    if !(x > 0) { return (-.infinity, 0) }
    if x == .infinity { return (0, -.infinity) }
    let log = logDensityOfLogarithm(x)
    if x < shape + 1 {
      let lower = min(0, log + Double.log(lowerSeries(x)))
      return (lower, Self.logOneMinusExp(lower))
    }
    let upper = min(0, log + Double.log(upperFraction(x)))
    return (Self.logOneMinusExp(upper), upper)
  }

  /// ln(1 − e^y) for y ≤ 0.
  package static func logOneMinusExp(_ y: Double) -> Double {
    y > -0.693 ? Double.log(-Double.expMinusOne(y)) : Double.log(onePlus: -Double.exp(y))
  }

  /// `γ(a,x) / (x^a e^{−x})` by its power series: about 6√a terms for x near a.
  private func lowerSeries(_ x: Double) -> Double {
    var term = 1 / shape
    var sum = term
    var n = shape
    for _ in 0..<100_000 {
      n += 1
      term *= x / n
      sum += term
      if term < 1e-17 * sum { break }
    }
    return sum
  }

  /// `Γ(a,x) / (x^a e^{−x})` by Legendre's continued fraction, evaluated by Lentz's method.
  private func upperFraction(_ x: Double) -> Double {
    var b = x + 1 - shape
    var c = 1e300
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
      let a = -Double(i) * (Double(i) - shape)
      b += 2
      d = a * d + b
      if d == 0 { d = 1e-300 }
      c = b + a / c
      if c == 0 { c = 1e-300 }
      d = 1 / d
      let factor = d * c
      h *= factor
      if (factor - 1).magnitude < 1e-16 { break }
    }
    return h
  }

  /// The x with P(X ≤ x) = q.
  ///
  /// - Parameters:
  ///   - q: in [0, 1].
  ///   - complement: 1 − q, given apart so that the upper tail keeps its relative accuracy.
  /// - Returns: x to 1e-12 relative; 0 and ∞ at the ends; NaN outside.
  public func quantile(_ q: Double, complement: Double) -> Double {
    Double.exp(logQuantile(q, complement: complement))
  }

  /// ln of the quantile, which may be below the range of doubles where a is small.
  public func logQuantile(_ q: Double, complement: Double) -> Double {
    guard shape > 0, q >= 0, complement >= 0 else { return .nan }
    if q == 0 { return -.infinity }
    if complement == 0 { return .infinity }
    if shape > 1e8 {
      // The series take √a terms. Cornish and Fisher's expansion misses (z/√a)⁵ < 1e-12.
      let z = NormalLaw.quantile(q, complement: complement)
      let root = shape.squareRoot()
      let square = z * z
      let third = z * (square - 7) / (36 * root)
      let fourth = ((3 * square + 7) * square - 16) / (810 * shape)
      return Double.log(shape + root * z + (square - 1) / 3 + third - fourth)
    }
    // Wilson and Hilferty's cube, or the power law of the density near 0.
    let cube =
      1 - 1 / (9 * shape) + NormalLaw.quantile(q, complement: complement) / (3 * shape.squareRoot())
    let small = (Double.log(q) + Double.logGamma(shape + 1)) / shape
    let start = cube > 0.2 ? Double.log(shape) + 3 * Double.log(cube) : small
    let usesLower = q <= complement
    return QuantileSearch.solve(
      start: start, target: Double.log(usesLower ? q : complement), sign: usesLower ? 1 : -1
    ) { w in
      let x = Double.exp(w)
      // Below the smallest doubles the law is its leading power.
      if x < 1e-290 {
        return (w * shape - Double.logGamma(shape + 1), w * shape - Double.logGamma(shape))
      }
      let (lower, upper) = logTails(x)
      return (usesLower ? lower : upper, logDensityOfLogarithm(x))
    }
  }
}
