internal import GenPhysNumerics
internal import Numerics

extension SignCover {
  /// The reaches that are tried at an end, as powers of 2.
  ///
  /// A law with lengths of 1e30 needs the last.
  private static let reaches: [Double] = [-4, -8, -12, -20, -30, -50, -100, -250]

  /// An end of the half-line: the first reach δ at which its sign is certain, on (0, δ] or [1/δ, ∞).
  func end(_ end: EndBehaviour.End) -> (reach: Double, sign: SignChart.Sign)? {
    for exponent in Self.reaches {
      let reach = Double.exp2(exponent)
      let sign = sign(at: end, reach: reach)
      if sign != .unknown { return (reach, sign) }
    }
    return nil
  }

  private func sign(at end: EndBehaviour.End, reach: Double) -> SignChart.Sign {
    if let behaviour = EndBehaviour(of: formula, end: end, reach: reach) {
      let sign = hasOffset ? relative(behaviour) : behaviour.sign
      if sign != .unknown { return sign }
    }
    guard end == .zero else { return .unknown }
    if let sign = smoothSign(reach) { return sign }
    let (low, high) = (program.evaluate([Ball(lower: 0, upper: reach)]) - offset).realBounds
    return low > 0 ? .positive : high < 0 ? .negative : .unknown
  }

  /// The sign of `x^p·G − offset`.
  private func relative(_ value: EndBehaviour) -> SignChart.Sign {
    let (low, high) = offset.realBounds
    if value.exponent.isZero {
      return value.range.lower > high ? .positive : value.range.upper < low ? .negative : .unknown
    }
    if value.exponent.signum < 0 {
      // |x^p| is at least 1 on the end.
      if value.range.lower > max(high, 0) { return .positive }
      if value.range.upper < min(low, 0) { return .negative }
    }
    return .unknown
  }

  /// The sign near 0 of a function that vanishes at k = 0 and is smooth there: that of its first
  /// derivative that is not 0 there, enclosed on all of [0, δ].
  private func smoothSign(_ reach: Double) -> SignChart.Sign? {
    guard !hasOffset, Self.vanishesAtZero(formula) else { return nil }
    var derivative = formula
    for _ in 1...8 {
      guard
        let next = try? derivative.derivative(in: "k").simplified(assuming: .wave),
        let program = try? next.compiled(variables: ["k"])
      else { return nil }
      let value = program.evaluate([Ball(lower: 0, upper: reach)])
      guard value.isFinite, value.isReal else { return nil }
      if value.lowerBound > 0 { return .positive }
      if value.upperBound < 0 { return .negative }
      // Only an exact zero at 0 lets the next derivative decide.
      guard Self.vanishesAtZero(next) else { return nil }
      derivative = next
    }
    return nil
  }

  private static func vanishesAtZero(_ formula: Formula) -> Bool {
    formula.substituting(["k": 0]).simplified(assuming: .wave).isZero(assuming: .wave)
  }
}

extension EndBehaviour {
  /// The sign of the real part on the whole end.
  fileprivate var sign: SignChart.Sign {
    guard exponent.isExact else { return .unknown }
    if range.isPositive { return .positive }
    if range.lower == 0, range.upper == 0 { return .zero }
    return range.isNonpositive && range.excludesZero ? .negative : .unknown
  }
}
