/// A closed-form expression in named variables: exact numbers, sums, products, powers, functions.
///
/// Formulas are data: they are evaluated over any `FormulaScalar` (Double, Complex, Ball),
/// differentiated, simplified and compared. Square roots are powers of ½, quotients products with a
/// power of −1, differences sums with a factor −1; the printer undoes this for people.
public indirect enum Formula: Hashable, Sendable {
  /// An exact rational, or a double where a rational does not fit.
  case number(Number)
  /// The imaginary unit.
  case imaginaryUnit
  /// The circle constant.
  case pi
  /// A variable or parameter: `k`, `t`, `m`, …
  case variable(String)
  /// A sum of two or more terms (fewer only transiently).
  case sum([Formula])
  /// A product of two or more factors.
  case product([Formula])
  /// The principal power `base^exponent = exp(exponent · log base)`.
  case power(Formula, Formula)
  /// An elementary or special function of its arguments.
  case call(Function, [Formula])
}

extension Formula {
  /// The functions a formula may use; the raw value is their spelling in the language.
  public enum Function: String, CaseIterable, Hashable, Sendable {
    case exp, log, sin, cos, tan, asin, acos, atan
    case sinh, cosh, tanh, asinh, acosh, atanh
    case abs, re, im, conj
    case gamma, erf, erfc
    /// Bessel functions of real order: `besselj(order, argument)` and so on.
    case besselj, besseli, besselk

    /// How many arguments the function takes.
    public var arity: Int {
      switch self {
      case .besselj, .besseli, .besselk: 2
      default: 1
      }
    }
  }
}
