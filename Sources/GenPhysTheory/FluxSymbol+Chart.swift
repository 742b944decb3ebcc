internal import GenPhysNumerics

extension FluxSymbol {
  /// The poles of h by a certified chart of the sign of k² − a; `nil` where it decides nothing.
  ///
  /// A zero of the gap that is certainly in an interval is a pole where λ + b is certainly not 0 in it.
  /// This reaches zeros of high polynomials without change of sign, and gaps that have no zero.
  var chartedPoles: Poles? {
    guard gap.variables == [ProofContext.variable] else { return nil }
    let square = Formula.variable("k").raised(to: 2)
    func inK(_ formula: Formula) -> Formula {
      formula.substituting([ProofContext.variable: square]).simplified(assuming: .wave)
    }
    let chart = SignChart(of: inK(gap))
    if chart.isEverywhere(.positive) || chart.isEverywhere(.negative) { return Poles.none }
    guard let excess = try? inK(mismatch).compiled(variables: ["k"]) else { return nil }
    for piece in chart.pieces {
      guard case .zero(let zero) = piece.content else { continue }
      let value = excess.evaluate([Ball(lower: piece.lower, upper: piece.upper, precision: 128)])
      if value.isFinite, !value.containsZero { return .at(zero.place) }
    }
    return nil
  }
}
