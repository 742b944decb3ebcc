internal import GenPhysNumerics

extension ProofSearch {
  /// N/(B + R) as the reciprocal of B/N + R/N, where B is N or a sum among its factors: f/(f + c), and
  /// s/(1 + s/f).
  mutating func reciprocalProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    let opposite: FunctionClass =
      membership == .completeBernstein ? .stieltjes : .completeBernstein
    guard
      let denominator = f.factors.compactMap({ factor -> Formula? in
        if case .power(let base, let exponent) = factor, exponent == .minusOne, case .sum = base,
          base.dependsOnS
        {
          return base
        }
        return nil
      }).first
    else { return nil }
    // Not simplified: the blocks among the factors must stay visible.
    let others = f.factors.filter { $0 != .power(denominator, .minusOne) }
    let numerator: Formula =
      others.count == 1 ? others[0] : others.isEmpty ? .one : .product(others)
    let primitive = numerator.coefficientAndRest.1
    let blocks =
      [numerator, primitive].filter { $0.dependsOnS }
      + numerator.factors.filter {
        if case .sum = $0 { $0.dependsOnS } else { false }
      }
    var splits = blocks.compactMap { block -> [Formula]? in
      let rest = (denominator - block).canonical
      return rest.terms.count < denominator.terms.count && rest != .zero ? [block, rest] : nil
    }
    for case .sum(let terms) in blocks {
      // Times a power of s.
      for term in denominator.terms {
        for part in terms {
          let factor = (term / part).canonical
          guard factor != .one, PowerProduct(factor).bases.isEmpty, !factor.isNegativeNearOne,
            let rest = (denominator - factor * .sum(terms)).expanded(
              assuming: ProofContext.assumptions(for: denominator))?.canonical,
            rest != .zero, rest.terms.count < denominator.terms.count
          else { continue }
          splits.append([factor * .sum(terms), rest])
        }
      }
    }
    splits.append(denominator.terms)
    for split in splits.prefix(8) {
      var proofs: [Proof] = []
      for part in split {
        guard
          let proof = prove(part / numerator, opposite, depth: depth, derivatives: derivatives)
        else { break }
        proofs.append(proof)
      }
      guard proofs.count == split.count else { continue }
      let sum = Proof(
        Claim(.sum(proofs.map(\.claim.formula)), opposite), by: .sum, from: proofs)
      return Proof(
        Claim(f, membership), by: .angle(power: .zero, exponents: [.minusOne]), from: [sum])
    }
    // B/N as a sum of its own, of terms of either sign.
    let terms = denominator.terms.map { ($0 / numerator).canonical }
    let quotient = Formula.sum(terms)
    guard terms.contains(where: \.isNegativeNearOne), quotient.isPlausible(opposite),
      let proof = sumProof(quotient, terms, opposite, depth, derivatives)
    else { return nil }
    return Proof(
      Claim(f, membership), by: .angle(power: .zero, exponents: [.minusOne]), from: [proof])
  }

  /// A sum whose terms share a denominator, as one quotient.
  mutating func togetherProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard case .sum(let terms) = f, let first = terms.first else { return nil }
    for factor in first.factors {
      guard case .power(let base, let exponent) = factor, exponent == .minusOne,
        base.dependsOnS, terms.allSatisfy({ $0.factors.contains(factor) })
      else { continue }
      let numerator = (f * base).canonical
      // The leading coefficients of numerator and denominator are made equal.
      guard
        let scale = (numerator.terms.first?.coefficientAndRest.0).flatMap({ above in
          base.terms.first.map { above / $0.coefficientAndRest.0 }
        }), scale.isExact, scale.signum > 0,
        let proof = reciprocalProof(
          .product([(numerator / .number(scale)).canonical, factor]), membership, depth,
          derivatives)
      else { continue }
      return scale == .one
        ? proof
        : Proof(Claim(f, membership), by: .multiple(.number(scale)), from: [proof])
    }
    return nil
  }

  /// Products of completely monotone factors.
  mutating func productProof(_ f: Formula, _ depth: Int, _ derivatives: Int) -> Proof? {
    let product = PowerProduct(f)
    let coefficient = product.coefficient
    guard ExactSign.of(coefficient) == .positive else { return nil }
    var factors = product.bases.map { $0.base.raised(to: .number($0.exponent)) }
    if !product.power.isZero { factors.append(Formula.s.raised(to: .number(product.power))) }
    guard factors.count > 1 || coefficient != .one else { return nil }
    guard
      let proof = productProof(of: factors, depth, derivatives)
        ?? pairedProof(of: factors, depth, derivatives)
        ?? squareProof(of: factors, depth, derivatives)
        ?? splitProof(of: product, depth, derivatives)
        ?? (coefficient == .one ? logarithmicProof(f, depth, derivatives) : nil)
    else { return nil }
    if coefficient == .one { return proof }
    return Proof(Claim(f, .completelyMonotone), by: .multiple(coefficient), from: [proof])
  }

  private mutating func productProof(
    of factors: [Formula], _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    var proofs: [Proof] = []
    for factor in factors {
      guard
        let proof = prove(factor, .completelyMonotone, depth: depth, derivatives: derivatives)
      else { return nil }
      proofs.append(proof)
    }
    if proofs.count == 1 { return proofs[0] }
    return Proof(
      Claim(Formula.product(factors).canonical, .completelyMonotone), by: .product, from: proofs)
  }

  /// One power of a factor by itself, and a Stieltjes function made of what is left, as in
  /// `√(s + 1) (s + 2)^(−3/2)/√s`.
  private mutating func splitProof(
    of product: PowerProduct, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard product.bases.contains(where: { $0.exponent.signum > 0 }), product.bases.count <= 6 else {
      return nil
    }
    let whole = Formula.product(
      product.bases.map { $0.base.raised(to: .number($0.exponent)) }
        + [Formula.s.raised(to: .number(product.power))])
    for part in product.bases where part.exponent <= .minusOne {
      let single = part.base.raised(to: .minusOne)
      guard
        let rest = prove(
          (whole * part.base).canonical, .stieltjes, depth: depth, derivatives: derivatives),
        let first = prove(single, .completelyMonotone, depth: depth, derivatives: derivatives)
      else { continue }
      return Proof(
        Claim(whole.canonical, .completelyMonotone), by: .product, from: [rest, first])
    }
    return nil
  }

  /// A square is the product of two roots.
  private mutating func squareProof(
    of factors: [Formula], _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    let isSquare = factors.allSatisfy { factor in
      if factor.factors == [.s] { return true }
      guard case .power(let base, let e) = factor, let n = e.numberValue?.integer else {
        return false
      }
      return n & 1 == 0 || base == .s
    }
    let whole = Formula.product(factors).canonical
    let root = whole.squareRoot.canonical
    guard isSquare, root != whole.squareRoot,
      let proof = prove(root, .completelyMonotone, depth: depth, derivatives: derivatives)
    else { return nil }
    return Proof(Claim(whole, .completelyMonotone), by: .product, from: [proof, proof])
  }

  /// Two factors belong together, as in `tanh(√s)/√s` times something.
  private mutating func pairedProof(
    of factors: [Formula], _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard factors.count > 2, factors.count <= 6 else { return nil }
    for i in factors.indices {
      for j in factors.indices where j > i {
        let pair = (factors[i] * factors[j]).canonical
        guard
          let first = prove(pair, .completelyMonotone, depth: depth, derivatives: derivatives)
        else { continue }
        let rest = factors.indices.filter { $0 != i && $0 != j }.map { factors[$0] }
        if let second = productProof(of: rest, depth, derivatives) {
          return Proof(
            Claim(Formula.product(factors).canonical, .completelyMonotone), by: .product,
            from: [first, second])
        }
      }
    }
    return nil
  }
}
