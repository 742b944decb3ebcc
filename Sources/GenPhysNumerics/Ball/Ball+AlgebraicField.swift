internal import CFlint
public import Numerics

extension Ball: Equatable {
  /// Whether both are the same enclosure.
  public static func == (a: Ball, b: Ball) -> Bool {
    a.read { x in b.read { y in acb_equal(x, y) != 0 } }
  }
}

extension Ball: AlgebraicField {
  /// Zero.
  public static var zero: Ball { Ball(0.0) }

  /// The integer written.
  public init(integerLiteral value: Int) { self.init(Number(value)) }

  /// The integer, if it fits into 64 bits.
  public init?<T: BinaryInteger>(exactly source: T) {
    guard let value = Int(exactly: source) else { return nil }
    self.init(Number(value))
  }

  /// An upper bound of the absolute value on the ball.
  public var magnitude: Double {
    guard isFinite else { return .infinity }
    var bound = mag_struct()
    mag_init(&bound)
    defer { mag_clear(&bound) }
    read { acb_get_mag(&bound, $0) }
    return mag_get_d(&bound)
  }

  /// The sum.
  public static func + (a: Ball, b: Ball) -> Ball {
    a.map(b) { result, x, y, bits in acb_add(result, x, y, bits) }
  }

  /// The difference.
  public static func - (a: Ball, b: Ball) -> Ball {
    a.map(b) { result, x, y, bits in acb_sub(result, x, y, bits) }
  }

  /// The product.
  public static func * (a: Ball, b: Ball) -> Ball {
    a.map(b) { result, x, y, bits in acb_mul(result, x, y, bits) }
  }

  /// The quotient; everything, where the divisor contains zero.
  public static func / (a: Ball, b: Ball) -> Ball {
    a.map(b) { result, x, y, bits in acb_div(result, x, y, bits) }
  }

  /// The negative.
  public static prefix func - (a: Ball) -> Ball {
    a.map { result, x, _ in acb_neg(result, x) }
  }

  /// Multiplies in place.
  public static func *= (a: inout Ball, b: Ball) { a = a * b }
  /// Divides in place.
  public static func /= (a: inout Ball, b: Ball) { a = a / b }

  /// 1/self, `nil` where the ball contains zero.
  public var reciprocal: Ball? {
    containsZero ? nil : map { result, x, bits in acb_inv(result, x, bits) }
  }
}
