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
  func refutedDensity() -> DensityFlow? {
    guard !relevantRates.contains(where: { $0.contains("t") }) else { return nil }
    return refutedByRate() ?? telegraph()
  }

  /// The telegraph equation, whose density is a probability law on the line.
  ///
  /// Two branches with λ₁ + λ₂ = 2ε and λ₁λ₂ = c²k², and no source, are the law of a particle that
  /// moves at speed c and turns around at rate ε, with both directions equally likely at first:
  /// p_tt + 2εp_t = c²p_xx, p = δ and p_t = 0 at t = 0. [Goldstein 1951; Kac 1974]
  private func telegraph() -> DensityFlow? {
    guard keptRates.count == 2, source == .none else { return nil }
    let (first, second) = (keptRates[0], keptRates[1])
    let sum = (first + second).simplified(assuming: Process.assumptions)
    let product = (first * second).simplified(assuming: Process.assumptions)
    guard sum.variables.isEmpty, ExactSign.of(sum) == .positive,
      let (coefficient, exponent) = product.expanded(assuming: Process.assumptions)?
        .asMonomial(in: "k", assuming: Process.assumptions), exponent == 2,
      coefficient.variables.isEmpty, ExactSign.of(coefficient) == .positive
    else { return nil }
    let law =
      "on the line p is the law of a particle that moves at finite speed and turns around "
      + "at random (telegraph equation; Goldstein, Kac)"
    let dimension = largestTelegraphDimension(sum)
    return DensityFlow(
      condition: Verdict.Condition(
        holds: true, proved: true,
        reason: dimension == nil
          ? law + "; larger N are open"
          : law + "; in N = 2 the density turns negative (certified on a lattice of wavenumbers)",
        opinion: true),
      dimensions: .upTo(1))
  }

  /// 1 where the failure in N = 2 is certified.
  private func largestTelegraphDimension(_ sum: Formula) -> Int? {
    guard let fast = try? keptRates[0].compiled(variables: ["k"]),
      let slow = try? keptRates[1].compiled(variables: ["k"]),
      let rate = try? sum.compiled(variables: ["k"]).evaluate([Ball(0.0, precision: 128)])
    else { return nil }
    for time in [Number(1), 2, .rational(1, 2), 4] {
      let t = Ball(time, precision: 128) * 2 / rate
      let witness = LatticeWitness.against(
        propagator: { k in
          if k.containsZero { return Ball(1.0, precision: 128) }
          let (a, b) = (fast.evaluate([k]), slow.evaluate([k]))
          // p̂(0) = 1 and p̂_t(0) = 0.
          return (b * Ball.exp(-a * t) - a * Ball.exp(-b * t)) / (b - a)
        }, time: time, dimension: 2, scales: Self.scales)
      if witness != nil { return 1 }
    }
    return nil
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
