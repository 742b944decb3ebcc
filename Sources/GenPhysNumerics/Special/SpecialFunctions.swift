internal import CFlint
internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Special functions of real arguments, with stated errors.
///
/// Ranked goals: 1. relative accuracy in both tails, in logarithms where values overflow; 2. no
/// failure for any finite argument of the domain; 3. speed. Outside its domain a function is NaN.
public enum SpecialFunctions {
  /// `ln |Γ(x)|`; +∞ at the poles.
  ///
  /// Error: a few ulp, absolute 1e-16 near the zeros at 1 and 2.
  public static func logGamma(_ x: Double) -> Double {
    x <= 0 && x.rounded() == x ? .infinity : Double.logGamma(x)
  }

  /// The Bessel function J of real order at x ≥ 0.
  ///
  /// Error: 4e-16 absolute for the orders −½, 0, ½, 1 and 3/2, and 2 ulp (by ball arithmetic)
  /// else. NaN for x < 0, and where J is infinite.
  public static func besselJ(order: Double, _ x: Double) -> Double {
    guard x >= 0, x.isFinite, order.isFinite else { return .nan }
    switch order {
    case 0: return j0(x)
    case 1: return j1(x)
    case 0.5: return x == 0 ? 0 : (2 / (Double.pi * x)).squareRoot() * sin(x)
    case -0.5: return x == 0 ? .nan : (2 / (Double.pi * x)).squareRoot() * cos(x)
    case 1.5 where x >= 1: return (2 / (Double.pi * x)).squareRoot() * (sin(x) / x - cos(x))
    default:
      if x == 0, order > 0 { return 0 }
      var result = Double.nan
      return arb_fpwrap_double_bessel_j(&result, order, x, 0) == FPWRAP_SUCCESS ? result : .nan
    }
  }

  /// The Bessel function I of real order at x ≥ 0, to 2 ulp; +∞ where it overflows.
  public static func besselI(order: Double, _ x: Double) -> Double {
    guard x >= 0, x.isFinite, order.isFinite else { return .nan }
    var result = Double.nan
    if arb_fpwrap_double_bessel_i(&result, order, x, 0) == FPWRAP_SUCCESS { return result }
    return order >= 0 && x > 700 ? .infinity : .nan
  }

  /// The Bessel function K of real order at x > 0: the exponential of `logBesselK`.
  ///
  /// Error: 2e-12 relative; 0 or +∞ where it underflows or overflows.
  public static func besselK(order: Double, _ x: Double) -> Double {
    exp(logBesselK(order: order, x))
  }
}
