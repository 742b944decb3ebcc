internal import CFlint
public import Numerics
public import GenPhysSupport

// swift-numerics distinguishes the sides of a cut by the sign of zero. Formulas have no negative
// zero: `-k` for real k must not fall below the negative axis. So every function with a cut first
// turns an imaginary part of −0 into +0.

extension Complex: FormulaScalar where RealType == Double {
  /// The nearest double.
  public static func constant(
    _ number: Number, approximation: Double, precision: Int
  ) -> Complex {
    Complex(approximation, 0)
  }

  /// π, correctly rounded.
  public static func pi(precision: Int) -> Complex { Complex(.pi, 0) }

  /// i.
  public static func imaginaryUnit(precision: Int) -> Complex { Complex(0, 1) }

  /// 53 bits.
  public static func precision(of values: [Complex]) -> Int { 53 }

  /// With an imaginary part of +0 in place of −0.
  @usableFromInline
  var aboveCut: Complex {
    imaginary == 0 ? Complex(real, 0) : self
  }

  @usableFromInline
  static var undefined: Complex { Complex(.nan, .nan) }

  /// A function of one argument, on its principal branch.
  ///
  /// Error: a few ulp of |result|; `gamma`, `erf` and `erfc` are correct to 2 ulp of |result|.
  public static func apply(_ function: Formula.Function, _ x: Complex) -> Complex {
    guard x.isFinite else { return undefined }
    switch function {
    case .exp: return x.imaginary == 0 ? Complex(.exp(x.real), 0) : exp(x)
    case .log: return x.isZero ? undefined : log(x.aboveCut)
    case .sin: return sin(x)
    case .cos: return cos(x)
    case .tan: return tan(x)
    case .sinh: return sinh(x)
    case .cosh: return cosh(x)
    case .tanh: return tanh(x)
    case .asin: return wrapped(x, arb_fpwrap_cdouble_asin)
    case .acos: return wrapped(x, arb_fpwrap_cdouble_acos)
    case .atan: return wrapped(x, arb_fpwrap_cdouble_atan)
    case .asinh: return wrapped(x, arb_fpwrap_cdouble_asinh)
    case .acosh: return wrapped(x, arb_fpwrap_cdouble_acosh)
    case .atanh: return wrapped(x, arb_fpwrap_cdouble_atanh)
    case .abs: return Complex(x.length, 0)
    case .re: return Complex(x.real, 0)
    case .im: return Complex(x.imaginary, 0)
    case .conj: return x.conjugate
    case .gamma: return wrapped(x, arb_fpwrap_cdouble_gamma)
    case .erf: return wrapped(x, arb_fpwrap_cdouble_erf)
    case .erfc: return wrapped(x, arb_fpwrap_cdouble_erfc)
    case .besselj, .besseli, .besselk: return undefined
    }
  }

  /// A Bessel function, correct to 2 ulp of |result|; the cut runs along the negative axis.
  public static func apply(
    _ function: Formula.Function, order: Complex, _ x: Complex
  ) -> Complex {
    guard x.isFinite, order.isFinite, order.length <= 1e6 else { return undefined }
    if order.imaginary == 0, x.imaginary == 0, x.real > 0 {
      return Complex(Double.apply(function, order: order.real, x.real), 0)
    }
    var result = complex_double(real: .nan, imag: .nan)
    let nu = complex_double(real: order.real, imag: order.imaginary)
    let z = complex_double(real: x.real, imag: x.imaginary)
    let status: Int32
    switch function {
    case .besselj: status = arb_fpwrap_cdouble_bessel_j(&result, nu, z, 0)
    case .besseli: status = arb_fpwrap_cdouble_bessel_i(&result, nu, z, 0)
    case .besselk: status = arb_fpwrap_cdouble_bessel_k(&result, nu, z, 0)
    default: return undefined
    }
    return status == FPWRAP_SUCCESS ? Complex(result.real, result.imag) : undefined
  }

