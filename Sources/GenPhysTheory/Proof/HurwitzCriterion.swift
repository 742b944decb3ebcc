internal import GenPhysNumerics

/// C2 for the roots of a real polynomial `Σ c_j(k) λ^j`, without solving it.
///
/// Let c be a root at k = 0 and let every root of `q(x) = P(x + c)` have Re x > 0 for every k > 0. The roots
/// depend continuously on k, so at k = 0 they have Re x ≥ 0, and one of them is 0: Λ(0) = c, and
/// Λ(k) > Λ(0) for every k > 0. Routh and Hurwitz say when all roots of `q` lie in the right half-plane:
/// with `a_j = (−1)^j q_{n−j}/q_n`, for n = 2 if a₁, a₂ > 0; for n = 3 if a₁, a₃, a₁a₂ − a₃ > 0; for n = 4 if
/// a₁, a₃, a₄ > 0 and a₁a₂a₃ > a₃² + a₁²a₄. [Routh 1877; Hurwitz 1895]
struct HurwitzCriterion {
  /// Λ(0).
  let rateAtZero: Formula

  /// Succeeds where the criterion certainly holds; parameters that remain are positive.
  ///
  /// - Parameter rates: formulas of the roots, whose values at k = 0 are tried as Λ(0).
  init?(_ polynomial: CharacteristicPolynomial, rates: [Formula]) {
    let wave = Process.assumptions
    guard (2...4).contains(polynomial.degree),
      !polynomial.coefficients.contains(where: { $0.contains("t") })
    else { return nil }
    let atZero = polynomial.coefficients.first?.substituting(["k": 0]).simplified(assuming: wave)
    var candidates: [Formula] = []
    if atZero == .zero { candidates.append(.zero) }
    for rate in rates where rate.size(upTo: 200) != nil {
      let value = rate.substituting(["k": 0]).simplified(assuming: wave)
      if ExactSign.of(value) != nil, !candidates.contains(value) { candidates.append(value) }
    }
    let found = candidates.first { candidate in
      let shifted = polynomial.shifted(by: candidate)
      // A root at k = 0, exactly.
      guard shifted[0].substituting(["k": 0]).isZero(assuming: wave) else { return false }
      return Self.determinants(shifted).allSatisfy(Self.isPositive)
    }
    guard let found else { return nil }
    rateAtZero = found
  }

  /// Whether Re λ certainly stays above some −M for every root and every k > 0.
  static func isBoundedBelow(_ polynomial: CharacteristicPolynomial?) -> Bool {
    guard let polynomial, (2...4).contains(polynomial.degree),
      !polynomial.coefficients.contains(where: { $0.contains("t") })
    else { return false }
    return [1, 16, 256].contains { bound in
      determinants(polynomial.shifted(by: .number(Number(-bound)))).allSatisfy(isPositive)
    }
  }

  /// What must be positive for all roots to have a positive real part.
  private static func determinants(_ q: [Formula]) -> [Formula] {
    let n = q.count - 1
    let a = (0...n).map { j in (j % 2 == 0 ? q[n - j] : -q[n - j]) / q[n] }
    switch n {
    case 2: return [a[1], a[2]]
    case 3: return [a[1], a[3], a[1] * a[2] - a[3]]
    default: return [a[1], a[3], a[4], a[1] * a[2] * a[3] - a[3] * a[3] - a[1] * a[1] * a[4]]
    }
  }

  /// Whether a formula is certainly positive for every k > 0.
  private static func isPositive(_ formula: Formula) -> Bool {
    let wave = Process.assumptions
    let plain = formula.simplified(assuming: wave)
    let expanded = formula.expanded(assuming: wave) ?? plain
    if ExactSign.of(plain) == .positive || ExactSign.of(expanded) == .positive { return true }
    // Balls: f − f(0) > 0 and f(0) ≥ 0.
    guard expanded.variables == ["k"], wave.isReal(expanded),
      let sign = ExactSign.of(expanded.substituting(["k": 0]).simplified(assuming: wave)),
      sign.isNonnegative
    else { return false }
    return WavenumberSurvey([expanded], budget: .milliseconds(300))?.isPositiveEverywhere ?? false
  }
}

extension Judge {
  /// C2 by the Routh–Hurwitz criterion.
  static func smoothing(
    by polynomial: CharacteristicPolynomial?, rates: [Formula]
  ) -> Smoothing? {
    guard let polynomial, let criterion = HurwitzCriterion(polynomial, rates: rates) else {
      return nil
    }
    return Smoothing(
      condition: Verdict.Condition(
        holds: true, proved: true,
        reason:
          "every branch has Re lambda > Re lambda(0) = \(criterion.rateAtZero.description) for "
          + "k > 0, by the Routh-Hurwitz criterion on the polynomial of degree "
          + "\(polynomial.degree) in omega",
        opinion: true))
  }
}
