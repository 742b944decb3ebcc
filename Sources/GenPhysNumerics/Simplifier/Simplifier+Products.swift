extension Simplifier {
  /// The canonical product of canonical factors.
  mutating func multiply(_ factors: [Formula]) -> Formula {
    // Collecting may make powers that split into factors of bases already seen, so repeat until
    // nothing changes. Three rounds suffice in practice; eight is a safe end.
    var current = factors
    for _ in 0..<8 {
      let next = collectFactors(current)
      if next == current { break }
      current = next
      if fuel < 0 { break }
    }
    if let cancelled = cancellingQuotient(current) { return multiply(cancelled) }
    return distributingUnit(current)
  }

  /// One round of collection: flat, sorted, like bases joined, one number first and one `i` next.
  private mutating func collectFactors(_ factors: [Formula]) -> [Formula] {
    var bag = FactorBag()
    var pending = Array(factors.reversed())
    while let factor = pending.popLast() {
      fuel -= 1
      switch factor {
      case .product(let parts): pending += parts.reversed()
      case .number(let n): bag.scale(by: n)
      case .imaginaryUnit: bag.quarterTurns += 1
      case .power(let base, let exponent): bag.append(base, exponent)
      case .call(.exp, let arguments): bag.exponentials += arguments
      case .sum:
        let (content, primitive) = contentAndPrimitive(factor, exponentIsInteger: true)
        pending += content.reversed()
        bag.append(primitive, .one)
      default: bag.append(factor, .one)
      }
    }
    if bag.coefficient.isZero, !bag.isSingular { return [.zero] }
    var result: [Formula] = bag.apart
    for (base, exponents) in bag.powers {
      result += power(base, exponents.count == 1 ? exponents[0] : add(exponents)).factors
    }
    if !bag.exponentials.isEmpty {
      let argument = bag.exponentials.count == 1 ? bag.exponentials[0] : add(bag.exponentials)
      result += call(.exp, [argument]).factors
    }
    return arranged(result, coefficient: bag.coefficient, quarterTurns: bag.quarterTurns)
  }

  /// Numbers and `i` among `factors` joined to those given; the rest sorted behind them.
  private func arranged(
    _ factors: [Formula], coefficient: Number, quarterTurns: Int
  ) -> [Formula] {
    var coefficient = coefficient
    var turns = quarterTurns
    var rest: [Formula] = []
    for factor in factors {
      if case .number(let n) = factor, let product = coefficient.exactProduct(n) {
        coefficient = product
      } else if factor == .imaginaryUnit {
        turns += 1
      } else {
        rest.append(factor)
      }
    }
    if turns & 2 != 0 {
      if let opposite = coefficient.exactProduct(.minusOne) {
        coefficient = opposite
      } else {
        rest.append(.minusOne)
      }
    }
    rest.sort(by: Formula.precedesAsFactor)
    if turns & 1 != 0 { rest.insert(.imaginaryUnit, at: 0) }
    if coefficient != .one || rest.isEmpty { rest.insert(.number(coefficient), at: 0) }
    return rest
  }

  /// `2*i*(a + b)` as `2*i*a + 2*i*b`, so that a sum times a unit is a sum.
  private mutating func distributingUnit(_ factors: [Formula]) -> Formula {
    if factors.count == 1 { return factors[0] }
    guard case .sum(let terms)? = factors.last,
      factors.dropLast().allSatisfy({ $0.numberValue != nil || $0 == .imaginaryUnit })
    else { return factors.isEmpty ? .one : .product(factors) }
    let units = Array(factors.dropLast())
    return collect(
      terms.map { term in
        let product = collectFactors(units + [term])
        return product.count == 1 ? product[0] : .product(product)
      })
  }
}

/// The factors of a product, joined by base, in order of first appearance.
private struct FactorBag {
  var coefficient = Number.one
  var quarterTurns = 0
  var powers: [(base: Formula, exponents: [Formula])] = []
  var exponentials: [Formula] = []
  /// Numbers whose product with the rest would be rounded.
  var apart: [Formula] = []
  private var index: [Formula: Int] = [:]

  /// Whether a negative power of zero is among the factors.
  var isSingular: Bool { index[.zero] != nil }

  mutating func scale(by n: Number) {
    if let product = coefficient.exactProduct(n) {
      coefficient = product
    } else {
      apart.append(.number(n))
    }
  }

  mutating func append(_ base: Formula, _ exponent: Formula) {
    if let place = index[base] {
      powers[place].exponents.append(exponent)
    } else {
      index[base] = powers.count
      powers.append((base, [exponent]))
    }
  }
}
