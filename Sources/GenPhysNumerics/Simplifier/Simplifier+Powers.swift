extension Simplifier {
  /// The canonical power of canonical parts.
  mutating func power(_ base: Formula, _ exponent: Formula) -> Formula {
    fuel -= 1
    if exponent == .zero || base == .one { return .one }
    if exponent == .one { return base }
    if fuel < 0 { return .power(base, exponent) }
    let integer = exponent.numberValue?.integer
    switch base {
    case .number(let n):
      return numericPower(n, exponent)
    case .imaginaryUnit:
      guard let integer else { return .power(base, exponent) }
      let unit: Formula = integer & 1 == 0 ? .one : .imaginaryUnit
      return integer & 2 == 0 ? unit : multiply([.minusOne, unit])
    case .power(let inner, let innerExponent):
      if let joined = joinedExponents(inner, innerExponent, exponent) { return joined }
    case .call(.exp, let arguments):
      if integer != nil || (assumptions.isReal(arguments[0]) && assumptions.isReal(exponent)) {
        return call(.exp, [multiply([exponent, arguments[0]])])
      }
    case .call(.abs, let arguments):
      if let integer, integer & 1 == 0, assumptions.isReal(arguments[0]) {
        return power(arguments[0], exponent)
      }
    case .product(let factors):
      return productPower(factors, exponent, isInteger: integer != nil)
    case .sum:
      let (content, primitive) = contentAndPrimitive(base, exponentIsInteger: integer != nil)
      if !content.isEmpty {
        return multiply(content.map { power($0, exponent) } + [power(primitive, exponent)])
      }
      if let root = perfectRoot(of: base, exponent) { return root }
    default: break
    }
    // x^(a·log(y)/log(x)) and the like are left alone; x^(log …) has no shorter form.
    return .power(base, exponent)
  }

  /// `(x^a)^b` as `x^(ab)`, or `abs(x)^(ab)` for real x and even a, where that holds.
  private mutating func joinedExponents(
    _ base: Formula, _ inner: Formula, _ outer: Formula
  ) -> Formula? {
    let isInteger = outer.numberValue?.integer != nil
    var holds = isInteger || (assumptions.isNonnegative(base) && assumptions.isReal(inner))
    if let a = inner.numberValue, Number.minusOne < a, a <= Number.one { holds = true }
    if holds { return power(base, multiply([inner, outer])) }
    if let a = inner.numberValue?.integer, a & 1 == 0, assumptions.isReal(base) {
      return power(call(.abs, [base]), multiply([inner, outer]))
    }
    return nil
  }

  /// The power of a product, split into powers of factors.
  ///
  /// Split where the exponent is an integer, or factor by factor where the factor is ≥ 0. Factors ≤ 0 give up their sign, and pairs of signs cancel.
  private mutating func productPower(
    _ factors: [Formula], _ exponent: Formula, isInteger: Bool
  ) -> Formula {
    if isInteger { return multiply(factors.map { power($0, exponent) }) }
    var outside: [Formula] = []
    var inside: [Formula] = []
    var isNegative = false
    for factor in factors {
      if assumptions.isNonnegative(factor) {
        outside.append(factor)
      } else if assumptions.isNonpositive(factor) {
        isNegative.toggle()
        let opposite = multiply([.minusOne, factor])
        if opposite != .one { outside.append(opposite) }
      } else {
        inside.append(factor)
      }
    }
    if isNegative { inside.insert(.minusOne, at: 0) }
    if outside.isEmpty { return .power(.product(factors), exponent) }
    let powers = outside.map { power($0, exponent) }
    if inside.isEmpty { return multiply(powers) }
    let rest = inside.count == 1 ? inside[0] : multiply(inside)
    // A lone rest goes through the rules once more; a product of unknowns is final.
    if case .product = rest { return multiply(powers + [.power(rest, exponent)]) }
    return multiply(powers + [power(rest, exponent)])
  }

  /// The power of a number: exact for integer exponents; roots of perfect powers taken; what
  /// remains is a product of primes to exponents in (0, 1).
  private mutating func numericPower(_ n: Number, _ exponent: Formula) -> Formula {
    if case .sum(let terms) = exponent, n.signum > 0,
      let constant = terms.first(where: { $0.numberValue != nil })
    {
      // 2^(k + 1) = 2·2^k, so that the number is collected with the others.
      let rest = collect(terms.filter { $0 != constant })
      return multiply([numericPower(n, constant), power(.number(n), rest)])
    }
    guard let e = exponent.numberValue else { return .power(.number(n), exponent) }
    if n.isZero { return e.signum > 0 ? .zero : .power(.zero, exponent) }
    if let integer = e.integer {
      if let value = n.power(integer), value.isExact { return .number(value) }
      return .power(.number(n), exponent)
    }
    guard case .rational(let p, let q) = n, case .rational(let top, let bottom) = e,
      abs(top) < 1_000_000, bottom < 1_000
    else { return .power(.number(n), exponent) }
    if n.signum < 0 {
      // (−x)^e = (−1)^e x^e for x > 0, and (−1)^(1/2) = i.
      // A whole number of half turns is a sign.
      if bottom == 2 {
        let turn = power(.imaginaryUnit, .number(Number(top)))
        return n == .minusOne ? turn : multiply([turn, numericPower(-n, exponent)])
      }
      let whole = e.floor ?? 0
      let fraction = Formula.power(.minusOne, .number(e - Number(whole)))
      let turn =
        whole & 1 == 0 ? fraction : Formula.product([.minusOne, fraction])
      if n == .minusOne { return turn }
      return multiply([turn, numericPower(-n, exponent)])
    }
    guard let above = PrimePowers(p), let below = PrimePowers(q) else {
      return .power(.number(n), exponent)
    }
    var result = Formula.one.factors
    for (prime, multiplicity) in above.powers + below.powers.map({ ($0, -$1) }) {
      let total = Number(multiplicity) * e
      guard let whole = total.floor, let scale = Number(prime).power(whole), scale.isExact
      else { return .power(.number(n), exponent) }
      let fraction = total - Number(whole)
      result.append(.number(scale))
      if !fraction.isZero { result.append(.power(.number(Number(prime)), .number(fraction))) }
    }
    return productOfPrimes(result) ?? .power(.number(n), exponent)
  }

  /// Number factors joined, `nil` where that is not exact; the prime powers are already canonical.
  private func productOfPrimes(_ factors: [Formula]) -> Formula? {
    var coefficient = Number.one
    var rest: [Formula] = []
    for factor in factors {
      if let n = factor.numberValue {
        guard let product = coefficient.exactProduct(n) else { return nil }
        coefficient = product
      } else {
        rest.append(factor)
      }
    }
    rest.sort(by: Formula.precedesAsFactor)
    if rest.isEmpty { return .number(coefficient) }
    if coefficient != .one { rest.insert(.number(coefficient), at: 0) }
    return rest.count == 1 ? rest[0] : .product(rest)
  }
}
