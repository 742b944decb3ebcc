internal import GenPhysNumerics

extension ProofRule {
  /// What the rule concludes from premises that hold, or `nil` where it does not apply.
  ///
  /// This is the whole of the trusted knowledge: each case checks its side conditions by exact signs
  /// and exact limits, and names the formula and the class that follow. `goal` is used only by rules
  /// whose conclusion its premises do not determine.
  func conclusion(from premises: [Claim], goal: Claim) -> Claim? {
    switch self {
    case .constant: return constant(premises, goal)
    case .inclusion: return inclusion(premises, goal)
    case .sum: return sum(premises)
    case .multiple(let c): return multiple(premises, by: c)
    case .product: return product(premises)
    case .angle(let power, let exponents): return angle(premises, power, exponents, goal)
    case .conjugatePower(let a): return conjugatePower(premises, a)
    case .composition: return composition(premises)
    case .lowering(let c): return lowering(premises, by: c)
    case .complement(let c): return complement(premises, from: c)
    case .antiderivative: return antiderivative(premises, goal)
    case .division: return division(premises)
    default: return premises.isEmpty ? axiom : nil
    }
  }

  /// What holds without premises.
  private var axiom: Claim? {
    let s = Formula.s
    let root = s.squareRoot
    func order(_ number: Number) -> Formula { .number(number) }
    switch self {
    case .identity: return Claim(s, .completeBernstein)
    case .logarithm: return Claim(log(1 + s), .completeBernstein)
    case .exponential: return Claim(exp(-s), .completelyMonotone)
    case .inversePower(let p):
      guard p.isExact, p.signum >= 0 else { return nil }
      return Claim(s.raised(to: .number(-p)), .completelyMonotone)
    case .hyperbolicTangent: return Claim(.call(.tanh, [root]) / root, .stieltjes)
    case .hyperbolicCotangent:
      return Claim(1 / (root * .call(.tanh, [root])) - 1 / s, .stieltjes)
    case .arctangent: return Claim(.call(.atan, [root]) / root, .stieltjes)
    case .areaSine: return Claim(.call(.asinh, [root]) / root, .stieltjes)
    case .errorFunction: return Claim(.call(.erf, [root]) / root, .completelyMonotone)
    case .complementaryErrorFunction: return Claim(exp(s) * .call(.erfc, [root]), .stieltjes)
    case .besselKQuotient(let nu):
      guard nu.isExact, nu.signum >= 0 else { return nil }
      return Claim(
        .call(.besselk, [order(nu - 1), root]) / (root * .call(.besselk, [order(nu), root])),
        .stieltjes)
    case .besselIQuotient(let nu):
      guard nu.isExact, Number.minusOne < nu else { return nil }
      return Claim(
        .call(.besseli, [order(nu + 1), root]) / (root * .call(.besseli, [order(nu), root])),
        .stieltjes)
    case .matern(let nu):
      guard nu.isExact else { return nil }
      return Claim(
        s.raised(to: .number(nu * .half)) * .call(.besselk, [order(nu), root]),
        .completelyMonotone)
    default: return nil
    }
  }

  private func constant(_ premises: [Claim], _ goal: Claim) -> Claim? {
    guard premises.isEmpty, !goal.formula.dependsOnS,
      ExactSign.of(goal.formula.canonical)?.isNonnegative == true
    else { return nil }
    return goal
  }

  private func inclusion(_ premises: [Claim], _ goal: Claim) -> Claim? {
    guard premises.count == 1, premises[0].membership.isContained(in: goal.membership) else {
      return nil
    }
    return Claim(premises[0].formula, goal.membership)
  }

  private func sum(_ premises: [Claim]) -> Claim? {
    guard var membership = premises.first?.membership else { return nil }
    for premise in premises {
      guard let joined = FunctionClass.join(membership, premise.membership) else { return nil }
      membership = joined
    }
    return Claim(.sum(premises.map(\.formula)), membership)
  }

  private func multiple(_ premises: [Claim], by c: Formula) -> Claim? {
    guard premises.count == 1, !c.dependsOnS, ExactSign.of(c.canonical)?.isNonnegative == true
    else { return nil }
    return Claim(c * premises[0].formula, premises[0].membership)
  }

  private func product(_ premises: [Claim]) -> Claim? {
    guard !premises.isEmpty,
      premises.allSatisfy({ $0.membership.isContained(in: .completelyMonotone) })
    else { return nil }
    return Claim(.product(premises.map(\.formula)), .completelyMonotone)
  }

