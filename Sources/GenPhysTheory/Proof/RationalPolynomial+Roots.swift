internal import GenPhysNumerics

extension RationalPolynomial {
  /// How many distinct roots lie on (0, ∞), exactly; `nil` for the polynomial 0.
  var positiveRootCount: Int? { RealRoots.positive(coefficients)?.count }

  /// Factors without double roots whose roots are all those of the polynomial; `nil` where numbers do
  /// not fit. [Yun 1976]
  var squareFreeFactors: [RationalPolynomial]? {
    guard !isZero, let slope = derivative else { return nil }
    guard degree > 0 else { return [] }
    guard var repeated = RationalPolynomial.greatestDivisor(self, slope),
      var rest = dividedExactly(by: repeated)
    else { return nil }
    var factors: [RationalPolynomial] = []
    while rest.degree > 0 {
      guard let common = RationalPolynomial.greatestDivisor(rest, repeated),
        let factor = rest.dividedExactly(by: common),
        let next = repeated.dividedExactly(by: common)
      else { return nil }
      if factor.degree > 0 { factors.append(factor) }
      (rest, repeated) = (common, next)
    }
    return factors
  }
}
