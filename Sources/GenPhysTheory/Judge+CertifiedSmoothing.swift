internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// C2 by signs or by ball arithmetic over the whole half-line, or `nil` where that decides nothing.
  func certifiedSmoothing(_ mixture: ScaleMixtureProof?) -> Smoothing? {
    if relevantRates.allSatisfy({ !$0.contains("k") }) {
      return Smoothing(
        condition: Verdict.Condition(
          holds: false, proved: true, reason: "lambda does not depend on k: nothing is smoothed",
          opinion: false),
        witness: 1, violations: [Verdict.Violation(lower: 0, upper: nil)])
    }
    if relevantRates.contains(where: { $0.contains("t") }) { return smoothingInTime(mixture) }
    // A branch that was set aside without certainty may violate.
    let isComplete = discardsAreCertain
    if keptRates.count > 1, isComplete,
      let smoothing = Self.smoothing(by: process.polynomial(of: keptRates), rates: keptRates)
    {
      return smoothing
    }
    if isComplete, gapsArePositive {
      return Smoothing(
        condition: Verdict.Condition(
          holds: true, proved: true,
          reason: "lambda(k) - lambda(0) is a sum of positive terms for every k > 0",
          opinion: true))
    }
    guard
      let survey = WavenumberSurvey(
        relevantRates, budget: formsOpinions ? .milliseconds(1_500) : .milliseconds(200))
    else { return nil }
    if isComplete, survey.isPositiveEverywhere {
      return Smoothing(
        condition: Verdict.Condition(
          holds: true, proved: true,
          reason: "Im omega(k) < Im omega(0) on every box of a cover of k > 0 (balls; "
            + "\(survey.boxes.count) boxes, both ends by their leading powers)", opinion: true))
    }
    if let witness = survey.witness {
      let violations = survey.violations
      return Smoothing(
        condition: Verdict.Condition(
          holds: false, proved: true,
          reason: "Im omega(k) >= Im omega(0) for \(describe(violations)) (certified by balls)"
            + (survey.horizon.map { "; k > \(shortText($0))\(unitText) is open" } ?? ""),
          opinion: false),
        witness: witness, violations: violations)
    }
    return isolatedEquality(survey)
  }

  /// Whether every branch is above the lowest limit at k = 0 by the signs of its terms.
  private var gapsArePositive: Bool {
    guard relevantRates.count == 1, let rate = relevantRates.first else { return false }
    let inS = rate.substituting(["k": .s]).canonical
    guard let limit = inS.limitAtZero, ExactSign.isReal(inS) else { return false }
    return ExactSign.of((inS - limit).canonical) == .positive
  }

  /// C2 for a rate that depends on time, from how λ(k,t) − λ(0,t) behaves as t → ∞.
  ///
  /// A positive gap with leading term c(k)·t^q, c > 0 and q ≥ −1, has an integral that grows without
  /// bound; one that is O(t^q) with q < −1 has a bounded one.
  private func smoothingInTime(_ mixture: ScaleMixtureProof?) -> Smoothing? {
    guard relevantRates.count == 1, discardsAreCertain, let rate = relevantRates.first else {
      return nil
    }
    let inS = rate.substituting(["k": .s]).canonical
    guard let limit = inS.limitAtZero, !isSingularInTime else { return nil }
    let gap = (inS - limit).canonical
    if let smoothing = smoothingBySchedule(rate, mixture) { return smoothing }
    let late = gap.substituting([ProofContext.variable: .variable("\u{2022}"), "t": 1 / Formula.s])
      .canonical
    guard let term = LeadingTerm(of: late) else { return nil }
    let isPositive =
      ExactSign.of(gap) == .positive || mixture?.isLowered == true
    if isPositive, term.exponent <= .one, ExactSign.of(term.coefficient) == .positive {
      return Smoothing(
        condition: Verdict.Condition(
          holds: true, proved: true,
          reason: "lambda(k,t) - lambda(0,t) is positive and its integral grows without bound (it "
            + "goes like t^\((-term.exponent).description))", opinion: true))
    }
    let isIntegrable = Number.one < term.exponent
    if isIntegrable, mixture != nil {
      return Smoothing(
        condition: Verdict.Condition(
          holds: false, proved: true,
          reason:
            "the integral of lambda(k,t) - lambda(0,t) over time stays bounded (the integrand is "
            + "O(t^\((-term.exponent).description))): the late density remembers the data",
          opinion: false),
        witness: 1, violations: [Verdict.Violation(lower: 0, upper: nil)])
    }
    return nil
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

  /// C2 for a rate that varies in time as a whole, refuted by its clock.
  private func smoothingBySchedule(_ rate: Formula, _ mixture: ScaleMixtureProof?) -> Smoothing? {
    let inSquares = rate.inSquares
    guard let limit = inSquares.limitAtZero,
      let schedule = mixture?.schedule ?? TimeSchedule(of: (inSquares - limit).canonical),
      mixture?.schedule != nil || ExactSign.of(schedule.spatial) == .positive
        || ProofSearch.proof(of: schedule.spatial, in: .bernstein) != nil
    else { return nil }
    let clock = schedule.clock.description
    let reason: String
    if let time = schedule.reversal {
      reason =
        "the integral of lambda(k,t) - lambda(0,t) over time is a positive function of k times "
        + "\(clock), which is <= 0 at t = \(shortText(time)) (certified)"
    } else if schedule.isBounded {
      reason =
        "the integral of lambda(k,t) - lambda(0,t) over time is a function of k times \(clock), which "
        + "stays bounded: the late density remembers the data"
    } else {
      return schedule.isPositive && schedule.growsWithoutBound
        ? Smoothing(
          condition: Verdict.Condition(
            holds: true, proved: true,
            reason:
              "the integral of lambda(k,t) - lambda(0,t) over time is a positive function of k "
              + "times \(clock), which is positive and grows without bound", opinion: true)) : nil
    }
    return Smoothing(
      condition: Verdict.Condition(holds: false, proved: true, reason: reason, opinion: false),
      witness: 1, violations: [Verdict.Violation(lower: 0, upper: nil)])
  }

  /// Equality at single points: exact candidates near open boxes are tried.
  private func isolatedEquality(_ survey: WavenumberSurvey) -> Smoothing? {
    for box in survey.openBoxes.prefix(12) where box.lower > 0 {
      guard let found = Self.candidates(near: box).first(where: { survey.touches(at: $0.exact) })
      else { continue }
      return Smoothing(
        condition: Verdict.Condition(
          holds: false, proved: true,
          reason: "Im omega(k) = Im omega(0) at k = \(found.exact.description)\(unitText) exactly",
          opinion: false),
        witness: found.value,
        violations: [Verdict.Violation(lower: found.value, upper: found.value)])
    }
    return nil
  }

  /// Multiples of π, rationals and square roots inside a box.
  private static func candidates(
    near box: WavenumberSurvey.Box
  ) -> [(exact: Formula, value: Double)] {
    var result: [(exact: Formula, value: Double)] = []
    for denominator in 1...12 {
      for (unit, value) in [(Formula.pi, Double.pi), (.one, 1)] {
        let first = (box.lower * Double(denominator) / value * (1 - 1e-7)).rounded(.up)
        guard first > 0, first < 1e6, first * value / Double(denominator) <= box.upper * (1 + 1e-7)
        else { continue }
        result.append(
          (
            (.rational(Int(first), denominator) * unit).simplified(),
            first * value / Double(denominator)
          ))
      }
      let first = (box.lower * box.lower * Double(denominator) * (1 - 1e-7)).rounded(.up)
      if first > 0, first < 1e6,
        (first / Double(denominator)).squareRoot() <= box.upper * (1 + 1e-7)
      {
        result.append(
          (
            Formula.rational(Int(first), denominator).squareRoot.simplified(),
            (first / Double(denominator)).squareRoot()
          ))
      }
    }
    return result
  }
}