  private func angle(
    _ premises: [Claim], _ power: Number, _ exponents: [Number], _ goal: Claim
  ) -> Claim? {
    guard premises.count == exponents.count, power.isExact else { return nil }
    var lower = power
    var upper = power
    var product = Formula.s.raised(to: .number(power))
    for (premise, exponent) in zip(premises, exponents) {
      guard exponent.isExact, premise.formula.isCertainlyNonzero else { return nil }
      switch premise.membership {
      case .completeBernstein, .stieltjes:
        let turn = premise.membership == .stieltjes ? -exponent : exponent
        if turn.signum > 0 { upper = upper + turn } else { lower = lower + turn }
      case .bernstein, .completelyMonotone: return nil
      }
      product = product * premise.formula.raised(to: .number(exponent))
    }
    guard lower.isExact, upper.isExact else { return nil }
    switch goal.membership {
    case .completeBernstein where Number.zero <= lower && upper <= Number.one:
      return Claim(product, .completeBernstein)
    case .stieltjes where Number.minusOne <= lower && upper <= Number.zero:
      return Claim(product, .stieltjes)
    default: return nil
    }
  }

  private func conjugatePower(_ premises: [Claim], _ a: Number) -> Claim? {
    guard premises.count == 1, premises[0].membership == .completeBernstein, a.isExact,
      Number.zero < a, a <= Number.one, let inverse = a.reciprocal, inverse.isExact
    else { return nil }
    let inner = premises[0].formula.replacingS(by: Formula.s.raised(to: .number(a)))
    return Claim(inner.raised(to: .number(inverse)), .completeBernstein)
  }

  private func composition(_ premises: [Claim]) -> Claim? {
    guard premises.count == 2, premises[1].formula.isCertainlyNonzero else { return nil }
    let (outer, inner) = (premises[0], premises[1])
    let membership: FunctionClass
    switch (outer.membership, inner.membership) {
    case (.completeBernstein, .completeBernstein), (.stieltjes, .stieltjes):
      membership = .completeBernstein
    case (.stieltjes, .completeBernstein), (.completeBernstein, .stieltjes):
      membership = .stieltjes
    case (.bernstein, .completeBernstein), (.bernstein, .bernstein),
      (.completeBernstein, .bernstein):
      membership = .bernstein
    case (.completelyMonotone, .completeBernstein), (.completelyMonotone, .bernstein),
      (.stieltjes, .bernstein):
      membership = .completelyMonotone
    default: return nil
    }
    return Claim(
      outer.formula.substituting([ProofContext.variable: inner.formula]), membership)
  }

  private func lowering(_ premises: [Claim], by c: Formula) -> Claim? {
    guard premises.count == 1, premises[0].membership.isIncreasing, !c.dependsOnS,
      ExactSign.of(c.canonical)?.isNonnegative == true,
      let limit = LeadingTerm(of: premises[0].formula.canonical)?.limit,
      ExactSign.of((limit - c).canonical)?.isNonnegative == true
    else { return nil }
    return Claim(premises[0].formula - c, premises[0].membership)
  }

  private func complement(_ premises: [Claim], from c: Formula) -> Claim? {
    guard premises.count == 1, !premises[0].membership.isIncreasing, !c.dependsOnS,
      let limit = LeadingTerm(of: premises[0].formula.canonical)?.limit,
      ExactSign.of((c - limit).canonical)?.isNonnegative == true
    else { return nil }
    return Claim(
      c - premises[0].formula,
      premises[0].membership == .stieltjes ? .completeBernstein : .bernstein)
  }

  private func antiderivative(_ premises: [Claim], _ goal: Claim) -> Claim? {
    guard premises.count == 1, !premises[0].membership.isIncreasing,
      let slope = try? goal.formula.derivative(in: ProofContext.variable),
      slope.isCertainlyEqual(to: premises[0].formula),
      let limit = LeadingTerm(of: goal.formula.canonical)?.limit,
      ExactSign.of(limit)?.isNonnegative == true
    else { return nil }
    return Claim(
      goal.formula,
      premises[0].membership == .stieltjes ? .completeBernstein : .bernstein)
  }

  private func division(_ premises: [Claim]) -> Claim? {
    guard premises.count == 1, premises[0].membership.isIncreasing else { return nil }
    return Claim(premises[0].formula / .s, .completelyMonotone)
  }
}
