internal import CFlint

/// The positive roots of polynomials with rational coefficients, certified.
package enum RealRoots {
  /// A positive root between two doubles.
  package struct Root: Hashable, Sendable {
    /// The largest double that is surely not above the root.
    package let lower: Double
    /// The smallest double that is surely not below the root.
    package let upper: Double
    /// How often the root occurs.
    package let multiplicity: Int
  }

  /// All positive roots, each once, in ascending order.
  ///
  /// The polynomial is divided into square-free factors exactly, and FLINT isolates the roots of each.
  /// Error: enclosures, a few units in the last place wide.
  ///
  /// - Parameter coefficients: by ascending powers; the last is not 0.
  /// - Returns: `nil` where a coefficient is not exact, or where all are 0.
  package static func positive(_ coefficients: [Number]) -> [Root]? {
    guard coefficients.allSatisfy(\.isExact), let lead = coefficients.last, !lead.isZero else {
      return nil
    }
    var quotient = fmpq_poly_struct()
    var polynomial = fmpz_poly_struct()
    var factors = fmpz_poly_factor_struct()
    var coefficient = fmpq()
    fmpq_poly_init(&quotient)
    fmpz_poly_init(&polynomial)
    fmpz_poly_factor_init(&factors)
    fmpq_init(&coefficient)
    defer {
      fmpq_poly_clear(&quotient)
      fmpz_poly_clear(&polynomial)
      fmpz_poly_factor_clear(&factors)
      fmpq_clear(&coefficient)
    }
    for (power, number) in coefficients.enumerated() {
      guard case .rational(let p, let q) = number, q > 0 else { return nil }
      fmpq_set_si(&coefficient, p, UInt(q))
      fmpq_poly_set_coeff_fmpq(&quotient, power, &coefficient)
    }
    fmpq_poly_get_numerator(&polynomial, &quotient)
    fmpz_poly_factor_squarefree(&factors, &polynomial)
    var roots: [Root] = []
    for index in 0..<Int(factors.num) {
      roots += positiveRoots(
        of: factors.p.advanced(by: index), multiplicity: Int(factors.exp[index]))
    }
    return roots.sorted { $0.lower < $1.lower }
  }

  /// The positive roots of a square-free factor.
  private static func positiveRoots(
    of factor: UnsafeMutablePointer<fmpz_poly_struct>, multiplicity: Int
  ) -> [Root] {
    let degree = fmpz_poly_degree(factor)
    guard degree >= 1, let values = _acb_vec_init(degree) else { return [] }
    defer { _acb_vec_clear(values, degree) }
    arb_fmpz_poly_complex_roots(values, factor, 0, 128)
    // Real roots have an imaginary part that is exactly 0; enclosures of others do not contain 0.
    return (0..<Int(degree)).compactMap { index in
      guard acb_is_real(values + index) != 0 else { return nil }
      let root = Ball.make(128) { acb_set($0, values + index) }
      let (lower, upper) = root.realBounds
      return lower > 0 ? Root(lower: lower, upper: upper, multiplicity: multiplicity) : nil
    }
  }
}