  /// `log(1 + x)` on the branch of `log`.
  public static func logOnePlus(_ x: Complex) -> Complex {
    x == -1 ? undefined : log(onePlus: x.aboveCut)
  }

  /// `K_a(x)/K_b(x)` or `I_a(x)/I_b(x)`; by balls where x or an order is not real.
  public static func besselQuotient(
    _ function: Formula.Function, _ a: Complex, _ b: Complex, _ x: Complex
  ) -> Complex {
    guard a.isFinite, b.isFinite, x.isFinite else { return undefined }
    if a.imaginary == 0, b.imaginary == 0, x.imaginary == 0, x.real > 0 {
      return Complex(Double.besselQuotient(function, a.real, b.real, x.real), 0)
    }
    return ballQuotient(function, a, b, x)
  }

  static func ballQuotient(
    _ function: Formula.Function, _ a: Complex, _ b: Complex, _ x: Complex
  ) -> Complex {
    // Cancellation inside may cost all of the first bits; more are taken until 53 are left.
    for precision in [96, 192, 384, 768] {
      let quotient = Ball.besselQuotient(
        function, Ball(a, precision: precision), Ball(b, precision: precision),
        Ball(x, precision: precision))
      let middle = quotient.midpoint
      if quotient.isFinite, quotient.radius <= 0x1p-52 * middle.length { return middle }
    }
    return undefined
  }

  private static func wrapped(
    _ x: Complex, _ f: (UnsafeMutablePointer<complex_double>?, complex_double, Int32) -> Int32
  ) -> Complex {
    var result = complex_double(real: .nan, imag: .nan)
    let z = complex_double(real: x.real, imag: x.imaginary)
    return f(&result, z, 0) == FPWRAP_SUCCESS ? Complex(result.real, result.imag) : undefined
  }

  /// The quotient; ∞/∞ is not the 0 of the Riemann sphere but unknown.
  @inlinable
  public static func quotient(_ x: Complex, _ y: Complex) -> Complex {
    y.isFinite || x.isFinite ? x / y : undefined
  }

  /// The square root with real part ≥ 0; `sqrt(−x) = i·sqrt(x)` for x > 0.
  @inlinable
  public static func principalSquareRoot(_ x: Complex) -> Complex {
    if x.imaginary == 0 {
      return x.real >= 0
        ? Complex(x.real.squareRoot(), 0) : Complex(0, (-x.real).squareRoot())
    }
    return sqrt(x)
  }

  /// `exp(y·log x)`; real, integer and half-integer cases apart.
  @inlinable
  public static func principalPower(_ x: Complex, _ y: Complex) -> Complex {
    if y.isZero { return Complex(1, 0) }
    if x.isZero { return y.real > 0 ? .zero : undefined }
    guard x.isFinite, y.isFinite else { return undefined }
    if y.imaginary == 0 {
      if x.imaginary == 0, x.real > 0 { return Complex(Double.pow(x.real, y.real), 0) }
      let twice = 2 * y.real
      if twice.magnitude <= 128, twice.rounded() == twice {
        let n = Int(saturating: twice)
        if n & 1 == 0 { return integerPower(x, n / 2) }
        return integerPower(principalSquareRoot(x), n)
      }
    }
    return exp(y * log(x.aboveCut))
  }

  /// `x^n` by repeated squaring for |n| ≤ 64, by logarithms beyond.
  @inlinable
  public static func integerPower(_ x: Complex, _ n: Int) -> Complex {
    if n == 2 { return x * x }
    if x.imaginary == 0 { return Complex(Double.integerPower(x.real, n), 0) }
    if x.isZero { return n == 0 ? Complex(1, 0) : n > 0 ? .zero : undefined }
    // What has left the doubles, like cosh x at large x; what is undefined has NaN parts only.
    if n < 0, x.real.isInfinite || x.imaginary.isInfinite { return .zero }
    return n.magnitude <= 64 ? powerBySquaring(x, n) : pow(x.aboveCut, n)
  }
}
