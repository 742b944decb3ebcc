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
  /// - Parameters:
  ///   - budget: how long judging may take; what is open then stays undecided.
  ///   - byProofAlone: whether numerical opinions on what is undecided are left out; they take most of
  ///     the time.
  /// - Throws: `.tooLarge`.
  public func verdict(
    budget: Duration, byProofAlone: Bool = false
  ) throws(FormulaError) -> Verdict {
    let process = withoutReservedNames
    return try Deadline.after(budget) { () throws(FormulaError) in
      if !missingParameters.isEmpty { return process.generalVerdict(budget: budget) }
      let isUnwieldy = process.hasUnwieldyNumbers
      if isUnwieldy, let verdict = process.inheritedVerdict() { return verdict }
      if let units = NaturalUnits(of: process, isForced: isUnwieldy),
        let verdict = try? units.process.verdict(
          in: nil, declared: process, formsOpinions: !byProofAlone),
        // In other units exact numbers may be rounded ones, of which less can be proved.
        verdict.isGenerative != nil
      {
        return verdict.inUnits(of: units)
      }
      return try process.verdict(in: nil, formsOpinions: !byProofAlone)
    }
  }

  /// The verdict, with all values given or in units where the others are 1.
  private func verdict(
    in units: Units?, declared: Process? = nil, formsOpinions: Bool = true
  ) throws(FormulaError) -> Verdict {
    let judge = try Judge(
      process: self, declared: declared, units: units, formsOpinions: formsOpinions)
    let mixture = judge.scaleMixtureProof()
    if mixture == nil, units == nil, judge.mayBeMixture, let inherited = inheritedVerdict() {
      return inherited
    }
    let smoothing = try judge.smoothing(mixture)
    let flow = try judge.densityFlow(mixture)
    let isCertain = judge.branchesAreCertain(smoothing.condition)
    func stated(_ condition: Verdict.Condition) -> Verdict.Condition {
      isCertain ? condition : condition.doubted("no proof says which branches are kept")
    }
    let open = smoothing.condition.holds == nil || isCertain
    return Verdict(
      process: name, c1: stated(flow.condition), densityWitness: flow.witness,
      dimensions: flow.dimensions, c2: stated(smoothing.condition),
      c2Witness: isCertain ? smoothing.witness : nil,
      violations: isCertain ? smoothing.violations : [], proof: isCertain ? flow.proof : nil,
      atomRate: mixture == nil ? judge.atomRate : mixture?.atomRate,
      openRanges: open ? smoothing.openRanges : ViolatingSet.everything.ranges, units: units)
  }
}

extension Verdict.Condition {
  /// The same as an opinion.
  fileprivate func doubted(_ doubt: String) -> Verdict.Condition {
    guard holds != nil else { return self }
    return Verdict.Condition(
      holds: nil, proved: false, reason: "\(doubt); if those taken are, \(reason)",
      opinion: holds)
  }
}

extension Process {
  /// The verdict for every positive value of the parameters that have none.
  ///
  /// By the Bernstein calculus with parameters, or in units where they are 1; parameters in exponents
  /// may be given an upper bound, which the verdict then names. Undecided where no rule reaches all
  /// values.
  public func generalVerdict(budget: Duration) -> Verdict {
    let process = withoutReservedNames
    if process != self { return process.generalVerdict(budget: budget) }
    return Deadline.after(budget) {
      if let verdict = symbolicVerdict() { return verdict.extended(to: missingParameters) }
      var inUnits: Verdict?
      if let units = Units(of: self) {
        let rest = with(Dictionary(uniqueKeysWithValues: units.parameters.map { ($0, .one) }))
        if rest.missingParameters.isEmpty,
          let verdict = try? rest.verdict(in: units, declared: self)
        {
          let general = verdict.extended(to: missingParameters)
          if verdict.isGenerative != nil { return general }
          inUnits = general
        }
      }
      return boundedVerdict() ?? symbolicRefutation() ?? inUnits ?? openVerdict
    }
  }

  /// The verdict by a proof with parameters.
  private func symbolicVerdict() -> Verdict? {
    let rates = decayRates
    guard rates.count == 1,
      let mixture = ScaleMixtureProof(decayRate: rates[0], source: boundSource),
      let flow = Judge.densityFlow(by: mixture), let smoothing = Judge.smoothing(by: mixture)
    else { return nil }
    return Verdict(
      process: name, c1: flow.condition, densityWitness: nil, dimensions: .all,
      c2: smoothing.condition, c2Witness: nil, violations: [], proof: mixture.proof,
      atomRate: mixture.atomRate)
  }

  /// The verdict where parameters in exponents have the natural bound 2, or 1, attained included.
  private func boundedVerdict() -> Verdict? {
    let names = missingParameters.filter { name in frequencies.contains { $0.hasExponent(name) } }
    guard !names.isEmpty else { return nil }
    for bound in [Number(2), .one] {
      let bounds = Dictionary(uniqueKeysWithValues: names.map { ($0, bound) })
      let verdict = ProofContext.$bounds.withValue(bounds) { symbolicVerdict() }
      let end = with(bounds)
      // The bound itself is a case of its own.
      let atEnd =
        end.missingParameters.isEmpty
        ? try? end.verdict(in: nil) : end.symbolicVerdict()
      guard let verdict, atEnd?.c1.holds == true, atEnd?.c2.holds == true else { continue }
      return verdict.extended(to: missingParameters.filter { !names.contains($0) })
        .assuming(names.map { "0 < \($0) <= \(bound.description)" })
    }
    return nil
  }
}

