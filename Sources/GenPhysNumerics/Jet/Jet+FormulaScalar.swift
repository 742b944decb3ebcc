internal import Numerics

extension Jet: FormulaScalar {
  /// The number as a constant.
  public static func constant(_ number: Number, approximation: Double, precision: Int) -> Jet {
    Jet(constant: .constant(number, approximation: approximation, precision: precision))
  }

  /// π as a constant.
  public static func pi(precision: Int) -> Jet { Jet(constant: .pi(precision: precision)) }

  /// i as a constant.
  public static func imaginaryUnit(precision: Int) -> Jet {
    Jet(constant: .imaginaryUnit(precision: precision))
  }

  /// The precision that suits the values.
  public static func precision(of values: [Jet]) -> Int {
    Scalar.precision(of: values.map(\.value))
  }

  /// Counted for a handful of coefficients; a product of two series costs several products.
  public static func willEvaluate(cost: Int) { Scalar.willEvaluate(cost: 8 * cost) }

  /// A function of one argument.
  ///
  /// `abs`, `re`, `im` and `conj` are those of a real variable h; γ of anything but a constant, and
  /// `abs` where the sign is not certain, have undefined derivatives.
  public static func apply(_ function: Formula.Function, _ x: Jet) -> Jet {
    switch function {
    case .re, .im, .conj: Jet(x.coefficients.map { Scalar.apply(function, $0) })
    case .erf: gaussian(x, function, sign: 1)
    case .erfc: gaussian(x, function, sign: -1)
    case .abs: absolute(x)
    case .gamma:
      x.lifted({ Scalar.apply(.gamma, $0) }) { count in
        [Scalar.apply(.gamma, x.value)] + [Scalar](repeating: undefined, count: count - 1)
      }
    default: elementary(function, x) ?? Jet(constant: undefined)
    }
  }

  /// What the scalars have for 0/0.
  private static var undefined: Scalar { Scalar.zero / Scalar.zero }

  /// erf and erfc: y′ = ±(2/√π) e^{−x²} x′.
  private static func gaussian(_ x: Jet, _ function: Formula.Function, sign: Int) -> Jet {
    let start = Scalar.apply(function, x.value)
    let factor =
      integer(2 * sign) / Scalar.principalSquareRoot(.pi(precision: precision(of: [x])))
    return x.lifted({ _ in start }) { count in
      integral(
        of: Jet(constant: factor) * exp(-(x * x)) * x.derivative, from: start, count: count)
    }
  }

  /// |x| along the real line: x/|x| is ±1 where x is real and not 0.
  private static func absolute(_ x: Jet) -> Jet {
    let start = Scalar.apply(.abs, x.value)
    return x.lifted({ _ in start }) { _ in
      let sign = Scalar.apply(.conj, x.value) / start
      let product = Jet(x.coefficients.map { Scalar.apply(.re, sign * $0) })
      // Beyond the first derivative only a real direction is simple.
      let isLinear = x.coefficients.allSatisfy { Scalar.apply(.im, $0) == Scalar.zero }
      return isLinear
        ? [start] + product.coefficients.dropFirst()
        : [start] + [Scalar](repeating: undefined, count: x.count - 1)
    }
  }

  /// A Bessel function of constant order, by its derivatives at the value and composition.
  ///
  /// `C_ν⁽ⁿ⁾ = 2⁻ⁿ Σ_j (±1)^j (n over j) C_{ν−n+2j}`, with the signs of J, I and (−1)ⁿ K.
  /// [DLMF 10.6.7, 10.29.5]
  public static func apply(_ function: Formula.Function, order: Jet, _ x: Jet) -> Jet {
    guard order.isConstant else {
      return Jet([Scalar](repeating: undefined, count: max(order.count, x.count)))
    }
    let start = Scalar.apply(function, order: order.value, x.value)
    return x.lifted({ _ in start }) { count in
      var values: [Int: Scalar] = [0: start]
      func value(_ shift: Int) -> Scalar {
        if let known = values[shift] { return known }
        let new = Scalar.apply(function, order: order.value + integer(shift), x.value)
        values[shift] = new
        return new
      }
      var binomials: [Scalar] = [1]
      var scale: Scalar = 1
      var taylor = [start]
      for n in 1..<count {
        binomials = [1] + zip(binomials, binomials.dropFirst()).map { $0 + $1 } + [1]
        scale = scale / (2 * integer(n))
        var sum = Scalar.zero
        for j in 0...n {
          let term = binomials[j] * value(2 * j - n)
          sum = function == .besselj && j & 1 == 1 ? sum - term : sum + term
        }
        taylor.append((function == .besselk && n & 1 == 1 ? 0 - sum : sum) * scale)
      }
      let step = Jet([0] + x.coefficients.dropFirst())
      return taylor.dropLast().reversed().reduce(Jet(constant: taylor[count - 1])) {
        $0 * step + Jet(constant: $1)
      }.coefficients
    }
  }

  /// `f_a(x)/f_b(x)`.
  public static func besselQuotient(
    _ function: Formula.Function, _ a: Jet, _ b: Jet, _ x: Jet
  ) -> Jet {
    if a.isConstant, b.isConstant, x.isConstant {
      return Jet(constant: .besselQuotient(function, a.value, b.value, x.value))
    }
    return apply(function, order: a, x) / apply(function, order: b, x)
  }

  /// The principal square root.
  public static func principalSquareRoot(_ x: Jet) -> Jet {
    power(x, from: .principalSquareRoot(x.value), exponent: 1 / integer(2))
  }

  /// The principal power.
  public static func principalPower(_ x: Jet, _ y: Jet) -> Jet {
    guard y.isConstant else { return exp(y * log(x)) }
    return power(x, from: .principalPower(x.value, y.value), exponent: y.value)
  }

  /// The power to an integer exponent; defined where the value is zero, for n ≥ 0.
  public static func integerPower(_ x: Jet, _ n: Int) -> Jet {
    if x.isConstant { return Jet(constant: .integerPower(x.value, n)) }
    return powerBySquaring(x, n)
  }
}
