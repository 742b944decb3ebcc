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
    // Each base as a function of a power of s, which turns it less.
    let bases = product.bases.filter { !$0.exponent.isZero }.map { base, exponent in
      let inner = base.innerPower
      let outer =
        inner == .one
        ? base : base.replacingS(by: Formula.s.raised(to: .number(inner.reciprocal ?? .one)))
      return (formula: outer, exponent: exponent, inner: inner, decreases: outer.decreases)
    }
    // The cheap test first: could the angles fit at all?
    var lower = product.power
    var upper = product.power
    let turns =
      special.map { -$0.exponent * $0.inner }
      + bases.map { ($0.decreases ? -$0.exponent : $0.exponent) * $0.inner }
    for turn in turns {
      if turn.signum > 0 { upper = upper + turn } else { lower = lower + turn }
    }
    let fits =
      membership == .completeBernstein
      ? lower.signum >= 0 && upper <= .one : Number.minusOne <= lower && upper.signum <= 0
    guard fits else { return nil }
    var premises = special.map(\.proof)
    for base in bases {
      guard
        let proof = prove(
          base.formula, base.decreases ? .stieltjes : .completeBernstein, depth: depth,
          derivatives: derivatives)
      else { return nil }
      premises.append(proof)
    }
    let exponents = special.map(\.exponent) + bases.map(\.exponent)
    let inner = special.map(\.inner) + bases.map(\.inner)
    let primitive = (f / coefficient).canonical
    let claim = Claim(coefficient == .one ? f : primitive, membership)
    let proof: Proof
    if premises.isEmpty, product.power == .one {
      proof = Proof(Claim(.s, .completeBernstein), by: .identity)
    } else if product.power.isZero, exponents == [.one], inner == [.one] {
      proof = premises[0]
    } else {
      proof = Proof(
        claim,
        by: .angle(
          power: product.power, exponents: exponents,
          inner: inner.allSatisfy { $0 == .one } ? [] : inner), from: premises)
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
    // B/N as a sum of its own, of terms of either sign.
    let terms = denominator.terms.map { ($0 / numerator).canonical }
    let quotient = Formula.sum(terms)
    guard terms.contains(where: \.leadsNegative), quotient.isPlausible(opposite),
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

  /// Takes tanh, atan, asinh and Bessel quotients out of a product, each as the Stieltjes function
  /// `F(A)/A` of `A²` to a power; what A contributes goes back into the product.
  private mutating func takeQuotients(
    from product: inout PowerProduct
  ) -> [(proof: Proof, exponent: Number, inner: Number)] {
    var result: [(proof: Proof, exponent: Number, inner: Number)] = []
    var pending = product.bases
    product.bases = []
    while !pending.isEmpty {
      let (base, exponent) = pending.removeFirst()
      guard let found = quotient(base, exponent, among: &pending) else {
        product.bases.append((base, exponent))
        continue
      }
      result.append((found.proof, found.exponent, found.inner))
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
  ) -> (proof: Proof, exponent: Number, inner: Number, square: Formula)? {
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
      func step(_ other: (base: Formula, exponent: Number)) -> Formula? {
        guard case .call(function, let partner) = other.base, partner.last == x,
          other.exponent == -exponent
        else { return nil }
        let order = partner[0]
        let step = (order - arguments[0]).canonical
        return step == .one || step == .number(.minusOne) ? order : nil
      }
      let order = arguments[0]
      guard let place = pending.firstIndex(where: { step($0) != nil }),
        let second = step(pending[place])
      else { return nil }
      let isAscending = (second - order).canonical == .one
      let upper = isAscending ? second : order
      if function == .besselk {
        // K_{ν−1}/K_ν: the lower order stands above.
        rule = .besselKQuotient(upper)
        power = isAscending ? exponent : -exponent
      } else {
        guard let lower = (upper - 1).canonical.numberValue else { return nil }
        rule = .besselIQuotient(lower)
        power = isAscending ? -exponent : exponent
      }
      guard let axiom = composed(rule, with: (x * x).canonical) else { return nil }
      pending.remove(at: place)
      return (axiom.proof, power, axiom.inner, (x * x).canonical)
    default: return nil
    }
    let square = (x * x).canonical
    return composed(rule, with: square).map { ($0.proof, power, $0.inner, square) }
  }

  /// The axiom at u instead of s, as a function of a power of s where u is a multiple of one.
  private mutating func composed(
    _ rule: ProofRule, with u: Formula
  ) -> (proof: Proof, inner: Number)? {
    guard let axiom = rule.conclusion(from: [], goal: Claim(.s, .stieltjes)) else { return nil }
    let base = Proof(Claim(axiom.formula.canonical, axiom.membership), by: rule)
    let inner = u.innerPower
    let outer =
      inner == .one
      ? u : u.replacingS(by: Formula.s.raised(to: .number(inner.reciprocal ?? .one)))
    if outer == .s { return (base, inner) }
    guard let premise = prove(outer, .completeBernstein) else { return nil }
    let whole = Proof(
      Claim(axiom.formula.replacingS(by: outer), axiom.membership), by: .composition,
      from: [base, premise])
    return (whole, inner)
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
        ?? squareProof(of: factors, depth, derivatives)
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

extension Formula {
  /// The largest a ≤ 1 with which the formula is a function of s^a.
  ///
  /// The greatest common divisor of the exponents of s, where all are rational.
  fileprivate var innerPower: Number {
    var divisor: Number?
    func visit(_ part: Formula) -> Bool {
      if part == .s { return meet(.one) }
      if case .power(.s, let exponent) = part {
        guard let e = exponent.numberValue, e.isExact else { return false }
        return meet(e.magnitude)
      }
      return part.children.allSatisfy(visit)
    }
    func meet(_ e: Number) -> Bool {
      guard case .rational(let p, let q) = e else { return false }
      guard case .rational(let a, let b)? = divisor else {
        divisor = e
        return true
      }
      // gcd(p/q, a/b) = gcd(pb, aq)/(qb).
      let (x, y) = (p.multipliedReportingOverflow(by: b), a.multipliedReportingOverflow(by: q))
      let z = q.multipliedReportingOverflow(by: b)
      guard !x.overflow, !y.overflow, !z.overflow else { return false }
      divisor = Number(
        Int(Number.gcd(x.partialValue.magnitude, y.partialValue.magnitude)), over: z.partialValue)
      return divisor != nil
    }
    guard visit(self), let divisor, Number.zero < divisor, divisor <= .one else { return .one }
    return divisor
  }
}
