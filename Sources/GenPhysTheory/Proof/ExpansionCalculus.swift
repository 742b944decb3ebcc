internal import GenPhysNumerics

/// Makes expansions of formulas.
struct ExpansionCalculus {
  /// x; every other variable stands for a positive number.
  let variable: String
  /// δ < 1, or `nil` for asymptotic claims only.
  let reach: Double?
  /// How many terms are kept.
  let length: Int

  /// Expands a formula, or `nil` where the rules do not reach.
  func expansion(of formula: Formula) -> Expansion? {
    guard !Deadline.isOver else { return nil }
    if formula == .imaginaryUnit { return .imaginary }
    if !formula.contains(variable) {
      let constant = formula.canonical
      if ExactSign.isReal(constant) { return .constant(constant) }
      // Only sums and products show what is imaginary in a constant.
      switch constant {
      case .sum, .product: break
      default: return constant == .imaginaryUnit ? .imaginary : nil
      }
    }
    switch formula {
    case .number, .pi, .imaginaryUnit: return nil
    case .variable:
      return Expansion(exactly: [Expansion.Term(coefficient: .one, exponent: .one)])
    case .sum(let terms):
      var parts: [Expansion] = []
      for term in terms {
        guard let part = expansion(of: term) else { return nil }
        parts.append(part)
      }
      return sum(parts)
    case .product(let factors):
      var result = Expansion.constant(.one)
      for factor in factors {
        guard let part = expansion(of: factor), let product = product(result, part) else {
          return nil
        }
        result = product
      }
      return result
    case .power(let base, let exponent)
    where !base.contains(variable) && ExactSign.of(base) == .positive:
      // b^g = e^{g ln b}.
      guard let inner = expansion(of: exponent * .call(.log, [base])) else { return nil }
      return call(.exp, inner)
    case .power(let base, let exponent):
      guard let e = exponent.numberValue, e.isExact, let inner = expansion(of: base) else {
        return nil
      }
      return power(inner, e)
    case .call(let function, let arguments):
      guard arguments.count == function.arity, let x = arguments.last else { return nil }
      if function.arity == 2 {
        guard !arguments[0].contains(variable), let inner = expansion(of: x) else { return nil }
        return bessel(function, order: arguments[0], inner)
      }
      if function == .log, let value = logarithmOfCosh(x) { return value }
      guard let inner = expansion(of: x) else { return nil }
      return call(function, inner)
    }
  }

  // MARK: - Ranges

  /// An enclosure of a coefficient; everything, where parameters occur.
  func range(of coefficient: Formula) -> RealRange {
    guard reach != nil else { return .all }
    if let n = coefficient.numberValue {
      let x = n.doubleValue
      if n.integer != nil, x.magnitude < 0x1p53 { return RealRange(x, x) }
      return RealRange(x.nextDown, x.nextUp)
    }
    guard let program = try? coefficient.compiled(variables: ["_"]) else { return .all }
    let value = program.evaluate([Ball(0.0)])
    guard value.isFinite, value.isReal else { return .all }
    return RealRange(value.lowerBound, value.upperBound)
  }

  /// x^d on (0, δ], for d ≥ 0.
  func small(_ d: Number) -> RealRange {
    if d.isZero { return RealRange(1, 1) }
    guard let reach else { return .all }
    let top = Ball.exp(Ball(d) * Ball.log(Ball(reach))).upperBound
    return RealRange(0, top, excludesZero: true)
  }

  /// x^{−lead} times the function, for all x.
  func scaled(_ f: Expansion) -> RealRange {
    guard reach != nil else { return .all }
    let lead = f.lead
    var range = RealRange(0, 0)
    for term in f.terms {
      range = range + self.range(of: term.coefficient) * small(term.exponent - lead)
    }
    if let order = f.order { range = range + f.rest * small(order - lead) }
    return range
  }

  /// All values of the function.
  func spread(_ f: Expansion) -> RealRange {
    guard let reach else { return .all }
    let (lead, range) = (f.lead, scaled(f))
    if f.isZero || lead.isZero { return range }
    if lead.signum > 0 { return small(lead) * range }
    let bottom = Ball.exp(Ball(lead) * Ball.log(Ball(reach))).lowerBound
    return RealRange(bottom, .infinity) * range
  }

  /// The sign of a function on all of (0, δ], or in the limit where there is no δ.
  func sign(_ f: Expansion) -> ExactSign? {
    if f.isComplex { return nil }
    if f.isZero { return .zero }
    if reach != nil {
      let range = scaled(f)
      return range.isPositive
        ? .positive : range.isNonpositive && range.excludesZero ? .negative : nil
    }
    guard let first = f.terms.first, let sign = ExactSign.of(first.coefficient) else { return nil }
    return sign == .positive || sign == .negative ? sign : nil
  }

