internal import GenPhysNumerics

/// The proof that several branches make a density, from the Laplace transform of their propagator in
/// time, where the equation is linear in one function g of the wavenumber.
///
/// With D(z) = ∏(z + λ_j) and the source's b, the causal Green's function has
///
///     P̃(k,z) = ∫₀^∞ e^{−zt} P(k,t) dt = (D(z) − D(b))/((z − b) D(z)),
///
/// since φ̃ = D(b)/((k² − a) D(z)) and z p̃ − 1 = −(k² − a) φ̃ + b p̃. Where D = A(z) + g B(z), this is
/// `P̃ = F(z) + M(z)/(g + q²)` with q² = A/B, and functions of z alone decide:
///
/// - F and M completely monotone, q² and g Bernstein: M/(g + q²) = ∫ e^{−gu} M e^{−u q²} du, and P is a
///   mixture of e^{−gu} at every t, so p ≥ 0 in every dimension;
/// - g = k², F and M completely monotone, q Bernstein: the kernel M e^{−qr}/(4πr) of N = 3 is one in z
///   at every r, so p ≥ 0 up to N = 3;
/// - g = k², F and M/q completely monotone, q Bernstein: the kernel M e^{−qr}/(2q) of N = 1 is, so
///   p ≥ 0 in N = 1.
///
/// [Bernstein's theorem in t; products and compositions as in SSV 1.6 and 3.7; derived]
struct ResolventProof {
  /// The largest dimension proved; `nil` for all.
  let dimension: Int?
  /// F, M (or M/q) and q² (or q), each with its proof, in s for z.
  let proofs: [Proof]

  /// Looks for a proof where all roots of the polynomial in λ are kept and the source closes.
  ///
  /// - Parameter density: the source's b, free of k.
  init?(_ polynomial: CharacteristicPolynomial, density b: Formula) {
    guard polynomial.degree >= 2, polynomial.degree <= 6, !b.contains("k"), !b.contains("t"),
      let parts = Parts(polynomial)
    else { return nil }
    func product(_ coefficients: [Formula]) -> Formula {
      Formula.sum(
        coefficients.enumerated().map { $1 * Formula.s.raised(to: .number(Number($0))) } + [.zero]
      ).canonical
    }
    // (D(z) − D(b))/(z − b), by Horner's scheme.
    func quotient(_ coefficients: [Formula]) -> [Formula] {
      var result: [Formula] = []
      var carry = Formula.zero
      for coefficient in coefficients.dropFirst().reversed() {
        carry = (coefficient + b * carry).canonical
        result.append(carry)
      }
      return result.reversed()
    }
    let below = product(parts.slopes)
    guard below != .zero else { return nil }
    let square = (product(parts.constants) / below).canonical
    let first = (product(quotient(parts.slopes)) / below).canonical
    let numerator =
      product(quotient(parts.constants)) * below
      - product(quotient(parts.slopes)) * product(parts.constants)
    let assumptions = ProofContext.assumptions(for: numerator)
    let weight = ((numerator.expanded(assuming: assumptions) ?? numerator) / (below * below))
      .canonical
    func proof(_ formula: Formula, _ membership: FunctionClass) -> Proof? {
      ProofSearch.proof(of: formula, in: membership)
    }
    guard let head = proof(first, .completelyMonotone) else { return nil }
    if let clock = proof(square, .bernstein), let mass = proof(weight, .completelyMonotone),
      let inner = proof(parts.variable, .bernstein)
    {
      (dimension, proofs) = (nil, [head, mass, clock, inner])
      return
    }
    guard parts.variable == .s, let root = proof(square.squareRoot.canonical, .bernstein) else {
      return nil
    }
    if let mass = proof(weight, .completelyMonotone) {
      (dimension, proofs) = (3, [head, mass, root])
    } else if let mass = proof((weight / square.squareRoot).canonical, .completelyMonotone) {
      (dimension, proofs) = (1, [head, mass, root])
    } else {
      return nil
    }
  }

  /// The coefficients of D in z as α + β g.
  private struct Parts {
    let constants: [Formula]
    let slopes: [Formula]
    /// g in s = k².
    let variable: Formula

    init?(_ polynomial: CharacteristicPolynomial) {
      let assumptions = Process.assumptions
      var constants: [Formula] = []
      var slopes: [Formula] = []
      var variable: Formula?
      for (power, coefficient) in polynomial.coefficients.enumerated() {
        let signed = power % 2 == 0 ? coefficient : -coefficient
        guard !signed.contains("t"), let expanded = signed.expanded(assuming: assumptions),
          ExactSign.isReal(expanded)
        else { return nil }
        guard let split = expanded.constantAndRest(in: "k") else {
          constants.append(expanded)
          slopes.append(.zero)
          continue
        }
        if variable == nil {
          // A monomial without its factor; anything else as it is.
          let monomial = split.rest.asMonomial(in: "k", assuming: assumptions)
          variable = monomial.map { Formula.variable("k").raised(to: $0.exponent) } ?? split.rest
        }
        let ratio = (split.rest / (variable ?? .one)).simplified(assuming: assumptions)
        guard !ratio.contains("k") else { return nil }
        constants.append(split.constant)
        slopes.append(ratio)
      }
      guard let variable else { return nil }
      self.constants = constants
      self.slopes = slopes
      self.variable = variable.inSquares
    }
  }
}
