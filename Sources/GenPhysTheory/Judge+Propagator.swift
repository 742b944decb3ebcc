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
    return refutedByValues(propagator) ?? refutedByLattice(propagator)
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

  private func refutedByLattice(_ propagator: BallPropagator) -> DensityFlow? {
    for dimension in 1...3 {
      for time in [Number(1), 4] where !Deadline.isOver {
        let witness = LatticeWitness.against(
          propagator: { propagator.value($0, time: Ball(time, precision: 128)) }, time: time,
          dimension: dimension, scales: [.rational(1, 4), 1, .rational(1, 16)])
        guard let witness else { continue }
        let reason =
          "P(k,t) at t = \(time.description) is not positive definite in N = \(dimension) (certified "
          + "on a lattice of wavenumbers of spacing \(witness.spacing.description))"
        if dimension == 1 {
          return refuted(reason + ": the density turns negative in every dimension")
        }
        return beyond(dimension - 1, reason)
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
