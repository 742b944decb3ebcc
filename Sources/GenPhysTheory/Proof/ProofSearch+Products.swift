internal import GenPhysNumerics

/// A product as `c·s^a·∏ base^e` with c free of s.
private struct PowerProduct {
  var coefficient: [Formula] = []
  var power = Number.zero
  var bases: [(base: Formula, exponent: Number)] = []

  mutating func multiply(_ factor: Formula, _ exponent: Number = .one) {
    if !factor.dependsOnS {
      coefficient.append(factor.raised(to: .number(exponent)))
    } else if factor == .s {
      power = power + exponent
    } else if case .product(let parts) = factor {
      for part in parts { multiply(part, exponent) }
    } else if case .power(let base, .number(let e)) = factor {
      multiply(base, e * exponent)
    } else if let place = bases.firstIndex(where: { $0.base == factor }) {
      bases[place].exponent = bases[place].exponent + exponent
    } else {
      bases.append((factor, exponent))
    }
  }
}

extension ProofSearch {
  /// Products of powers, by the angles through which they turn: as they stand, or with tanh and its
  /// like taken as Stieltjes functions.
  mutating func angleProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    angleProof(f, membership, depth, derivatives, takesQuotients: false)
      ?? angleProof(f, membership, depth, derivatives, takesQuotients: true)
  }

  private mutating func angleProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int,
    takesQuotients: Bool
  ) -> Proof? {
    var product = PowerProduct()
    product.multiply(f)
    guard ExactSign.of(Formula.product(product.coefficient + [.one]).canonical) == .positive
    else { return nil }
    let special = takesQuotients ? takeQuotients(from: &product) : []
    if takesQuotients, special.isEmpty { return nil }
    // A lone base to the power 1 is no product.
    if special.isEmpty, product.power.isZero, product.bases.count == 1,
      product.bases[0].exponent == .one, product.coefficient.isEmpty
    {
      return nil
    }
    let coefficient = Formula.product(product.coefficient + [.one]).canonical
    // The cheap test first: could the angles fit at all?
    var lower = product.power
    var upper = product.power
    for exponent in special.map(\.exponent).map({ -$0 }) + product.bases.map(\.exponent) {
      if exponent.signum > 0 { upper = upper + exponent } else { lower = lower + exponent }
    }
    let fits =
      membership == .completeBernstein
      ? lower.signum >= 0 && upper <= .one : Number.minusOne <= lower && upper.signum <= 0
    guard fits else { return nil }
    var premises = special.map(\.proof)
    var exponents = special.map(\.exponent)
    for (base, exponent) in product.bases where !exponent.isZero {
      guard
        let proof = prove(base, .completeBernstein, depth: depth, derivatives: derivatives)
      else { return nil }
      premises.append(proof)
      exponents.append(exponent)
    }
    let primitive = (f / coefficient).canonical
    let claim = Claim(coefficient == .one ? f : primitive, membership)
    let proof: Proof
    if premises.isEmpty, product.power == .one {
      proof = Proof(Claim(.s, .completeBernstein), by: .identity)
    } else if product.power.isZero, exponents == [.one] {
      proof = premises[0]
    } else {
      proof = Proof(
        claim, by: .angle(power: product.power, exponents: exponents), from: premises)
    }
    if coefficient == .one { return proof }
    return Proof(Claim(f, membership), by: .multiple(coefficient), from: [proof])
  }

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
    splits.append(denominator.terms)
    for split in splits {
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
    return nil
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

  /// Takes tanh, atan, asinh and Bessel quotients out of a product, each as the Stieltjes function
  /// `F(A)/A` of `A²` to a power; what A contributes goes back into the product.
  private mutating func takeQuotients(
    from product: inout PowerProduct
  ) -> [(proof: Proof, exponent: Number)] {
    var result: [(proof: Proof, exponent: Number)] = []
    var pending = product.bases
    product.bases = []
    while !pending.isEmpty {
      let (base, exponent) = pending.removeFirst()
      guard let found = quotient(base, exponent, among: &pending) else {
        product.bases.append((base, exponent))
        continue
      }
      result.append((found.proof, found.exponent))
      // F(A)^e = (F(A)/A)^e (A²)^(e/2).
      var rest = PowerProduct()
      rest.multiply(found.square, found.exponent * .half)
      product.coefficient += rest.coefficient
      product.power = product.power + rest.power
      for (base, exponent) in rest.bases {
        if let place = pending.firstIndex(where: { $0.base == base }) {
          pending[place].exponent = pending[place].exponent + exponent
        } else if let place = product.bases.firstIndex(where: { $0.base == base }) {
          product.bases[place].exponent = product.bases[place].exponent + exponent
        } else {
          pending.append((base, exponent))
        }
      }
    }
    return result
  }

  private mutating func quotient(
    _ base: Formula, _ exponent: Number, among pending: inout [(base: Formula, exponent: Number)]
  ) -> (proof: Proof, exponent: Number, square: Formula)? {
    guard case .call(let function, let arguments) = base, let x = arguments.last else {
      return nil
    }
    let rule: ProofRule
    var power = exponent
    switch function {
    case .tanh: rule = .hyperbolicTangent
    case .atan: rule = .arctangent
    case .asinh: rule = .areaSine
    case .besselk, .besseli:
      // A partner of the neighbouring order to the opposite power.
      guard let order = arguments[0].numberValue,
        let place = pending.firstIndex(where: { other in
          guard case .call(function, let partner) = other.base, partner.last == x,
            let second = partner[0].numberValue
          else { return false }
          return (second - order).magnitude == .one && other.exponent == -exponent
        }), case .call(_, let partner) = pending[place].base,
        let second = partner[0].numberValue
      else { return nil }
      let isAscending = second == order + 1
      let upper = isAscending ? second : order
      if function == .besselk {
        // K_{ν−1}/K_ν: the lower order stands above.
        rule = .besselKQuotient(upper)
        power = isAscending ? exponent : -exponent
      } else {
        rule = .besselIQuotient(upper - 1)
        power = isAscending ? -exponent : exponent
      }
      guard let axiom = composed(rule, with: (x * x).canonical) else { return nil }
      pending.remove(at: place)
      return (axiom, power, (x * x).canonical)
    default: return nil
    }
    let square = (x * x).canonical
    return composed(rule, with: square).map { ($0, power, square) }
  }

  /// The axiom at u instead of s.
  private mutating func composed(_ rule: ProofRule, with u: Formula) -> Proof? {
    guard let axiom = rule.conclusion(from: [], goal: Claim(.s, .stieltjes)) else { return nil }
    let base = Proof(Claim(axiom.formula.canonical, axiom.membership), by: rule)
    if u == .s { return base }
    guard let inner = prove(u, .completeBernstein) else { return nil }
    return Proof(
      Claim(axiom.formula.replacingS(by: u), axiom.membership), by: .composition,
      from: [base, inner])
  }

  /// Products of completely monotone factors.
  mutating func productProof(_ f: Formula, _ depth: Int, _ derivatives: Int) -> Proof? {
    var product = PowerProduct()
    product.multiply(f)
    let coefficient = Formula.product(product.coefficient + [.one]).canonical
    guard ExactSign.of(coefficient) == .positive else { return nil }
    var factors = product.bases.map { $0.base.raised(to: .number($0.exponent)) }
    if !product.power.isZero { factors.append(Formula.s.raised(to: .number(product.power))) }
    guard factors.count > 1 || coefficient != .one else { return nil }
    guard
      let proof = productProof(of: factors, depth, derivatives)
        ?? pairedProof(of: factors, depth, derivatives)
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
