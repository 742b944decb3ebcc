public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

extension Process {
  /// Judges whether the process is s-generative.
  ///
  /// C1 is proved for every N by the Bernstein calculus, or for N = 1 by the telegraph equation; it is
  /// refuted by a source that cannot close, a complex kernel, growth, or a Bochner lattice. C2 is
  /// proved with the former or by balls over the whole half-line, and refuted by balls. What none of
  /// these settles stays undecided, with a numerical opinion that is labelled as such. Parameters
  /// without a value stand for every positive number.
  ///
  /// - Parameter byProofAlone: whether numerical opinions on what is undecided are left out; they take
  ///   most of the time.
  /// - Throws: `.unknownVariable` for parameters without values, `.tooLarge`.
  public func verdict(byProofAlone: Bool = false) throws(FormulaError) -> Verdict {
    if !missingParameters.isEmpty, let verdict = generalVerdict() { return verdict }
    let judge = try Judge(process: self, formsOpinions: !byProofAlone)
    let mixture = judge.scaleMixtureProof()
    let smoothing: Judge.Smoothing
    if let mixture, let proved = Judge.smoothing(by: mixture) {
      smoothing = proved
    } else if let certified = judge.certifiedSmoothing() {
      smoothing = certified
    } else {
      smoothing = try judge.smoothingOpinion()
    }
    let flow = try judge.densityFlow(mixture)
    let atomRate: Double?
    if let mixture { atomRate = mixture.atomRate } else { atomRate = try judge.atomRate() }
    return Verdict(
      process: name, c1: flow.condition, densityWitness: flow.witness,
      dimensions: flow.dimensions, c2: smoothing.condition, c2Witness: smoothing.witness,
      violations: smoothing.violations, proof: flow.proof,
      atomRate: atomRate)
  }
}

extension Process {
  /// The verdict for every positive value of the parameters that have none, where there is a proof.
  public func generalVerdict() -> Verdict? {
    let rates = decayRates
    guard rates.count == 1,
      let mixture = ScaleMixtureProof(decayRate: rates[0], source: boundSource),
      let flow = Judge.densityFlow(by: mixture), let smoothing = Judge.smoothing(by: mixture)
    else { return nil }
    let range = ", for every " + missingParameters.map { "\($0) > 0" }.joined(separator: ", ")
    func general(_ condition: Verdict.Condition) -> Verdict.Condition {
      Verdict.Condition(
        holds: condition.holds, proved: condition.proved, reason: condition.reason + range,
        opinion: condition.opinion)
    }
    return Verdict(
      process: name, c1: general(flow.condition), densityWitness: nil, dimensions: .all,
      c2: general(smoothing.condition), c2Witness: nil, violations: [], proof: mixture.proof,
      atomRate: mixture.atomRate)
  }
}

/// What judging needs to know of a process.
struct Judge {
  let process: Process
  let source: Process.Source
  let allRates: [Formula]
  let keptRates: [Formula]
  /// The branches that count for C2: the kept ones, or all where none is kept.
  let relevantRates: [Formula]
  /// λ of the branches that count for C2: the kept ones, or all where none is kept.
  private let programs: [CompiledFormula]
  /// The time integrals of the rates, where they depend on time.
  private let actions: [LaplaceAction]
  private let dependsOnTime: Bool
  /// When looking for an opinion ends; a proof is not hurried, as its parts have budgets of their own.
  let deadline: ContinuousClock.Instant

  /// Whether what is undecided is looked at numerically.
  let formsOpinions: Bool

  init(process: Process, formsOpinions: Bool = true) throws(FormulaError) {
    self.process = process
    self.formsOpinions = formsOpinions
    deadline = .now + (formsOpinions ? .seconds(4) : .milliseconds(250))
    source = process.boundSource
    allRates = process.decayRates
    keptRates = try process.keptDecayRates()
    let relevant = keptRates.isEmpty ? allRates : keptRates
    relevantRates = relevant
    var programs: [CompiledFormula] = []
    for rate in relevant { programs.append(try rate.program()) }
    self.programs = programs
    dependsOnTime = relevant.contains { $0.contains("t") }
    var actions: [LaplaceAction] = []
    if dependsOnTime { for rate in relevant { actions.append(try LaplaceAction(decayRate: rate)) } }
    self.actions = actions
  }

  /// Λ(k): the smallest Re λ, averaged from 0 to t where λ depends on time.
  func slowestRate(_ k: Double, time: Double = 1) -> Double {
    if dependsOnTime {
      return actions.map { action in
        let value = action.value(Complex(k * k), time: time)
        return value.isFinite ? value.real / time : .nan
      }.min() ?? .nan
    }
    return programs.map { program in
      let value = program.evaluate([Complex(k), Complex(time)])
      return value.isFinite ? value.real : .nan
    }.min() ?? .nan
  }

  /// Λ(0,t); where the formula has no value at k = 0 itself, its limit.
  func rateAtZero(time: Double = 1) -> Double {
    let value = slowestRate(0, time: time)
    return value.isNaN ? slowestRate(1e-150, time: time) : value
  }

  /// Whether Λ(k) ≤ Λ(0) at this k and time, by ball arithmetic; `nil` where balls cannot tell.
  ///
  /// With time, the integrals of λ from 0 to t are compared, enclosed by rigorous quadrature.
  func violates(_ k: Double, time: Double = 1) -> Bool? {
    func rates(_ k: Double) -> [Ball] {
      guard dependsOnTime else { return programs.map { $0.evaluate([Ball(k), Ball(time)]) } }
      return programs.map { program in
        RigorousIntegral.integrate(
          program, values: [Ball(k), Ball(time)], varying: 1, from: Ball(0.0), to: Ball(time))
      }
    }
    let atZero = rates(0)
    let here = rates(k)
    guard atZero.allSatisfy(\.isFinite), here.allSatisfy(\.isFinite) else { return nil }
    // Λ(k) ≤ Λ(0) if some branch at k is certainly no faster than every branch at 0.
    if here.contains(where: { branch in
      atZero.allSatisfy { $0.realBounds.lower >= branch.realBounds.upper }
    }) {
      return true
    }
    // It fails if every branch at k is certainly faster than some branch at 0.
    if here.allSatisfy({ branch in
      atZero.contains { $0.realBounds.upper < branch.realBounds.lower }
    }) {
      return false
    }
    return nil
  }

  /// Λ(∞) − Λ(0) where Λ levels off.
  func atomRate() throws(FormulaError) -> Double? {
    guard !dependsOnTime, !keptRates.isEmpty else { return nil }
    let far = [1e7, 1e10, 1e13].map { slowestRate($0) }
    guard far.allSatisfy(\.isFinite) else { return nil }
    let scale = far.map(\.magnitude).max() ?? 0
    guard (far[2] - far[1]).magnitude <= 1e-5 * scale, (far[1] - far[0]).magnitude <= 1e-4 * scale
    else { return nil }
    // A rate that overflowed on the way is no limit.
    let rate = far[2] - rateAtZero()
    return rate > 0 ? rate : nil
  }
}
