internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// Lattice constants to look at, as widths of the structure of λ are not known beforehand.
  private static let scales: [Number] = [
    .rational(1, 4), .one, .rational(1, 16), 4, .rational(1, 2), .rational(1, 8), 2,
    .rational(1, 64),
    16, .rational(1, 1024), 256,
  ]

  /// C1 refuted by certified means: N = 1 for every dimension, or the smallest N ≤ 3 that fails.
  func refutedDensity() throws(FormulaError) -> DensityFlow? {
    guard !relevantRates.contains(where: { $0.contains("t") }) else { return nil }
    if let flow = refutedByRate() { return flow }
    if let flow = TelegraphLaw(decayRates: keptRates, source: source)?.densityFlow { return flow }
    return try refutedByPropagator()
  }

  /// A lone branch: too fast growth, or ψ that is not negative definite.
  private func refutedByRate() -> DensityFlow? {
    guard keptRates.count == 1, let rate = keptRates.first else { return nil }
    if let end = EndBehaviour(of: rate, end: .infinity, reach: 0x1p-20), end.isPositive,
      end.exponent < -2
    {
      return refuted(
        "lambda grows like k^\((-end.exponent).description), faster than k^2: no density can stay "
          + ">= 0 (a negative-definite function is O(1 + k^2))")
    }
    guard let program = try? rate.compiled(variables: ["k"]), let atZero = rateAtZero(rate) else {
      return nil
    }
    for dimension in 1...3 {
      let scales = dimension == 1 ? Self.scales : Array(Self.scales.prefix(5))
      guard
        let witness = LatticeWitness.against(
          rate: program, atZero: atZero, dimension: dimension, scales: scales)
      else { continue }
      let reason =
        "k -> lambda(k) - lambda(0) is not negative definite in N = \(dimension) (certified on a "
        + "lattice of wavenumbers of spacing \(witness.spacing.description))"
      if dimension == 1 {
        return refuted(reason + ": the density turns negative in every dimension")
      }
      return DensityFlow(
        condition: Verdict.Condition(
          holds: nil, proved: false,
          reason: reason + ": the density turns negative there; N = \(dimension - 1) is open",
          opinion: true),
        dimensions: .upTo(dimension - 1))
    }
    return nil
  }

  /// λ(0+) as a ball: exactly, or by evaluation.
  private func rateAtZero(_ rate: Formula) -> Ball? {
    let zero = Ball(0.0, precision: 128)
    if let limit = LeadingTerm(of: rate.substituting(["k": .s]).canonical)?.limit,
      let value = try? limit.compiled(variables: ["k"]).evaluate([zero]), value.isFinite
    {
      return value
    }
    guard let value = try? rate.compiled(variables: ["k"]).evaluate([zero]), value.isFinite else {
      return nil
    }
    return value
  }
}
