internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// C2 by ball arithmetic over the whole half-line, or `nil` where that decides nothing.
  func certifiedSmoothing() -> Smoothing? {
    if keptRates.count > 1,
      let smoothing = Self.smoothing(by: process.polynomial(of: keptRates), rates: keptRates)
    {
      return smoothing
    }
    guard
      let survey = WavenumberSurvey(
        relevantRates, budget: formsOpinions ? .seconds(3) : .milliseconds(200))
    else { return nil }
    if survey.isPositiveEverywhere {
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
          reason: "Im omega(k) >= Im omega(0) for \(describe(violations)) (certified by balls)",
          opinion: false),
        witness: witness, violations: violations)
    }
    return isolatedEquality(survey)
  }

  /// Equality at single points: exact candidates near open boxes are tried.
  private func isolatedEquality(_ survey: WavenumberSurvey) -> Smoothing? {
    for box in survey.openBoxes.prefix(12) where box.lower > 0 {
      guard let found = Self.candidates(near: box).first(where: { survey.touches(at: $0.exact) })
      else { continue }
      return Smoothing(
        condition: Verdict.Condition(
          holds: false, proved: true,
          reason: "Im omega(k) = Im omega(0) at k = \(found.exact.description) exactly",
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
