public import Numerics

extension Jet: ElementaryFunctions {
  /// The exponential: y′ = y x′.
  public static func exp(_ x: Jet) -> Jet {
    x.lifted({ Scalar.exp($0) }) { count in
      var y = [Scalar.exp(x.value)]
      for n in 1..<count {
        let sum = (1...n).reduce(Scalar.zero) { $0 + integer($1) * x[$1] * y[n - $1] }
        y.append(sum / integer(n))
      }
      return y
    }
  }

  /// `exp(x) − 1`.
  public static func expMinusOne(_ x: Jet) -> Jet {
    let y = exp(x)
    return Jet([Scalar.expMinusOne(x.value)] + y.coefficients.dropFirst())
  }

  /// The principal logarithm: y′ = x′/x.
  public static func log(_ x: Jet) -> Jet {
    x.lifted({ Scalar.log($0) }) {
      integral(of: x.derivative / x, from: Scalar.log(x.value), count: $0)
    }
  }

  /// The principal logarithm of 1 + x.
  public static func log(onePlus x: Jet) -> Jet { log(1 + x) }

  /// sin and cos, or sinh and cosh: s′ = c x′, c′ = ±s x′.
  private static func pair(_ x: Jet, isHyperbolic: Bool) -> (sine: Jet, cosine: Jet) {
    var s = [isHyperbolic ? Scalar.sinh(x.value) : Scalar.sin(x.value)]
    var c = [isHyperbolic ? Scalar.cosh(x.value) : Scalar.cos(x.value)]
    if x.isConstant { return (Jet(s), Jet(c)) }
    for n in 1..<x.count {
      let rise = (1...n).reduce(Scalar.zero) { $0 + integer($1) * x[$1] * c[n - $1] }
      let fall = (1...n).reduce(Scalar.zero) { $0 + integer($1) * x[$1] * s[n - $1] }
      s.append(rise / integer(n))
      c.append((isHyperbolic ? fall : 0 - fall) / integer(n))
    }
    return (Jet(s), Jet(c))
  }

  /// The sine.
  public static func sin(_ x: Jet) -> Jet { pair(x, isHyperbolic: false).sine }
  /// The cosine.
  public static func cos(_ x: Jet) -> Jet { pair(x, isHyperbolic: false).cosine }
  /// The hyperbolic sine.
  public static func sinh(_ x: Jet) -> Jet { pair(x, isHyperbolic: true).sine }
  /// The hyperbolic cosine.
  public static func cosh(_ x: Jet) -> Jet { pair(x, isHyperbolic: true).cosine }

  /// The tangent: y′ = (1 + y²) x′.
  public static func tan(_ x: Jet) -> Jet { riccati(x, from: Scalar.tan(x.value), sign: 1) }
  /// The hyperbolic tangent: y′ = (1 − y²) x′.
  public static func tanh(_ x: Jet) -> Jet { riccati(x, from: Scalar.tanh(x.value), sign: -1) }

  private static func riccati(_ x: Jet, from start: Scalar, sign: Int) -> Jet {
    x.lifted({ _ in start }) { count in
      var y = [start]
      var slope: [Scalar] = []
      for n in 1..<count {
        let square = (0..<n).reduce(Scalar.zero) { $0 + y[$1] * y[n - 1 - $1] }
        slope.append((n == 1 ? 1 : 0) + integer(sign) * square)
        let sum = (1...n).reduce(Scalar.zero) { $0 + integer($1) * x[$1] * slope[n - $1] }
        y.append(sum / integer(n))
      }
      return y
    }
  }

  /// f(x) where f′ is an algebraic function of x.
  private static func primitive(
    _ x: Jet, _ constant: (Scalar) -> Scalar, slope: (Jet) -> Jet
  ) -> Jet {
    let start = constant(x.value)
    return x.lifted({ _ in start }) {
      integral(of: slope(x) * x.derivative, from: start, count: $0)
    }
  }

  /// The inverse tangent.
  public static func atan(_ x: Jet) -> Jet {
    primitive(x, { Scalar.atan($0) }) { 1 / (1 + $0 * $0) }
  }
  /// The inverse hyperbolic tangent.
  public static func atanh(_ x: Jet) -> Jet {
    primitive(x, { Scalar.atanh($0) }) { 1 / (1 - $0 * $0) }
  }
  /// The inverse sine.
  public static func asin(_ x: Jet) -> Jet {
    primitive(x, { Scalar.asin($0) }) { 1 / sqrt(1 - $0 * $0) }
  }
  /// The inverse cosine.
  public static func acos(_ x: Jet) -> Jet {
    primitive(x, { Scalar.acos($0) }) { -(1 / sqrt(1 - $0 * $0)) }
  }
  /// The inverse hyperbolic sine.
  public static func asinh(_ x: Jet) -> Jet {
    primitive(x, { Scalar.asinh($0) }) { 1 / sqrt(1 + $0 * $0) }
  }
  /// The inverse hyperbolic cosine.
  public static func acosh(_ x: Jet) -> Jet {
    primitive(x, { Scalar.acosh($0) }) { 1 / (sqrt($0 - 1) * sqrt($0 + 1)) }
  }

  /// The principal power.
  public static func pow(_ x: Jet, _ y: Jet) -> Jet { principalPower(x, y) }
  /// The power to an integer exponent.
  public static func pow(_ x: Jet, _ n: Int) -> Jet { integerPower(x, n) }
  /// The principal square root.
  public static func sqrt(_ x: Jet) -> Jet { principalSquareRoot(x) }
  /// The principal n-th root.
  public static func root(_ x: Jet, _ n: Int) -> Jet {
    let start = Scalar.root(x.value, n)
    return power(x, from: start, exponent: 1 / integer(n))
  }

  /// x^c from its value: x y′ = c x′ y.
  static func power(_ x: Jet, from start: Scalar, exponent c: Scalar) -> Jet {
    x.lifted({ _ in start }) { count in
      var y = [start]
      for n in 1..<count {
        let sum = (1...n).reduce(Scalar.zero) {
          $0 + (c * integer($1) - integer(n - $1)) * x[$1] * y[n - $1]
        }
        y.append(sum / (integer(n) * x.value))
      }
      return y
    }
  }
}
