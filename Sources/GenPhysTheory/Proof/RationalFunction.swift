internal import GenPhysNumerics

/// A quotient of polynomials in s with rational coefficients, in lowest terms.
struct RationalFunction: Hashable {
  let numerator: RationalPolynomial
  let denominator: RationalPolynomial

  /// Reduces a quotient; `nil` where the denominator is 0 or numbers do not fit.
  init?(_ numerator: RationalPolynomial, over denominator: RationalPolynomial) {
    guard !denominator.isZero,
      let divisor = RationalPolynomial.greatestDivisor(numerator, denominator),
      let above = numerator.dividedExactly(by: divisor),
      let below = denominator.dividedExactly(by: divisor)
    else { return nil }
    (self.numerator, self.denominator) = (above, below)
  }

  /// Reads a formula in s alone: a sum of quotients of polynomials with rational coefficients.
  init?(_ formula: Formula) {
    var above = RationalPolynomial.zero
    var below = RationalPolynomial.one
    for term in formula.terms {
      guard let part = Self.quotient(term), let left = above * part.below,
        let right = part.above * below, let sum = left + right, let product = below * part.below,
        sum.degree + product.degree <= 24
      else { return nil }
      (above, below) = (sum, product)
    }
    self.init(above, over: below)
  }

  private static func quotient(
    _ term: Formula
  ) -> (above: RationalPolynomial, below: RationalPolynomial)? {
    var above = RationalPolynomial.one
    var below = RationalPolynomial.one
    for factor in term.factors {
      let (base, exponent) = factor.baseAndExponent
      guard let n = exponent.numberValue?.integer, n.magnitude <= 8,
        let polynomial = RationalPolynomial(base)
      else { return nil }
      for _ in 0..<n.magnitude {
        guard let next = (n > 0 ? above : below) * polynomial else { return nil }
        if n > 0 { above = next } else { below = next }
      }
    }
    return (above, below)
  }

  /// The formula in s.
  var formula: Formula { (numerator.formula / denominator.formula).canonical }

  /// The function divided by s.
  var dividedByIdentity: RationalFunction? {
    (denominator * .identity).flatMap { RationalFunction(numerator, over: $0) }
  }

  /// Whether all poles are on (−∞, 0], simple, with positive residues.
  ///
  /// Then the function is a polynomial and a sum of `r/(s + x)` with r > 0 and x ≥ 0; on (−∞, 0] it jumps
  /// from −∞ to +∞ at each pole, and Cauchy's index is the degree of the denominator.
  var hasPositiveResidues: Bool {
    guard let rest = numerator.divided(by: denominator)?.remainder,
      let index = RationalPolynomial.cauchyIndex(rest, over: denominator)
    else { return false }
    return index == denominator.degree
  }

  /// Whether the limit at ∞ is finite and ≥ 0.
  var staysNonnegative: Bool {
    numerator.isZero || numerator.degree < denominator.degree
      || numerator.degree == denominator.degree
        && numerator.lead.signum == denominator.lead.signum
  }
}

extension Formula {
  /// A sum of quotients of polynomials in s with rational coefficients as one quotient in lowest
  /// terms; `nil` for anything else.
  var inLowestTerms: Formula? {
    guard let function = RationalFunction(self), function.denominator.degree > 0 else { return nil }
    return function.formula
  }
}
