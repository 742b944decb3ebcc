public import Numerics

/// A type of numbers over which formulas are evaluated: `Double`, `Complex<Double>`, `Ball`.
///
/// Ranked goals of a conformance:
/// 1. Principal branches: `log` has its imaginary part in (−π, π], and every power and root follows
///    from it. There is no negative zero: a point on a cut belongs to the side of `log`, above the
///    negative axis. Complex inverse functions are Arb's, on their cuts as well.
/// 2. Integer and half-integer powers, real arguments and zero are exact cases, not roundings of
///    `exp(y·log x)`.
/// 3. What is undefined in the type is its NaN (or a ball that contains everything), never a trap.
public protocol FormulaScalar: AlgebraicField, ElementaryFunctions, Sendable {
  /// The number, to `precision` bits; `approximation` is its nearest double.
  static func constant(_ number: Number, approximation: Double, precision: Int) -> Self

  /// π to `precision` bits.
  static func pi(precision: Int) -> Self

  /// The imaginary unit; NaN in a real type.
  static func imaginaryUnit(precision: Int) -> Self

  /// The working precision in bits that suits these arguments.
  static func precision(of values: [Self]) -> Int

  /// A note that a formula of this cost, in additions, is about to be evaluated.
  static func willEvaluate(cost: Int)

  /// A function of one argument.
  static func apply(_ function: Formula.Function, _ x: Self) -> Self

  /// A Bessel function of real order.
  static func apply(_ function: Formula.Function, order: Self, _ x: Self) -> Self

  /// `log(1 + x)`, to rounding also where x is small.
  static func logOnePlus(_ x: Self) -> Self

  /// `f_a(x)/f_b(x)` for f = I or K, also where either would overflow or underflow.
  static func besselQuotient(
    _ function: Formula.Function, _ a: Self, _ b: Self, _ x: Self
  ) -> Self

  /// A quotient; NaN where both parts have left the range of the type.
  static func quotient(_ x: Self, _ y: Self) -> Self

  /// The principal square root.
  static func principalSquareRoot(_ x: Self) -> Self

  /// The principal power: `0^0 = 1`, `0^y = 0` for Re y > 0.
  static func principalPower(_ x: Self, _ y: Self) -> Self

  /// The power to an integer exponent.
  static func integerPower(_ x: Self, _ n: Int) -> Self
}

extension FormulaScalar {
  /// The default counts nothing: numbers of a fixed size are fast.
  @inlinable
  public static func willEvaluate(cost: Int) {}

  /// What the type says.
  @inlinable
  public static func quotient(_ x: Self, _ y: Self) -> Self { x / y }

  /// Of the sum, for types whose precision grows with the need.
  @inlinable
  public static func logOnePlus(_ x: Self) -> Self { apply(.log, 1 + x) }

  /// Repeated squaring: at most 2·log₂|n| roundings.
  @inlinable
  public static func powerBySquaring(_ x: Self, _ n: Int) -> Self {
    var result: Self = 1
    var square = x
    var rest = n.magnitude
    while rest != 0 {
      if rest & 1 != 0 { result *= square }
      rest >>= 1
      if rest != 0 { square *= square }
    }
    return n < 0 ? 1 / result : result
  }

  /// The functions that every type of `ElementaryFunctions` has; `nil` for the others.
  ///
  /// A type with a better choice for one of them decides before it asks here.
  @inline(__always)
  static func elementary(_ function: Formula.Function, _ x: Self) -> Self? {
    switch function {
    case .exp: exp(x)
    case .log: log(x)
    case .sin: sin(x)
    case .cos: cos(x)
    case .tan: tan(x)
    case .asin: asin(x)
    case .acos: acos(x)
    case .atan: atan(x)
    case .sinh: sinh(x)
    case .cosh: cosh(x)
    case .tanh: tanh(x)
    case .asinh: asinh(x)
    case .acosh: acosh(x)
    case .atanh: atanh(x)
    case .abs, .re, .im, .conj, .gamma, .erf, .erfc, .besselj, .besseli, .besselk: nil
    }
  }
}
