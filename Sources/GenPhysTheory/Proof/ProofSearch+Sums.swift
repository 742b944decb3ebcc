internal import GenPhysNumerics

extension ProofSearch {
  /// Sums: term by term; a negative constant lowers an increasing function; a constant minus
  /// decreasing functions increases.
  mutating func sumProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard case .sum(let terms) = f else { return nil }
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