/// What judging needs to know of a process.
struct Judge {
  let process: Process
  /// The process as it was declared, with its parameters where those were absorbed in units.
  let declared: Process
  let source: Process.Source
  private let branches: [Branch]
  let keptRates: [Formula]
  /// The branches that count for C2: the kept ones, or all where none is kept.
  let relevantRates: [Formula]
  /// λ of the branches that count for C2: the kept ones, or all where none is kept.
  let programs: [CompiledFormula]
  /// The time integrals of the rates, where they depend on time.
  private let actions: [LaplaceAction]
  let dependsOnTime: Bool
  /// The units of k and t, where parameters were absorbed in them.
  let units: Units?
  /// Whether what is undecided is looked at numerically.
  let formsOpinions: Bool

  init(
    process: Process, declared: Process? = nil, units: Units? = nil, formsOpinions: Bool = true
  ) throws(FormulaError) {
    self.process = process
    self.declared = declared ?? process
    self.units = units
    self.formsOpinions = formsOpinions
    source = process.boundSource
    branches = try process.branches()
    keptRates = branches.filter { $0.discarded == nil }.map(\.decayRate)
    let relevant = keptRates.isEmpty ? branches.map(\.decayRate) : keptRates
    relevantRates = relevant
    var programs: [CompiledFormula] = []
    for rate in relevant { programs.append(try rate.program()) }
    self.programs = programs
    dependsOnTime = relevant.contains { $0.contains("t") }
    var actions: [LaplaceAction] = []
    if dependsOnTime { for rate in relevant { actions.append(try LaplaceAction(decayRate: rate)) } }
    self.actions = actions
  }

  /// λ of every branch.
  var allRates: [Formula] { branches.map(\.decayRate) }

  /// Whether every branch that was set aside certainly has Re λ → −∞.
  var discardsAreCertain: Bool { branches.allSatisfy { $0.discarded == nil || $0.isCertain } }

  /// Whether what is said of the kept branches is said of the right ones.
  ///
  /// A lone branch is judged as it is. Where C2 is proved, every kept branch has Re λ > Re λ(0) and is
  /// kept rightly; roots of a polynomial that all lie to the right of some −M are, too.
  func branchesAreCertain(_ smoothing: Verdict.Condition) -> Bool {
    guard branches.count > 1 else { return true }
    guard discardsAreCertain, keptRatesAreConjugate else { return false }
    if smoothing.holds == true, smoothing.proved { return true }
    return branches.allSatisfy { $0.discarded != nil || $0.isCertain }
      || keptRates.count == branches.count
        && HurwitzCriterion.isBoundedBelow(process.polynomial(of: keptRates))
  }

  /// Whether of three branches and more none is kept that is conjugate to one set aside.
  ///
  /// Roots of a real polynomial come in conjugate pairs. Written out, they may change their numbers
  /// where a radicand crosses a cut, and then those kept at large k are others at small k. Looked for
  /// at 121 k; it only ever takes a claim back.
  private var keptRatesAreConjugate: Bool {
    guard branches.count > 2, keptRates.count < branches.count, !keptRates.isEmpty, !dependsOnTime
    else { return true }
    let all = branches.compactMap { try? $0.decayRate.program() }
    func isClosed(_ values: [Complex<Double>]) -> Bool {
      values.allSatisfy { value in
        values.contains { ($0 - value.conjugate).length <= 1e-6 * (1 + value.length) }
      }
    }
    return (0...120).allSatisfy { index in
      let k = Double.pow(10, Double(index - 60) / 20)
      func values(_ programs: [CompiledFormula]) -> [Complex<Double>] {
        programs.map { $0.evaluate([Complex(k), Complex(1.0)]) }.filter(\.isFinite)
      }
      return isClosed(values(programs)) || !isClosed(values(all))
    }
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
  /// With time, the integrals of λ from 0 to t are compared, enclosed by rigorous quadrature; of
  /// several branches the slowest may be another one at every moment, and nothing is said.
  func violates(_ k: Double, time: Double = 1) -> Bool? {
    guard programs.count == 1 || !dependsOnTime else { return nil }
    func rates(_ k: Double) -> [Ball] {
      guard dependsOnTime else {
        // 192 bits tell differences of 1e-50 apart, as they occur at k = 1e-10.
        return programs.map { $0.evaluate([Ball(k, precision: 192), Ball(time)]) }
      }
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

  /// Λ(∞) − Λ(0) where Λ certainly levels off, to 1e-9 of its size.
  var atomRate: Double? {
    guard !dependsOnTime, !keptRates.isEmpty else { return nil }
    if keptRates.count == 1 {
      let rate = keptRates[0].substituting(["k": .s]).canonical
      if let end = rate.limitAtInfinity, let start = rate.limitAtZero,
        let value = (end - start).canonical.realValue
      {
        return value > 0 ? value : nil
      }
    }
    var lowest: (lower: Double, upper: Double)?
    for rate in keptRates {
      guard let end = EndBehaviour(of: rate, end: .infinity, reach: 0x1p-60) else { return nil }
      if end.exponent.signum < 0, end.range.lower > 0 { continue }
      guard end.exponent.signum >= 0 else { return nil }
      let ends = end.exponent.isZero ? (end.range.lower, end.range.upper) : (0.0, 0.0)
      lowest = (min(lowest?.lower ?? ends.0, ends.0), min(lowest?.upper ?? ends.1, ends.1))
    }
    guard let lowest, lowest.upper - lowest.lower <= 1e-9 * max(1, lowest.upper.magnitude) else {
      return nil
    }
    let rate = 0.5 * (lowest.lower + lowest.upper) - rateAtZero()
    return rate > 1e-12 ? rate : nil
  }
}
