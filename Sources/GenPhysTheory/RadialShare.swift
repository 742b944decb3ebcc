public import GenPhysNumerics
internal import Numerics

/// A share of the mass, in (0, 1), as its natural logarithm with certain bounds.
///
/// Logarithms keep the relative accuracy of shares below the range of doubles, which quantiles near 0
/// and 1 need. A share that may be 0 has the lower bound −∞.
public struct RadialShare: Hashable, Sendable {
  /// ln of the share; −∞ for 0.
  public let logarithm: Double
  /// A lower bound of ln of the share.
  public let lowerBound: Double
  /// An upper bound of ln of the share.
  public let upperBound: Double

  /// A share of which the logarithm is known to an absolute error.
  public init(logarithm: Double, error: Double) {
    self.logarithm = logarithm
    guard logarithm > -.infinity, error < .infinity else {
      (lowerBound, upperBound) = (-.infinity, error == 0 ? logarithm : 0)
      return
    }
    (lowerBound, upperBound) = (logarithm - error, logarithm + error)
  }

  /// A share with an absolute error, which may exceed it.
  ///
  /// A share below the range of doubles whose error is unknown keeps the upper bound 1.
  public init(_ share: Estimate) {
    logarithm = share.value > 0 ? Double.log(share.value) : -.infinity
    let (low, high) = (share.value - share.error, share.value + share.error)
    lowerBound = low > 0 ? Double.log(low) : -.infinity
    upperBound = high > 0 ? Double.log(high) : share.error == 0 ? -.infinity : 0
  }

  /// No mass at all, exactly.
  static let nothing = RadialShare(logarithm: -.infinity, error: 0)
  /// All of the mass, exactly.
  static let everything = RadialShare(logarithm: 0, error: 0)

  /// The rest of the mass: `ln(1 − e^x)`, which is accurate where this share is the smaller one.
  var complement: RadialShare {
    func rest(_ x: Double) -> Double { GammaLaw.logOneMinusExp(min(x, 0)) }
    return RadialShare(
      logarithm: rest(logarithm), lowerBound: rest(upperBound), upperBound: rest(lowerBound))
  }

  /// The same with an absolute error of the logarithm more; nothing at all stays nothing.
  func widened(by error: Double) -> RadialShare {
    guard logarithm > -.infinity, upperBound > lowerBound || logarithm < 0 else { return self }
    return RadialShare(
      logarithm: logarithm, lowerBound: lowerBound - error, upperBound: upperBound + error)
  }

  private init(logarithm: Double, lowerBound: Double, upperBound: Double) {
    self.logarithm = logarithm
    self.lowerBound = lowerBound
    self.upperBound = upperBound
  }

  /// The share itself; what is below the smallest number is 0 to within that.
  public var estimate: Estimate {
    let value = Double.exp(logarithm)
    if lowerBound == upperBound { return Estimate(value, error: 0) }
    let error = max(
      value * Double.expMinusOne(upperBound - logarithm),
      -value * Double.expMinusOne(lowerBound - logarithm))
    guard error.isFinite else { return Estimate(value, error: Double.exp(upperBound)) }
    return Estimate(value, error: max(error + Double.ulpOfOne * value, .leastNonzeroMagnitude))
  }
}

/// Both shares of the mass on either side of a sphere, as sums of positive terms.
struct RadialSums {
  /// One sum, in units of its largest term.
  private struct Sum {
    var top = -Double.infinity
    var value = 0.0
    var error = 0.0
    /// ln of mass that may belong to the sum.
    var logUnknown = -Double.infinity

    mutating func add(_ logTerm: Double, error: Double) {
      // A term without a value leaves the sum without one.
      if logTerm.isNaN { value = .nan }
      guard logTerm > -.infinity else { return }
      if logTerm > top {
        let factor = Double.exp(top - logTerm)
        (value, self.error, top) = (value * factor, self.error * factor, logTerm)
      }
      let term = Double.exp(logTerm - top)
      value += term
      self.error += term * error
    }

    /// Adds mass that may belong to the sum, of which the logarithm is given.
    mutating func addUnknown(_ logMass: Double) {
      guard logMass > -.infinity else { return }
      let top = max(logUnknown, logMass)
      logUnknown =
        top + Double.log(Double.exp(logUnknown - top) + Double.exp(logMass - top))
    }

    /// ln of the sum, with a bound of its relative error.
    var logarithm: (value: Double, error: Double) {
      value == 0 ? (-.infinity, 0) : (top + Double.log(value), error / value)
    }
  }

  private var inside = Sum()
  private var outside = Sum()

  /// Adds a Gaussian with its share of the law.
  ///
  /// - Parameters:
  ///   - error: the relative error of the share.
  ///   - scaleError: that of u, of which the tails make up to r²/4u times as much.
  mutating func add(_ tails: RadialTails, logShare: Double, error: Double, scaleError: Double) {
    add(logShare, tails.lower, tails.lowerSlope, error, scaleError, to: \.inside)
    add(logShare, tails.upper, tails.upperSlope, error, scaleError, to: \.outside)
  }

  private mutating func add(
    _ logShare: Double, _ logTail: Double, _ slope: Double, _ error: Double, _ scaleError: Double,
    to sum: WritableKeyPath<RadialSums, Sum>
  ) {
    // r²/4u is itself rounded three times, and the logarithm of a tail to its last place.
    let rounding = 2 * Double.ulpOfOne * (logShare.magnitude + logTail.magnitude)
    self[keyPath: sum].add(
      logShare + logTail,
      error: error + RadialTails.accuracy + rounding
        + slope * (scaleError + 2 * Double.ulpOfOne))
  }

