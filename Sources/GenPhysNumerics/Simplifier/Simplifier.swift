/// Brings formulas into a canonical form under assumptions.
///
/// Goals, in this order:
/// 1. Never change a value where the assumptions hold (but for removable gaps).
/// 2. Equal formulas of the kinds that occur in dispersion relations get equal forms.
/// 3. The form reads well: like terms and factors collected, the shorter of factored and expanded.
///
/// Sums and products are flat and sorted; a product has at most one number and one `i`; powers of
/// one base are one power; bases of powers carry no numeric content. Work is bounded by `fuel`:
/// when it runs out, parts stay as they are.
package struct Simplifier {
  let assumptions: Assumptions
  var fuel: Int
  /// Whether sums try their expanded form; off inside expansion itself.
  var triesExpansion = true

  package init(_ assumptions: Assumptions, fuel: Int = 40_000) {
    self.assumptions = assumptions
    self.fuel = fuel
  }

  /// The canonical form of `formula`.
  package mutating func simplify(_ formula: Formula) -> Formula {
    fuel -= 1
    if fuel & 1023 == 0, Deadline.isOver { fuel = 0 }
    if fuel < 0 { return formula }
    switch formula {
    case .number(let n): return n.isFinite ? .number(canonical(n)) : formula
    case .imaginaryUnit, .pi, .variable: return formula
    case .sum(let terms): return add(terms.map { simplify($0) })
    case .product(let factors): return multiply(factors.map { simplify($0) })
    case .power(let base, let exponent): return power(simplify(base), simplify(exponent))
    case .call(let function, let arguments):
      return call(function, arguments.map { simplify($0) })
    }
  }

  /// Counts the work done, where a verdict bounds it: about 2 µs a step.
  func report() { Deadline.spend(12 * (Self.fullTank - fuel)) }

  /// The fuel of a fresh simplifier.
  private static let fullTank = 40_000

  /// Rationals built by hand may not be in lowest terms.
  private func canonical(_ n: Number) -> Number {
    guard case .rational(let p, let q) = n, let lowest = Number(p, over: q), lowest.isExact else {
      return n
    }
    return lowest
  }
}

extension Formula {
  /// The canonical form under `assumptions`; the formula itself where it exceeds the limits.
  ///
  /// Branch care: `(x^a)^b = x^(ab)` only for integer b, for x ≥ 0 and real a, or for −1 < a ≤ 1;
  /// `(xy)^b = x^b y^b` only for integer b or x ≥ 0; `log(exp x) = x` only for real x. See
  /// `Assumptions` for what is taken for granted.
  public func simplified(assuming assumptions: Assumptions = .none) -> Formula {
    guard isWithinLimits else { return self }
    var simplifier = Simplifier(assumptions)
    // A second pass sees what the first one made possible; it changes nothing in most cases.
    var result = self
    for _ in 0..<4 {
      let next = simplifier.shortest(simplifier.simplify(result))
      if next == result { break }
      result = next
    }
    simplifier.report()
    return result.isWithinLimits ? result : self
  }
}
