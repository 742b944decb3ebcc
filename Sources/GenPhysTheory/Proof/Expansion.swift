internal import GenPhysNumerics

/// A function of x on (0, δ] as `Σ c_j x^{e_j} + x^q R(x)`: exact terms and an enclosed rest.
///
/// Coefficients are exact formulas, so that terms which cancel vanish exactly and removable
/// singularities are no trouble. R(x) lies in `rest` for every x in (0, δ]. Without a δ nothing is
/// enclosed, and only R = O(1) as x → 0+ is claimed. Where a value is complex, only its real part is
/// followed. See `ExpansionCalculus` for how expansions come about.
struct Expansion {
  /// `c·x^e`, with c canonical and free of x.
  struct Term: Hashable {
    var coefficient: Formula
    var exponent: Number
  }

  /// By ascending exponent, all below the order.
  var terms: [Term]
  /// q; `nil` where there is no rest.
  var order: Number?
  /// Where R lies.
  var rest: RealRange
  /// Whether there is an imaginary part.
  var isComplex = false

  /// No rest.
  init(exactly terms: [Term], isComplex: Bool = false) {
    self.terms = terms
    order = nil
    rest = RealRange(0, 0)
    self.isComplex = isComplex
  }

  /// Nothing but a rest.
  init(order: Number, rest: RealRange) {
    terms = []
    self.order = order
    self.rest = rest
  }

  /// A constant.
  static func constant(_ value: Formula) -> Expansion {
    Expansion(exactly: value == .zero ? [] : [Term(coefficient: value, exponent: .zero)])
  }

  /// Something imaginary.
  static let imaginary = Expansion(exactly: [], isComplex: true)

  /// Whether the real part is exactly 0.
  var isZero: Bool { terms.isEmpty && order == nil }
  /// The exponent that can be taken out; 0 for zero.
  var lead: Number { terms.first?.exponent ?? order ?? .zero }
  /// Whether it tends to 0.
  var vanishes: Bool { isZero || lead.signum > 0 }
}
