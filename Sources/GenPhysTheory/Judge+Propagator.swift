internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// C1 refuted by balls around the propagator of several branches: by the sign of the mass, by
  /// |P(k,t)| > P(0,t), by Im P ≠ 0, or on a lattice of wavenumbers.
  ///
  /// p ≥ 0 makes P(·,t) positive definite, so that P(0,t) ≥ |P(k,t)|. [Bochner]
  func refutedByPropagator() throws(FormulaError) -> DensityFlow? {
    guard keptRates.count > 1,
      let propagator = try BallPropagator(keptRates, closure: process.closure(of: keptRates))
    else { return nil }
    if let flow = refutedByValues(propagator) { return flow }
    guard let failure = latticeFailure(propagator, from: 1) else { return nil }
    if failure.dimension == 1 {
      return refuted(failure.reason + ": the density turns negative in every dimension")
    }
    return beyond(failure.dimension - 1, failure.reason)
  }

  /// C1 by the Laplace transform in time of the propagator, with the first dimension that fails, where
  /// one is found.
  func resolventFlow() throws(FormulaError) -> DensityFlow? {
    let closure = process.closure(of: keptRates)
    guard keptRates.count > 1, allRates.count == keptRates.count,
      let polynomial = process.polynomial(of: keptRates), polynomial.degree == keptRates.count,
      ScaleMixtureProof.closes(
        rate: closure.mismatch.inSquares,
        source: Process.Source(potential: source.potential.inSquares, density: 0)) == true,
      let resolvent = ResolventProof(polynomial, density: source.density)
    else { return nil }
    var reason =
      "in time P has the Laplace transform F + M/(g + q^2), g = k^2 or a Bernstein function of it: "
    guard let dimension = resolvent.dimension else {
      reason +=
        "F and M are completely monotone and q^2 is Bernstein in z: p is a mixture in every "
      reason += "dimension"
      return DensityFlow(
        condition: Verdict.Condition(holds: true, proved: true, reason: reason, opinion: true),
        dimensions: .all, proof: nil)
    }
    reason +=
      dimension == 1
      ? "F and M/q are completely monotone and q is Bernstein in z: so is the kernel M e^(-q r)/2q on "
        + "the line, and p >= 0 there"
      : "F and M are completely monotone and q is Bernstein in z: so is the kernel M e^(-q r)/(4 pi r) "
        + "in N = 3, and p >= 0 up to there"
    var dimensions = Verdict.Dimensions.within(dimension, nil)
    if dimension < 3,
      let propagator = try BallPropagator(keptRates, closure: closure),
      let failure = latticeFailure(propagator, from: dimension + 1)
    {
      dimensions =
        failure.dimension == dimension + 1
        ? .upTo(dimension) : .within(dimension, failure.dimension - 1)
      reason += "; " + failure.reason
    }
    return DensityFlow(
      condition: Verdict.Condition(holds: true, proved: true, reason: reason, opinion: true),
      dimensions: dimensions)
  }

  private func refutedByValues(_ propagator: BallPropagator) -> DensityFlow? {
    let times = [1, 2, 0.5, 4, 3, 0.25, 8, 16]
    for t in times {
      guard let mass = propagator.value(0, time: t) else { continue }
      let (low, high) = mass.realBounds
      if high < 0 {
        return refuted(
          "the mass turns negative: P(0,t) = \(shortText(mass.midpoint.real)) at "
            + "t = \(shortText(t)) (certified), in every dimension")
      }
      for k in [1, 0.5, 2, 0.25, 4, 8] {
        guard let value = propagator.value(k, time: t) else { continue }
        let (below, above) = value.imaginaryBounds
        if below > 0 || above < 0 {
          return refuted(
            "the kernel is not real: Im P = \(shortText(value.midpoint.imaginary)) at "
              + "k = \(shortText(k)), t = \(shortText(t)) (certified)")
        }
        let (lower, upper) = value.realBounds
        if low.isFinite, lower > high || upper < -high {
          return refuted(
            "|P(k,t)| > P(0,t) at k = \(shortText(k)), t = \(shortText(t)) (certified): no density "
              + ">= 0 has such a Fourier transform, in any dimension")
        }
      }
    }
    return nil
  }

  /// The first dimension up to 3 in which P is not positive definite on some lattice.
  private func latticeFailure(
    _ propagator: BallPropagator, from start: Int
  ) -> (dimension: Int, reason: String)? {
    for dimension in start...3 {
      for time in [Number(1), 4] where !Deadline.isOver {
        let witness = LatticeWitness.against(
          propagator: { propagator.value($0, time: Ball(time, precision: 128)) }, time: time,
          dimension: dimension, scales: [.rational(1, 4), 1, .rational(1, 16)])
        guard let witness else { continue }
        return (
          dimension,
          "P(k,t) at t = \(time.description) is not positive definite in N = \(dimension) (certified "
            + "on a lattice of wavenumbers of spacing \(witness.spacing.description))"
        )
      }
    }
    return nil
  }

  /// What can be said of dimensions up to `open`, those above being refuted.
  private func beyond(_ open: Int, _ reason: String) -> DensityFlow {
    var opinion: Bool?
    var look = "N = \(open) is open"
    if formsOpinions {
      do {
        if let point = try negativePoint(dimension: open) {
          opinion = false
          look =
            "numerically so in N = \(open) at r = \(shortText(point.radius)), "
            + "t = \(shortText(point.time)), which is no proof"
        } else {
          opinion = true
          look = "numerically p >= 0 on the grid in N = \(open), which is no proof"
        }
      } catch {
        // N stays open: the density cannot be computed there.
      }
    }
    return DensityFlow(
      condition: Verdict.Condition(
        holds: nil, proved: false,
        reason: reason + ": the density turns negative there; " + look, opinion: opinion),
      dimensions: opinion == true ? .upTo(open) : nil)
  }
}

/// P(k,t) of several branches in balls: `Σ_j e^{−λ_j t} ∏_{l≠j} (λ_l + b)/(λ_l − λ_j)`.
struct BallPropagator {
  private let rates: [CompiledFormula]
  private let density: CompiledFormula
  /// P(0,t) is 1 whatever the formula says there: no births, and the source closes.
  private let conservesMass: Bool

  /// Compiles branches that do not depend on time.
  init?(_ rates: [Formula], closure: Closure) throws(FormulaError) {
    guard !(rates + [closure.density]).contains(where: { $0.contains("t") }) else { return nil }
    var programs: [CompiledFormula] = []
    for rate in rates { programs.append(try rate.compiled(variables: ["k"])) }
    self.rates = programs
    density = try closure.density.compiled(variables: ["k"])
    conservesMass =
      closure.potential == .zero && closure.density == .zero
      && closure.mismatch.substituting(["k": 0]).simplified(assuming: Process.assumptions) == .zero
  }

  /// P at a number, or `nil` where balls do not enclose it.
  func value(_ k: Double, time t: Double) -> Ball? {
    let value = value(Ball(k, precision: 128), time: Ball(t, precision: 128))
    return value.isFinite ? value : nil
  }

  /// P in balls.
  func value(_ k: Ball, time t: Ball) -> Ball {
    if conservesMass, k.containsZero { return Ball(1.0, precision: 128) }
    let values = rates.map { $0.evaluate([k]) }
    let birth = density.evaluate([k])
    return values.indices.reduce(Ball(0.0, precision: 128)) { sum, j in
      values.indices.reduce(Ball.exp(-values[j] * t)) { part, l in
        l == j ? part : part * (values[l] + birth) / (values[l] - values[j])
      } + sum
    }
  }
}
