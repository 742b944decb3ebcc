#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An interval of real numbers that surely contains a value; bounds may be infinite.
///
/// Bounds are rounded outwards unless they are exact. `excludesZero` is kept apart because
/// `[0, ∞)` without zero is no closed interval.
package struct RealRange: Hashable, Sendable {
  package let lower: Double
  package let upper: Double
  package let excludesZero: Bool

  package init(_ lower: Double, _ upper: Double, excludesZero: Bool = false) {
    self.lower = lower.isNaN ? -.infinity : lower
    self.upper = upper.isNaN ? .infinity : upper
    self.excludesZero = excludesZero || lower > 0 || upper < 0
  }

  package static let all = RealRange(-.infinity, .infinity)
  package static let nonnegative = RealRange(0, .infinity)
  package static let positive = RealRange(0, .infinity, excludesZero: true)

  package var isNonnegative: Bool { lower >= 0 }
  package var isPositive: Bool { lower >= 0 && excludesZero }
  package var isNonpositive: Bool { upper <= 0 }

  package static func + (a: RealRange, b: RealRange) -> RealRange {
    let lower = down(a.lower + b.lower, exact: isExactSum(a.lower, b.lower))
    let upper = up(a.upper + b.upper, exact: isExactSum(a.upper, b.upper))
    let excludesZero =
      (a.isNonnegative && b.isNonnegative || a.isNonpositive && b.isNonpositive)
      && (a.excludesZero || b.excludesZero)
    // The sum of two numbers of one sign keeps it, whatever the rounding says.
    return RealRange(
      a.isNonnegative && b.isNonnegative ? max(lower, 0) : lower,
      a.isNonpositive && b.isNonpositive ? min(upper, 0) : upper,
      excludesZero: excludesZero)
  }

  package static func * (a: RealRange, b: RealRange) -> RealRange {
    func product(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    let corners = [
      (a.lower, b.lower), (a.lower, b.upper), (a.upper, b.lower), (a.upper, b.upper),
    ]
    let values = corners.map { (product($0.0, $0.1), isExactProduct($0.0, $0.1)) }
    var lower = Double.infinity
    var upper = -Double.infinity
    for (value, exact) in values {
      lower = min(lower, down(value, exact: exact))
      upper = max(upper, up(value, exact: exact))
    }
    if a.isNonnegative && b.isNonnegative || a.isNonpositive && b.isNonpositive {
      lower = max(lower, 0)
    }
    if a.isNonnegative && b.isNonpositive || a.isNonpositive && b.isNonnegative {
      upper = min(upper, 0)
    }
    return RealRange(lower, upper, excludesZero: a.excludesZero && b.excludesZero)
  }

  /// Whether a sum is not rounded: its rounding error is zero. [Knuth's TwoSum]
  private static func isExactSum(_ x: Double, _ y: Double) -> Bool {
    let sum = x + y
    guard sum.isFinite else { return x.isInfinite || y.isInfinite }
    let part = sum - x
    return (x - (sum - part)) + (y - part) == 0
  }

  /// Whether a product is not rounded; one so small that its error underflows counts as rounded.
  private static func isExactProduct(_ x: Double, _ y: Double) -> Bool {
    if x == 0 || y == 0 { return true }
    let product = x * y
    guard product.isFinite, product.magnitude > 0x1p-900 else {
      return x.isInfinite || y.isInfinite
    }
    return fma(x, y, -product) == 0
  }

  private static func down(_ x: Double, exact: Bool) -> Double { exact ? x : x.nextDown }
  private static func up(_ x: Double, exact: Bool) -> Double { exact ? x : x.nextUp }

  /// The image under a function that does not decrease, evaluated to within a few ulp.
  func increasing(_ f: (Double) -> Double) -> RealRange {
    func widen(_ y: Double, _ direction: Double) -> Double {
      y == 0 || !y.isFinite ? y : y + direction * 8 * max(y.ulp, .leastNormalMagnitude)
    }
    return RealRange(widen(f(lower), -1), widen(f(upper), 1))
  }
}
