internal import GenPhysNumerics

/// The proof that a process is a Gaussian scale mixture, hence p ≥ 0 in every dimension.
///
/// `ψ(s) = λ(√s) − λ(0)` is a Bernstein function of s = k² at every time; so `e^{−∫λ}` is completely
/// monotone in s, and G a mixture of Gaussians. [THEORY 3; Schoenberg; SSV Theorem 3.7]
struct ScaleMixtureProof {
  /// λ(√s) in s, t and parameters.
  let rate: Formula
  /// λ(0+); 0 where it is not known, and then ψ = λ(√s).
  let rateAtZero: Formula
  /// Whether λ(0+) is known.
  let isLowered: Bool
  /// The proof for ψ, accepted by the checker.
  let proof: Proof
  /// a and b of the source, in s, t and parameters.
  let source: Process.Source
  /// The clock, where ψ is what it multiplies.
  private(set) var schedule: TimeSchedule?

  /// Looks for a proof for one branch; the parameters that remain are positive.
  ///
  /// - Parameter terms: terms of λ in k, as they were written down.
  init?(decayRate: Formula, source: Process.Source, terms: [Formula] = []) {
    guard !decayRate.dependsOnS else { return nil }
    rate = decayRate.inSquares
    self.source = Self.inS(source)
    if let limit = rate.limitAtZero,
      ExactSign.of(limit) != nil || rate.contains("t") && ExactSign.isReal(limit)
    {
      let lowered = (rate - limit).canonical
      let parts = terms.map { $0.substituting(["k": Formula.s.squareRoot]) }
      if let proof = ProofSearch.proof(of: lowered, in: .bernstein, terms: parts + [-limit]) {
        (self.proof, rateAtZero, isLowered) = (proof, limit, true)
      } else if TimeSchedule.integral(of: limit) != nil,
        let schedule = TimeSchedule(of: lowered), schedule.isPositive,
        let proof = ProofSearch.proof(of: schedule.spatial, in: .bernstein)
      {
        (self.proof, rateAtZero, isLowered) = (proof, limit, true)
        self.schedule = schedule
        return
      } else {
        return nil
      }
    } else if let proof = ProofSearch.proof(of: rate, in: .bernstein) {
      (self.proof, rateAtZero, isLowered) = (proof, .zero, false)
    } else {
      return nil
    }
    if rate.contains("t"), !isIntegrable,
      !isLowered || TimeSchedule.integral(of: rateAtZero) == nil
        || TimeSchedule(of: (rate - rateAtZero).canonical) == nil
    {
      return nil
    }
  }

  /// The source in s instead of k.
  static func inS(_ source: Process.Source) -> Process.Source {
    return Process.Source(potential: source.potential.inSquares, density: source.density.inSquares)
  }

  /// Whether λ is integrable in time down to t = 0, from its leading power of t.
  private var isIntegrable: Bool {
    let swapped = rate.substituting([ProofContext.variable: .variable("\u{2022}"), "t": .s])
      .canonical
    if let term = LeadingTerm(of: swapped) { return Number.minusOne < term.exponent }
    // x K_{ν−1}(x)/K_ν(x) = O(x^{2ν}) up to a logarithm, or O(x²): any positive power will do.
    return swapped.withoutBesselKQuotient.map { (.s * $0).canonical.limitAtZero != nil } ?? false
  }

  /// Whether the source certainly closes: the flux potential has no pole on k > 0, and the mass
  /// balances at k = 0.
  ///
  /// - Returns: `nil` where neither this nor its contrary is certain.
  var closes: Bool? { Self.closes(rate: rate, source: source) }

  /// The same for any rate and source in s.
  static func closes(rate: Formula, source: Process.Source) -> Bool? {
    let symbol = FluxSymbol(mismatch: rate + source.density, potential: source.potential)
    switch symbol.finding(density: source.density) {
    case .closes: return true
    case .fails: return false
    case .open: return nil
    }
  }

  /// ψ in k.
  var rateInWavenumbers: Formula {
    let k = Formula.variable("k")
    return proof.claim.formula.substituting([ProofContext.variable: k.raised(to: 2)])
      .simplified(assuming: .wave)
  }

  /// ψ(∞) where it is known, finite and positive: the rate at which an atom decays.
  ///
  /// Only what is exact counts.
  var atomRate: Double? {
    guard isLowered, !rate.contains("t"),
      let limit = proof.claim.formula.limitAtInfinity,
      ExactSign.of(limit) == .positive,
      let value = try? limit.compiled(variables: []).realValue([]), value.isFinite
    else { return nil }
    return value
  }

