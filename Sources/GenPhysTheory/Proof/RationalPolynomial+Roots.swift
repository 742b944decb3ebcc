internal import GenPhysNumerics

extension RationalPolynomial {
  /// How many distinct roots lie on (0, ∞); `nil` where numbers do not fit.
  ///
  /// Roots of p(−s) on (−∞, 0] are counted, by Sturm; those at 0 are divided out before.
  var positiveRootCount: Int? {
    guard let first = coefficients.firstIndex(where: { !$0.isZero }) else { return nil }
    let reflected = coefficients.dropFirst(first).enumerated().map {
      $0.offset & 1 == 0 ? $0.element : -$0.element
    }
    guard let mirror = RationalPolynomial(reflected), let slope = mirror.derivative else {
      return nil
    }
    return RationalPolynomial.cauchyIndex(slope, over: mirror)
  }

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
