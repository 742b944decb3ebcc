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
    case .inclusion: return inclusion(premises)
    case .sum: return sum(premises)
    case .multiple(let c): return multiple(premises, by: c)
    case .product: return product(premises)
    case .angle(let power, let exponents, let inner):
      return angle(
        premises, power, exponents,
        inner.isEmpty ? exponents.map { _ in .one } : inner, goal)
    case .composition: return composition(premises)
    case .lowering(let c): return lowering(premises, by: c)
    case .complement(let c): return complement(premises, from: c)
    case .remainder(let c): return remainder(premises, from: c)
    case .antiderivative: return antiderivative(premises, goal)
    case .division: return division(premises)
    case .difference(let c): return difference(premises, over: c)
    case .power(let a): return premises.isEmpty ? power(a, goal) : nil
    case .rational: return premises.isEmpty ? rational(goal) : nil
    case .realRooted(let n): return premises.isEmpty ? realRooted(n, goal) : nil
    case .density(let h): return premises.isEmpty ? density(h) : nil
    case .temperedStable(let a): return premises.isEmpty ? temperedStable(a, goal) : nil
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
    case .hyperbolicTangent: return Claim(.call(.tanh, [root]) / root, .stieltjes)
    case .hyperbolicCotangent:
      return Claim(1 / (root * .call(.tanh, [root])) - 1 / s, .stieltjes)
    case .arctangent: return Claim(.call(.atan, [root]) / root, .stieltjes)
    case .areaSine: return Claim(.call(.asinh, [root]) / root, .stieltjes)
    case .logarithmicMean: return Claim((s - 1) / log(s), .completeBernstein)
    case .errorFunction: return Claim(.call(.erf, [root]) / root, .completelyMonotone)
    case .complementaryErrorFunction: return Claim(exp(s) * .call(.erfc, [root]), .stieltjes)
    case .besselKQuotient(let nu):
      guard SideCondition.exponentIsFree.holds(!nu.dependsOnS),
        SideCondition.orderIsReal.holds(ExactSign.isReal(nu))
      else { return nil }
      return Claim(
        .call(.besselk, [nu - 1, root]) / (root * .call(.besselk, [nu, root])), .stieltjes)
    case .besselIQuotient(let nu):
      guard nu.isExact, SideCondition.orderIsInRange.holds(Number.minusOne < nu) else {
        return nil
      }
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

  private func power(_ a: Formula, _ goal: Claim) -> Claim? {
    guard SideCondition.exponentIsFree.holds(!a.dependsOnS), !a.hasInexactNumber else {
      return nil
    }
    func isNonnegative(_ formula: Formula) -> Bool {
      ExactSign.of(formula.canonical)?.isNonnegative == true
    }
    let membership: FunctionClass
    let isLargeEnough: Bool
    let isSmallEnough: Bool
    switch goal.membership {
    case .completeBernstein, .bernstein:
      membership = .completeBernstein
      (isLargeEnough, isSmallEnough) = (isNonnegative(a), isNonnegative(1 - a))
    case .stieltjes:
      membership = .stieltjes
      (isLargeEnough, isSmallEnough) = (isNonnegative(1 + a), isNonnegative(-a))
    case .completelyMonotone:
      membership = .completelyMonotone
      (isLargeEnough, isSmallEnough) = (true, isNonnegative(-a))
    }
    guard SideCondition.exponentIsLargeEnough.holds(isLargeEnough),
      SideCondition.exponentIsSmallEnough.holds(isSmallEnough)
    else { return nil }
    return Claim(Formula.s.raised(to: a), membership)
  }

  private func difference(_ premises: [Claim], over c: Formula) -> Claim? {
    guard premises.count == 1, SideCondition.shiftIsFree.holds(!c.dependsOnS),
      SideCondition.shiftIsNonnegative.holds(c.isCertainlyNonnegative)
    else { return nil }
    let f = premises[0].formula
    let shifted = f.substituting([ProofContext.variable: .s + c])
    return Claim(
      premises[0].membership.isIncreasing ? shifted - f : f - shifted, .completelyMonotone)
  }

  private func constant(_ premises: [Claim], _ goal: Claim) -> Claim? {
    guard premises.isEmpty, SideCondition.constantIsFree.holds(!goal.formula.dependsOnS),
      SideCondition.constantIsNonnegative.holds(goal.formula.isCertainlyNonnegative)
    else { return nil }
    return goal
  }

  private func inclusion(_ premises: [Claim]) -> Claim? {
    // That the class is contained in the goal's is for the checker.
    premises.count == 1 ? premises[0] : nil
  }

  private func sum(_ premises: [Claim]) -> Claim? {
    guard var membership = premises.first?.membership else { return nil }
    for premise in premises {
      let joined = FunctionClass.join(membership, premise.membership)
      guard SideCondition.termsAreOnOneSide.holds(joined != nil) else { return nil }
      membership = joined ?? membership.largest
    }
    return Claim(.sum(premises.map(\.formula)), membership)
  }

  private func multiple(_ premises: [Claim], by c: Formula) -> Claim? {
    guard premises.count == 1, SideCondition.multiplierIsFree.holds(!c.dependsOnS),
      SideCondition.multiplierIsNonnegative.holds(c.isCertainlyNonnegative)
    else { return nil }
    return Claim(c * premises[0].formula, premises[0].membership)
  }

  private func product(_ premises: [Claim]) -> Claim? {
    guard !premises.isEmpty,
      SideCondition.factorsAreMonotone.holds(
        premises.allSatisfy { $0.membership.isContained(in: .completelyMonotone) })
    else { return nil }
    return Claim(.product(premises.map(\.formula)), .completelyMonotone)
  }

  private func angle(
    _ premises: [Claim], _ power: Number, _ exponents: [Number], _ inner: [Number], _ goal: Claim
  ) -> Claim? {
    guard premises.count == exponents.count, inner.count == exponents.count, power.isExact else {
      return nil
    }
    var lower = power
    var upper = power
    var product = Formula.s.raised(to: .number(power))
    for ((premise, exponent), a) in zip(zip(premises, exponents), inner) {
      guard exponent.isExact, a.isExact,
        SideCondition.partsAreNotZero.holds(premise.formula.isCertainlyNonzero),
        SideCondition.innerPowerIsInRange.holds(Number.zero < a && a <= Number.one)
      else { return nil }
      guard SideCondition.anglesAreKnown.holds(premise.membership.isComplete) else { return nil }
      let turn = a * (premise.membership.isIncreasing ? exponent : -exponent)
      if turn.signum > 0 { upper = upper + turn } else { lower = lower + turn }
      let factor =
        a == .one
        ? premise.formula : premise.formula.replacingS(by: Formula.s.raised(to: .number(a)))
      product = product * factor.raised(to: .number(exponent))
    }
    guard lower.isExact, upper.isExact else { return nil }
    let least: Number = goal.membership.isIncreasing ? .zero : .minusOne
    guard SideCondition.angleIsLargeEnough.holds(least <= lower),
      SideCondition.angleIsSmallEnough.holds(upper <= least + 1)
    else { return nil }
    return Claim(product, goal.membership.isIncreasing ? .completeBernstein : .stieltjes)
  }

  private func composition(_ premises: [Claim]) -> Claim? {
    guard premises.count == 2,
      SideCondition.partsAreNotZero.holds(premises[1].formula.isCertainlyNonzero)
    else { return nil }
    let (outer, inner) = (premises[0], premises[1])
    let result = Self.composed(outer.membership, inner.membership)
    guard SideCondition.compositionFits.holds(result != nil) else { return nil }
    let membership = result ?? outer.membership
    return Claim(
      outer.formula.substituting([ProofContext.variable: inner.formula]), membership)
  }

  /// The class of f∘g.
  private static func composed(
    _ outer: FunctionClass, _ inner: FunctionClass
  ) -> FunctionClass? {
    switch (outer, inner) {
    case (.completeBernstein, .completeBernstein), (.stieltjes, .stieltjes): .completeBernstein
    case (.stieltjes, .completeBernstein), (.completeBernstein, .stieltjes): .stieltjes
    case (.bernstein, .completeBernstein), (.bernstein, .bernstein),
      (.completeBernstein, .bernstein):
      .bernstein
    case (.completelyMonotone, .completeBernstein), (.completelyMonotone, .bernstein),
      (.stieltjes, .bernstein):
      .completelyMonotone
    default: nil
    }
  }

  private func lowering(_ premises: [Claim], by c: Formula) -> Claim? {
    guard premises.count == 1 else { return nil }
    let premise = premises[0]
    guard SideCondition.loweredIncreases.holds(premise.membership.isIncreasing),
      SideCondition.loweringIsFree.holds(!c.dependsOnS),
      SideCondition.loweredStaysNonnegative.holds(
        premise.formula.canonical.limitAtZero.map { ($0 - c).isCertainlyNonnegative } == true)
    else { return nil }
    return Claim(premise.formula - c, premise.membership)
  }

  private func complement(_ premises: [Claim], from c: Formula) -> Claim? {
    guard premises.count == 1 else { return nil }
    let premise = premises[0]
    guard SideCondition.complementedDecreases.holds(!premise.membership.isIncreasing),
      SideCondition.complementIsFree.holds(!c.dependsOnS),
      SideCondition.complementStaysNonnegative.holds(
        premise.formula.canonical.limitAtZero.map { (c - $0).isCertainlyNonnegative } == true)
    else { return nil }
    return Claim(
      c - premise.formula, premise.membership.isComplete ? .completeBernstein : .bernstein)
  }

  private func remainder(_ premises: [Claim], from c: Formula) -> Claim? {
    guard premises.count == 1 else { return nil }
    let premise = premises[0]
    let end = premise.formula.replacingS(by: 1 / Formula.s).limitAtZero
    guard SideCondition.subtractedIncreases.holds(premise.membership.isIncreasing),
      SideCondition.remainderIsFree.holds(!c.dependsOnS),
      SideCondition.remainderStaysNonnegative.holds(
        end.map { (c - $0).isCertainlyNonnegative } == true)
    else { return nil }
    return Claim(
      c - premise.formula, premise.membership.isComplete ? .stieltjes : .completelyMonotone)
  }

  private func antiderivative(_ premises: [Claim], _ goal: Claim) -> Claim? {
    guard premises.count == 1 else { return nil }
    let premise = premises[0]
    guard SideCondition.slopeDecreases.holds(!premise.membership.isIncreasing),
      SideCondition.slopeIsDerivative.holds(
        (try? goal.formula.derivative(in: ProofContext.variable))?
          .isCertainlyEqual(to: premise.formula) == true),
      SideCondition.antiderivativeIsSmooth.holds(goal.formula.isCertainlySmooth),
      SideCondition.antiderivativeStartsNonnegative.holds(
        goal.formula.canonical.limitAtZero?.isCertainlyNonnegative == true)
    else { return nil }
    return Claim(
      goal.formula, premise.membership.isComplete ? .completeBernstein : .bernstein)
  }

  private func division(_ premises: [Claim]) -> Claim? {
    guard premises.count == 1 else { return nil }
    return Claim(premises[0].formula / .s, .completelyMonotone)
  }
}

extension Formula {
  /// Whether the formula is certainly ≥ 0.
  fileprivate var isCertainlyNonnegative: Bool {
    ExactSign.of(canonical)?.isNonnegative == true
  }
}
