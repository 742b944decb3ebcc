internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// What certified means say of C2.
  enum CertifiedSmoothing {
    /// C2 is proved or refuted.
    case decided(Smoothing)
    /// Nothing violates for certain; these ranges of k are open.
    case open([Verdict.Violation])
  }

  /// C2 by signs, by a certified survey of the whole half-line, or by the Routh–Hurwitz criterion.
  func certifiedSmoothing(_ mixture: ScaleMixtureProof?) -> CertifiedSmoothing {
    let everything = ViolatingSet.everything
    if relevantRates.allSatisfy({ !$0.contains("k") }) {
      return .decided(
        .fails("lambda does not depend on k: nothing is smoothed", on: everything))
    }
    if dependsOnTime { return smoothingInTime(mixture) }
    // A branch that was set aside without certainty may violate.
    let isComplete = discardsAreCertain
    var survey: WavenumberSurvey?
    var means = "balls and exact roots; both ends by their leading powers"
    if keptRates.count > 1, isComplete {
      let polynomial = process.polynomial(of: keptRates)
      if let smoothing = Self.smoothing(by: polynomial, rates: keptRates) {
        return .decided(smoothing)
      }
      if let polynomial, polynomial.degree == keptRates.count {
        survey = HurwitzCriterion.survey(polynomial, rates: keptRates)
        means = "the Routh-Hurwitz criterion"
      }
    }
    if isComplete, gapsArePositive {
      return .decided(
        .holds("lambda(k) - lambda(0) is a sum of positive terms for every k > 0"))
    }
    guard let survey = survey ?? WavenumberSurvey(relevantRates) else {
      return .open(everything.ranges)
    }
    if survey.isPositiveEverywhere {
      return isComplete
        ? .decided(.holds("Im omega(k) < Im omega(0) for every k > 0 (certified by \(means))"))
        : .open(everything.ranges)
    }
    let set = survey.violations
    guard !set.ranges.isEmpty else { return .open(isComplete ? set.open : everything.ranges) }
    let sign = set.ranges.allSatisfy { $0.lower == $0.upper } ? "=" : ">="
    return .decided(
      .fails("Im omega(k) \(sign) Im omega(0) for \(describe(set))", on: set))
  }

  /// Whether every branch is above the lowest limit at k = 0 by the signs of its terms.
  private var gapsArePositive: Bool {
    guard relevantRates.count == 1, let rate = relevantRates.first else { return false }
    let inS = rate.realPart.substituting(["k": .s]).canonical
    guard let limit = inS.limitAtZero, ExactSign.isReal(inS) else { return false }
    return ExactSign.of((inS - limit).canonical) == .positive
  }

  /// Whether ∫₀ᵗ λ certainly diverges at t = 0: then there is no propagator at all.
  var isSingularInTime: Bool {
    relevantRates.contains { rate in
      guard rate.contains("t") else { return false }
      let early = rate.substituting(["k": .variable("\u{2022}"), "t": .s]).canonical
      guard let term = LeadingTerm(of: early), term.exponent <= .minusOne else { return false }
      return [.positive, .negative].contains(ExactSign.of(term.coefficient))
    }
  }
}
