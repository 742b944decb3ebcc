internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// The counted work of about a second, in additions of balls.
  ///
  /// The shares of searches below are tuned: no known refutation needs more, and together they stay
  /// within the budget of a verdict.
  private static let second = 7_000_000

  /// Lattice constants to look at, as widths of the structure of λ are not known beforehand.
  private static let scales: [Number] = [
    .rational(1, 4), .one, .rational(1, 16), 4, .rational(1, 2), .rational(1, 8), 2,
    .rational(1, 64),
    16, .rational(1, 1024), 256,
  ]

  /// C1 refuted by certified means: N = 1 for every dimension, or the smallest N ≤ 3 that fails.
  func refutedDensity() throws(FormulaError) -> DensityFlow? {
    guard !relevantRates.contains(where: { $0.contains("t") }) else { return refutedInTime() }
    if let flow = refutedByRate() { return flow }
    if let flow = TelegraphLaw(decayRates: keptRates, source: source)?.densityFlow { return flow }
    if let flow = severalBranchFlow() { return flow }
    if let flow = try resolventFlow() { return flow }
    if let flow = flatPropagator() { return flow }
    return try refutedByPropagator()
  }

  /// A rate that depends on time: P at t = 1 is not positive definite in N = 1.
  private func refutedInTime() -> DensityFlow? {
    guard keptRates.count == 1, let program = try? keptRates[0].program() else { return nil }
    if let (k, t) = growingWave(program) {
      return refuted(
        "|P(k,t)| > P(0,t) at k = \(shortText(k)), t = \(shortText(t)) (certified): no density has a "
          + "Fourier transform larger than its mass")
    }
    let time = Ball(1.0, precision: 128)
    let witness = Deadline.afterWork(Self.second) {
      LatticeWitness.against(
        propagator: { k in
          let action = RigorousIntegral.integrate(
            program, values: [k, time], varying: 1, from: Ball(0.0, precision: 128), to: time)
          return Ball.exp(-action)
        }, time: 1, dimension: 1, scales: Array(Self.scales.prefix(7)))
    }
    guard let witness else { return nil }
    return refuted(
      "k -> P(k,t) is not positive definite at t = 1 in N = 1 (certified on a lattice of wavenumbers "
        + "of spacing \(witness.spacing.description)): the density turns negative in every dimension"
    )
  }

  /// A wavenumber and a time with ∫₀ᵗ Re(λ(k) − λ(0)) certainly < 0.
  private func growingWave(_ program: CompiledFormula) -> (k: Double, t: Double)? {
    Deadline.afterWork(Self.second * 4 / 10) {
      func action(_ k: Double, _ t: Double) -> Ball {
        RigorousIntegral.integrate(
          program, values: [Ball(k), Ball(t)], varying: 1, from: Ball(0.0), to: Ball(t))
      }
      for t in [1, 4, 0.1, 0.5, 2, 10, 30] {
        let atZero = action(0, t)
        guard atZero.isFinite, !Deadline.isOver else { continue }
        for k in [1, 0.3, 3, 10] {
          let here = action(k, t)
          if here.isFinite, here.realBounds.upper < atZero.realBounds.lower { return (k, t) }
        }
      }
      return nil
    }
  }

  /// A lone branch: too fast growth, ψ that is not negative definite, or ψ that is no Bernstein
  /// function.
  private func refutedByRate() -> DensityFlow? {
    guard keptRates.count == 1, let rate = keptRates.first else { return nil }
    if let end = EndBehaviour(of: rate, end: .infinity, reach: 0x1p-20), end.isBoundedBelow,
      end.exponent < -2
    {
      let growth =
        end.range.upper.isFinite ? "like k^\((-end.exponent).description), " : ""
      return withPoint(
        refuted(
          "lambda grows \(growth)faster than k^2: no density can stay "
            + ">= 0 (a negative-definite function is O(1 + k^2))"), rate, dimension: 1)
    }
    if let reason = Self.excludedByEnds(rate) {
      return withPoint(refuted(reason), rate, dimension: 1)
    }
    guard let program = try? rate.compiled(variables: ["k"]), let atZero = rateAtZero(rate) else {
      return nil
    }
    let sphere = sphericalSum(rate)
    for dimension in ((sphere?.dimension ?? 0) + 1)..<4 {
      let scales = dimension == 1 ? Self.scales : Array(Self.scales.prefix(5))
      guard
        let witness = Deadline.afterWork(
          Self.second * 7 / 10,
          {
            LatticeWitness.against(
              rate: program, atZero: atZero, dimension: dimension, scales: scales)
          })
      else { continue }
      let reason =
        "k -> lambda(k) - lambda(0) is not negative definite in N = \(dimension) (certified on a "
        + "lattice of wavenumbers of spacing \(witness.spacing.description)\(unitText))"
      if let sphere, dimension == sphere.dimension + 1 {
        return flow(
          by: sphere,
          limit: "; in N = \(dimension) it is not negative definite (certified on "
            + "a lattice of wavenumbers)", .upTo(sphere.dimension))
      }
      if dimension == 1 {
        return withPoint(
          refuted(reason + ": the density turns negative in every dimension"), rate, dimension: 1)
      }
      return openBelow(
        dimension, reason + ": the density turns negative there; N = \(dimension - 1) is open",
        rate)
    }
    if let sphere {
      let fails = derivativeWitness(rate) != nil
      return flow(
        by: sphere,
        limit: fails ? "; some larger N fails (a derivative in k^2 has the wrong sign)" : "",
        .within(sphere.dimension, nil))
    }
    if let witness = derivativeWitness(rate) {
      return openBelow(
        nil,
        "lambda - lambda(0) is no Bernstein function of s = k^2: derivative \(witness.order) has the "
          + "wrong sign at s = \(witness.place.description) (certified), so p >= 0 fails from some N on",
        rate)
    }
    return nil
  }

  /// Why λ − λ(0) is negative definite in no dimension, from how it behaves as k → 0 or k → ∞;
  /// parameters stand for every positive number.
  ///
  /// A negative-definite ψ is O(1 + k²), and it vanishes where ψ = o(k²) at 0: ψ(2k) ≤ 4ψ(k) gives
  /// ψ(k) ≤ 4ⁿψ(2⁻ⁿk) → 0. [SSV Proposition 4.3 and chapter 4]
  static func excludedByEnds(_ rate: Formula) -> String? {
    guard !rate.contains("t") else { return nil }
    let inS = rate.inSquares
    guard ExactSign.isReal(inS) || !inS.contains("s") else { return nil }
    if let term = LeadingTerm(of: inS.replacingS(by: 1 / Formula.s)),
      term.exponent < .minusOne, let sign = ExactSign.of(term.coefficient),
      sign == .positive || sign == .negative
    {
      return
        "lambda grows like k^\((-(term.exponent + term.exponent)).description), faster than k^2: no "
        + "density can stay >= 0 (a negative-definite function is O(1 + k^2))"
    }
    if let limit = inS.limitAtZero {
      let gap = (inS - limit).canonical
      let isSomething = { (term: LeadingTerm) in
        gap.variables == ["s"]
          ? gap.isCertainlyNonzero
          : [.positive, .negative].contains(ExactSign.of(term.coefficient))
      }
      if let term = LeadingTerm(of: gap), .one < term.exponent, isSomething(term) {
        return
          "lambda - lambda(0) is o(k^2) as k -> 0: the density would have no variance, and only a "
          + "point has none; it turns negative in every dimension"
      }
    }
    return nil
  }

  /// A proof for some dimensions, where the source certainly closes.
  private func sphericalSum(_ rate: Formula) -> SphericalSum? {
    let inS = rate.substituting(["k": .s]).canonical
    guard let limit = inS.limitAtZero,
      ScaleMixtureProof.closes(
        rate: rate.inSquares,
        source: ScaleMixtureProof.inS(source)) == true
    else { return nil }
    return Deadline.afterWork(Self.second * 8 / 10) {
      SphericalSum(of: (rate - limit).simplified(assuming: Process.assumptions))
    }
  }

  private func flow(
    by sphere: SphericalSum, limit: String, _ dimensions: Verdict.Dimensions
  ) -> DensityFlow {
    DensityFlow(
      condition: Verdict.Condition(
        holds: true, proved: true,
        reason: "lambda - lambda(0) is negative definite up to N = \(sphere.dimension): "
          + sphere.reading + limit, opinion: true),
      dimensions: dimensions)
  }

  private func derivativeWitness(_ rate: Formula) -> DerivativeWitness? {
    let psi = rate.inSquares
    return Deadline.afterWork(Self.second) { DerivativeWitness.against(psi) }
  }

  /// C1 fails from N on, or from some N on; smaller N are open.
  private func openBelow(_ dimension: Int?, _ reason: String, _ rate: Formula) -> DensityFlow {
    DensityFlow(
      condition: Verdict.Condition(holds: nil, proved: false, reason: reason, opinion: true),
      dimensions: .within(0, dimension.map { $0 - 1 }))
  }

  /// The refutation with a point where G < 0, where one is found quickly.
  private func withPoint(_ flow: DensityFlow, _ rate: Formula, dimension: Int) -> DensityFlow {
    let inS = rate.substituting(["k": .s]).canonical
    guard let limit = inS.limitAtZero else { return flow }
    let gap = (rate - limit).simplified(assuming: Process.assumptions)
    let point = Deadline.afterWork(Self.second * 4 / 10) {
      NegativePoint.against(gap, dimension: dimension)
    }
    guard let point else { return flow }
    var flow = flow
    flow.witness = Verdict.DensityWitness(
      dimension: dimension, radius: point.radius, time: point.time)
    return flow
  }

  /// λ(0+) as a ball: exactly, or by evaluation.
  private func rateAtZero(_ rate: Formula) -> Ball? {
    let zero = Ball(0.0, precision: 128)
    if let limit = rate.substituting(["k": .s]).canonical.limitAtZero,
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
