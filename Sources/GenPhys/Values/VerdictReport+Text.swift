internal import GenPhysNumerics
internal import GenPhysTheory

extension VerdictReport {
  /// The report of `check`: one line for each condition, more where details are wanted.
  var text: String {
    var lines = ["\(process.signature): \(headline)"]
    lines.append("  C1 density flow  \(line(verdict.c1))")
    lines.append("  C2 smoothing     \(line(verdict.c2))")
    if isDetailed {
      lines += process.description.split(separator: "\n").dropFirst().map(String.init)
      if let proof = verdict.proof {
        lines.append("  proof that p >= 0 in every dimension, in s = k^2:")
        lines += proof.lines.map { "    " + $0 }
      }
      if !verdict.violations.isEmpty {
        lines.append(
          "  C2 is violated for "
            + Verdict.text(
              of: verdict.violations, unit: verdict.units?.wavenumber,
              count: verdict.violations.count))
      }
      if !verdict.openRanges.isEmpty {
        lines.append(
          "  C2 is open for "
            + Verdict.text(ofOpen: verdict.openRanges, unit: verdict.units?.wavenumber))
      }
      if let witness = verdict.densityWitness {
        lines.append(
          "  density negative at N = \(witness.dimension), r = \(NumberFormat.text(witness.radius)), "
            + "t = \(NumberFormat.text(witness.time))")
      }
    }
    if let rate = verdict.atomRate, verdict.c2.holds != false {
      lines.append(
        "  rough: an atom or front decays as exp(-\(decay(rate)) t) unsmoothed")
    }
    if !mendings.isEmpty {
      lines.append("  mended (proved)  " + mendings.map(\.text).joined(separator: "; "))
    }
    return lines.joined(separator: "\n")
  }

  /// The line that a declaration shows: the answer, where it holds, and what it leaves rough or open.
  var headline: String {
    switch (verdict.isGenerative, verdict.opinion) {
    case (true?, _):
      let assumed = verdict.assumptions
      return verdict.summary + (verdict.dimensions?.places ?? "")
        + (assumed.isEmpty ? "" : " for " + assumed.joined(separator: ", "))
        + (verdict.isRough ? "; rough" : "")
    case (false?, _): return verdict.summary
    case (nil, true?):
      return "undecided; numerically s-generative\(dimensions)" + (verdict.isRough ? "; rough" : "")
    case (nil, false?): return "undecided; numerically not s-generative"
    case (nil, nil): return "undecided" + (hint.map { "; " + $0 } ?? "")
    }
  }

  /// What to type for an answer, where parameters have no value and nothing is known for all of them.
  private var hint: String? {
    let missing = process.missingParameters
    guard verdict.isGenerative == nil, verdict.units == nil, !missing.isEmpty else { return nil }
    // At 1 something may be divided by 0.
    let values = [Number.one, 2, .half, 3].lazy.map { value in
      process.with(Dictionary(missing.map { ($0, value) }) { $1 })
    }
    let example = values.first { $0.partWithoutValue == nil } ?? values[0]
    let arguments = example.parameters.map { "\($0.name) = \($0.value?.description ?? "1")" }
    return "give \(missing.enumeration) \(missing.count > 1 ? "values" : "a value"): "
      + "check \(process.name)(\(arguments.joined(separator: ", ")))"
  }

  /// The reason for what is said of a condition, with what to type where it is open for some values.
  func reason(_ condition: Verdict.Condition) -> String {
    guard condition.holds == nil, let hint else { return condition.reason }
    return "\(condition.reason); \(hint)"
  }

  /// A rate in the units of the verdict.
  private func decay(_ rate: Double) -> String {
    guard let unit = verdict.units?.rate, unit != .one else { return NumberFormat.text(rate) }
    return rate == 1 ? unit.description : "\(NumberFormat.text(rate)) \(unit.description)"
  }

  private var dimensions: String {
    switch verdict.dimensions {
    case .all?: " in every dimension"
    case .upTo(let n)?: " up to N = \(n)"
    case .within, nil: ""
    }
  }

  private func line(_ condition: Verdict.Condition) -> String {
    let mark =
      switch (condition.holds, condition.proved) {
      case (true?, true): "holds (proved)"
      case (false?, true): "fails (proved)"
      default: "undecided"
      }
    return "\(mark): \(condition.reason)"
  }
}

extension Mending {
  /// The changed process as it is typed, and where it is s-generative.
  fileprivate var text: String {
    let places =
      verdict.dimensions == .all ? " in every dimension" : verdict.dimensions?.places ?? ""
    return process.signature + places + (verdict.isRough ? ", rough" : "")
  }
}

extension Verdict.Dimensions {
  /// Where a proved answer holds, after a space; nothing for every dimension.
  fileprivate var places: String {
    func upTo(_ n: Int) -> String { n == 1 ? " in N = 1" : " up to N = \(n)" }
    return switch self {
    case .all: ""
    case .upTo(let n): n == 1 ? " in N = 1 only" : " up to N = \(n) only"
    case .within(let low, let high?) where low == high: " up to N = \(low) only"
    case .within(let low, let high?): upTo(low) + ", at most up to N = \(high)"
    case .within(let low, nil): upTo(low) + ", open beyond"
    }
  }
}
