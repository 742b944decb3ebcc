internal import GenPhysNumerics

extension Formula {
  /// A sum of quotients of polynomials in s with rational coefficients as one quotient in lowest
  /// terms; `nil` for anything else.
  var inLowestTerms: Formula? {
    var above: [Number] = [.zero]
    var below: [Number] = [.one]
    for term in terms {
      guard let part = term.quotientOfPolynomials else { return nil }
      above = RationalPolynomial.sum(
        RationalPolynomial.product(above, part.below), RationalPolynomial.product(part.above, below)
      )
      below = RationalPolynomial.product(below, part.below)
      guard above.count + below.count <= 24, (above + below).allSatisfy(\.isExact) else {
        return nil
      }
    }
    guard below.count > 1, let divisor = RationalPolynomial.greatestDivisor(above, below),
      let a = RationalPolynomial.quotient(above, divisor),
      let b = RationalPolynomial.quotient(below, divisor)
    else { return nil }
    let denominator = RationalPolynomial.formula(b)
    return (RationalPolynomial.formula(a) / denominator).canonical
  }

  private var quotientOfPolynomials: (above: [Number], below: [Number])? {
    var above: [Number] = [.one]
    var below: [Number] = [.one]
    for factor in factors {
      let (base, exponent) = factor.baseAndExponent
      guard let n = exponent.numberValue?.integer, n.magnitude <= 8,
        let polynomial = base.rationalPolynomial
      else { return nil }
      for _ in 0..<n.magnitude {
        if n > 0 {
          above = RationalPolynomial.product(above, polynomial)
        } else {
          below = RationalPolynomial.product(below, polynomial)
        }
      }
    }
    return (above, below)
  }

  private var rationalPolynomial: [Number]? {
    let variable = ProofContext.variable
    guard
      let powers = asPolynomial(in: variable, assuming: ProofContext.assumptions(for: self)),
      let degree = powers.keys.max(), degree <= 12, (powers.keys.min() ?? 0) >= 0
    else { return nil }
    var result: [Number] = []
    for power in 0...degree {
      guard let number = (powers[power] ?? .zero).numberValue, number.isExact else { return nil }
      result.append(number)
    }
    return result
  }
}

/// Polynomials with rational coefficients, by ascending powers, the last coefficient not 0.
private enum RationalPolynomial {
  static func trimmed(_ p: [Number]) -> [Number] {
    var p = p
    while p.count > 1, p[p.count - 1].isZero { p.removeLast() }
    return p
  }

  static func sum(_ a: [Number], _ b: [Number]) -> [Number] {
    trimmed(
      (0..<max(a.count, b.count)).map {
        ($0 < a.count ? a[$0] : .zero) + ($0 < b.count ? b[$0] : .zero)
      })
  }

  static func product(_ a: [Number], _ b: [Number]) -> [Number] {
    var result = [Number](repeating: .zero, count: a.count + b.count - 1)
    for (i, x) in a.enumerated() {
      for (j, y) in b.enumerated() { result[i + j] = result[i + j] + x * y }
    }
    return trimmed(result)
  }

  /// Quotient and remainder; `nil` where numbers overflow or b is 0.
  private static func divided(_ a: [Number], by b: [Number]) -> ([Number], [Number])? {
    guard let lead = b.last, !lead.isZero else { return nil }
    var rest = trimmed(a)
    var quotient = [Number](repeating: .zero, count: max(a.count - b.count + 1, 1))
    while rest.count >= b.count, let top = rest.last, !top.isZero {
      let factor = top / lead
      guard factor.isExact else { return nil }
      let place = rest.count - b.count
      quotient[place] = factor
      for (j, y) in b.enumerated() { rest[place + j] = rest[place + j] - factor * y }
      rest.removeLast()
      rest = rest.isEmpty ? [.zero] : trimmed(rest)
      guard rest.allSatisfy(\.isExact) else { return nil }
      if b.count == 1, rest == [.zero] { break }
    }
    return (trimmed(quotient), rest)
  }

  static func quotient(_ a: [Number], _ b: [Number]) -> [Number]? {
    guard let (quotient, rest) = divided(a, by: b), rest == [.zero] else { return nil }
    return quotient
  }

  /// The monic greatest common divisor.
  static func greatestDivisor(_ a: [Number], _ b: [Number]) -> [Number]? {
    var (a, b) = (trimmed(a), trimmed(b))
    while b != [.zero] {
      guard let (_, rest) = divided(a, by: b) else { return nil }
      // Monic remainders keep the numbers small.
      let lead = rest[rest.count - 1]
      (a, b) = (b, lead.isZero ? [.zero] : rest.map { $0 / lead })
    }
    let lead = a[a.count - 1]
    return lead.isZero ? nil : a.map { $0 / lead }
  }

  static func formula(_ p: [Number]) -> Formula {
    let s = Formula.variable(ProofContext.variable)
    return Formula.sum(
      p.enumerated().map { .number($1) * s.raised(to: .number(Number($0))) } + [.zero]
    ).simplified(assuming: ProofContext.assumptions(for: s))
  }
}