  /// Adds mass of which only an upper bound of u is known; the source itself is possible.
  mutating func addBelow(_ tails: RadialTails, logShare: Double) {
    outside.add(logShare + tails.upper, error: 1)
    inside.add(logShare + tails.lower, error: 1)
    inside.addUnknown(logShare + tails.upper)
  }

  /// Adds mass of which only a lower bound of u is known.
  mutating func addAbove(_ tails: RadialTails, logShare: Double) {
    inside.add(logShare + tails.lower, error: 1)
    outside.add(logShare + tails.upper, error: 1)
    outside.addUnknown(logShare + tails.lower)
  }

  /// ln of the two sums.
  var logarithms: (inside: Double, outside: Double) {
    (inside.logarithm.value, outside.logarithm.value)
  }

  /// The shares, of which the larger is known from the smaller.
  ///
  /// - Parameters:
  ///   - logUnit: ln of what a term of 1 counts for.
  ///   - errors: errors relative to each share.
  ///   - missing: the share of the law of which it is not known where it lies.
  func shares(
    logUnit: Double = 0, errors: (inside: Double, outside: Double) = (0, 0), missing: Double = 0
  ) -> (inside: RadialShare, outside: RadialShare) {
    func share(_ sum: Sum, _ error: Double) -> RadialShare {
      let (logarithm, relative) = sum.logarithm
      let logUnknown = sum.logUnknown + logUnit
      if logarithm == -.infinity, missing == 0, logUnknown == -.infinity { return .nothing }
      let value = min(0, logarithm + logUnit)
      let total =
        error + relative + (missing == 0 ? 0 : missing * Double.exp(-value))
        + (logUnknown == -.infinity ? 0 : Double.exp(logUnknown - value))
      guard total < 0.5 else {
        let size = Double.exp(value)
        let absolute =
          (size == 0 ? 0 : (error + relative) * size) + missing + Double.exp(logUnknown)
        return RadialShare(Estimate(size, error: max(absolute, .leastNonzeroMagnitude)))
      }
      return RadialShare(logarithm: value, error: total * (1 + total))
    }
    if inside.logarithm.value <= outside.logarithm.value {
      let smaller = share(inside, errors.inside)
      return (smaller, smaller.complement)
    }
    let smaller = share(outside, errors.outside)
    return (smaller.complement, smaller)
  }
}

/// ln of the shares of a Gaussian's mass within and beyond a radius, with their slopes in `ln r²/4u`.
struct RadialTails {
  /// The error of a logarithm below ln ½ that is not its rounding.
  static let accuracy = 2e-12

  let lower: Double
  let upper: Double
  /// `|d ln P/d ln x|` at x = r²/4u.
  let lowerSlope: Double
  /// The same of 1 − P; about x far out.
  let upperSlope: Double
}

extension GammaLaw {
  /// The tails of |x| for a Gaussian of scale u, where `r²/4u` may leave the range of doubles.
  func radialTails(radius r: Double, scale u: Double) -> RadialTails {
    let (lower, upper) = logTails(radius: r, scale: u)
    guard u > 0, r > 0 else {
      return RadialTails(lower: lower, upper: upper, lowerSlope: 0, upperSlope: 0)
    }
    let root = r / 2 / u.squareRoot()
    let x = root * root
    guard root > 1e-145, x < .infinity else {
      return RadialTails(
        lower: lower, upper: upper, lowerSlope: root > 1 ? 0 : shape, upperSlope: root > 1 ? x : 0)
    }
    let log = logDensityOfLogarithm(x)
    return RadialTails(
      lower: lower, upper: upper, lowerSlope: Double.exp(min(log - lower, 700)),
      upperSlope: min(Double.exp(min(log - upper, 700)), x + 1))
  }

  /// The tails for a scale of which only the logarithm need be in the range of doubles.
  func radialTails(radius r: Double, logScale: Double) -> RadialTails {
    let u = Double.exp(logScale)
    if u.isNormal || r == 0 { return radialTails(radius: r, scale: u) }
    let logRatio = 2 * Double.log(r / 2) - logScale
    // P is 1 for a ratio this large, and x^a/Γ(a + 1) for one this small.
    if logRatio > 300 {
      return RadialTails(lower: 0, upper: -.infinity, lowerSlope: 0, upperSlope: 0)
    }
    if logRatio < -300 {
      let lower = shape * logRatio - SpecialFunctions.logGamma(shape + 1)
      return RadialTails(
        lower: lower, upper: Self.logOneMinusExp(min(lower, 0)), lowerSlope: shape, upperSlope: 0)
    }
    let x = Double.exp(logRatio)
    return radialTails(radius: 2 * x.squareRoot(), scale: 1)
  }

  /// ln P and ln Q of `r²/4u`, which may leave the range of doubles.
  func logTails(radius r: Double, scale u: Double) -> (lower: Double, upper: Double) {
    if u == 0 { return (0, -.infinity) }
    let root = r / 2 / u.squareRoot()
    guard root < 1e-145, r > 0 else { return logTails(root * root) }
    // P(a, x) = x^a/Γ(a + 1) for tiny x, of which the root itself may have few digits left.
    let logRoot = Double.log(r / 2) - 0.5 * Double.log(u)
    let lower = 2 * shape * logRoot - SpecialFunctions.logGamma(shape + 1)
    return (lower, Self.logOneMinusExp(min(lower, 0)))
  }
}
