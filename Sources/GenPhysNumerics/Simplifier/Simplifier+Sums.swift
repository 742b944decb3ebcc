extension Simplifier {
  /// The canonical sum of canonical terms.
  mutating func add(_ terms: [Formula]) -> Formula {
    let collected = collect(terms)
    guard triesExpansion, case .sum(let parts) = collected, fuel > 0 else { return collected }
    return shortestSum(collected, parts)
  }

  /// Like terms joined, sorted; neither expanded nor factored.
  mutating func collect(_ terms: [Formula]) -> Formula {
    var coefficients: [Formula: Number] = [:]
    var order: [Formula] = []
    // Terms whose coefficients would be rounded when joined stay apart.
    var apart: [Formula] = []
    var pending = Array(terms.reversed())
    while let term = pending.popLast() {
      fuel -= 1
      if case .sum(let parts) = term {
        pending += parts.reversed()
        continue
      }
      let (coefficient, rest) = term.coefficientAndRest
      if let sum = coefficients[rest] {
        if let total = sum.exactSum(coefficient) {
          coefficients[rest] = total
        } else {
          apart.append(term)
        }
      } else {
        coefficients[rest] = coefficient
        order.append(rest)
      }
    }
    var result = apart
    for rest in order {
      guard let coefficient = coefficients[rest], !coefficient.isZero else { continue }
      result.append(rest.scaled(by: coefficient))
    }
    result.sort(by: Formula.precedesAsTerm)
    if let first = result.first, result.count == 1 { return first }
    return result.isEmpty ? .zero : .sum(result)
  }

  /// The shortest of a sum as it stands, expanded, and with a common power taken out.
  private mutating func shortestSum(_ sum: Formula, _ parts: [Formula]) -> Formula {
    var best = sum
    var bestSize = sum.size() ?? .max
    if parts.contains(where: \.hasExpandableFactor), let expanded = expand(sum) {
      if let size = expanded.size(), size <= bestSize { (best, bestSize) = (expanded, size) }
    }
    if let factored = takingOutCommonPower(parts) {
      if let size = factored.size(), size < bestSize { (best, bestSize) = (factored, size) }
    }
    return best
  }

  /// `S^a·x + S^b·y` as `S^min(a,b)·(…)` for a sum S that occurs in every term to a power.
  ///
  /// This is what recognises `k^2/sqrt(k^2 + m^2) + m^2/sqrt(k^2 + m^2)`.
  private mutating func takingOutCommonPower(_ parts: [Formula]) -> Formula? {
    guard let first = parts.first else { return nil }
    for factor in first.factors {
      let (base, _) = factor.baseAndExponent
      guard case .sum = base else { continue }
      var lowest: Number?
      for part in parts {
        let exponents = part.factors.compactMap { other -> Number? in
          let (otherBase, exponent) = other.baseAndExponent
          return otherBase == base ? exponent.numberValue : nil
        }
        guard let exponent = exponents.first else {
          lowest = nil
          break
        }
        lowest = min(lowest ?? exponent, exponent)
      }
      guard let lowest, !lowest.isZero else { continue }
      let inverse = Formula.power(base, .number(-lowest))
      let inner = collect(parts.map { multiply($0.factors + [inverse]) })
      var quiet = self
      quiet.triesExpansion = false
      let reduced = quiet.expand(inner) ?? inner
      fuel = quiet.fuel
      return multiply([reduced, power(base, .number(lowest))])
    }
    return nil
  }

  /// The shorter of a formula and its expansion; the expansion where they tie.
  mutating func shortest(_ formula: Formula) -> Formula {
    guard case .product = formula, formula.hasExpandableFactor, fuel > 0,
      let expanded = expand(formula)
    else { return formula }
    return (expanded.size() ?? .max) <= (formula.size() ?? .max) ? expanded : formula
  }
}

extension Formula {
  /// The numeric factor and what it multiplies.
  package var coefficientAndRest: (Number, Formula) {
    switch self {
    case .number(let n): return (n, .one)
    case .product(let factors):
      guard case .number(let n)? = factors.first else { return (.one, self) }
      let rest = Array(factors.dropFirst())
      return (n, rest.count == 1 ? rest[0] : .product(rest))
    default: return (.one, self)
    }
  }

  /// A canonical formula without numeric factor, times `n`.
  package func scaled(by n: Number) -> Formula {
    if n == .one { return self }
    if self == .one { return .number(n) }
    return .product([.number(n)] + factors)
  }

  /// Whether the formula is, or contains as a factor, a positive integer power of a sum.
  package var hasExpandableFactor: Bool {
    switch self {
    case .product(let factors): factors.contains(where: \.hasExpandableFactor)
    case .sum: true
    case .power(.sum, .number(let n)): n > .one
    default: false
    }
  }
}
