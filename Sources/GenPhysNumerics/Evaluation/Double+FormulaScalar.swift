internal import CFlint
public import Numerics
public import GenPhysSupport

extension Double: FormulaScalar {
  /// The nearest double.
  public static func constant(_ number: Number, approximation: Double, precision: Int) -> Double {
    approximation
  }

  /// π, correctly rounded.
  public static func pi(precision: Int) -> Double { .pi }

  /// NaN: there is none among the reals.
  public static func imaginaryUnit(precision: Int) -> Double { .nan }

  /// 53 bits.
  public static func precision(of values: [Double]) -> Int { 53 }

  /// A function of one argument; NaN where the value is not real.
  ///
  /// Error: that of the C library (at most a few ulp); `gamma` and `erf` as well.
  public static func apply(_ function: Formula.Function, _ x: Double) -> Double {
    switch function {
    case .log: x == 0 ? .nan : log(x)
    case .abs: x.magnitude
    case .re, .conj: x
    case .im: 0
    case .gamma: x <= 0 && x.rounded() == x ? .nan : gamma(x)
    case .erf: erf(x)
    case .erfc: erfc(x)
    default: elementary(function, x) ?? .nan
    }
  }

  /// A Bessel function of real order; NaN where the value is not real.
  ///
  /// Error: 2 ulp, by ball arithmetic. Orders beyond 10⁶ would take seconds a value: NaN.
  public static func apply(_ function: Formula.Function, order: Double, _ x: Double) -> Double {
    guard order.magnitude <= 1e6 else { return .nan }
    var result = Double.nan
    let status: Int32
    switch function {
    case .besselj: status = arb_fpwrap_double_bessel_j(&result, order, x, 0)
    case .besseli: status = arb_fpwrap_double_bessel_i(&result, order, x, 0)
    case .besselk: status = arb_fpwrap_double_bessel_k(&result, order, x, 0)
    default: return .nan
    }
    return status == FPWRAP_SUCCESS ? result : .nan
  }

  /// `log(1 + x)`; NaN for x ≤ −1.
  public static func logOnePlus(_ x: Double) -> Double { x == -1 ? .nan : log(onePlus: x) }

  /// `K_a(x)/K_b(x)` or `I_a(x)/I_b(x)` for x > 0.
  ///
  /// Error: of K, 1e-13 where |a − b| = 1, 2e-12 else; of I, which goes through balls, 1 ulp.
  public static func besselQuotient(
    _ function: Formula.Function, _ a: Double, _ b: Double, _ x: Double
  ) -> Double {
    guard x > 0 else { return .nan }
    if function != .besselk {
      return Complex.ballQuotient(function, Complex(a), Complex(b), Complex(x)).real
    }
    let (a, b) = (a.magnitude, b.magnitude)
    if a == b { return 1 }
    if b == a + 1 { return SpecialFunctions.besselKRatio(order: b, x) }
    if a == b + 1 { return 1 / SpecialFunctions.besselKRatio(order: a, x) }
    if a + b == 1 { return SpecialFunctions.besselKRatio(order: b, x) }
    return exp(
      SpecialFunctions.logBesselK(order: a, x) - SpecialFunctions.logBesselK(order: b, x))
  }

  /// The square root; NaN for x < 0.
  @inlinable
  public static func principalSquareRoot(_ x: Double) -> Double { x.squareRoot() }

  /// `x^y`; NaN where it is not real.
  @inlinable
  public static func principalPower(_ x: Double, _ y: Double) -> Double {
    if x > 0 || (x == 0 && y > 0) { return pow(x, y) }
    if y == 0 { return 1 }
    if x == 0 { return .nan }
    let n = y.rounded()
    guard n == y, n.magnitude < 0x1p53 else { return .nan }
    let size = pow(-x, y)
    return Int(saturating: n) & 1 == 0 ? size : -size
  }

  /// `x^n`: at most 2 ulp for |n| ≤ 4, the C library's `pow` beyond.
  @inlinable
  public static func integerPower(_ x: Double, _ n: Int) -> Double {
    switch n {
    case 0: 1
    case 1: x
    case 2: x * x
    case 3: x * x * x
    case 4: (x * x) * (x * x)
    case -1: 1 / x
    case -2: 1 / (x * x)
    default: pow(x, n)
    }
  }
}
