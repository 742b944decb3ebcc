internal import GenPhysNumerics

/// The proof that the causal sum of several branches is a Gaussian scale mixture.
///
/// `P = Σ_j e^{−λ_j t} ∏_{l≠j}(λ_l + b)/(λ_l − λ_j)`, or `e^{−λt} Σ_m ((λ + b)t)^m/m!` where all rates
/// coincide, is completely monotone in s = k² for every t > 0. Hence p ≥ 0 in every dimension.
/// [THEORY 2, 3; Schoenberg]
struct BranchMixtureProof {
  /// The proof, accepted by the checker.
  let proof: Proof

  /// Looks for a proof where the source certainly closes.
  init?(decayRates: [Formula], source: Process.Source, closure: Closure) {
    guard (2...3).contains(decayRates.count),
      !(decayRates + [closure.density, closure.potential]).contains(where: { $0.contains("t") })
    else { return nil }
    // Rates that oscillate mix no Gaussians, and a search among complex formulas is long.
    guard decayRates.map(\.inSquares).allSatisfy(ExactSign.isReal),
      ScaleMixtureProof.closes(
        rate: closure.mismatch.inSquares,
        source: Process.Source(potential: source.potential.inSquares, density: 0)) == true,
      let propagator = Self.propagator(
        decayRates.map(\.inSquares), density: source.density.inSquares),
      let proof = ProofSearch.proof(of: propagator, in: .completelyMonotone)
    else { return nil }
    self.proof = proof
  }

  /// The propagator in s = k² and t, where it can be written down.
  static func propagator(of decayRates: [Formula], source: Process.Source) -> Formula? {
    guard decayRates.count > 1, decayRates.count < 4,
      !(decayRates + [source.density]).contains(where: { $0.contains("t") })
    else { return nil }
    return propagator(decayRates.map(\.inSquares), density: source.density.inSquares)
  }

  private static func propagator(_ rates: [Formula], density b: Formula) -> Formula? {
    let t = Formula.variable("t")
    if rates.allSatisfy({ $0 == rates[0] }) {
      let argument = (rates[0] + b) * t
      var term = Formula.one
      var sum = Formula.one
      for m in 1..<rates.count {
        term = term * argument / .number(Number(m))
        sum = sum + term
      }
      return (exp(-rates[0] * t) * sum).canonical
    }
    var parts: [Formula] = []
    for (j, rate) in rates.enumerated() {
      var part = exp(-rate * t)
      for (l, other) in rates.enumerated() where l != j {
        let gap = (other - rate).canonical
        guard gap.isCertainlyNonzero else { return nil }
        part = part * (other + b) / gap
      }
      parts.append(part.canonical)
    }
    return Formula.sum(parts).canonical
  }
}

extension Judge {
  /// C1 refuted for several branches where P(0,t) − P(k,t) = o(k²) as k → 0: see `excludedByEnds`.
  func flatPropagator() -> DensityFlow? {
    guard let propagator = BranchMixtureProof.propagator(of: keptRates, source: source),
      let mass = propagator.limitAtZero, ExactSign.of(mass) == .positive
    else { return nil }
    let gap = (mass - propagator).canonical
    guard let term = LeadingTerm(of: gap), .one < term.exponent, gap.isCertainlyNonzero else {
      return nil
    }
    return refuted(
      "P(0,t) - P(k,t) is o(k^2) as k -> 0: the density would have no variance, and only a point has "
        + "none; it turns negative in every dimension")
  }

  /// C1 by a proof that several branches make a mixture of Gaussians.
  func severalBranchFlow() -> DensityFlow? {
    guard keptRates.count > 1,
      let mixture = BranchMixtureProof(
        decayRates: keptRates, source: source, closure: process.closure(of: keptRates))
    else { return nil }
    return DensityFlow(
      condition: Verdict.Condition(
        holds: true, proved: true,
        reason:
          "the propagator of the \(keptRates.count) branches is completely monotone in s = k^2 for "
          + "every t (\(mixture.proof.rule.summary)): p is a mixture of Gaussians in every dimension",
        opinion: true),
      dimensions: .all, proof: mixture.proof)
  }
}
