internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// What was found about C1.
  struct DensityFlow {
    var condition: Verdict.Condition
    var witness: Verdict.DensityWitness?
    var dimensions: Verdict.Dimensions?
    var proof: Proof?
  }

  /// Closure first, then reality, then the sign of the density.
  func densityFlow(_ mixture: ScaleMixtureProof?) throws(FormulaError) -> DensityFlow {
    guard !keptRates.isEmpty else {
      let reason = "every branch has Re lambda -> -infinity for large k: the initial-value problem "
      return discardsAreCertain
        ? refuted(reason + "is ill-posed (certified by the leading power)")
        : opinion(false, "numerically, " + reason + "would be ill-posed")
    }
    if isSingularInTime {
      return refuted(
        "the integral of lambda over time diverges at t = 0 (certified by the leading power of t): "
          + "there is no propagator")
    }
    if let mixture, let flow = Self.densityFlow(by: mixture) { return flow }
    if let problem = closureProblem() { return problem }
    if let complex = try complexKernel() { return complex }
    if let refutation = try refutedDensity() { return refutation }
    if Deadline.isOver { return opinion(nil, "the time budget ran out") }
    return try sign()
  }

  func refuted(_ reason: String) -> DensityFlow {
    DensityFlow(
      condition: Verdict.Condition(holds: false, proved: true, reason: reason, opinion: false),
      dimensions: .upTo(0))
  }

  private func opinion(
    _ value: Bool?, _ reason: String, witness: Verdict.DensityWitness? = nil,
    dimensions: Verdict.Dimensions? = nil
  ) -> DensityFlow {
    DensityFlow(
      condition: Verdict.Condition(holds: nil, proved: false, reason: reason, opinion: value),
      witness: witness, dimensions: dimensions)
  }

  /// A source that does not close, certainly or to all appearance.
  private func closureProblem() -> DensityFlow? {
    let finding = process.closure(of: keptRates).finding()
    guard let problem = finding.problem else { return nil }
    // In units, the parameters' names say more than the numbers.
    let stated = declared == process ? problem : declared.certainProblem ?? problem
    let reason = "the source cannot close: " + declared.sentence(on: stated)
    if case .fails = finding { return refuted(reason) }
    return opinion(false, "numerically, " + reason)
  }

  /// A kernel is complex where a lone branch oscillates, Im λ ≠ 0 at some k, and a flow where the flux
  /// potential of a real density is: Im φ̂/p̂ ≠ 0.
  private func complexKernel() throws(FormulaError) -> DensityFlow? {
    guard keptRates.count == 1 else { return nil }
    let symbols = [
      (try keptRates[0].program(), "the kernel is not real: Re omega"),
      (try process.closure(of: keptRates).flux.program(), "the flow is not real: Im phi/p"),
    ]
    for (program, reason) in symbols {
      for k in [1, 0.3, 3, 10] {
        let value = program.evaluate([Ball(k), Ball(1.0)])
        let (lower, upper) = value.imaginaryBounds
        if value.isFinite, lower > 0 || upper < 0 {
          return refuted(
            "\(reason) = \(shortText(value.midpoint.imaginary)) at k = \(shortText(k)) (certified)")
        }
      }
    }
    return nil
  }

  /// The sign of the density: a positive mixing law suggests every N; otherwise G itself is looked at.
  private func sign() throws(FormulaError) -> DensityFlow {
    guard formsOpinions else { return opinion(nil, "not proved") }
    if keptRates.count == 1 {
      if RecognisedLaw(decayRate: keptRates[0]) != nil {
        return opinion(
          true,
          "the kernel is a known Gaussian scale mixture, positive in every dimension; "
            + "no formal proof yet", dimensions: .all)
      }
      if process.scaleMixture(keptRates, dimension: 1) != nil {
        return opinion(
          true,
          "numerically P is a Gaussian scale mixture with positive weights, at t = 0.1, 1, 10; "
            + "not a proof", dimensions: .all)
      }
    }
    return try sampledSign()
  }

  /// G on a grid of r and t, in N = 1, 2, 3 until it turns negative.
  private func sampledSign() throws(FormulaError) -> DensityFlow {
    var largest = 0
    for dimension in 1...3 where !Deadline.isOver {
      do {
        if let witness = try negativePoint(dimension: dimension) {
          let place =
            "G = \(shortText(witness.density)) at r = \(shortText(witness.radius)), "
            + "t = \(shortText(witness.time)) in N = \(dimension)"
          return opinion(
            largest > 0 ? true : false,
            largest > 0
              ? "numerically p >= 0 up to N = \(largest) only: \(place); not a proof"
              : "numerically the density is negative: \(place); not a proof",
            witness: Verdict.DensityWitness(
              dimension: dimension, radius: witness.radius, time: witness.time),
            dimensions: .upTo(largest))
        }
        largest = dimension
      } catch {
        return opinion(
          largest > 0 ? true : nil,
          largest > 0
            ? "numerically p >= 0 up to N = \(largest); beyond, the density could not be computed"
            : "the density could not be computed: \(Self.text(error))",
          dimensions: largest > 0 ? .upTo(largest) : nil)
      }
    }
    return opinion(
      true, "numerically p >= 0 on the grid in N = 1, 2, 3; not a proof", dimensions: .upTo(3))
  }

  private static func text(_ error: GreensFunctionError) -> String {
    switch error {
    case .unsupported(let text): text
    default: "\(error)"
    }
  }

  /// A point where the density is negative beyond its error, or `nil`.
  func negativePoint(
    dimension: Int
  ) throws(GreensFunctionError) -> (radius: Double, time: Double, density: Double)? {
    let green = try process.greensFunction(dimension: dimension)
    for time in [1, 0.1, 10] {
      // The width where P has fallen to 1/e sets the lengths to look at.
      let width =
        (-30...30).lazy.map { Double.pow(2, Double($0) / 2) }.first { k in
          (slowestRate(k) - rateAtZero()) * time > 1
        }.map { 1 / $0 } ?? 1
      for step in 0...40 {
        if Deadline.isOver {
          throw .unsupported("the time budget ran out while looking for negative densities")
        }
        let radius = width * 0.25 * Double(step)
        let density: Estimate
        do { density = try green.density(radius: radius, time: time) } catch {
          // A density may be unbounded at 0 or lose its digits far out; neither is negative.
          switch error {
          case .unbounded, .notConverged: continue
          default: throw error
          }
        }
        if density.value < -10 * density.error { return (radius, time, density.value) }
      }
    }
    return nil
  }
}
