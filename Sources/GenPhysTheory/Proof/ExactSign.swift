internal import GenPhysNumerics

/// The sign of a formula whose variables are all positive: certain, or unknown.
///
/// Numbers are exact rationals; constants such as √2 − 1 are settled by balls. There is no rounding
/// in any answer.
enum ExactSign: Hashable, Sendable {
  case negative, zero, nonnegative, positive

  var isNonnegative: Bool { self != .negative }

  /// The sign, or `nil` where the rules below do not tell.
  static func of(_ formula: Formula) -> ExactSign? {
    if let sign = structural(formula) { return sign }
    guard formula.variables.isEmpty else { return nil }
    return numeric(formula)
  }

  /// Constants: zero by the canonical form, else separated from zero by a ball.
  private static func numeric(_ formula: Formula) -> ExactSign? {
    for precision in [64, 256] {
      // The argument only carries the precision.
      guard let program = try? formula.compiled(variables: ["_"]) else { return nil }
      let value = program.evaluate([Ball(0.0, precision: precision)])
      guard value.isFinite, value.isReal else { continue }
      if value.lowerBound > 0 { return .positive }
      if value.upperBound < 0 { return .negative }
    }
    return nil
  }

  private static func structural(_ formula: Formula) -> ExactSign? {
    switch formula {
    case .number(.rational(let p, _)): return p > 0 ? .positive : p < 0 ? .negative : .zero
    case .number(.real), .imaginaryUnit: return nil
    case .pi, .variable: return .positive
    case .sum(let terms): return sum(terms)
    case .product(let factors): return product(factors)
    case .power(let base, let exponent): return power(base, exponent)
    case .call(let function, let arguments): return call(function, arguments)
    }
  }

  private static func sum(_ terms: [Formula]) -> ExactSign? {
    var signs: Set<ExactSign> = []
    for term in terms {
      guard let sign = of(term) else { return bounded(terms) }
      signs.insert(sign)
    }
    signs.remove(.zero)
    if signs.isEmpty { return .zero }
    if signs == [.negative] { return .negative }
    if signs.contains(.negative) { return bounded(terms) }
    return signs.contains(.positive) ? .positive : .nonnegative
  }

  /// Whether a value lies strictly between −1 and 1: e^{−x}, erfc x, tanh x and erf x for x > 0, their
  /// products and positive powers.
  private static func isBelowOne(_ formula: Formula) -> Bool {
    switch formula {
    case .product(let factors): return factors.allSatisfy(isBelowOne)
    case .power(let base, let exponent):
      return of(base)?.isNonnegative == true && isBelowOne(base) && of(exponent) == .positive
    case .call(let function, let arguments):
      guard let x = arguments.first else { return false }
      switch function {
      case .exp: return of(x) == .negative
      case .erfc: return of(x) == .positive
      case .tanh, .erf: return isReal(x)
      default: return false
      }
    default: return false
    }
  }

  /// A sum of a number, multiples of parameters that have upper bounds, of sines and of cosines, and of
  /// what is smaller than 1.
  ///
  /// Parameters are strictly below their bounds, so a sum that is ≥ 0 at the bounds is positive.
  private static func bounded(_ terms: [Formula]) -> ExactSign? {
    var least = Number.zero
    var isStrict = false
    for term in terms {
      let (coefficient, rest) = term.coefficientAndRest
      if rest == .one {
        least = least + coefficient
      } else if case .call(let function, let arguments) = rest,
        function == .sin || function == .cos, arguments.allSatisfy(isReal)
      {
        least = least - coefficient.magnitude
      } else if let sign = of(term), sign.isNonnegative {
        isStrict = isStrict || sign == .positive
      } else if coefficient.signum < 0, isBelowOne(rest) {
        least = least + coefficient
        isStrict = true
      } else {
        guard coefficient.signum < 0, case .variable(let name) = rest,
          let bound = ProofContext.bounds[name]
        else { return nil }
        isStrict = true
        least = least + coefficient * bound
      }
    }
    guard least.isExact, least.signum >= 0 else { return nil }
    return isStrict || least.signum > 0 ? .positive : .nonnegative
  }

  private static func product(_ factors: [Formula]) -> ExactSign? {
    var isNegative = false
    var isStrict = true
    for factor in factors {
      switch of(factor) {
      case .positive?: continue
      case .negative?: isNegative.toggle()
      case .nonnegative?: isStrict = false
      case .zero?, nil: return nil
      }
    }
    if isNegative { return isStrict ? .negative : nil }
    return isStrict ? .positive : .nonnegative
  }

  private static func power(_ base: Formula, _ exponent: Formula) -> ExactSign? {
    guard let sign = of(base), isReal(exponent) else { return nil }
    switch sign {
    case .positive: return .positive
    case .nonnegative: return of(exponent) == .positive ? .nonnegative : nil
    case .negative:
      guard let n = exponent.numberValue?.integer else { return nil }
      return n & 1 == 0 ? .positive : .negative
    case .zero: return of(exponent) == .positive ? .zero : nil
    }
  }

