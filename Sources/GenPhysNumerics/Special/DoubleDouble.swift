internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// An unevaluated sum of two doubles, about 32 digits, where one double is not enough.
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// a + b, exactly.
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    let t = s - a
    return DoubleDouble(s, (a - (s - t)) + (b - t))
  }

  /// a·b, exactly.
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let p = a * b
    return DoubleDouble(p, fma(a, b, -p))
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let s = sum(a.high, b.high)
    return sum(s.high, s.low + a.low + b.low)
  }

  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + (-b) }

  static func * (a: Double, b: DoubleDouble) -> DoubleDouble {
    let p = product(a, b.high)
    return sum(p.high, p.low + a * b.low)
  }

  /// √a for a > 0.
  var squareRoot: DoubleDouble {
    let root = high.squareRoot()
    return DoubleDouble.sum(root, (fma(-root, root, high) + low) / (2 * root))
  }

  /// ln a for a > 0, to 1e-18 absolute beside the exponent's share.
  var logarithm: DoubleDouble {
    // a = 2^e·m with m in [√½, √2); ln m = 2·atanh(t) with t = (m − 1)/(m + 1), |t| < 0.172. Only t
    // itself needs two doubles: the rest of the series is below 0.01·t.
    var exponent = Double(high.exponent)
    var m = high.significand
    if m > 2.0.squareRoot() {
      m /= 2
      exponent += 1
    }
    let rest = low == 0 ? 0 : low / high * m
    let top = DoubleDouble.sum(m - 1, rest)
    let bottom = DoubleDouble.sum(m, 1)
    let divisor = bottom.high + (bottom.low + rest)
    let remainder = (bottom.high - divisor) + bottom.low + rest
    let t = top.high / divisor
    let correction = (fma(-t, divisor, top.high) + top.low - t * remainder) / divisor
    let square = t * t
    var series = 0.0
    for k in stride(from: 23, through: 3, by: -2) { series = series * square + 1 / Double(k) }
    let logM = DoubleDouble.sum(2 * t, 2 * correction + 2 * t * square * series)
    // ln 2 to 32 digits.
    let ln2 = DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)
    return exponent * ln2 + logM
  }
}
