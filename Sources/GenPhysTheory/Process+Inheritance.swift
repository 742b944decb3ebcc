internal import GenPhysNumerics

extension Process {
  /// The verdict of the theorem for every positive value of the parameters, where their values are covered
  /// by one.
  ///
  /// Symbols cost the search nothing, where numbers may: a Bessel function of order 5e5 takes seconds, and
  /// `m²` of m = 7.763e20 fits no ratio of integers. The proof attached is that for the numbers where the
  /// checker accepts it with them put in, else the general one.
  func inheritedVerdict() -> Verdict? {
    let positive = parameters.filter { ($0.value?.signum ?? 0) > 0 }.map(\.name)
    let exponents = positive.filter { name in frequencies.contains { $0.hasExponent(name) } }
    let others = positive.filter { !exponents.contains($0) }
    // Exponents are numbers first, which say more of themselves than a bound does.
    for names in exponents.isEmpty ? [positive] : [others, positive] where !names.isEmpty {
      if let verdict = freed(names).theorem()?.instance(of: self, freed: names) { return verdict }
    }
    guard !exponents.isEmpty else { return nil }
    for bound in [Number(2), .one] {
      let values = exponents.compactMap { name in parameters.first { $0.name == name }?.value }
      guard values.allSatisfy({ $0 < bound }) else { continue }
      let bounds = Dictionary(uniqueKeysWithValues: exponents.map { ($0, bound) })
      let range = exponents.map { "0 < \($0) < \(bound.description)" }
      let verdict = ProofContext.$bounds.withValue(bounds) {
        freed(positive).theorem()?.instance(of: self, freed: others, ranges: range)
      }
      if let verdict { return verdict }
    }
    return nil
  }

  /// The same process without values for these parameters.
  private func freed(_ names: [String]) -> Process {
    Process(
      name: name,
      parameters: parameters.map {
        Parameter(name: $0.name, value: names.contains($0.name) ? nil : $0.value)
      },
      frequencies: frequencies, source: source)
  }

  /// The proof with parameters of both conditions, for one branch.
  private func theorem() -> Theorem? {
    let rates = decayRates
    guard rates.count == 1,
      let mixture = ScaleMixtureProof(decayRate: rates[0], source: boundSource),
      let flow = Judge.densityFlow(by: mixture), let smoothing = Judge.smoothing(by: mixture)
    else { return nil }
    return Theorem(mixture: mixture, flow: flow.condition, smoothing: smoothing.condition)
  }

  /// Whether a number stands in λ or in the source that is no rational of moderate size.
  ///
  /// The direct search is quick and says more where there is none. A thousand is where Bessel functions of
  /// that order begin to take tenths of a second; at 1e4 it would be seconds.
  var hasUnwieldyNumbers: Bool {
    let source = boundSource
    return (decayRates + [source.potential, source.density]).contains(where: \.hasUnwieldyNumber)
  }
}

/// A scale-mixture proof with parameters, and what it says.
private struct Theorem {
  let mixture: ScaleMixtureProof
  let flow: Verdict.Condition
  let smoothing: Verdict.Condition

  /// What it says of a process whose parameters lie in its range.
  func instance(of process: Process, freed names: [String], ranges: [String] = []) -> Verdict {
    let claim = mixture.proof.claim.formula
    var atomRate: Double?
    if mixture.isLowered, !mixture.rate.contains("t"), let limit = claim.limitAtInfinity,
      ExactSign.of(limit) == .positive
    {
      atomRate = process.bound(limit).realValue
    }
    let values = Dictionary(
      process.parameters.compactMap { parameter in
        parameter.value.map { (parameter.name, Formula.exactly($0)) }
      }, uniquingKeysWith: { $1 })
    let verdict = Verdict(
      process: process.name, c1: flow, densityWitness: nil, dimensions: .all, c2: smoothing,
      c2Witness: nil, violations: [],
      proof: mixture.proof.instance(values) ?? mixture.proof, atomRate: atomRate)
    return verdict.inherited(names.map { "\($0) > 0" } + ranges)
  }
}

extension Proof {
  /// The same proof with numbers for parameters, where the checker accepts it.
  fileprivate func instance(_ values: [String: Formula]) -> Proof? {
    // One look at a Bessel function of high order takes seconds.
    guard !claim.formula.calls([.besselk, .besseli, .besselj]) else { return nil }
    let proof = substituting(values)
    return ProofChecker().accepts(proof) ? proof : nil
  }

  private func substituting(_ values: [String: Formula]) -> Proof {
    func put(_ formula: Formula) -> Formula { formula.substituting(values).canonical }
    let rule: ProofRule =
      switch self.rule {
      case .power(let a): .power(put(a))
      case .besselKQuotient(let order): .besselKQuotient(put(order))
      case .multiple(let c): .multiple(put(c))
      case .lowering(let c): .lowering(by: put(c))
      case .complement(let c): .complement(from: put(c))
      case .remainder(let c): .remainder(from: put(c))
      case .difference(let c): .difference(put(c))
      case .density(let h): .density(put(h))
      default: self.rule
      }
    return Proof(
      Claim(put(claim.formula), claim.membership), by: rule,
      from: premises.map { $0.substituting(values) })
  }
}

extension Formula {
  /// Whether the variable occurs in an exponent.
  func hasExponent(_ name: String) -> Bool {
    if case .power(_, let exponent) = self, exponent.contains(name) { return true }
    return children.contains { $0.hasExponent(name) }
  }

  fileprivate var hasUnwieldyNumber: Bool {
    switch self {
    case .number(let n):
      let size = n.magnitude.doubleValue
      return !n.isExact || size > 1e3 || size > 0 && size < 1e-6
    // Beyond the rationals literals are powers of ten.
    case .power(.number(let base), .number(let exponent)) where base == 10:
      return exponent.magnitude.doubleValue > 3
    default: return children.contains(where: \.hasUnwieldyNumber)
    }
  }
}
