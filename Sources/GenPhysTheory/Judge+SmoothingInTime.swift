internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

extension Judge {
  /// C2 for a rate that depends on time: ∫₀ᵗ [λ(k,τ) − λ(0,τ)] dτ is positive at every t > 0 and grows
  /// without bound.
  ///
  /// 1. A rate that varies as a whole is decided by its clock.
  /// 2. A positive gap that falls no faster than 1/t has an integral that grows without bound.
  /// 3. Where the integral is bounded, or ≤ 0 early, late, or at a chosen time, C2 fails.
  func smoothingInTime(_ mixture: ScaleMixtureProof?) -> CertifiedSmoothing {
    let everything = ViolatingSet.everything
    guard relevantRates.count == 1, discardsAreCertain, let rate = relevantRates.first else {
      return .open(everything.ranges)
    }
    let inS = rate.realPart.substituting(["k": .s]).canonical
    guard let limit = inS.limitAtZero, !isSingularInTime else { return .open(everything.ranges) }
    let gap = (inS - limit).canonical
    // 1
    if let smoothing = smoothingBySchedule(rate, mixture) { return .decided(smoothing) }
    // 2
    let late = gap.substituting([ProofContext.variable: .variable("\u{2022}"), "t": 1 / Formula.s])
      .canonical
    if let term = LeadingTerm(of: late) {
      let isPositive = ExactSign.of(gap) == .positive || mixture?.isLowered == true
      if isPositive, term.exponent <= .one, ExactSign.of(term.coefficient) == .positive {
        return .decided(
          .holds(
            "lambda(k,t) - lambda(0,t) is positive and its integral grows without bound (it "
              + "goes like t^\((-term.exponent).description))"))
      }
      if Number.one < term.exponent, mixture != nil {
        return .decided(
          .fails(
            "the integral of lambda(k,t) - lambda(0,t) over time stays bounded (the integrand is "
              + "O(t^\((-term.exponent).description))): the late density remembers the data",
            on: everything))
      }
    }
    // 3
    let inK = gap.substituting([ProofContext.variable: .variable("k")])
    guard let action = TimeSchedule.integral(of: inK) else { return .open(everything.ranges) }
    return smoothing(byAction: action)
  }

  /// C2 refuted by the integral A(k,t) of the gap over time, where it has a closed form.
  ///
  /// 1. As t → ∞ and t → 0, A goes like c(k)·t^q: it is negative where c is, and does not grow where
  ///    q ≤ 0.
  /// 2. At fixed times the sign of A(·,t) is charted.
  /// 3. Beside the largest range found, the time at which A is least may extend it.
  private func smoothing(byAction action: Formula) -> CertifiedSmoothing {
    var sets: [ViolatingSet] = []
    // 1
    for time in [1 / Formula.s, Formula.s] {
      let isLate = time != Formula.s
      let inTime = action.substituting(["k": .variable("\u{2022}"), "t": time]).canonical
      guard let term = LeadingTerm(of: inTime) else { continue }
      if isLate, term.exponent.signum >= 0 {
        return .decided(
          .fails(
            "the integral of lambda(k,t) - lambda(0,t) over time stays bounded: the late density "
              + "remembers the data", on: .everything))
      }
      let coefficient = term.coefficient.substituting(["\u{2022}": .variable("k")])
      // Where the coefficient vanishes, the next one decides, and nothing is known here.
      let chart = SignChart(of: coefficient).mapped({ $0 == .zero ? .unknown : $0 }) { _ in nil }
      sets.append(ViolatingSet(chart))
    }
    // 2
    func set(at time: Number) -> ViolatingSet {
      ViolatingSet(SignChart(of: action.substituting(["t": .number(time)])))
    }
    for exponent in stride(from: -6, through: 6, by: 2) {
      sets.append(set(at: exponent < 0 ? .rational(1, 1 << -exponent) : Number(1 << exponent)))
    }
    var union = ViolatingSet.union(of: sets)
    // 3
    for step in [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7] {
      guard let end = union.ranges.last?.upper,
        let time = Self.timeOfLeast(action, k: end * (1 + step))
      else { break }
      let extended = ViolatingSet.union(of: [union, set(at: time)])
      union = extended
    }
    guard !union.ranges.isEmpty else { return .open(ViolatingSet.everything.ranges) }
    return .decided(
      .fails(
        "the integral of lambda(k,t) - lambda(0,t) over time is <= 0 at some t, or negative for large t, "
          + "for \(describe(union))", on: union))
  }

  /// A short number near the time at which A(k,t) is least relative to t, found numerically.
  ///
  /// Nothing rests on it: the sign at that time is certified afterwards.
  private static func timeOfLeast(_ action: Formula, k: Double) -> Number? {
    guard let program = try? action.compiled(variables: ["k", "t"]) else { return nil }
    func value(_ t: Double) -> Double { program.realValue([k, t]) / t }
    let times = (0...240).map { Double.pow(10, -4 + Double($0) / 30) }
    guard let best = times.min(by: { value($0) < value($1) }), value(best).isFinite else {
      return nil
    }
    var (low, high) = (best / 1.08, best * 1.08)
    for _ in 0..<40 {
      let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low))
      if value(a) < value(b) { high = b } else { low = a }
    }
    let time = 0.5 * (low + high)
    guard time.isFinite, time > 1e-6, time < 1e6 else { return nil }
    return Number(Int(saturating: (time * 0x1p20).rounded()), over: 1 << 20)
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
        ? .holds(
          "the integral of lambda(k,t) - lambda(0,t) over time is a positive function of k "
            + "times \(clock), which is positive and grows without bound") : nil
    }
    return .fails(reason, on: .everything)
  }
}
