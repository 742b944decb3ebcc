internal import GenPhysNumerics

extension ProofSearch {
  /// Sums: term by term; a negative constant lowers an increasing function; a constant minus
  /// decreasing functions increases.
  mutating func sumProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard case .sum(let terms) = f else { return nil }
    if let gathered = f.withSharedDenominators,
      let proof = sumProof(f, gathered, membership, depth, derivatives)
    {
      return proof
    }
    return sumProof(f, terms, membership, depth, derivatives)
  }

  /// A quotient of polynomials by long division: s(s + 2)/(s + 1) = s + 1 − 1/(s + 1).
  mutating func divisionProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    if case .sum(let terms) = f {
      // Term by term: a s/(s + c) = a − a c/(s + c).
      let parts = terms.map { $0.quotientAndRemainder ?? [$0] }
      guard parts.contains(where: { $0.count > 1 }) else { return nil }
      let collected = Formula.sum(parts.flatMap { $0 })
      return sumProof(f, collected.terms, membership, depth, derivatives)
    }
    guard let terms = f.quotientAndRemainder else { return nil }
    return sumProof(f, terms, membership, depth, derivatives)
  }

  mutating func sumProof(
    _ f: Formula, _ terms: [Formula], _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    var constants: [Formula] = []
    var positive: [Formula] = []
    var negative: [Formula] = []
    for term in terms {
      if !term.dependsOnS {
        constants.append(term)
      } else if term.isNegativeNearOne {
        negative.append((-term).canonical)
      } else {
        positive.append(term)
      }
    }
    var constant = Formula.sum(constants).canonical
    if constants.isEmpty { constant = .zero }
    if membership == .completelyMonotone, !negative.isEmpty {
      guard constant == .zero || ExactSign.of(constant) == .positive else { return nil }
      return differenceProof(
        f, (constant == .zero ? [] : [constant]) + positive, negative, depth, derivatives)
    }
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
      guard let limit = decrease.limitAtZero,
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

  /// Positive terms P and negative ones r·P(s + c), each taken from what is left of the positive ones.
  ///
  /// Negative terms of small shift go first: those of larger shift may use the same positive terms.
  private mutating func differenceProof(
    _ f: Formula, _ positive: [Formula], _ negative: [Formula], _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard !positive.isEmpty, positive.count + negative.count <= 8 else { return nil }
    typealias Match = (index: Int, shift: Formula, ratio: Number)
    var matches: [[Match]] = []
    for term in negative {
      let found = positive.indices.compactMap { index -> Match? in
        positive[index].shift(to: term).map { (index, $0.shift, $0.ratio) }
      }
      if found.isEmpty { return nil }
      matches.append(found)
    }
    matches.sort { $0.count < $1.count }
    // What is left of each positive term, as a share.
    var shares = [Number](repeating: .one, count: positive.count)
    var parts: [Proof] = []
    for found in matches {
      var needed = Number.one
      for (index, shift, ratio) in found where needed.signum > 0 && shares[index].signum > 0 {
        let taken = min(shares[index], ratio * needed)
        needed = needed - taken / ratio
        shares[index] = shares[index] - taken
        guard needed.isExact, shares[index].isExact,
          let premise = prove(
            positive[index], .completelyMonotone, depth: depth, derivatives: derivatives)
        else { return nil }
        let whole = positive[index]
        let difference = Proof(
          Claim((whole - whole.replacingS(by: .s + shift)).canonical, .completelyMonotone),
          by: .difference(shift), from: [premise])
        parts.append(
          taken == .one
            ? difference
            : Proof(
              Claim((.number(taken) * difference.claim.formula).canonical, .completelyMonotone),
              by: .multiple(.number(taken)), from: [difference]))
      }
      if needed.signum > 0 { return nil }
    }
    for (term, share) in zip(positive, shares) where share.signum > 0 {
      let rest = (.number(share) * term).canonical
      guard let proof = prove(rest, .completelyMonotone, depth: depth, derivatives: derivatives)
      else { return nil }
      parts.append(proof)
    }
    return parts.count == 1
      ? Proof(Claim(f, .completelyMonotone), by: parts[0].rule, from: parts[0].premises)
      : Proof(Claim(f, .completelyMonotone), by: .sum, from: parts)
  }

  /// A bounded increasing sum as f(∞) minus what decreases.
  mutating func complementProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard membership.isIncreasing, f.saturates,
      let limit = f.replacingS(by: 1 / Formula.s).limitAtZero,
      ExactSign.of(limit) == .positive
    else { return nil }
    let rest = (limit - f).canonical
    let opposite: FunctionClass = membership == .bernstein ? .completelyMonotone : .stieltjes
    guard let start = rest.limitAtZero,
      ExactSign.of((limit - start).canonical)?.isNonnegative == true,
      let premise = prove(rest, opposite, depth: depth, derivatives: derivatives)
    else { return nil }
    return Proof(Claim(f, membership), by: .complement(from: limit), from: [premise])
  }

  /// What decreases from a finite value, as that value minus what increases.
  mutating func remainderProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    // A Stieltjes function with a finite value at 0 is that value less a complete Bernstein function.
    guard
      membership == .completelyMonotone && f.mentionsExponential
        || membership == .stieltjes && f.terms.contains(where: \.isNegativeNearOne),
      let start = f.limitAtZero, ExactSign.of(start) == .positive,
      let premise = prove(
        (start - f).canonical, membership == .stieltjes ? .completeBernstein : .bernstein,
        depth: depth, derivatives: derivatives)
    else { return nil }
    return Proof(Claim(f, membership), by: .remainder(from: start), from: [premise])
  }

  /// A sum that decreases as an exponential among its factors times a sum.
  mutating func commonExponentialProof(
    _ f: Formula, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard case .sum(let terms) = f, terms.contains(where: \.isNegativeNearOne) else { return nil }
    for term in terms where !term.isNegativeNearOne {
      guard let factor = term.factors.first(where: { $0.isExponential && $0.dependsOnS }),
        terms.allSatisfy({ $0.factors.contains(where: \.isExponential) })
      else { continue }
      let rest = Formula.sum(terms.map { ($0 / factor).canonical }).canonical
      guard rest.isPlausible(.completelyMonotone), rest != f,
        let first = prove(factor, .completelyMonotone, depth: depth, derivatives: derivatives),
        let second = prove(rest, .completelyMonotone, depth: depth, derivatives: derivatives)
      else { continue }
      return Proof(Claim(f, .completelyMonotone), by: .product, from: [first, second])
    }
    return nil
  }

  /// What decreases as g(s)/s, where that is simpler.
  mutating func quotientProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard membership == .completelyMonotone else { return nil }
    let whole = Formula.sum(f.terms.map { (.s * $0).canonical }).canonical
    guard whole != f, (whole.size() ?? 0) < (f.size() ?? 0),
      let premise = prove(whole, .bernstein, depth: depth, derivatives: derivatives)
    else { return nil }
    return Proof(Claim(f, membership), by: .division, from: [premise])
  }

  /// A product with a sum among its factors, multiplied out.
  mutating func distributedProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    let factors = f.factors
    guard factors.count > 1 else { return nil }
    for (index, factor) in factors.enumerated() {
      guard case .sum(let terms) = factor, factor.dependsOnS else { continue }
      var others = factors
      others.remove(at: index)
      let products = terms.map { (Formula.product(others) * $0).canonical }
      if let gathered = Formula.sum(products).withSharedDenominators, gathered.count > 1,
        let proof = sumProof(f, gathered, membership, depth, derivatives)
      {
        return proof
      }
      if let proof = sumProof(f, products, membership, depth, derivatives) { return proof }
    }
    return nil
  }

  /// A sum of rational functions over one denominator, in lowest terms.
  mutating func commonDenominatorProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard case .sum = f, let whole = f.inLowestTerms, whole != f else { return nil }
    guard let proof = prove(whole, membership, depth: depth, derivatives: derivatives) else {
      return nil
    }
    // The last step restated for f, which is the same function.
    return Proof(Claim(f, proof.claim.membership), by: proof.rule, from: proof.premises)
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
  /// The terms of a sum with those over one denominator as one term; `nil` where no two share theirs.
  ///
  /// Terms with and without transcendental functions stay apart.
  fileprivate var withSharedDenominators: [Formula]? {
    var groups: [(denominator: Set<Formula>, terms: [Formula])] = []
    for term in terms {
      let denominator = Set(
        term.factors.filter { factor in
          let (base, exponent) = factor.baseAndExponent
          return base.dependsOnS && base != .s && (exponent.numberValue?.signum ?? 0) < 0
        })
      let others = term.factors.filter { !denominator.contains($0) }
      let isPlain = others.allSatisfy { !$0.mentionsCall }
      if !denominator.isEmpty, isPlain,
        let place = groups.firstIndex(where: { $0.denominator == denominator })
      {
        groups[place].terms.append(term)
      } else {
        groups.append((isPlain ? denominator : [term], [term]))
      }
    }
    guard groups.count < terms.count else { return nil }
    return groups.map { group in
      let quotient = Formula.product(Array(group.denominator))
      let numerators = group.terms.map { ($0 / quotient).canonical }
      return group.terms.count == 1
        ? group.terms[0] : (Formula.sum(numerators).canonical * quotient).canonical
    }
  }

  private var mentionsCall: Bool {
    if case .call = self { return dependsOnS }
    return children.contains(where: \.mentionsCall)
  }

  /// Whether this looks like a function with a finite limit: a sum with a negative term, or tanh².
  fileprivate var saturates: Bool {
    switch self {
    case .sum(let terms): terms.contains(where: \.isNegativeNearOne)
    case .power(.call(.tanh, _), let exponent): exponent == 2
    default: false
    }
  }

  fileprivate var isExponential: Bool {
    if case .call(.exp, _) = self { true } else { false }
  }

  /// Whether an exponential occurs: of products with one, derivatives are simpler.
  fileprivate var mentionsExponential: Bool {
    if case .call(.exp, _) = self { return true }
    return children.contains(where: \.mentionsExponential)
  }

  /// c > 0 and r > 0 with `other = r·self(s + c)`, found from the parts that are linear in s.
  fileprivate func shift(to other: Formula) -> (shift: Formula, ratio: Number)? {
    for a in linearOffsets {
      for b in other.linearOffsets {
        let c = (b - a).canonical
        guard ExactSign.of(c) == .positive else { continue }
        let ratio = (other / replacingS(by: .s + c)).canonical
        if let r = ratio.numberValue, r.isExact, r.signum > 0 { return (c, r) }
      }
    }
    return nil
  }

  /// b/a for every part `a s + b` of the formula.
  private var linearOffsets: [Formula] {
    var result: [Formula] = []
    func visit(_ part: Formula) {
      if result.count > 4 || !part.dependsOnS { return }
      let variable = ProofContext.variable
      if let polynomial = part.asPolynomial(
        in: variable, assuming: ProofContext.assumptions(for: part)),
        polynomial.keys.allSatisfy({ $0 == 0 || $0 == 1 }), let slope = polynomial[1]
      {
        let offset = ((polynomial[0] ?? .zero) / slope).canonical
        if !result.contains(offset) { result.append(offset) }
        return
      }
      part.children.forEach(visit)
    }
    visit(self)
    return result
  }

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
