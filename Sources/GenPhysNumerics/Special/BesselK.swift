internal import Numerics
internal import GenPhysSupport

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

// Methods. Orders of 25 and more: the uniform expansion of Debye [DLMF 10.41]. Below: K_μ and
// K_{μ+1} with |μ| ≤ ½ by Temme's series for x ≤ 2 [Temme, J. Comput. Phys. 19 (1975) 324] or by
// Steed's continued fraction for x > 2, then upward recurrence of the ratio, which is stable.

extension SpecialFunctions {
  /// `ln K_ν(x)` for real ν and x > 0.
  ///
  /// Domain: |ν| ≤ 100,000 and all positive finite x; +∞ at 0, NaN for x < 0.
  /// Error: 1e-12 + 4 ulp of the result, absolute, so that K has a relative error of 1e-12 wherever
  /// a double can say so.
  public static func logBesselK(order: Double, _ x: Double) -> Double {
    let nu = order.magnitude
    guard x >= 0, nu.isFinite else { return .nan }
    if x == 0 { return .infinity }
    if x == .infinity { return -.infinity }
    if nu >= DebyeExpansion.smallestOrder { return DebyeExpansion(nu, x).logK }
    let steps = nu.rounded()
    // Where 2/x overflows only the leading power is left.
    if steps > 0, x < 0x1p-1021 {
      return Double.logGamma(nu) + nu * (Double.log(2) - Double.log(x)) - Double.log(2)
    }
    let start = BesselKStart(nu - steps, x)
    var ratio = start.ratio
    var log = start.logK
    var product = 1.0
    for j in 0..<Int(saturating: steps) {
      if j > 0 { ratio = 1 / ratio + 2 * (start.order + Double(j)) / x }
      product *= ratio
      if product > 1e150 || ratio > 1e150 {
        log += Double.log(product)
        product = 1
      }
    }
    return log + Double.log(product)
  }

  /// `K_{ν−1}(x) / K_ν(x)` for real ν and x > 0.
  ///
  /// Error: 1e-13 relative. 0 at x = 0 for ν > ½; NaN for x < 0.
  public static func besselKRatio(order: Double, _ x: Double) -> Double {
    guard x >= 0, order.isFinite else { return .nan }
    if x == .infinity || order == 0.5 { return 1 }
    // K is even in its order: K_{ν−1}/K_ν at ν is the inverse of the same at 1 − ν.
    if order < 0.5 { return 1 / besselKRatio(order: 1 - order, x) }
    if x == 0 { return 0 }
    if order >= DebyeExpansion.smallestOrder { return DebyeExpansion(order, x).ratio }
    let steps = order.rounded()
    let start = BesselKStart(order - steps, x)
    var ratio = start.ratio
    for j in 1..<max(1, Int(saturating: steps)) {
      ratio = 1 / ratio + 2 * (start.order + Double(j)) / x
    }
    return 1 / ratio
  }
}

/// `ln K_μ` and `K_{μ+1}/K_μ` for |μ| ≤ ½.
struct BesselKStart {
  let order: Double
  let logK: Double
  let ratio: Double

  init(_ mu: Double, _ x: Double) {
    order = mu
    (logK, ratio) = x <= 2 ? Self.temme(mu, x) : Self.steed(mu, x)
  }

  private static func temme(_ mu: Double, _ x: Double) -> (Double, Double) {
    let logarithm = Double.log(2) - Double.log(x)
    let sigma = mu * logarithm
    let angle = Double.pi * mu
    let sine = mu == 0 ? 1 : angle / Double.sin(angle)
    let sinhc = sigma.magnitude < 1e-4 ? 1 + sigma * sigma / 6 : Double.sinh(sigma) / sigma
    let gamma = ReciprocalGamma(mu)
    let power = Double.exp(sigma)
    var f = sine * (gamma.first * Double.cosh(sigma) + sinhc * logarithm * gamma.second)
    var p = 0.5 * power / gamma.ofOnePlus
    var q = 0.5 / (power * gamma.ofOneMinus)
    var c = 1.0
    var sum = f
    var next = p
    let quarter = 0.25 * x * x
    for k in 1..<60 {
      let n = Double(k)
      f = (n * f + p + q) / (n * n - mu * mu)
      p /= n - mu
      q /= n + mu
      c *= quarter / n
      let term = c * f
      sum += term
      next += c * (p - n * f)
      if term.magnitude < 1e-17 * sum.magnitude { break }
    }
    return (Double.log(sum), next * (2 / x) / sum)
  }

  private static func steed(_ mu: Double, _ x: Double) -> (Double, Double) {
    var b = 2 * (1 + x)
    var d = 1 / b
    var step = d
    var h = d
    var (q1, q2) = (0.0, 1.0)
    let a1 = 0.25 - mu * mu
    var q = a1
    var c = a1
    var a = -a1
    var sum = 1 + q * step
    // At x = 2 about 60 terms are needed; larger x need fewer.
    for i in 2..<1000 {
      a -= Double(2 * (i - 1))
      c = -a * c / Double(i)
      let next = (q1 - b * q2) / a
      (q1, q2) = (q2, next)
      q += c * next
      b += 2
      d = 1 / (b + a * d)
      step = (b * d - 1) * step
      h += step
      let term = q * step
      sum += term
      if term.magnitude < 1e-17 * sum.magnitude { break }
    }
    h *= a1
    let log = 0.5 * Double.log(Double.pi / (2 * x)) - x - Double.log(sum)
    return (log, (mu + x + 0.5 - h) / x)
  }
}

/// 1/Γ(1 ± μ) and Temme's Γ₁, Γ₂ for |μ| ≤ ½, from the Taylor series of 1/Γ(1 + μ).
struct ReciprocalGamma {
  /// 1/Γ(1 + μ).
  let ofOnePlus: Double
  /// 1/Γ(1 − μ).
  let ofOneMinus: Double
  /// [1/Γ(1 − μ) − 1/Γ(1 + μ)] / 2μ.
  let first: Double
  /// [1/Γ(1 − μ) + 1/Γ(1 + μ)] / 2.
  let second: Double

  init(_ mu: Double) {
    var odd = 0.0
    var even = 0.0
    let square = mu * mu
    for k in stride(from: Self.coefficients.count - 1, through: 0, by: -1) {
      if k & 1 == 0 {
        even = even * square + Self.coefficients[k]
      } else {
        odd = odd * square + Self.coefficients[k]
      }
    }
    first = -odd
    second = even
    ofOnePlus = even + mu * odd
    ofOneMinus = even - mu * odd
  }

  /// Taylor coefficients of 1/Γ(1 + z) at 0 [Abramowitz & Stegun 6.1.34, computed to 20 digits].
  private static let coefficients: [Double] = [
    1.0,
    0.57721566490153286061,
    -0.65587807152025388108,
    -0.042002635034095235529,
    0.1665386113822914895,
    -0.042197734555544336748,
    -0.0096219715278769735621,
    0.0072189432466630995424,
    -0.0011651675918590651121,
    -0.00021524167411495097282,
    0.00012805028238811618615,
    -0.000020134854780788238656,
    -1.2504934821426706573e-6,
    1.1330272319816958824e-6,
    -2.0563384169776071035e-7,
    6.1160951044814158179e-9,
    5.0020076444692229301e-9,
    -1.1812745704870201446e-9,
    1.0434267116911005105e-10,
    7.782263439905071254e-12,
    -3.6968056186422057082e-12,
    5.100370287454475979e-13,
  ]
}
