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
    guard n > 0 else { return [] }
    let a = (0...n).map { j in (j % 2 == 0 ? q[n - j] : -q[n - j]) / q[n] }
    switch n {
    case 1: return [a[1]]
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
    return expanded.variables == ["k"] && wave.isReal(expanded)
      && SignChart(of: expanded).isEverywhere(.positive)
  }

  /// A survey of where every root has Re λ > Λ(0): exactly where all determinants are positive.
  ///
  /// That is necessary as well as sufficient. So the roots need not be written out, and rounding in
  /// Cardano's formula has no part in the ranges.
  ///
  /// - Parameter rates: all roots; the least of their real parts at k = 0 is Λ(0).
  static func survey(
    _ polynomial: CharacteristicPolynomial, rates: [Formula]
  ) -> WavenumberSurvey? {
    let wave = Process.assumptions
    guard (2...4).contains(polynomial.degree), rates.count == polynomial.degree,
      polynomial.coefficients.allSatisfy({ !$0.contains("t") && wave.isReal($0) }),
      let lowest = lowestAtZero(polynomial, rates)
    else { return nil }
    let conditions = determinants(polynomial.shifted(by: lowest)).map { determinant in
      determinant.expanded(assuming: wave) ?? determinant.simplified(assuming: wave)
    }
    return WavenumberSurvey(positivityOf: conditions)
  }

  /// Λ(0), exactly: 0 where that is a root and all others certainly have Re λ > 0, else the least real
  /// part of the roots' formulas.
  private static func lowestAtZero(
    _ polynomial: CharacteristicPolynomial, _ rates: [Formula]
  ) -> Formula? {
    let wave = Process.assumptions
    let atZero = polynomial.coefficients.map {
      $0.substituting(["k": 0]).simplified(assuming: wave)
    }
    if atZero[0].isZero(assuming: wave),
      determinants(Array(atZero.dropFirst())).allSatisfy({
        ExactSign.of($0.simplified(assuming: wave)) == .positive
      })
    {
      return .zero
    }
    return Formula.least(
      rates.map { rate in
        let value = rate.substituting(["k": 0]).simplified(assuming: wave).realPart
        return value.variables.isEmpty && ExactSign.of(value) != nil ? value : nil
      })
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
