internal import GenPhysNumerics

extension Formula {
  /// The limit as s → ∞, where it is finite and certain.
  ///
  /// By the leading term, else by the limits of the parts, where exponentials outdo powers.
  var limitAtInfinity: Formula? {
    if case .finite(let value)? = endAtInfinity { return value }
    return nil
  }

  /// What a real function tends to.
  private enum End {
    case finite(Formula)
    case plusInfinity, minusInfinity
  }

  private var endAtInfinity: End? {
    guard dependsOnS else { return ExactSign.isReal(self) ? .finite(canonical) : nil }
    if let term = leadAtInfinity {
      if let limit = term.limit { return ExactSign.isReal(limit) ? .finite(limit) : nil }
      switch ExactSign.of(term.coefficient) {
      case .positive?: return .plusInfinity
      case .negative?: return .minusInfinity
      default: break
      }
    }
    switch self {
    case .sum(let terms): return Self.sum(terms)
    case .product(let factors): return product(factors)
    case .power(let base, let exponent): return Self.power(base, exponent)
    case .call(let function, let arguments): return Self.call(function, arguments)
    case .number, .imaginaryUnit, .pi, .variable: return nil
    }
  }

  private var leadAtInfinity: LeadingTerm? { LeadingTerm(of: replacingS(by: 1 / .s)) }

  private static func sum(_ terms: [Formula]) -> End? {
    var total = Formula.zero
    var infinite: End?
    for term in terms {
      switch (term.endAtInfinity, infinite) {
      case (.finite(let value)?, _): total = total + value
      case (.plusInfinity?, nil), (.plusInfinity?, .plusInfinity?): infinite = .plusInfinity
      case (.minusInfinity?, nil), (.minusInfinity?, .minusInfinity?): infinite = .minusInfinity
      default: return nil
      }
    }
    return infinite ?? .finite(total.canonical)
  }

  private func product(_ factors: [Formula]) -> End? {
    // An exponential outdoes every power, if nothing else grows like one.
    if factors.contains(where: \.vanishesExponentially),
      factors.allSatisfy({ $0.vanishesExponentially || $0.leadAtInfinity != nil })
    {
      return .finite(.zero)
    }
    var value = Formula.one
    var isInfinite = false
    var isNegative = false
    for factor in factors {
      switch factor.endAtInfinity {
      case .finite(let limit)?:
        value = value * limit
        if ExactSign.of(limit) == .negative { isNegative.toggle() }
      case .plusInfinity?: isInfinite = true
      case .minusInfinity?:
        isInfinite = true
        isNegative.toggle()
      case nil: return nil
      }
    }
    guard isInfinite else { return .finite(value.canonical) }
    // 0·∞ is anything.
    guard let sign = ExactSign.of(value.canonical), sign == .positive || sign == .negative else {
      return nil
    }
    return isNegative ? .minusInfinity : .plusInfinity
  }

  private static func power(_ base: Formula, _ exponent: Formula) -> End? {
    guard !exponent.dependsOnS else { return nil }
    switch (base.endAtInfinity, ExactSign.of(exponent)) {
    case (.plusInfinity?, .positive?): return .plusInfinity
    case (.plusInfinity?, .negative?), (.minusInfinity?, .negative?):
      return exponent.numberValue?.integer != nil || ExactSign.of(base) == .positive
        ? .finite(.zero) : nil
    case (.finite(let limit)?, _) where ExactSign.of(limit) == .positive:
      return .finite(limit.raised(to: exponent).canonical)
    default: return nil
    }
  }

  private static func call(_ function: Function, _ arguments: [Formula]) -> End? {
    guard let x = arguments.last, arguments.dropLast().allSatisfy({ !$0.dependsOnS }),
      let end = x.endAtInfinity
    else { return nil }
    switch (function, end) {
    case (.exp, .plusInfinity), (.cosh, .plusInfinity), (.cosh, .minusInfinity),
      (.sinh, .plusInfinity), (.asinh, .plusInfinity), (.log, .plusInfinity),
      (.besseli, .plusInfinity):
      return .plusInfinity
    case (.sinh, .minusInfinity), (.asinh, .minusInfinity): return .minusInfinity
    case (.exp, .minusInfinity), (.erfc, .plusInfinity), (.besselk, .plusInfinity):
      return .finite(.zero)
    case (.tanh, .plusInfinity), (.erf, .plusInfinity): return .finite(.one)
    case (.tanh, .minusInfinity), (.erf, .minusInfinity): return .finite(.minusOne)
    case (.erfc, .minusInfinity): return .finite(2)
    case (.atan, .plusInfinity): return .finite(.pi / 2)
    case (.atan, .minusInfinity): return .finite(-.pi / 2)
    case (.exp, .finite(let limit)), (.sin, .finite(let limit)), (.cos, .finite(let limit)),
      (.sinh, .finite(let limit)), (.cosh, .finite(let limit)), (.tanh, .finite(let limit)),
      (.asinh, .finite(let limit)), (.atan, .finite(let limit)), (.erf, .finite(let limit)),
      (.erfc, .finite(let limit)):
      return .finite(Formula.call(function, [limit]).canonical)
    case (.log, .finite(let limit)) where ExactSign.of(limit) == .positive:
      return .finite(log(limit).canonical)
    default: return nil
    }
  }

  /// Whether the function certainly falls faster than every power: e^{−x}, erfc x, K_ν(x), 1/cosh x or
  /// 1/sinh x of an x that grows like a power.
  private var vanishesExponentially: Bool {
    func grows(_ x: Formula, isNegative: Bool = false) -> Bool {
      guard let term = x.leadAtInfinity, term.exponent.signum < 0 else { return false }
      return ExactSign.of(term.coefficient) == (isNegative ? .negative : .positive)
    }
    switch self {
    case .call(.exp, let arguments): return grows(arguments[0], isNegative: true)
    case .call(.erfc, let arguments): return grows(arguments[0])
    case .call(.besselk, let arguments):
      return !arguments[0].dependsOnS && ExactSign.isReal(arguments[0]) && grows(arguments[1])
    case .power(.call(let function, let arguments), let exponent)
    where function == .cosh || function == .sinh || function == .besseli:
      return !exponent.dependsOnS && ExactSign.of(exponent) == .negative
        && arguments.last.map { grows($0) } == true
    default: return false
    }
  }
}
