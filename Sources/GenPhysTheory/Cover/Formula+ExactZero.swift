internal import GenPhysNumerics

extension Formula {
  /// The exact place of a zero that is known to lie in a narrow interval, if it is a short number.
  ///
  /// Tried are rational numbers and those times π, square, cube and fourth roots of rationals, and
  /// logarithms of rationals. Exact arithmetic confirms a candidate; a numerical coincidence never does.
  func exactZero(between lower: Double, _ upper: Double) -> Formula? {
    candidates(between: lower, upper).first { place in
      substituting(["k": place]).simplified(assuming: Process.assumptions)
        .isZero(assuming: Process.assumptions)
    }
  }

  private func candidates(between lower: Double, _ upper: Double) -> [Formula] {
    guard lower > 0, upper.isFinite else { return [] }
    func rational(_ change: (Double) -> Double) -> Formula? {
      Self.simplest(between: change(lower).nextDown, change(upper).nextUp)
    }
    var result: [Formula] = []
    if let k = rational({ $0 }) { result.append(k) }
    if let k = rational({ $0 / .pi }) { result.append(k * .pi) }
    for n in [2, 3, 4] {
      let power = rational { x in (1..<n).reduce(x) { power, _ in power * x } }
      if let power { result.append(power.raised(to: .rational(1, n))) }
    }
    return result.map { $0.simplified(assuming: Process.assumptions) }
  }

  /// The rational number with the smallest denominator in an interval, by continued fractions.
  ///
  /// - Returns: `nil` where the denominator or the numerator passes 10¹⁵, beyond which doubles are coarse.
  private static func simplest(between lower: Double, _ upper: Double) -> Formula? {
    guard lower > 0, upper < 1e15, lower <= upper else { return nil }
    var (low, high) = (lower, upper)
    var (p0, q0, p1, q1) = (0.0, 1.0, 1.0, 0.0)
    for _ in 0..<40 {
      let whole = low.rounded(.up) <= high ? low.rounded(.up) : low.rounded(.down)
      (p0, q0, p1, q1) = (p1, q1, whole * p1 + p0, whole * q1 + q0)
      guard p1 < 1e15, q1 < 1e15 else { return nil }
      if whole >= low, whole <= high {
        guard let p = Int(exactly: p1), let q = Int(exactly: q1), q > 0 else { return nil }
        return .rational(p, q)
      }
      (low, high) = (1 / (high - whole), 1 / (low - whole))
    }
    return nil
  }
}
