extension Simplifier {
  /// Products and positive integer powers of sums multiplied out, at the top level.
  ///
  /// `nil` where the expansion would exceed the limit of terms.
  mutating func expand(_ formula: Formula) -> Formula? {
    let outer = triesExpansion
    triesExpansion = false
    defer { triesExpansion = outer }
    return expanding(formula)
  }

  private mutating func expanding(_ formula: Formula) -> Formula? {
    fuel -= 1
    if fuel < 0 { return nil }
    switch formula {
    case .sum(let terms):
      var result: [Formula] = []
      for term in terms {
        guard let part = expanding(term) else { return nil }
        result += part.terms
        if result.count > FormulaLimits.terms { return nil }
      }
      return collect(result)
    case .product(let factors):
      var result = Formula.one
      for factor in factors {
        guard let part = expanding(factor), let next = distribute(result, part) else { return nil }
        result = next
      }
      return result
    case .power(let base, .number(let exponent)):
      guard case .sum = base, let whole = exponent.floor, whole >= 1, whole <= 64 else {
        return formula
      }
      guard let inner = expanding(base) else { return nil }
      var result = Formula.one
      for _ in 0..<whole {
        guard let next = distribute(result, inner) else { return nil }
        result = next
      }
      let fraction = exponent - Number(whole)
      return fraction.isZero ? result : distribute(result, .power(base, .number(fraction)))
    default: return formula
    }
  }

  private mutating func distribute(_ a: Formula, _ b: Formula) -> Formula? {
    let (left, right) = (a.terms, b.terms)
    guard left.count * right.count <= FormulaLimits.terms else { return nil }
    if left.count == 1, right.count == 1 { return multiply([a, b]) }
    var products: [Formula] = []
    for x in left {
      for y in right {
        if fuel < 0 { return nil }
        products.append(multiply([x, y]))
      }
    }
    return collect(products)
  }

  /// Whether the formula is zero, by its canonical form over a common denominator.
  mutating func isZero(_ formula: Formula) -> Bool {
    guard var current = expand(simplify(formula)) else { return false }
    // Each round removes the denominators of one level of nesting.
    for _ in 0..<4 {
      if current == .zero { return true }
      let denominators = denominators(of: current)
      if denominators.isEmpty || fuel < 0 { return false }
      let cleared = current.terms.map { term in multiply(term.factors + denominators) }
      guard let next = expand(collect(cleared)) else { return false }
      current = next
    }
    return current == .zero
  }

  /// The powers of sums and variables that clear all negative exponents of a sum's terms.
  private func denominators(of formula: Formula) -> [Formula] {
    var lowest: [Formula: Number] = [:]
    var order: [Formula] = []
    for term in formula.terms {
      for factor in term.factors {
        let (base, exponent) = factor.baseAndExponent
        guard let n = exponent.numberValue, n.signum < 0, base.numberValue == nil else { continue }
        if lowest[base] == nil { order.append(base) }
        lowest[base] = min(lowest[base] ?? .zero, n)
      }
    }
    return order.compactMap { base in
      lowest[base].map { .power(base, .number(-$0)) }
    }
  }
}

extension Formula {
  /// Products and positive integer powers of sums multiplied out, like terms collected.
  ///
  /// `nil` where the expansion would have too many terms.
  public func expanded(assuming assumptions: Assumptions = .none) -> Formula? {
    guard isWithinLimits else { return nil }
    var simplifier = Simplifier(assumptions)
    defer { simplifier.report() }
    return simplifier.expand(simplifier.simplify(self))
  }

  /// Whether the formula is identically zero, by its canonical form.
  ///
  /// `true` is a proof (under the assumptions); `false` means that no such proof was found.
  public func isZero(assuming assumptions: Assumptions = .none) -> Bool {
    guard isWithinLimits else { return false }
    var simplifier = Simplifier(assumptions)
    defer { simplifier.report() }
    return simplifier.isZero(self)
  }

  /// Whether both formulas are the same function; `false` means that no proof was found.
  public func isEquivalent(to other: Formula, assuming assumptions: Assumptions = .none) -> Bool {
    (self - other).isZero(assuming: assumptions)
  }
}
