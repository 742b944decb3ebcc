#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Exact where the result fits into 64-bit integers, a double where it does not. A double result may
// overflow: callers that fold constants check `isFinite` and leave the expression as it was.

extension Number {
  /// Zero.
  public static let zero = Number.rational(0, 1)
  /// One.
  public static let one = Number.rational(1, 1)
  /// Minus one.
  public static let minusOne = Number.rational(-1, 1)
  /// One half, the exponent of a square root.
  public static let half = Number.rational(1, 2)

  /// The integer `value`.
  public init(_ value: Int) { self = .rational(value, 1) }

  /// The rational `numerator / denominator` in lowest terms, `nil` for a zero denominator.
  ///
  /// Falls back to a double where the lowest terms do not fit.
  public init?(_ numerator: Int, over denominator: Int) {
    guard denominator != 0 else { return nil }
    let divisor = Number.gcd(numerator.magnitude, denominator.magnitude)
    let top = numerator.magnitude / divisor
    let bottom = denominator.magnitude / divisor
    let isNegative = (numerator < 0) != (denominator < 0)
    guard let p = Int(exactly: top), let q = Int(exactly: bottom) else {
      self = .real((isNegative ? -1 : 1) * Double(top) / Double(bottom))
      return
    }
    self = .rational(isNegative ? -p : p, q)
  }

  /// Greatest common divisor; gcd(0, n) = n, gcd(0, 0) = 1.
  package static func gcd(_ a: UInt, _ b: UInt) -> UInt {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 0 ? 1 : a
  }

  /// The nearest double.
  public var doubleValue: Double {
    switch self {
    case .rational(let p, let q): q == 1 ? Double(p) : Double(p) / Double(q)
    case .real(let x): x
    }
  }

  /// The integer, if this is one.
  public var integer: Int? {
    switch self {
    case .rational(let p, 1): p
    default: nil
    }
  }

  /// Whether this is an exact rational.
  public var isExact: Bool {
    if case .rational = self { true } else { false }
  }

  /// Whether the number is finite; only a `.real` that overflowed is not.
  public var isFinite: Bool {
    switch self {
    case .rational: true
    case .real(let x): x.isFinite
    }
  }

  /// Whether the number is zero.
  public var isZero: Bool { doubleValue == 0 }
  /// −1, 0 or 1.
  public var signum: Int { doubleValue > 0 ? 1 : doubleValue < 0 ? -1 : 0 }
  /// The absolute value.
  public var magnitude: Number { signum < 0 ? -self : self }

  /// The sum.
  public static func + (a: Number, b: Number) -> Number {
    if case .rational(let p, let q) = a, case .rational(let r, let s) = b {
      // Over the least common denominator, so that fewer sums overflow.
      let divisor = Int(Number.gcd(q.magnitude, s.magnitude))
      let (left, o1) = p.multipliedReportingOverflow(by: s / divisor)
      let (right, o2) = r.multipliedReportingOverflow(by: q / divisor)
      let (top, o3) = left.addingReportingOverflow(right)
      let (bottom, o4) = q.multipliedReportingOverflow(by: s / divisor)
      if !(o1 || o2 || o3 || o4), let sum = Number(top, over: bottom) { return sum }
    }
    return .real(a.doubleValue + b.doubleValue)
  }

  /// The negative.
  public static prefix func - (a: Number) -> Number {
    switch a {
    case .rational(let p, let q):
      p == .min ? .real(-Double(p) / Double(q)) : .rational(-p, q)
    case .real(let x): .real(-x)
    }
  }

  /// The difference.
  public static func - (a: Number, b: Number) -> Number { a + (-b) }

  /// The product.
  public static func * (a: Number, b: Number) -> Number {
    if case .rational(let p, let q) = a, case .rational(let r, let s) = b {
      // Cancel crosswise first, so that fewer products overflow.
      let g = Number.gcd(p.magnitude, s.magnitude)
      let h = Number.gcd(r.magnitude, q.magnitude)
      if let g = Int(exactly: g), let h = Int(exactly: h) {
        let (top, o1) = (p / g).multipliedReportingOverflow(by: r / h)
        let (bottom, o2) = (q / h).multipliedReportingOverflow(by: s / g)
        if !(o1 || o2), let product = Number(top, over: bottom) { return product }
      }
    }
    return .real(a.doubleValue * b.doubleValue)
  }

  /// The quotient; infinite or NaN for a zero divisor.
  public static func / (a: Number, b: Number) -> Number {
    if let inverse = b.reciprocal { return a * inverse }
    return .real(a.doubleValue / b.doubleValue)
  }

  /// 1/self, `nil` at zero.
  public var reciprocal: Number? {
    switch self {
    case .rational(let p, let q): Number(q, over: p)
    case .real(let x): x == 0 ? nil : .real(1 / x)
    }
  }

  /// The sum, where it is exact: `nil` where it does not fit, or where a double is added to something.
  ///
  /// Formulas join numbers only so: a rounded sum could hide what a proof rests on, and a difference
  /// of doubles may be nothing but rounding.
  package func exactSum(_ other: Number) -> Number? {
    if self == .zero { return other }
    if other == .zero { return self }
    let sum = self + other
    return sum.isExact ? sum : nil
  }

  /// The product, where it is exact: `nil` where it does not fit, or where a double is multiplied by
  /// anything but 0 and ±1.
  package func exactProduct(_ other: Number) -> Number? {
    for (a, b) in [(self, other), (other, self)] {
      if a == .zero { return .zero }
      if a == .one { return b }
      if a == .minusOne, !b.isExact || (-b).isExact { return -b }
    }
    let product = self * other
    return product.isExact ? product : nil
  }

  /// The power to an integer exponent, `nil` for a negative power of zero.
  public func power(_ exponent: Int) -> Number? {
    if exponent == 0 { return .one }
    guard let base = exponent < 0 ? reciprocal : self else { return nil }
    if base == .one { return .one }
    if base == .minusOne { return exponent & 1 == 0 ? .one : .minusOne }
    if case .rational(let p, let q) = base {
      // Magnitudes of 2 and more overflow after 63 doublings.
      if exponent.magnitude <= 64,
        let top = Number.power(p, Int(exponent.magnitude)),
        let bottom = Number.power(q, Int(exponent.magnitude))
      {
        return .rational(top, bottom)
      }
    }
    return .real(pow(base.doubleValue, Double(exponent.magnitude)))
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int? {
    var result = 1
    for _ in 0..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow { return nil }
      result = product
    }
    return result
  }

  /// The largest integer not above the number, `nil` where it does not fit.
  public var floor: Int? {
    switch self {
    case .rational(let p, let q): p / q - (p % q < 0 ? 1 : 0)
    case .real(let x): Int(exactly: x.rounded(.down))
    }
  }
}

extension Number: Comparable {
  /// Order on the real line; exact between rationals.
  public static func < (a: Number, b: Number) -> Bool {
    if case .rational(let p, let q) = a, case .rational(let r, let s) = b {
      let left = p.multipliedFullWidth(by: s)
      let right = r.multipliedFullWidth(by: q)
      return (left.high, left.low) < (right.high, right.low)
    }
    return a.doubleValue < b.doubleValue
  }
}

extension Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// The integer written.
  public init(integerLiteral value: Int) { self.init(value) }
  /// The decimal that Swift prints for `value`: `0.1` is 1/10.
  public init(floatLiteral value: Double) { self.init(value) }
}
