internal import GenPhysNumerics

extension Process {
  /// C1 refuted for every value of the parameters: by a source that closes for none, or by how the rate
  /// behaves as k → 0 or k → ∞.
  func symbolicRefutation() -> Verdict? {
    let rates = decayRates
    let reason =
      certainProblem.map { "the source cannot close: " + sentence(on: $0) }
      ?? (rates.count == 1 ? Judge.excludedByEnds(rates[0]) : nil)
    guard let reason else { return nil }
    let range = everyValue
    let c2 = symbolicConditions.c2
    return Verdict(
      process: name,
      c1: Verdict.Condition(
        holds: false, proved: true, reason: "\(reason), for every \(range)", opinion: false),
      densityWitness: nil, dimensions: .upTo(0), c2: c2 ?? undecided,
      c2Witness: nil, violations: [], proof: nil, atomRate: nil,
      openRanges: c2 == nil ? ViolatingSet.everything.ranges : [])
  }

  /// What is left to say where no rule settles the verdict for every value of the parameters.
  var openVerdict: Verdict {
    let (c1, c2) = symbolicConditions
    return Verdict(
      process: name, c1: c1 ?? undecided, densityWitness: nil, dimensions: c1 == nil ? nil : .all,
      c2: c2 ?? undecided, c2Witness: nil, violations: [], proof: nil, atomRate: nil,
      openRanges: c2 == nil ? ViolatingSet.everything.ranges : [])
  }

  /// The conditions that a mixture with parameters proves, one by one.
  private var symbolicConditions: (c1: Verdict.Condition?, c2: Verdict.Condition?) {
    let rates = decayRates
    guard rates.count == 1,
      let mixture = ScaleMixtureProof(decayRate: rates[0], source: boundSource)
    else { return (nil, nil) }
    func general(_ condition: Verdict.Condition) -> Verdict.Condition {
      Verdict.Condition(
        holds: condition.holds, proved: condition.proved,
        reason: "\(condition.reason), for every \(everyValue)", opinion: condition.opinion)
    }
    return (
      Judge.densityFlow(by: mixture).map { general($0.condition) },
      Judge.smoothing(by: mixture).map { general($0.condition) }
    )
  }

  private var undecided: Verdict.Condition {
    Verdict.Condition(
      holds: nil, proved: false,
      reason: "neither proved nor refuted for every \(everyValue)", opinion: nil)
  }

  /// `m > 0, c > 0`, of the parameters without a value.
  private var everyValue: String {
    missingParameters.map { "\($0) > 0" }.joined(separator: ", ")
  }
}