  // MARK: - Arithmetic

  /// Collects terms, and moves those beyond the order or the length into the rest.
  func collected(_ terms: [Expansion.Term], order: Number?, rest: RealRange, isComplex: Bool)
    -> Expansion
  {
    var groups: [Number: [Formula]] = [:]
    for term in terms { groups[term.exponent, default: []].append(term.coefficient) }
    var kept: [Expansion.Term] = []
    var moved: [Expansion.Term] = []
    for (exponent, coefficients) in groups.sorted(by: { $0.key < $1.key }) {
      let coefficient =
        coefficients.count == 1 ? coefficients[0] : Formula.sum(coefficients).canonical
      if coefficient == .zero { continue }
      let term = Expansion.Term(coefficient: coefficient, exponent: exponent)
      if let order, !(exponent < order) {
        moved.append(term)
      } else if kept.count < length {
        kept.append(term)
      } else {
        moved.append(term)
      }
    }
    var result = Expansion(exactly: kept, isComplex: isComplex)
    guard order != nil || !moved.isEmpty else { return result }
    let lowest = (moved.map(\.exponent) + (order.map { [$0] } ?? [])).min() ?? .zero
    result.order = lowest
    var range = order.map { rest * small($0 - lowest) } ?? RealRange(0, 0)
    for term in moved {
      range = range + self.range(of: term.coefficient) * small(term.exponent - lowest)
    }
    result.rest = reach == nil ? .all : range
    return result
  }

  func sum(_ parts: [Expansion]) -> Expansion {
    let order = parts.compactMap(\.order).min()
    var rest = RealRange(0, 0)
    for part in parts {
      if let own = part.order, let order { rest = rest + part.rest * small(own - order) }
    }
    return collected(
      parts.flatMap(\.terms), order: order, rest: rest,
      isComplex: parts.contains(where: \.isComplex))
  }

  func product(_ a: Expansion, _ b: Expansion) -> Expansion? {
    // The real part of a complex number times a real one is the product of the real parts.
    if a.isComplex && b.isComplex { return nil }
    let isComplex = a.isComplex || b.isComplex
    if a.isZero || b.isZero { return Expansion(exactly: [], isComplex: isComplex) }
    var terms: [Expansion.Term] = []
    for x in a.terms {
      for y in b.terms {
        let exponent = x.exponent + y.exponent
        guard exponent.isExact else { return nil }
        terms.append(
          Expansion.Term(
            coefficient: Self.product(x.coefficient, y.coefficient), exponent: exponent))
      }
    }
    // (A + x^p R)(B + x^q S) = AB + A x^q S + x^p R (B + x^q S).
    var rests: [(order: Number, range: RealRange)] = []
    if let q = b.order, !a.terms.isEmpty {
      let exact = Expansion(exactly: a.terms)
      rests.append((exact.lead + q, scaled(exact) * b.rest))
    }
    if let p = a.order { rests.append((p + b.lead, a.rest * scaled(b))) }
    guard let order = rests.map(\.order).min() else {
      return collected(terms, order: nil, rest: RealRange(0, 0), isComplex: isComplex)
    }
    guard order.isExact else { return nil }
    var rest = RealRange(0, 0)
    for part in rests { rest = rest + part.range * small(part.order - order) }
    return collected(terms, order: order, rest: rest, isComplex: isComplex)
  }

  static func product(_ a: Formula, _ b: Formula) -> Formula {
    if a == .one { return b }
    if b == .one { return a }
    if case .number(let x) = a, case .number(let y) = b { return .number(x * y) }
    return (a * b).canonical
  }

  /// `Σ_{j<n} a_j v^j + v^n·[tail]` for v that vanishes.
  func series(_ coefficients: [Formula], tail: RealRange, at v: Expansion) -> Expansion? {
    if v.isZero { return coefficients.first.map { .constant($0) } }
    var result = Expansion(order: .zero, rest: tail)
    for coefficient in coefficients.reversed() {
      guard let next = product(result, v) else { return nil }
      result = sum([.constant(coefficient), next])
    }
    return result
  }

