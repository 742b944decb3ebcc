extension Formula {
  /// The derivative in a variable, the variable being real, not simplified beyond dropping zeros.
  ///
  /// `abs`, `re`, `im` and `conj` are differentiated along the real line, `abs(u)` by
  /// `re(conj(u)·u′)/abs(u)`, which is undefined at u = 0.
  /// - Throws: `.noDerivative` for `gamma`, and for a Bessel function whose order varies;
  ///   `.tooLarge`; `.wrongArity`.
  public func derivative(in name: String) throws(FormulaError) -> Formula {
    guard isWithinLimits else { throw .tooLarge }
    return try differentiated(name)
  }

  private func differentiated(_ name: String) throws(FormulaError) -> Formula {
    guard mentions(name) else { return .zero }
    switch self {
    case .number, .imaginaryUnit, .pi: return .zero
    case .variable(let other): return other == name ? .one : .zero
    case .sum(let terms):
      var result = Formula.zero
      for term in terms { result = result + (try term.differentiated(name)) }
      return result
    case .product(let factors):
      var result = Formula.zero
      for (index, factor) in factors.enumerated() where factor.mentions(name) {
        var others = factors
        others[index] = try factor.differentiated(name)
        result = result + .product(others)
      }
      return result
    case .power(let base, let exponent):
      return try powerDerivative(base, exponent, name)
    case .call(let function, let arguments):
      guard arguments.count == function.arity, let x = arguments.last else {
        throw .wrongArity(function, given: arguments.count)
      }
      if arguments.count == 2, arguments[0].mentions(name) { throw .noDerivative(function) }
      let slope = try x.differentiated(name)
      switch function {
      case .abs: return .call(.re, [.call(.conj, [x]) * slope]) / self
      case .re, .im, .conj: return .call(function, [slope])
      default: return try Self.outerDerivative(function, arguments, x) * slope
      }
    }
  }

  private func powerDerivative(
    _ base: Formula, _ exponent: Formula, _ name: String
  ) throws(FormulaError) -> Formula {
    if !exponent.mentions(name) {
      return exponent * .power(base, exponent - 1) * (try base.differentiated(name))
    }
    let logarithmic = try exponent.differentiated(name) * .call(.log, [base])
    if !base.mentions(name) { return self * logarithmic }
    return self * (logarithmic + exponent * (try base.differentiated(name)) / base)
  }

  /// f′ at the argument x.
  private static func outerDerivative(
    _ function: Function, _ arguments: [Formula], _ x: Formula
  ) throws(FormulaError) -> Formula {
    let square = Formula.power(x, 2)
    switch function {
    case .exp: return .call(.exp, [x])
    case .log: return 1 / x
    case .sin: return .call(.cos, [x])
    case .cos: return -.call(.sin, [x])
    case .tan: return 1 + .power(.call(.tan, [x]), 2)
    case .asin: return 1 / (1 - square).squareRoot
    case .acos: return -(1 / (1 - square).squareRoot)
    case .atan: return 1 / (1 + square)
    case .sinh: return .call(.cosh, [x])
    case .cosh: return .call(.sinh, [x])
    case .tanh: return 1 - .power(.call(.tanh, [x]), 2)
    case .asinh: return 1 / (1 + square).squareRoot
    case .acosh: return 1 / ((x - 1).squareRoot * (x + 1).squareRoot)
    case .atanh: return 1 / (1 - square)
    case .erf: return 2 * .call(.exp, [-square]) / Formula.pi.squareRoot
    case .erfc: return -2 * .call(.exp, [-square]) / Formula.pi.squareRoot
    case .besselj, .besseli, .besselk:
      // C_ν′ = ½(C_{ν−1} ∓ C_{ν+1}), with the signs of J, I and K.
      let order = arguments[0]
      let lower = Formula.call(function, [order - 1, x])
      let upper = Formula.call(function, [order + 1, x])
      switch function {
      case .besselj: return .half * (lower - upper)
      case .besseli: return .half * (lower + upper)
      default: return -.half * (lower + upper)
      }
    case .gamma, .abs, .re, .im, .conj: throw .noDerivative(function)
    }
  }
}
