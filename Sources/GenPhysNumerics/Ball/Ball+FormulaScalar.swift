internal import CFlint
internal import Numerics
internal import GenPhysSupport

extension Ball: FormulaScalar {
  /// The number, to `precision` bits.
  public static func constant(
    _ number: Number, approximation: Double, precision: Int
  ) -> Ball {
    Ball(number, precision: precision)
  }

  /// π.
  public static func pi(precision: Int) -> Ball {
    .make(clamp(precision)) { acb_const_pi($0, clamp(precision)) }
  }

  /// i.
  public static func imaginaryUnit(precision: Int) -> Ball {
    .make(clamp(precision)) { acb_onei($0) }
  }

  /// The precision of the most precise argument.
  public static func precision(of values: [Ball]) -> Int {
    values.map(\.precision).max() ?? defaultPrecision
  }

  /// Counted work, which verdicts bound.
  public static func willEvaluate(cost: Int) { Deadline.spend(cost) }

  /// A function of one argument, on its principal branch.
  public static func apply(_ function: Formula.Function, _ x: Ball) -> Ball {
    switch function {
    case .abs: absolute(x)
    case .re: x.requiresAnalytic && !x.isReal ? x.everything : x.realPart
    case .im:
      x.requiresAnalytic && !x.isReal
        ? x.everything : x.map { result, x, _ in acb_set_arb(result, &x.pointee.imag) }
    case .conj:
      x.requiresAnalytic && !x.isReal
        ? x.everything
        : x.map {
          acb_conj($0, $1); _ = $2
        }
    case .gamma: x.map { acb_gamma($0, $1, $2) }
    case .erf: x.map { acb_hypgeom_erf($0, $1, $2) }
    case .erfc: x.map { acb_hypgeom_erfc($0, $1, $2) }
    default: elementary(function, x) ?? x.everything
    }
  }

  private var realPart: Ball {
    map { result, x, _ in acb_set_arb(result, &x.pointee.real) }
  }

  private static func absolute(_ x: Ball) -> Ball {
    // Over complex balls inside an integral, |x| means its analytic continuation from the reals.
    if x.requiresAnalytic { return x.map { acb_real_abs($0, $1, 1, $2) } }
    return x.map { result, x, bits in
      acb_abs(&result.pointee.real, x, bits)
      arb_zero(&result.pointee.imag)
    }
  }

  /// A Bessel function of real or complex order, cut along the negative axis.
  ///
  /// Beyond order 10⁶ one value takes seconds and cannot be interrupted: nothing is enclosed there.
  public static func apply(_ function: Formula.Function, order: Ball, _ x: Ball) -> Ball {
    if order.midpoint.real.magnitude > 1e6 { return x.everything }
    if let value = wideBessel(function, order: order, x) { return value }
    if order.isReal, x.isReal, x.isPositive == true {
      return order.map(x) { result, nu, z, bits in
        switch function {
        case .besselj:
          arb_hypgeom_bessel_j(&result.pointee.real, &nu.pointee.real, &z.pointee.real, bits)
        case .besseli:
          arb_hypgeom_bessel_i(&result.pointee.real, &nu.pointee.real, &z.pointee.real, bits)
        case .besselk:
          arb_hypgeom_bessel_k(&result.pointee.real, &nu.pointee.real, &z.pointee.real, bits)
        default: acb_indeterminate(result)
        }
      }
    }
    let isEntire =
      function != .besselk && order.isExact && order.isReal
      && order.midpoint.real.rounded() == order.midpoint.real
    if x.requiresAnalytic, !isEntire, x.touchesNegativeAxis { return x.everything }
    return order.map(x) { result, nu, z, bits in
      switch function {
      case .besselj: acb_hypgeom_bessel_j(result, nu, z, bits)
      case .besseli: acb_hypgeom_bessel_i(result, nu, z, bits)
      case .besselk: acb_hypgeom_bessel_k(result, nu, z, bits)
      default: acb_indeterminate(result)
      }
    }
  }

  /// `f_a(x)/f_b(x)`; exponents of balls do not overflow.
  public static func besselQuotient(
    _ function: Formula.Function, _ a: Ball, _ b: Ball, _ x: Ball
  ) -> Ball {
    apply(function, order: a, x) / apply(function, order: b, x)
  }

  /// The principal square root.
  public static func principalSquareRoot(_ x: Ball) -> Ball {
    let analytic: Int32 = x.requiresAnalytic ? 1 : 0
    return x.map { acb_sqrt_analytic($0, $1, analytic, $2) }
  }

  /// The principal power; a base that contains zero is allowed where the real part of y is > 0.
  public static func principalPower(_ x: Ball, _ y: Ball) -> Ball {
    if y.isExact, y.isReal, x.containsZero || !x.requiresAnalytic {
      let twice = 2 * y.midpoint.real
      if twice.magnitude <= 1024, twice.rounded() == twice {
        let n = Int(saturating: twice)
        if n & 1 == 0 {
          return integerPower(x, n / 2).with(precision: max(x.precision, y.precision))
        }
        return integerPower(principalSquareRoot(x), n)
      }
    }
    if x.containsZero, !x.requiresAnalytic, y.isReal, y.isPositive == true {
      // |x^y| = |x|^y, so that a disc (or a segment of the real line) around 0 contains the power.
      let reach = Ball(x.magnitude, precision: x.precision)
      let bound = (Ball.exp(y * Ball.log(reach))).union(Ball(0.0)).upperBound
      if bound.isFinite {
        let box = Ball(lower: -bound, upper: bound, precision: x.precision)
        let isReal = x.isReal && x.isNonnegative == true
        return isReal
          ? Ball(lower: 0, upper: bound, precision: x.precision)
          : Ball(real: box, imaginary: box)
      }
    }
    let analytic: Int32 = x.requiresAnalytic || y.requiresAnalytic ? 1 : 0
    return x.map(y) { acb_pow_analytic($0, $1, $2, analytic, $3) }
  }

  /// The power to an integer exponent.
  public static func integerPower(_ x: Ball, _ n: Int) -> Ball {
    x.map { acb_pow_si($0, $1, n, $2) }
  }
}
