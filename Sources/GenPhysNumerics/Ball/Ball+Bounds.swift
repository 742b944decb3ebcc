internal import CFlint
public import Numerics

extension Ball {
  /// Whether midpoint and radius are finite.
  public var isFinite: Bool { read { acb_is_finite($0) != 0 } }

  /// Whether the imaginary part is exactly zero.
  public var isReal: Bool { read { acb_is_real($0) != 0 } }

  /// Whether the ball is a single point.
  public var isExact: Bool { read { acb_is_exact($0) != 0 } }

  /// Whether zero lies in the ball.
  public var containsZero: Bool { read { acb_contains_zero($0) != 0 } }

  /// Whether a real number lies in the ball.
  public func contains(_ value: Double) -> Bool { contains(Complex(value, 0)) }

  /// Whether a complex number lies in the ball.
  public func contains(_ value: Complex<Double>) -> Bool {
    if !isFinite { return true }
    return value.isFinite && contains(Ball(value, precision: precision))
  }

  /// Whether all of another ball lies in this one.
  public func contains(_ other: Ball) -> Bool {
    read { x in other.read { y in acb_contains(x, y) != 0 } }
  }

  /// Whether the balls have a point in common.
  public func overlaps(_ other: Ball) -> Bool {
    read { x in other.read { y in acb_overlaps(x, y) != 0 } }
  }

  /// The midpoint, rounded to doubles; NaN where the ball is not finite.
  public var midpoint: Complex<Double> {
    guard isFinite else { return Complex(.nan, .nan) }
    return read { x in
      Complex(
        arf_get_d(&x.pointee.real.mid, ARF_RND_NEAR), arf_get_d(&x.pointee.imag.mid, ARF_RND_NEAR))
    }
  }

  /// A bound on the radius of the real part, and of the imaginary part.
  public var radius: Double {
    read { x in
      max(mag_get_d(&x.pointee.real.rad), mag_get_d(&x.pointee.imag.rad)).nextUp
    }
  }

  /// The largest double that is surely not above the real part.
  public var lowerBound: Double { realBounds.lower }
  /// The smallest double that is surely not below the real part.
  public var upperBound: Double { realBounds.upper }

  /// Doubles around the real part; infinite where the ball is not finite.
  public var realBounds: (lower: Double, upper: Double) { read { Ball.bounds(&$0.pointee.real) } }

  /// Doubles around the imaginary part; infinite where the ball is not finite.
  public var imaginaryBounds: (lower: Double, upper: Double) {
    read { Ball.bounds(&$0.pointee.imag) }
  }

  private static func bounds(_ x: UnsafeMutablePointer<arb_struct>) -> (Double, Double) {
    guard arb_is_finite(x) != 0 else { return (-.infinity, .infinity) }
    var bound = arf_struct()
    arf_init(&bound)
    defer { arf_clear(&bound) }
    arb_get_lbound_arf(&bound, x, 64)
    let lower = arf_get_d(&bound, ARF_RND_FLOOR)
    arb_get_ubound_arf(&bound, x, 64)
    return (lower, arf_get_d(&bound, ARF_RND_CEIL))
  }

  /// The real part's midpoint with a bound on its error, for printing.
  public var estimate: Estimate {
    let (lower, upper) = realBounds
    let middle = midpoint.real
    return Estimate(middle, error: max(upper - middle, middle - lower))
  }

  /// Whether the real part is > 0: `true`, `false`, or `nil` where the ball leaves it open.
  public var isPositive: Bool? {
    let (lower, upper) = realBounds
    return lower > 0 ? true : upper <= 0 ? false : nil
  }

  /// Whether the real part is ≥ 0.
  public var isNonnegative: Bool? {
    let (lower, upper) = realBounds
    return lower >= 0 ? true : upper < 0 ? false : nil
  }

  /// Whether the real part is < 0.
  public var isNegative: Bool? { isNonnegative.map { !$0 } }

  /// The smallest ball around both.
  public func union(_ other: Ball) -> Ball {
    map(other) { result, x, y, bits in acb_union(result, x, y, bits) }
  }
}

extension Ball: CustomStringConvertible {
  /// `[1.414213562373095 ± 2.2e-16]`.
  public var description: String {
    guard isFinite else { return "[anything]" }
    let middle = midpoint
    return isReal
      ? "[\(middle.real) ± \(radius)]" : "[\(middle.real) + \(middle.imaginary)*i ± \(radius)]"
  }
}
