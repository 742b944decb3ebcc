internal import CFlint
public import Numerics

extension Ball: ElementaryFunctions {
  /// The exponential.
  public static func exp(_ x: Ball) -> Ball { x.map { acb_exp($0, $1, $2) } }
  /// `exp(x) − 1`, accurate near zero.
  public static func expMinusOne(_ x: Ball) -> Ball { x.map { acb_expm1($0, $1, $2) } }
  /// The hyperbolic cosine.
  public static func cosh(_ x: Ball) -> Ball { x.map { acb_cosh($0, $1, $2) } }
  /// The hyperbolic sine.
  public static func sinh(_ x: Ball) -> Ball { x.map { acb_sinh($0, $1, $2) } }
  /// The hyperbolic tangent.
  public static func tanh(_ x: Ball) -> Ball { x.map { acb_tanh($0, $1, $2) } }
  /// The cosine.
  public static func cos(_ x: Ball) -> Ball { x.map { acb_cos($0, $1, $2) } }
  /// The sine.
  public static func sin(_ x: Ball) -> Ball { x.map { acb_sin($0, $1, $2) } }
  /// The tangent.
  public static func tan(_ x: Ball) -> Ball { x.map { acb_tan($0, $1, $2) } }

  /// The principal logarithm.
  public static func log(_ x: Ball) -> Ball {
    let analytic: Int32 = x.requiresAnalytic ? 1 : 0
    return x.map { acb_log_analytic($0, $1, analytic, $2) }
  }

  /// The principal logarithm of 1 + x.
  public static func log(onePlus x: Ball) -> Ball {
    x.requiresAnalytic ? log(1 + x) : x.map { acb_log1p($0, $1, $2) }
  }

  /// The inverse hyperbolic cosine, cut along (−∞, 1].
  public static func acosh(_ x: Ball) -> Ball {
    x.offCut(x - 1) { x.map { acb_acosh($0, $1, $2) } }
  }

  /// The inverse hyperbolic sine, cut along ±i[1, ∞).
  public static func asinh(_ x: Ball) -> Ball {
    x.offCut(1 + x * x) { x.map { acb_asinh($0, $1, $2) } }
  }

  /// The inverse hyperbolic tangent, cut along ±[1, ∞).
  public static func atanh(_ x: Ball) -> Ball {
    x.offCut(1 - x * x) { x.map { acb_atanh($0, $1, $2) } }
  }

  /// The inverse cosine, cut along ±[1, ∞).
  public static func acos(_ x: Ball) -> Ball {
    x.offCut(1 - x * x) { x.map { acb_acos($0, $1, $2) } }
  }

  /// The inverse sine, cut along ±[1, ∞).
  public static func asin(_ x: Ball) -> Ball {
    x.offCut(1 - x * x) { x.map { acb_asin($0, $1, $2) } }
  }

  /// The inverse tangent, cut along ±i[1, ∞).
  public static func atan(_ x: Ball) -> Ball {
    x.offCut(1 + x * x) { x.map { acb_atan($0, $1, $2) } }
  }

  /// `value`, unless the function must be analytic and `test` touches the negative axis.
  private func offCut(_ test: Ball, _ value: () -> Ball) -> Ball {
    requiresAnalytic && test.touchesNegativeAxis ? everything : value()
  }

  /// Whether the ball may touch (−∞, 0].
  var touchesNegativeAxis: Bool {
    let (bottom, top) = imaginaryBounds
    return !isFinite || (lowerBound <= 0 && bottom <= 0 && top >= 0)
  }

  /// The principal power; see `principalPower`.
  public static func pow(_ x: Ball, _ y: Ball) -> Ball { principalPower(x, y) }

  /// The power to an integer exponent.
  public static func pow(_ x: Ball, _ n: Int) -> Ball { integerPower(x, n) }

  /// The principal square root.
  public static func sqrt(_ x: Ball) -> Ball { principalSquareRoot(x) }

  /// The principal n-th root; everything, for n = 0.
  public static func root(_ x: Ball, _ n: Int) -> Ball {
    guard let exponent = Number(1, over: n) else { return x.everything }
    return principalPower(x, Ball(exponent, precision: x.precision))
  }
}
