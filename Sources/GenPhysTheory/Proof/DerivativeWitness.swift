internal import GenPhysNumerics

/// A certified witness that ψ is no Bernstein function: a derivative of the wrong sign.
///
/// `(−1)ⁿ⁺¹ ψ⁽ⁿ⁾(s) < 0` at one s, n ≥ 1, refutes C1 for every N at once; it says that C1 fails from
/// some N on, not from which. Derivatives are Taylor coefficients over balls. [SSV Definition 3.1]
struct DerivativeWitness: Hashable {
  /// n.
  let order: Int
  /// s = k².
  let place: Number

  /// Looks for a witness against ψ(s), a formula in s alone.
  static func against(_ psi: Formula) -> DerivativeWitness? {
    guard let program = try? psi.compiled(variables: [ProofContext.variable]) else { return nil }
    // First few derivatives nearly everywhere, then many at a few points.
    for (count, places) in [(6, Self.places), (24, Array(Self.places.prefix(9)))] {
      for place in places {
        if Deadline.isOver { return nil }
        let jet = program.evaluate([Jet(variable: Ball(place, precision: 192), count: count)])
        for (n, coefficient) in jet.coefficients.enumerated().dropFirst() {
          guard coefficient.isFinite, coefficient.isReal else { break }
          if n & 1 == 1 ? coefficient.isNegative == true : coefficient.isPositive == true {
            return DerivativeWitness(order: n, place: place)
          }
        }
      }
    }
    return nil
  }

  private static let places: [Number] = [
    .one, .rational(1, 8), 8, .rational(1, 64), 64, .rational(1, 2), 2, .rational(1, 512), 512,
    .rational(1, 4), 4, .rational(3, 4), .rational(3, 2), 3, 6, 12, 16, 32, .rational(1, 16),
    .rational(1, 32), 128, 256, .rational(1, 4096), 4096, .rational(1, 65536), 65536,
  ]
}