  /// Whether ψ > 0 for every s > 0 and, with time, its integral grows without bound.
  ///
  /// A Bernstein function with ψ(0+) = 0 that is not 0 at one point is positive everywhere. With time
  /// only `ψ = t^q F(t^p s)` with p ≥ 0 and q ≥ −1 is recognised here: then ψ ≥ t^q F(s) for t ≥ 1.
  var smooths: Bool {
    let psi = proof.claim.formula
    guard isLowered, psi.isCertainlyNonzero,
      psi.variables.allSatisfy({ ["s", "t"].contains($0) })
        || proof.isUniform
    else { return false }
    if let schedule { return schedule.growsWithoutBound }
    guard psi.contains("t") else { return true }
    if let schedule = TimeSchedule(of: psi), schedule.growsWithoutBound { return true }
    let t = Formula.variable("t")
    for (p, q) in [(0, 0), (0, -1), (0, 1), (0, 2), (2, -1), (2, 0), (1, 0), (1, -1), (2, 1)] {
      let scaled = psi.replacingS(by: .s / t.raised(to: .number(Number(p))))
      let outer = (scaled * t.raised(to: .number(Number(-q)))).canonical
      if !outer.contains("t") { return true }
    }
    return false
  }
}

extension Process {
  /// The terms of λ as they were written down, where the only branch is a multiple of a sum.
  var writtenTerms: [Formula] {
    guard frequencies.count == 1 else { return [] }
    var factors: [Formula] = [.imaginaryUnit]
    var terms: [Formula] = []
    func summands(_ formula: Formula) -> [Formula] {
      if case .sum(let parts) = formula { parts.flatMap(summands) } else { [formula] }
    }
    func visit(_ formula: Formula) {
      switch formula {
      case .product(let parts): parts.forEach(visit)
      case .sum where terms.isEmpty: terms = summands(formula)
      default: factors.append(formula)
      }
    }
    visit(frequencies[0])
    return terms.map { bound(.product(factors + [$0])) }
  }
}

extension Judge {
  /// The proof for the process as it stands; with the parameters' numbers, else for every positive
  /// value of them (numbers that are no short decimals are not exact enough to calculate with).
  func scaleMixtureProof() -> ScaleMixtureProof? {
    guard keptRates.count == 1, let rate = keptRates.first, discardsAreCertain else { return nil }
    let terms = allRates.count == 1 ? process.writtenTerms : []
    if let proof = ScaleMixtureProof(decayRate: rate, source: source, terms: terms) {
      return proof
    }
    let formulas = [rate, source.potential, source.density]
    // Rules that need rational orders or exponents find nothing for π or √2 either.
    let isIrrational = process.parameters.contains { $0.form != nil }
    guard isIrrational || formulas.contains(where: \.hasInexactNumber), allRates.count == 1,
      process.parameters.allSatisfy({ $0.formula.map { ExactSign.of($0) == .positive } ?? true })
    else { return nil }
    let general = Process(
      name: process.name,
      parameters: process.parameters.map { Process.Parameter(name: $0.name, value: nil) },
      frequencies: process.frequencies, source: process.source)
    guard let rate = general.decayRates.first else { return nil }
    return ScaleMixtureProof(decayRate: rate, source: general.boundSource)
  }

  /// Whether nothing at a few k speaks against a scale mixture of the only branch.
  var mayBeMixture: Bool {
    guard allRates.count == 1, let rate = keptRates.first, !process.parameters.isEmpty else {
      return false
    }
    let inS = rate.inSquares
    guard let limit = inS.limitAtZero else { return inS.isPlausible(.bernstein) }
    return (inS - limit).canonical.isPlausible(.bernstein)
  }

  /// C1 by a scale mixture whose source closes.
  static func densityFlow(by mixture: ScaleMixtureProof) -> DensityFlow? {
    guard mixture.closes == true else { return nil }
    let claim = mixture.proof.claim
    let name =
      mixture.schedule == nil
      ? mixture.rateAtZero == .zero ? "lambda" : "lambda - lambda(0)" : "psi"
    return DensityFlow(
      condition: Verdict.Condition(
        holds: true, proved: true,
        reason: "\(name) = \(mixture.rateInWavenumbers.description) is a "
          + "\(claim.membership.name) function of s = k^2 (\(mixture.proof.rule.summary))"
          + (mixture.schedule.map { ", times a(t) of integral \($0.clock.description) > 0" } ?? "")
          + ": "
          + "p is a mixture of Gaussians in every dimension",
        opinion: true),
      dimensions: .all, proof: mixture.proof)
  }

  /// C2 by a scale mixture: Bernstein functions increase.
  static func smoothing(by mixture: ScaleMixtureProof) -> Smoothing? {
    guard mixture.smooths else { return nil }
    return Smoothing(
      condition: Verdict.Condition(
        holds: true, proved: true,
        reason: mixture.schedule.map {
          "the integral of lambda(k,t) - lambda(0,t) over time is psi times \($0.clock.description), "
            + "which is positive and grows without bound"
        }
          ?? "lambda is \(mixture.proof.claim.membership.name) in k^2 and not constant, so it "
          + "increases from k = 0 on",
        opinion: true))
  }
}