  /// `f = c x^p (1 + v)`, with the sign of c; `nil` where that is open.
  func split(
    _ f: Expansion
  ) -> (coefficient: Formula, exponent: Number, v: Expansion, isPositive: Bool)? {
    guard !f.isComplex, let first = f.terms.first, let sign = ExactSign.of(first.coefficient),
      sign == .positive || sign == .negative
    else { return nil }
    let c = first.coefficient
    var v = Expansion(
      exactly: f.terms.dropFirst().map {
        Expansion.Term(
          coefficient: ($0.coefficient / c).canonical, exponent: $0.exponent - first.exponent)
      })
    if let order = f.order {
      v.order = order - first.exponent
      guard let inverse = reciprocal(range(of: c)) else { return nil }
      v.rest = f.rest * inverse
    }
    return (c, first.exponent, v, sign == .positive)
  }

  /// 1/x on a range without 0.
  func reciprocal(_ range: RealRange) -> RealRange? {
    if reach == nil { return .all }
    guard range.lower > 0 || range.upper < 0, range.lower.isFinite || range.upper.isFinite else {
      return nil
    }
    let ends = [range.lower, range.upper].map { x in
      x.isFinite ? (1 / Ball(x)).realBounds : (0.0, 0.0)
    }
    return RealRange(ends.map(\.0).min() ?? 0, ends.map(\.1).max() ?? 0)
  }

  func power(_ base: Expansion, _ e: Number) -> Expansion? {
    if e.isZero { return .constant(.one) }
    if let parts = split(base), let value = power(parts, e) { return value }
    if base.isComplex { return nil }
    if let n = e.integer, n > 0, n <= 16 {
      var result = Expansion.constant(.one)
      for _ in 0..<n {
        guard let next = product(result, base) else { return nil }
        result = next
      }
      if n & 1 == 0, result.terms.isEmpty, result.rest.lower < 0 {
        result.rest = RealRange(0, result.rest.upper)
      }
      return result
    }
    // The root of something negative has no real part.
    if e.magnitude == .half, reach != nil, sign(base) == .negative { return .imaginary }
    // What is positive for sure to a power, by its range.
    guard base.terms.isEmpty, let order = base.order, reach != nil, base.rest.lower >= 0,
      base.rest.isPositive, (order * e).isExact
    else { return nil }
    return raised(base.rest, e).map { Expansion(order: order * e, rest: $0) }
  }

  /// `c^e x^{pe} (1 + v)^e` by the binomial series with Lagrange's rest.
  private func power(
    _ parts: (coefficient: Formula, exponent: Number, v: Expansion, isPositive: Bool), _ e: Number
  ) -> Expansion? {
    let exponent = parts.exponent * e
    guard exponent.isExact else { return nil }
    var coefficient = parts.coefficient
    if !parts.isPositive {
      guard e.integer != nil else {
        guard e.magnitude == .half, reach != nil, scaled(parts.v).lower > -1 || parts.v.isZero
        else { return nil }
        return .imaginary
      }
    }
    coefficient = coefficient.raised(to: .number(e)).canonical
    let front = Expansion(
      exactly: [Expansion.Term(coefficient: coefficient, exponent: exponent)])
    if parts.v.isZero { return front }
    guard parts.v.vanishes else { return nil }
    var binomials: [Formula] = []
    var binomial = Number.one
    for j in 0..<max(length, 1) {
      binomials.append(.number(binomial))
      binomial = binomial * (e - Number(j)) / Number(j + 1)
      guard binomial.isExact else { return nil }
    }
    var tail = RealRange.all
    if reach != nil {
      let values = spread(parts.v)
      let hull = RealRange(
        (1 + min(values.lower, 0)).nextDown, (1 + max(values.upper, 0)).nextUp)
      guard hull.lower > 0,
        let power = raised(hull, e - Number(binomials.count))
      else { return nil }
      tail = range(of: .number(binomial)) * power
      if binomial.isZero { tail = RealRange(0, 0) }
    }
    return series(binomials, tail: tail, at: parts.v).flatMap { product(front, $0) }
  }

  /// A positive range to a power.
  func raised(_ range: RealRange, _ e: Number) -> RealRange? {
    func end(_ x: Double) -> (Double, Double)? {
      if x == .infinity { return e.signum > 0 ? (.infinity, .infinity) : (0, 0) }
      if x == 0 { return e.signum > 0 ? (0, 0) : (.infinity, .infinity) }
      let value = Ball.principalPower(Ball(x), Ball(e))
      return value.isFinite ? value.realBounds : nil
    }
    guard range.lower >= 0, let a = end(range.lower), let b = end(range.upper) else { return nil }
    return RealRange(max(min(a.0, b.0), 0), max(a.1, b.1), excludesZero: range.excludesZero)
  }
}
