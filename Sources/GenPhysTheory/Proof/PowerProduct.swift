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

  // MARK: - Quotients as bases

  /// The product with quotients of two factors, or products, as bases: `s^a (s + 1)^{−a}` as
  /// `(s/(s + 1))^a`, which turns less than both apart.
  ///
  /// Only quotients that may be complete Bernstein or Stieltjes, by a look at numbers, are made.
  func groupings(depth: Int) -> [PowerProduct] {
    guard depth > 0, !Deadline.isOver, bases.count + (power.isZero ? 0 : 1) >= 2, bases.count <= 5
    else { return [] }
    var result: [PowerProduct] = []
    let parts = powers.sorted { ($0.key.size() ?? 0) < ($1.key.size() ?? 0) }
    for (above, a) in parts where a.signum > 0 {
      for (below, b) in parts where b.signum < 0 {
        let quotient = (above / below).canonical
        guard quotient.dependsOnS,
          quotient.isPlausible(quotient.decreases ? .stieltjes : .completeBernstein)
        else { continue }
        var grouped = PowerProduct(coefficient)
        let shared = min(a, -b)
        for (base, exponent) in powers {
          let rest = base == above ? a - shared : base == below ? b + shared : exponent
          if !rest.isZero { grouped.multiply(base, rest) }
        }
        grouped.append(quotient, shared)
        result.append(grouped)
      }
    }
    return result + result.prefix(4).flatMap { $0.groupings(depth: depth - 1) }
  }

  /// A factor that is not taken apart.
  private mutating func append(_ base: Formula, _ exponent: Number) {
    bases.append((base, exponent))
  }
}
