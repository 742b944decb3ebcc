internal import GenPhysNumerics

extension ProofSearch {
  /// Sums: term by term; a negative constant lowers an increasing function; a constant minus
  /// decreasing functions increases.
  mutating func sumProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard case .sum(let terms) = f else { return nil }
    return sumProof(f, terms, membership, depth, derivatives)
  }

  /// A quotient of polynomials by long division: s(s + 2)/(s + 1) = s + 1 − 1/(s + 1).
  mutating func divisionProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard let terms = f.quotientAndRemainder else { return nil }
    return sumProof(f, terms, membership, depth, derivatives)
  }

  private mutating func sumProof(
    _ f: Formula, _ terms: [Formula], _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    var constants: [Formula] = []
    var positive: [Formula] = []
    var negative: [Formula] = []
    for term in terms {
      if !term.dependsOnS {
        constants.append(term)
      } else if term.leadsNegative {
        negative.append((-term).canonical)
      } else {
        positive.append(term)
      }
    }
    var constant = Formula.sum(constants).canonical
    if constants.isEmpty { constant = .zero }
    var parts: [Proof] = []
    for term in positive {
      guard let proof = prove(term, membership, depth: depth, derivatives: derivatives) else {
        return nil
      }
      parts.append(proof)
    }
    if !negative.isEmpty {
      guard membership.isIncreasing else { return nil }
      let opposite: FunctionClass =
        membership == .bernstein ? .completelyMonotone : .stieltjes
      let decrease = Formula.sum(negative).canonical
      guard let limit = LeadingTerm(of: decrease)?.limit,
        let premise = prove(decrease, opposite, depth: depth, derivatives: derivatives)
      else { return nil }
      // c − f takes just what it needs of the constant; the rest is treated as any constant.
      parts.append(
        Proof(
          Claim((limit - decrease).canonical, membership), by: .complement(from: limit),
          from: [premise]))
      constant = (constant - limit).canonical
    }
    return joined(parts, constant, into: f, membership)
  }

  /// Parts and a constant of either sign as one function.
  private func joined(
    _ parts: [Proof], _ constant: Formula, into f: Formula, _ membership: FunctionClass
  ) -> Proof? {
    guard !parts.isEmpty, let sign = constant == .zero ? .zero : ExactSign.of(constant) else {
      return nil
    }
    var parts = parts
    if sign == .positive || sign == .nonnegative {
      parts.append(Proof(Claim(constant, membership), by: .constant))
    }
    func whole(_ claim: Claim) -> Proof {
      parts.count == 1 ? parts[0] : Proof(claim, by: .sum, from: parts)
    }
    guard sign == .negative else { return whole(Claim(f, membership)) }
    let depth = (-constant).canonical
    let raised = Claim((f + depth).canonical, membership)
    return Proof(Claim(f, membership), by: .lowering(by: depth), from: [whole(raised)])
  }
}

extension Formula {
  /// The polynomial part, term by term, and the rest over the denominator; `nil` where the formula is
  /// no quotient of polynomials in s of degree one or more.
  fileprivate var quotientAndRemainder: [Formula]? {
    let variable = ProofContext.variable
    let assumptions = ProofContext.assumptions(for: self)
    var above = Formula.one
    var below = Formula.one
    for factor in factors {
      let (base, exponent) = factor.baseAndExponent
      guard let n = exponent.numberValue?.integer else {
        if factor.dependsOnS { return nil }
        above = above * factor
        continue
      }
      if n < 0 {
        below = below * base.raised(to: .number(Number(-n)))
      } else {
        above = above * factor
      }
    }
    guard below.dependsOnS,
      var rest = above.asPolynomial(in: variable, assuming: assumptions),
      let divisor = below.asPolynomial(in: variable, assuming: assumptions),
      let degree = divisor.keys.max(), degree > 0, let lead = divisor[degree],
      (divisor.keys.min() ?? -1) >= 0, (rest.keys.min() ?? -1) >= 0, degree <= 8
    else { return nil }
    var terms: [Formula] = []
    while let top = rest.keys.max(), top >= degree, let coefficient = rest[top], terms.count < 8 {
      let factor = (coefficient / lead).canonical
      terms.append((factor * Formula.s.raised(to: .number(Number(top - degree)))).canonical)
      for (power, value) in divisor {
        let place = power + top - degree
        let updated = ((rest[place] ?? .zero) - factor * value).canonical
        rest[place] = updated == .zero ? nil : updated
      }
      if rest[top] != nil { return nil }
    }
    guard !terms.isEmpty else { return nil }
    let remainder = Formula.sum(
      rest.map { $1 * Formula.s.raised(to: .number(Number($0))) } + [.zero])
    let quotient = (remainder / below).canonical
    if quotient != .zero { terms.append(quotient) }
    return terms.count > 1 ? terms : nil
  }
}
