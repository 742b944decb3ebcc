extension Simplifier {
  /// A product in which one sum divides another exactly, with the quotient in their place.
  ///
  /// `(k^2 − 1)/(k − 1)` becomes `k + 1`, at k = 1 as well.
  mutating func cancellingQuotient(_ factors: [Formula]) -> [Formula]? {
    func integerPower(_ factor: Formula, _ sign: Int) -> (Formula, Number)? {
      let (base, exponent) = factor.baseAndExponent
      guard case .sum = base, let n = exponent.numberValue, n.integer != nil, n.signum == sign
      else { return nil }
      return (base, n)
    }
    for (i, above) in factors.enumerated() {
      guard let (numerator, a) = integerPower(above, 1) else { continue }
      for (j, below) in factors.enumerated() {
        guard let (denominator, b) = integerPower(below, -1) else { continue }
        var replacement: [Formula] = [
          power(numerator, .number(a - 1)), power(denominator, .number(b + 1)),
        ]
        if let quotient = quotient(numerator, denominator) {
          replacement.append(quotient)
        } else if let quotient = quotient(denominator, numerator) {
          replacement.append(power(quotient, .minusOne))
        } else {
          continue
        }
        let others = factors.indices.filter { $0 != i && $0 != j }.map { factors[$0] }
        return others + replacement
      }
    }
    return nil
  }

  /// a/b as a sum without negative powers, where b divides a: long division by leading terms.
  private mutating func quotient(_ a: Formula, _ b: Formula) -> Formula? {
    guard let lead = b.terms.first, a.terms.count <= 64, b.terms.count <= 16,
      Set(b.variables).isSubset(of: a.variables)
    else { return nil }
    let inverse = power(lead, .minusOne)
    var rest = a
    var result: [Formula] = []
    for _ in 0..<32 {
      if rest == .zero { return collect(result) }
      guard fuel > 0, let first = rest.terms.first else { return nil }
      let term = multiply([first, inverse])
      guard term.isMonomialWithoutDenominator else { return nil }
      result.append(term)
      let subtracted = b.terms.map { multiply([.minusOne, term, $0]) }
      rest = collect(rest.terms + subtracted)
      if rest.terms.count > 64 { return nil }
    }
    return nil
  }
}

extension Formula {
  fileprivate var isMonomialWithoutDenominator: Bool {
    factors.allSatisfy { factor in
      if case .sum = factor { return false }
      let (base, exponent) = factor.baseAndExponent
      if base.numberValue != nil { return true }
      return (exponent.numberValue?.signum ?? -1) > 0
    }
  }
}
