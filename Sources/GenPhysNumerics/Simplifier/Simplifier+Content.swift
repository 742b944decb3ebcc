extension Simplifier {
  /// What may be taken out of every term of a sum that is raised to a power, and what remains.
  ///
  /// Taken out are: the positive rational that makes the coefficients coprime integers; powers
  /// common to all terms, where the base is ≥ 0 or the exponent of the sum an integer; a minus sign
  /// where the exponent is an integer and the first term negative, or the sum is ≤ 0; `i`, for
  /// integer exponents.
  mutating func contentAndPrimitive(
    _ sum: Formula, exponentIsInteger: Bool
  ) -> (content: [Formula], primitive: Formula) {
    let terms = sum.terms
    let parts = terms.map(\.coefficientAndRest)
    var content: [Formula] = []
    var scale = numericContent(parts.map(\.0)) ?? .one
    let leadsNegative = (parts.first?.0.signum ?? 1) < 0
    if exponentIsInteger ? leadsNegative : leadsNegative && assumptions.isNonpositive(sum) {
      scale = -scale
    }
    if exponentIsInteger, terms.allSatisfy({ $0.factors.contains(.imaginaryUnit) }) {
      content.append(.imaginaryUnit)
    }
    content += commonPowers(parts.map(\.1), exponentIsInteger: exponentIsInteger)
    if scale != .one { content.insert(.number(scale), at: 0) }
    if content.isEmpty { return ([], sum) }
    guard let inverseScale = scale.reciprocal else { return ([], sum) }
    let inverses = content.filter { $0.numberValue == nil }.map { factor -> Formula in
      factor == .imaginaryUnit
        ? .product([.minusOne, .imaginaryUnit])
        : .power(factor.baseAndExponent.base, negated(factor.baseAndExponent.exponent))
    }
    let reduced = terms.map { multiply([.number(inverseScale)] + inverses + $0.factors) }
    return (content, collect(reduced))
  }

  private func negated(_ exponent: Formula) -> Formula {
    .number(-(exponent.numberValue ?? .one))
  }

  /// gcd of the numerators over lcm of the denominators; `nil` unless all are exact.
  private func numericContent(_ coefficients: [Number]) -> Number? {
    var top: UInt = 0
    var bottom = 1
    for coefficient in coefficients {
      guard case .rational(let p, let q) = coefficient else { return nil }
      top = top == 0 ? p.magnitude : Number.gcd(top, p.magnitude)
      let step = q / Int(Number.gcd(bottom.magnitude, q.magnitude))
      let (product, overflow) = bottom.multipliedReportingOverflow(by: step)
      if overflow { return nil }
      bottom = product
    }
    guard let top = Int(exactly: top), top > 0 else { return nil }
    return Number(top, over: bottom)
  }

  /// Powers with rational exponents that divide every term.
  private func commonPowers(_ terms: [Formula], exponentIsInteger: Bool) -> [Formula] {
    guard let first = terms.first else { return [] }
    var result: [Formula] = []
    for factor in first.factors {
      let (base, exponent) = factor.baseAndExponent
      guard let start = exponent.numberValue, base.numberValue == nil, base != .imaginaryUnit,
        exponentIsInteger || assumptions.isNonnegative(base)
      else { continue }
      var lowest = start
      for term in terms.dropFirst() {
        let match = term.factors.first { $0.baseAndExponent.base == base }
        let other = match?.baseAndExponent.exponent.numberValue ?? .zero
        // Powers of opposite sign share nothing: k + 1/k stays as it is, but 1/k + 1/k^2 gives 1/k^2.
        lowest = min(lowest, other)
        if match == nil, lowest.signum > 0 { lowest = .zero }
      }
      if lowest.signum < 0, !exponentIsInteger { continue }
      if !lowest.isZero {
        result.append(lowest == .one ? base : .power(base, .number(lowest)))
      }
    }
    return result
  }

  /// `(a² ± 2ab + b²)^e` as `(a ± b)^(2e)` where the sign of `a ± b` is known.
  mutating func perfectRoot(of sum: Formula, _ exponent: Formula) -> Formula? {
    guard let e = exponent.numberValue, e.integer == nil, case .sum(let terms) = sum,
      terms.count == 3
    else { return nil }
    for (i, j, other) in [(0, 1, 2), (0, 2, 1), (1, 2, 0)] {
      guard let a = formalRoot(terms[i]), let b = formalRoot(terms[j]) else { continue }
      let sign = terms[other].coefficientAndRest.0.signum
      if multiply([.number(Number(2 * sign)), a, b]) != terms[other] { continue }
      let root = collect([a, multiply([.number(Number(sign)), b])])
      if assumptions.isNonnegative(root) { return power(root, multiply([2, exponent])) }
      if assumptions.isReal(root) {
        return power(call(.abs, [root]), multiply([2, exponent]))
      }
    }
    return nil
  }

  /// x with x² = term, of either sign; `nil` unless the coefficient is a perfect square.
  private mutating func formalRoot(_ term: Formula) -> Formula? {
    let (coefficient, rest) = term.coefficientAndRest
    guard coefficient.signum > 0, coefficient.isExact,
      let root = power(.number(coefficient), .half).numberValue
    else { return nil }
    var factors: [Formula] = [.number(root)]
    for factor in rest.factors where factor != .one {
      let (base, exponent) = factor.baseAndExponent
      guard let n = exponent.numberValue?.integer, n & 1 == 0, base != .imaginaryUnit else {
        return nil
      }
      factors.append(power(base, .number(Number(n / 2))))
    }
    return multiply(factors)
  }
}