  private static func call(_ function: Formula.Function, _ arguments: [Formula]) -> ExactSign? {
    guard arguments.count == function.arity, let x = arguments.last, isReal(x) else { return nil }
    switch function {
    case .exp, .cosh, .erfc: return .positive
    case .sinh, .tanh, .asinh, .atan, .erf: return of(x)
    case .log:
      // ln x has the sign of x − 1, for x > 0.
      guard of(x) == .positive else { return nil }
      return of((x - 1).simplified(assuming: ProofContext.assumptions(for: x)))
    case .gamma: return of(x) == .positive ? .positive : nil
    case .besselk:
      return isReal(arguments[0]) && of(x) == .positive ? .positive : nil
    case .besseli:
      return of(arguments[0])?.isNonnegative == true && of(x) == .positive ? .positive : nil
    default: return nil
    }
  }

  /// Whether the formula is certainly real: of positive variables by functions that stay real.
  static func isReal(_ formula: Formula) -> Bool {
    switch formula {
    case .number(.rational), .pi, .variable: true
    case .number(.real), .imaginaryUnit: false
    case .sum(let parts), .product(let parts): parts.allSatisfy(isReal)
    case .power(let base, let exponent):
      isReal(exponent)
        && (of(base) == .positive || exponent.numberValue?.integer != nil && isReal(base)
          || of(base)?.isNonnegative == true)
    case .call(let function, let arguments):
      switch function {
      case .exp, .sin, .cos, .tan, .sinh, .cosh, .tanh, .asinh, .atan, .erf, .erfc:
        arguments.allSatisfy(isReal)
      case .log: arguments.first.map { of($0) == .positive } ?? false
      default: call(function, arguments) != nil
      }
    }
  }
}

/// What the calculus takes for granted.
enum ProofContext {
  /// The variable of the functions.
  static let variable = "s"

  /// Upper bounds, not attained, that parameters are assumed to have.
  @TaskLocal static var bounds: [String: Number] = [:]

  /// Every variable of the formulas is positive.
  static func assumptions(for formulas: Formula...) -> Assumptions {
    var result = Assumptions([variable: .positive])
    for formula in formulas {
      for name in formula.variables { result[name] = .positive }
    }
    return result
  }
}

extension Formula {
  /// The canonical form with every variable positive.
  ///
  /// sinh x is written as tanh x·cosh x, and c − c tanh² x as c cosh⁻² x, so that quotients of hyperbolic
  /// functions meet; exponents are multiplied out, and sums among factors are positive; acosh x as 2 asinh √((x − 1)/2); Bessel functions of order −n as those of order n,
  /// K_{−ν} as K_ν.
  var canonical: Formula {
    let assumptions = ProofContext.assumptions(for: self)
    var result = withoutSinh.simplified(assuming: assumptions)
    let recurred = result.withoutThirdBesselOrders
    if recurred != result { result = recurred.simplified(assuming: assumptions) }
    if result.mentionsSquareOfTanh {
      result = result.withoutSquareOfTanh.simplified(assuming: assumptions)
    }
    return result.withExpandedExponents(assumptions).withPositiveSums
  }

  /// Derivatives of tanh with cosh⁻² x in place of 1 − tanh² x, of which nothing is left at large x,
  /// and tanh x in place of sinh x/cosh x, both of which overflow there.
  var withoutCancellingHyperbolics: Formula {
    guard calls([.tanh, .sinh]) else { return self }
    let assumptions = ProofContext.assumptions(for: self)
    let plain = withoutSinh.simplified(assuming: assumptions)
    return plain.mentionsSquareOfTanh
      ? plain.withoutSquareOfTanh.simplified(assuming: assumptions) : plain
  }

  /// Exponents of e as sums of products: −(a − b)/b as 1 − a/b.
  private func withExpandedExponents(_ assumptions: Assumptions) -> Formula {
    guard calls([.exp]) else { return self }
    if case .call(.exp, let arguments) = self, let x = arguments.first {
      let inner = x.withExpandedExponents(assumptions)
      guard let expanded = inner.expanded(assuming: assumptions),
        (expanded.size() ?? .max) <= 2 * (inner.size() ?? 0)
      else { return .call(.exp, [inner]) }
      return .call(.exp, [expanded])
    }
    return mapChildren { $0.withExpandedExponents(assumptions) }
  }

  /// `−s/(1 − x)` as `s/(x − 1)` where x > 1, by the sign at a point.
  private var withPositiveSums: Formula {
    switch self {
    case .power(let base, let exponent):
      let base = base.withPositiveSums
      guard case .sum(let terms) = base, let n = exponent.numberValue?.integer,
        base.isNegativeNearOne
      else { return .power(base, exponent) }
      let opposite = Formula.power(.sum(terms.map(\.negated)), exponent)
      return n & 1 == 0 ? opposite : .product([.number(.minusOne), opposite])
    case .product(let factors):
      let parts = factors.flatMap { factor -> [Formula] in
        let factor = factor.withPositiveSums
        guard case .sum(let terms) = factor, factor.isNegativeNearOne else { return factor.factors }
        return [.number(.minusOne), .sum(terms.map(\.negated))]
      }
      let number = parts.compactMap(\.numberValue).reduce(Number.one) { $0 * $1 }
      // Numbers whose product does not fit stay apart, and exact.
      guard number.isExact else { return .product(parts) }
      return Self.scaled(parts.filter { $0.numberValue == nil }, by: number)
    default: return mapChildren(\.withPositiveSums)
    }
  }

