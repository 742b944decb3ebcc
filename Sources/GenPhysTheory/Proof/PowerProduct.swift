internal import GenPhysNumerics

/// A product as `c·s^a·∏ base^e` with c free of s, and exact a and e.
struct PowerProduct {
  /// The factors of c.
  private(set) var coefficients: [Formula] = []
  /// a.
  var power = Number.zero
  /// Each base depends on s and occurs once.
  var bases: [(base: Formula, exponent: Number)] = []

  /// Takes a formula apart.
  init(_ formula: Formula = .one) { multiply(formula) }

  /// c.
  var coefficient: Formula { Formula.product(coefficients + [.one]).canonical }

  /// Multiplies by `factor^exponent`.
  mutating func multiply(_ factor: Formula, _ exponent: Number = .one) {
    if exponent.isZero || factor == .one { return }
    if !factor.dependsOnS {
      coefficients.append(factor.raised(to: .number(exponent)))
    } else if factor == .s {
      power = power + exponent
    } else if case .product(let parts) = factor {
      for part in parts { multiply(part, exponent) }
    } else if case .power(let base, .number(let e)) = factor {
      multiply(base, e * exponent)
    } else if let place = bases.firstIndex(where: { $0.base == factor }) {
      bases[place].exponent = bases[place].exponent + exponent
      if bases[place].exponent.isZero { bases.remove(at: place) }
    } else {
      bases.append((factor, exponent))
    }
  }

  /// s and the bases, with their exponents.
  var powers: [Formula: Number] {
    var result = Dictionary(bases.map { ($0.base, $0.exponent) }) { $1 }
    if !power.isZero { result[.s] = power }
    return result
  }
}
