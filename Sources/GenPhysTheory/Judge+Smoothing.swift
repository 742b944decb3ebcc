internal import GenPhysNumerics
internal import Numerics

extension Judge {
  /// What was found about C2.
  struct Smoothing {
    var condition: Verdict.Condition
    var witness: Double?
    var violations: [Verdict.Violation] = []
    /// Of which k it is open whether smoothing fails there.
    var openRanges: [Verdict.Violation] = []

    /// C2 is proved.
    static func holds(_ reason: String) -> Smoothing {
      Smoothing(
        condition: Verdict.Condition(holds: true, proved: true, reason: reason, opinion: true))
    }

    /// C2 is refuted on a set of wavenumbers.
    static func fails(_ reason: String, on set: ViolatingSet) -> Smoothing {
      Smoothing(
        condition: Verdict.Condition(holds: false, proved: true, reason: reason, opinion: false),
        witness: set.witness, violations: set.ranges, openRanges: set.open)
    }

    /// C2 is open.
    static func undecided(
      _ reason: String, opinion: Bool? = nil,
      open: [Verdict.Violation] = ViolatingSet.everything.ranges
    ) -> Smoothing {
      Smoothing(
        condition: Verdict.Condition(holds: nil, proved: false, reason: reason, opinion: opinion),
        openRanges: open)
    }
  }

  /// C2 by the strongest means that decides it.
  ///
  /// 1. The proof that p is a mixture of Gaussians, or the signs of the terms.
  /// 2. A certified survey of all k > 0.
  /// 3. A look at single wavenumbers: balls may still certify a violation there.
  func smoothing(_ mixture: ScaleMixtureProof?) throws(FormulaError) -> Smoothing {
    if let mixture, let proved = Self.smoothing(by: mixture) { return proved }
    let certified = certifiedSmoothing(mixture)
    // What was cut short by the clock would depend on the machine's load.
    if Deadline.hasPassed { return .undecided("the time budget ran out") }
    switch certified {
    case .decided(let smoothing): return smoothing
    case .open(let set): return sampledSmoothing(open: set)
    }
  }

  /// A look at Λ(k) − Λ(0) at single wavenumbers, at several times where λ depends on t.
  ///
  /// Every value is a ball, so that a difference below its rounding counts as unknown.
  private func sampledSmoothing(open: [Verdict.Violation]) -> Smoothing {
    if isSingularInTime { return .undecided("lambda is not integrable at t = 0") }
    guard formsOpinions else { return .undecided("not proved", open: open) }
    let times = dependsOnTime ? [1, 0.1, 10] : [1.0]
    let sample = Self.wavenumbers(dependsOnTime ? 41 : 401)
      .filter { k in open.contains { $0.lower <= k && k <= $0.upper ?? .infinity } }
    var clear = 0
    for time in times {
      for k in sample where !Deadline.isOver {
        switch violates(k, time: time) {
        case true?:
          var set = ViolatingSet.point(k)
          set.restrictOpen(to: open)
          let moment = dependsOnTime ? ", t = \(shortText(time))" : ""
          return .fails(
            "Im omega(k) >= Im omega(0) at k = \(shortText(k))\(unitText)\(moment) (certified by balls); "
              + "other wavenumbers are open", on: set)
        case false?: clear += 1
        case nil: continue
        }
      }
    }
    if Deadline.hasPassed { return .undecided("the time budget ran out") }
    let total = sample.count * times.count
    if clear == total {
      return .undecided(
        "numerically Im omega(k) < Im omega(0) at all \(total) k sampled in 1e-10..1e10; not a proof",
        opinion: true, open: open)
    }
    return .undecided(
      "numerically Im omega(k) < Im omega(0) at \(clear) of \(total) k sampled in 1e-10..1e10; at the "
        + "others the difference is below its rounding", open: open)
  }

  /// Wavenumbers at equal steps of ln k in 10⁻¹⁰ … 10¹⁰, round numbers first.
  private static func wavenumbers(_ count: Int) -> [Double] {
    [1, 0.5, 2, 0.1, 10, 0.01, 100]
      + (0..<count).map { Double.pow(10, -10 + 20 * Double($0) / Double(count - 1)) }
  }

  /// What follows a number that is a wavenumber: its unit, where parameters were absorbed in one.
  var unitText: String {
    guard let unit = units?.wavenumber, unit != .one else { return "" }
    return " \(unit.description)"
  }

  /// A violating set in words, and what is open beside it.
  func describe(_ set: ViolatingSet) -> String {
    let unit = units?.wavenumber
    var text = Verdict.text(of: set.ranges, unit: unit) + " (certified)"
    if set.isShortened {
      text += "; these are the first \(ViolatingSet.listed), and all k beyond are left open"
    } else if !set.open.isEmpty {
      text += "; \(Verdict.text(ofOpen: set.open, unit: unit)) is open"
    }
    return text
  }

  /// A number for a sentence, at 7 significant digits.
  func shortText(_ x: Double) -> String { Verdict.text(x) }
}
