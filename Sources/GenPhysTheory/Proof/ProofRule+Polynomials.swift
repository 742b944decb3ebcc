internal import GenPhysNumerics

/// Rules about whole families of functions, each decided by exact arithmetic.
extension ProofRule {
  /// Stieltjes functions among the rational ones; for increasing goals by f(s)/s.
  func rational(_ goal: Claim) -> Claim? {
    let isIncreasing = goal.membership.isIncreasing
    guard let whole = RationalFunction(goal.formula),
      let function = isIncreasing ? whole.dividedByIdentity : whole,
      SideCondition.residuesArePositive.holds(function.hasPositiveResidues),
      SideCondition.limitIsNonnegative.holds(function.staysNonnegative)
    else { return nil }
    return Claim(goal.formula, isIncreasing ? .completeBernstein : .stieltjes)
  }

  func realRooted(_ n: Int, _ goal: Claim) -> Claim? {
    let power = goal.formula.raised(to: .number(Number(n))).canonical
    guard n >= 1, let polynomial = RationalPolynomial(power), polynomial.degree == n,
      SideCondition.polynomialIsPositive.holds(polynomial.lead.signum > 0),
      SideCondition.rootsAreNonpositive.holds(polynomial.hasOnlyNonpositiveRoots)
    else { return nil }
    return Claim(polynomial.formula.raised(to: .rational(1, n)), .completeBernstein)
  }

  func density(_ formula: Formula) -> Claim? {
    guard !formula.hasInexactNumber, formula.isWithinLimits,
      SideCondition.densityIsFree.holds(
        formula.variables.allSatisfy { $0 == DensityTransform.variable }),
      let density = DensityTransform(formula),
      SideCondition.densityDoesNotGrow.holds(density.slowest.signum >= 0),
      SideCondition.densityIsNonnegative.holds(density.isPositive)
    else { return nil }
    return Claim(density.transform, .completelyMonotone)
  }

  func temperedStable(_ a: Number, _ goal: Claim) -> Claim? {
    let isInRange = a.signum > 0 && a <= 2 && a != .one
    guard a.isExact, SideCondition.indexIsInRange.holds(isInRange) else { return nil }
    let root = Formula.s.squareRoot
    let real =
      (1 + Formula.s).raised(to: .number(a * .half))
      * .call(.cos, [.number(a) * .call(.atan, [root])])
    let rises = goal.formula.isCertainlyEqual(to: real - 1)
    guard SideCondition.exponentHasRightSign.holds(rises == (a < .one)) else { return nil }
    return Claim(rises ? real - 1 : 1 - real, .completeBernstein)
  }
}