  private static func scaled(_ factors: [Formula], by number: Number) -> Formula {
    if factors.isEmpty { return .number(number) }
    if number != .one { return .product([.number(number)] + factors) }
    return factors.count == 1 ? factors[0] : .product(factors)
  }

  private var negated: Formula {
    let number = factors.compactMap(\.numberValue).reduce(Number.minusOne) { $0 * $1 }
    guard number.isExact else { return .product([.minusOne] + factors) }
    return Self.scaled(factors.filter { $0.numberValue == nil }, by: number)
  }

  /// Whether the value is negative where every variable is near 1; `false` where there is none.
  var isNegativeNearOne: Bool {
    let names = variables
    guard let program = try? compiled(variables: names) else { return false }
    let value = program.realValue(names.map { $0 == ProofContext.variable ? 1 : 1.1 })
    return value < 0
  }

  /// Whether any of these functions stands in the formula.
  func calls(_ functions: Set<Formula.Function>) -> Bool {
    if case .call(let function, _) = self, functions.contains(function) { return true }
    return children.contains { $0.calls(functions) }
  }

  /// K_{ν+1} as K_{ν−1} + (2ν/x) K_ν, and I_{ν−1} as I_{ν+1} + (2ν/x) I_ν, where all three occur.
  /// [DLMF 10.29.1]
  private var withoutThirdBesselOrders: Formula {
    var found: Set<Formula> = []
    func visit(_ part: Formula) {
      if case .call(let function, let arguments) = part, function.arity == 2,
        function != .besselj, arguments[0].numberValue != nil
      {
        found.insert(part)
      }
      part.children.forEach(visit)
    }
    visit(self)
    guard found.count > 2 else { return self }
    for call in found {
      guard case .call(let function, let arguments) = call, let nu = arguments[0].numberValue
      else { continue }
      let x = arguments[1]
      func order(_ n: Number) -> Formula { .call(function, [.number(n), x]) }
      let step: Number = function == .besselk ? .minusOne : .one
      guard found.contains(order(nu + step)), found.contains(order(nu + step + step)) else {
        continue
      }
      // From the third order inwards; 2ν belongs to the middle one.
      let middle = nu + step
      let replaced =
        order(middle + step) + .number((middle + middle)) / x * order(middle)
      func replace(_ part: Formula) -> Formula {
        part == call ? replaced : part.mapChildren(replace)
      }
      return replace(self)
    }
    return self
  }

  private var withoutSinh: Formula {
    if case .call(.sinh, let arguments) = self {
      let inner = arguments.map(\.withoutSinh)
      return .product([.call(.tanh, inner), .call(.cosh, inner)])
    }
    if case .call(.acosh, let arguments) = self, let x = arguments.first?.withoutSinh {
      return 2 * Formula.call(.asinh, [((x - 1) / 2).squareRoot])
    }
    if case .call(let function, let arguments) = self, arguments.count == 2,
      let order = arguments[0].numberValue, order.signum < 0,
      function == .besselk || function == .besseli && order.integer != nil
    {
      return .call(function, [.number(-order), arguments[1].withoutSinh])
    }
    return mapChildren(\.withoutSinh)
  }

  /// A sum with the terms c and −c tanh² x in it.
  private var squareOfTanhInSum: Formula? {
    guard case .sum(let terms) = self else { return nil }
    for (place, term) in terms.enumerated() {
      let (coefficient, rest) = term.coefficientAndRest
      guard case .power(.call(.tanh, let x), let exponent) = rest, exponent == 2,
        let partner = terms.firstIndex(of: .number(-coefficient))
      else { continue }
      let others = terms.indices.filter { $0 != place && $0 != partner }.map { terms[$0] }
      return .sum(others + [.number(-coefficient) * Formula.call(.cosh, x).raised(to: -2)])
    }
    return nil
  }

  private var mentionsSquareOfTanh: Bool {
    squareOfTanhInSum != nil || children.contains(where: \.mentionsSquareOfTanh)
  }

  private var withoutSquareOfTanh: Formula {
    (squareOfTanhInSum ?? self).mapChildren(\.withoutSquareOfTanh)
  }

  /// Whether `s` occurs.
  var dependsOnS: Bool { contains(ProofContext.variable) }

  /// The formula with `s` replaced, in canonical form.
  func replacingS(by other: Formula) -> Formula {
    substituting([ProofContext.variable: other]).canonical
  }

  /// A function of k in s = k², in canonical form.
  var inSquares: Formula { substituting(["k": Formula.s.squareRoot]).canonical }

  /// s.
  static let s = Formula.variable(ProofContext.variable)

  /// Whether any number in the formula is a rounded one, about which nothing can be proved.
  var hasInexactNumber: Bool {
    if case .number(.real) = self { return true }
    return children.contains(where: \.hasInexactNumber)
  }
}
