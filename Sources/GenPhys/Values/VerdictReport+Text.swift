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

  /// The line that a declaration shows.
  var headline: String {
    guard verdict.isGenerative == nil else {
      let assumed = verdict.assumptions
      return verdict.summary
        + (assumed.isEmpty ? "" : " for " + assumed.joined(separator: ", "))
    }
    return switch verdict.opinion {
    case true?: "undecided; numerically s-generative\(dimensions)"
    case false?: "undecided; numerically not s-generative"
    case nil: "undecided"
    }
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
    let range =
      switch verdict.dimensions {
      case .upTo(let n)?: n == 1 ? " in N = 1" : " up to N = \(n)"
      case .all?: " in every dimension"
      case .within, nil: ""
      }
    return process.signature + range
  }
}
