public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

extension Process {
  /// Judges whether the process is s-generative.
  ///
  /// Certified here: a source that cannot close, a complex kernel, and wavenumbers at which C2 fails
  /// (by ball arithmetic). Everything that holds "for all k" or "for all r, t" is looked at on grids
  /// and stays undecided, with a numerical opinion that is labelled as such.
  /// - Throws: `.unknownVariable` for parameters without values, `.tooLarge`.
  public func verdict() throws(FormulaError) -> Verdict {
    let judge = try Judge(process: self)
    let mixture = judge.scaleMixtureProof()
    let smoothing: Judge.Smoothing
    if let mixture, let proved = judge.smoothing(by: mixture) {
      smoothing = proved
    } else if let certified = judge.certifiedSmoothing() {
      smoothing = certified
    } else {
      smoothing = try judge.smoothing()
    }
    let flow = try judge.densityFlow(mixture)
    return Verdict(
      process: name, c1: flow.condition, densityWitness: flow.witness,
      dimensions: flow.dimensions, c2: smoothing.condition, c2Witness: smoothing.witness,
      violations: smoothing.violations, proof: flow.proof, atomRate: try judge.atomRate())
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
  private let dependsOnTime: Bool

  init(process: Process) throws(FormulaError) {
    self.process = process
    source = process.boundSource
    allRates = process.decayRates
    keptRates = try process.keptDecayRates()
    let relevant = keptRates.isEmpty ? allRates : keptRates
    relevantRates = relevant
    var programs: [CompiledFormula] = []
    for rate in relevant { programs.append(try rate.program()) }
    self.programs = programs
    dependsOnTime = relevant.contains { $0.contains("t") }
  }

  /// Λ(k,t): the smallest Re λ.
  func slowestRate(_ k: Double, time: Double = 1) -> Double {
    programs.map { program in
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
  func violates(_ k: Double, time: Double = 1) -> Bool? {
    func rates(_ k: Double) -> [Ball] {
      programs.map { $0.evaluate([Ball(k), Ball(time)]) }
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
    return far[2] - rateAtZero()
  }
}
