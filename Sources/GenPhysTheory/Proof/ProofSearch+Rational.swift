internal import GenPhysNumerics

extension ProofSearch {
  /// Rational functions: the complete classes by their poles, which decides them; the larger ones by a
  /// density.
  mutating func rationalProof(
    _ f: Formula, _ function: RationalFunction, _ membership: FunctionClass, _ depth: Int,
    _ derivatives: Int
  ) -> Proof? {
    let isIncreasing = membership.isIncreasing
    if let inner = isIncreasing ? function.dividedByIdentity : function,
      inner.hasPositiveResidues, inner.staysNonnegative
    {
      return Proof(Claim(f, isIncreasing ? .completeBernstein : .stieltjes), by: .rational)
    }
    switch membership {
    case .completeBernstein, .stieltjes: return nil
    case .bernstein:
      return derivatives < maximumDerivatives
        ? antiderivativeProof(f, membership, depth, derivatives) : nil
    case .completelyMonotone:
      if let proof = densityProof(f, function) { return proof }
      // Poles may be neither rational nor a pair; sums of shifted functions may do.
      return sumProof(f, membership, depth, derivatives)
        ?? productProof(f, depth, derivatives)
    }
  }

  /// A constant and the Laplace transform of a positive density.
  private func densityProof(_ f: Formula, _ function: RationalFunction) -> Proof? {
    guard let (whole, rest) = function.numerator.divided(by: function.denominator),
      whole.degree == 0, whole.lead.signum >= 0,
      let decaying = RationalFunction(rest, over: function.denominator),
      let density = decaying.density, DensityTransform(density)?.isPositive == true
    else { return nil }
    if whole.isZero { return Proof(Claim(f, .completelyMonotone), by: .density(density)) }
    return Proof(
      Claim(f, .completelyMonotone), by: .sum,
      from: [
        Proof(Claim(decaying.formula, .completelyMonotone), by: .density(density)),
        Proof(Claim(whole.formula, .completelyMonotone), by: .constant),
      ])
  }
}

extension Formula {
  /// A rational function of s beyond quotients of linear ones, with rational coefficients.
  var asLargeRationalFunction: RationalFunction? {
    guard isBuiltFromPowers, let function = RationalFunction(self),
      max(function.numerator.degree, function.denominator.degree) > 1
    else { return nil }
    return function
  }

  private var isBuiltFromPowers: Bool {
    switch self {
    case .number(let n): n.isExact
    case .variable: self == .s
    case .sum(let parts), .product(let parts): parts.allSatisfy(\.isBuiltFromPowers)
    case .power(let base, let exponent):
      exponent.numberValue?.integer != nil && base.isBuiltFromPowers
    case .imaginaryUnit, .pi, .call: false
    }
  }
}
