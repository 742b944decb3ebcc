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

  /// Reads a formula in s alone, built from numbers by sums, products and whole powers.
  init?(_ formula: Formula) {
    guard let (above, below) = Self.quotient(formula) else { return nil }
    self.init(above, over: below)
  }

  private typealias Quotient = (above: RationalPolynomial, below: RationalPolynomial)

  private static func quotient(_ formula: Formula) -> Quotient? {
    switch formula {
    case .number, .variable:
      return RationalPolynomial(formula).map { ($0, .one) }
    case .sum(let terms):
      if let polynomial = RationalPolynomial(formula) { return (polynomial, .one) }
      var result: Quotient = (.zero, .one)
      for term in terms {
        // In lowest terms: what stands over one denominator keeps it.
        guard let part = quotient(term), let left = result.above * part.below,
          let right = part.above * result.below, let sum = left + right,
          let product = result.below * part.below,
          let reduced = RationalFunction(sum, over: product)
        else { return nil }
        result = (reduced.numerator, reduced.denominator)
        guard isShort(result) else { return nil }
      }
      return result
    case .product(let factors):
      var result: Quotient = (.one, .one)
      for factor in factors {
        guard let part = quotient(factor), let above = result.above * part.above,
          let below = result.below * part.below
        else { return nil }
        result = (above, below)
        guard isShort(result) else { return nil }
      }
      return result
    case .power(let base, let exponent):
      guard let n = exponent.numberValue?.integer, n.magnitude <= 8, let part = quotient(base)
      else { return nil }
      var result: Quotient = (.one, .one)
      for _ in 0..<n.magnitude {
        guard let above = result.above * (n > 0 ? part.above : part.below),
          let below = result.below * (n > 0 ? part.below : part.above)
        else { return nil }
        result = (above, below)
        guard isShort(result) else { return nil }
      }
      return result
    case .imaginaryUnit, .pi, .call: return nil
    }
  }

  private static func isShort(_ quotient: Quotient) -> Bool {
    quotient.above.degree + quotient.below.degree <= 32
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
