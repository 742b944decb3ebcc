internal import GenPhysNumerics
internal import Numerics

/// A function of k enclosed on all of one end of the half-line: `x^p·G` with `x = k` on (0, δ], or
/// `x = 1/k` on k ≥ 1/δ.
///
/// Enclosures are rounded outwards. The imaginary part is not followed; where a value is complex,
/// only what is certain of its real part is kept.
struct EndBehaviour {
  /// The end of the half-line.
  enum End { case zero, infinity }

  /// p.
  let exponent: Number
  /// G, for the real part.
  let range: RealRange
  /// Whether there is an imaginary part.
  let isComplex: Bool

  /// Whether the real part is certainly > 0 on the whole end.
  var isPositive: Bool { range.isPositive && exponent.isExact }
  /// Whether the real part is certainly ≤ 0 on the whole end.
  var isNonpositive: Bool { range.isNonpositive && exponent.isExact }
  /// Whether the real part is certainly at least a positive multiple of x^p.
  var isBoundedBelow: Bool { range.lower > 0 && exponent.isExact }
  /// Whether the real part certainly tends to −∞ towards the end.
  var fallsForEver: Bool { exponent.signum < 0 && range.upper < 0 }

  /// Encloses a formula in k alone, or `nil` where the rules do not reach.
  ///
  /// More and more terms are taken until the sign is certain.
  init?(of formula: Formula, end: End, reach delta: Double) {
    guard delta > 0, delta < 1 else { return nil }
    let x = Formula.variable("x")
    let inX = formula.substituting(["k": end == .zero ? x : 1 / x])
      .simplified(assuming: ["x": .positive])
    var best: EndBehaviour?
    for length in [1, 2, 4, 8] {
      let calculus = ExpansionCalculus(variable: "x", reach: delta, length: length)
      guard let value = calculus.expansion(of: inX), value.lead.isExact else { continue }
      let found = EndBehaviour(
        exponent: value.lead, range: calculus.scaled(value), isComplex: value.isComplex)
      best = found
      if found.isPositive || found.isNonpositive { break }
    }
    guard let best else { return nil }
    self = best
  }

  private init(exponent: Number, range: RealRange, isComplex: Bool) {
    self.exponent = exponent
    self.range = range
    self.isComplex = isComplex
  }
}
