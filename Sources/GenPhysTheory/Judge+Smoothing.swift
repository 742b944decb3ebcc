internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// What was found about C2.
  struct Smoothing {
    var condition: Verdict.Condition
    var witness: Double?
    var violations: [Verdict.Violation] = []
  }

  /// What the numbers say, if they are asked.
  func smoothingOpinion() throws(FormulaError) -> Smoothing {
    guard formsOpinions else {
      return Smoothing(
        condition: Verdict.Condition(
          holds: nil, proved: false, reason: "not proved", opinion: nil))
    }
    return try smoothing()
  }

  /// Looks at Λ(k) − Λ(0) over ten decades either way of k = 1, at several times where λ depends on t.
  ///
  /// For λ(k,t) the integral condition is looked at through λ itself at each time, which is sufficient.
  func smoothing() throws(FormulaError) -> Smoothing {
    if isSingularInTime {
      return Smoothing(
        condition: Verdict.Condition(
          holds: nil, proved: false, reason: "lambda is not integrable at t = 0", opinion: nil))
    }
    for time in [1, 0.1, 10] {
      let violations = violatingRanges(time: time)
      // The smallest certified witness among round numbers, then anything certified in the ranges.
      let candidates =
        [1, 0.5, 2, 0.1, 10, 0.01, 100].filter { k in violations.contains { $0.contains(k) } }
        + violations.map(\.middle)
      if let witness = candidates.first(where: { violates($0, time: time) == true }) {
        let where_ = describe(violations)
        return Smoothing(
          condition: Verdict.Condition(
            holds: false, proved: true,
            reason: "Im omega(k) >= Im omega(0) at k = \(shortText(witness)) (certified); "
              + "numerically for \(where_)",
            opinion: false),
          witness: witness, violations: violations)
      }
      if !violations.isEmpty {
        return Smoothing(
          condition: Verdict.Condition(
            holds: nil, proved: false,
            reason: "numerically violated for \(describe(violations)), but no point is certified",
            opinion: false),
          witness: nil, violations: violations)
      }
    }
    return Smoothing(
      condition: Verdict.Condition(
        holds: nil, proved: false,
        reason: "numerically Im omega(k) < Im omega(0) at all \(Self.grid.count) k sampled in "
          + "1e-10..1e10; not a proof",
        opinion: true))
  }

  /// 200 points a decade near 1, 20 far from it.
  private static let grid: [Double] = {
    let far = (0...400).map { Double.pow(10, -10 + Double($0) / 20) }
    let near = (0...1200).map { Double.pow(10, -3 + Double($0) / 200) }
    return (far + near).sorted()
  }()

  /// Whether Λ(k) ≤ Λ(0); `nil` where neither the numbers nor balls can tell.
  private func isViolated(_ k: Double, _ zero: Double, _ time: Double) -> Bool? {
    let rate = slowestRate(k, time: time)
    guard rate.isFinite else { return nil }
    if (rate - zero).magnitude > 1e-6 * (1 + zero.magnitude) { return rate < zero }
    // A small difference may be rounding; balls decide.
    if let answer = violates(k, time: time) { return answer }
    return rate > zero + 1e-13 * (1 + zero.magnitude) ? false : nil
  }

  /// Ranges of k with Λ(k) ≤ Λ(0), their ends refined to 1e-12.
  private func violatingRanges(time: Double) -> [Verdict.Violation] {
    let zero = rateAtZero(time: time)
    var ranges: [Verdict.Violation] = []
    var start: Double?
    var previous = 0.0
    for k in Self.grid where !Deadline.isOver {
      // What cannot be told goes with what was there before.
      guard let violated = isViolated(k, zero, time) else { continue }
      if violated, start == nil {
        start = previous == 0 ? 0 : edge(previous, k, zero, time)
      } else if !violated, let lower = start {
        ranges.append(Verdict.Violation(lower: lower, upper: edge(previous, k, zero, time)))
        start = nil
      }
      previous = k
    }
    if let lower = start { ranges.append(Verdict.Violation(lower: lower, upper: nil)) }
    return ranges
  }

  /// Where violation begins or ends between two points.
  private func edge(_ a: Double, _ b: Double, _ zero: Double, _ time: Double) -> Double {
    var (low, high) = (a, b)
    let atHigh = isViolated(high, zero, time)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if isViolated(middle, zero, time) == atHigh { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }

  /// What follows a number that is a wavenumber: its unit, where parameters were absorbed in one.
  var unitText: String {
    guard let unit = units?.wavenumber, unit != .one else { return "" }
    return " \(unit.description)"
  }

  /// A wavenumber in words.
  private func wavenumber(_ k: Double) -> String {
    let number = shortText(k)
    if k == 0 || unitText.isEmpty { return number }
    return number == "1" ? String(unitText.dropFirst()) : number + unitText
  }

  func describe(_ violations: [Verdict.Violation]) -> String {
    violations.prefix(3).map { range in
      let lower = wavenumber(range.lower)
      guard let upper = range.upper else {
        return range.lower == 0 ? "every k > 0" : "k > \(lower)"
      }
      return "\(lower) < k <= \(wavenumber(upper))"
    }.joined(separator: ", ") + (violations.count > 3 ? ", …" : "")
  }

  /// A number for a sentence, at 6 significant digits.
  func shortText(_ x: Double) -> String {
    guard x.isFinite, x != 0 else { return "\(x == 0 ? "0" : "\(x)")" }
    let exponent = Double.log10(x.magnitude).rounded(.down)
    let unit = Double.pow(10, exponent - 6)
    let rounded = (x / unit).rounded() * unit
    if rounded == rounded.rounded(), rounded.magnitude < 1e15 { return String(Int(rounded)) }
    return "\(Float(rounded))"
  }
}

extension Verdict.Violation {
  func contains(_ k: Double) -> Bool { k > lower && k <= upper ?? .infinity }

  /// A point well inside.
  var middle: Double {
    guard let upper else { return 2 * lower + 1 }
    return 0.5 * (lower + upper)
  }
}
