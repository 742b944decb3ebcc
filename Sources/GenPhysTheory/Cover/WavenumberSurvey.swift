internal import GenPhysNumerics

/// A certified map of where Λ(k) > Λ(0) on the whole half-line k > 0.
///
/// Λ is the smallest Re λ over the branches. Violating ranges are certified; what is neither violating
/// nor certainly positive is listed as open. Nothing is ever guessed.
struct WavenumberSurvey {
  let chart: SignChart

  /// The survey of time-independent rates.
  ///
  /// - Returns: `nil` where Λ(0) cannot be enclosed.
  init?(_ formulas: [Formula]) {
    guard !formulas.isEmpty, !formulas.contains(where: { $0.contains("t") }),
      let chart = Self.chart(formulas.map(\.realPart))
    else { return nil }
    self.chart = chart
  }

  /// The survey of a condition: where all these functions of k are > 0.
  init(positivityOf formulas: Formula...) { self.init(positivityOf: formulas) }

  init(positivityOf formulas: [Formula]) {
    var charts: [SignChart] = []
    for formula in formulas {
      let chart = SignChart(of: formula)
      // Violated everywhere: nothing can change that.
      if chart.isEverywhere(.negative) || chart.isEverywhere(.zero) {
        self.chart = SignChart(everywhere: .negative)
        return
      }
      charts.append(chart)
    }
    chart = SignChart.least(charts)
  }

  /// Each branch relative to Λ(0): exactly where the limits are known, else by balls.
  private static func chart(_ formulas: [Formula]) -> SignChart? {
    let limits = formulas.map { formula -> Formula? in
      let inS = formula.substituting(["k": .s]).canonical
      guard let limit = inS.limitAtZero, ExactSign.of(limit) != nil else { return nil }
      return limit
    }
    if let lowest = Formula.least(limits) {
      return SignChart.least(
        formulas.map { SignChart(of: ($0 - lowest).simplified(assuming: .wave)) })
    }
    var lower = Double.infinity
    var upper = Double.infinity
    for formula in formulas {
      guard let program = try? formula.compiled(variables: ["k"]) else { return nil }
      let value = program.evaluate([Ball(0.0)])
      guard value.isFinite else { return nil }
      lower = min(lower, value.realBounds.lower)
      upper = min(upper, value.realBounds.upper)
    }
    let zero = Ball(lower: lower, upper: upper)
    return SignChart.least(formulas.map { SignCover.chart(of: $0, above: zero) })
  }

  // MARK: - Results

  /// Whether Λ(k) > Λ(0) is certain for every k > 0.
  var isPositiveEverywhere: Bool { chart.isEverywhere(.positive) }

  /// The number of pieces of the cover.
  var count: Int { chart.pieces.count }

  /// The violating set.
  var violations: ViolatingSet { ViolatingSet(chart) }
}

extension Formula {
  /// The least of constants, all known; `nil` where their order is not certain.
  static func least(_ values: [Formula?]) -> Formula? {
    let known = values.compactMap(\.self)
    guard known.count == values.count else { return nil }
    return known.first { candidate in
      known.allSatisfy { ExactSign.of(($0 - candidate).canonical)?.isNonnegative == true }
    }
  }
}
