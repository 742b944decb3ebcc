internal import GenPhysNumerics

/// A formula as `outer(s^inner)^degree`, where `outer` may be complete Bernstein or Stieltjes.
struct PowerReading {
  let outer: Formula
  /// In (0, 1].
  let inner: Number
  /// 1, but for polynomials of this degree with real roots only.
  var degree = Number.one
  let isIncreasing: Bool

  /// The turn, as a share of arg s.
  var turn: Number { inner * (isIncreasing ? degree : -degree) }
}

extension Formula {
  /// Readings that a look at numbers does not exclude, those of smallest turn first.
  ///
  /// A function of √s such as `√s/tanh √s − 1` may be complete Bernstein in s and not in √s, and
  /// `1 + s` in both.
  var powerReadings: [PowerReading] {
    let step = innerPower
    var result: [PowerReading] = []
    for count in 1...4 {
      var inner = step * Number(count)
      if count == 4 || .one < inner { inner = .one }
      if result.contains(where: { $0.inner == inner }) { continue }
      let outer =
        inner == .one
        ? self : replacingS(by: Formula.s.raised(to: .number(inner.reciprocal ?? .one)))
      let isIncreasing = !outer.decreases
      if outer.isPlausible(isIncreasing ? .completeBernstein : .stieltjes) {
        result.append(PowerReading(outer: outer, inner: inner, isIncreasing: isIncreasing))
      }
      if inner == .one { break }
    }
    if result.isEmpty, let polynomial = RationalPolynomial(self), polynomial.degree > 1,
      polynomial.hasOnlyNonpositiveRoots
    {
      result.append(
        PowerReading(
          outer: raised(to: .rational(1, polynomial.degree)).canonical, inner: .one,
          degree: Number(polynomial.degree), isIncreasing: true))
    }
    return result
  }

  /// The largest a ≤ 1 with which the formula is a function of s^a.
  ///
  /// The greatest common divisor of the exponents of s, where all are rational.
  private var innerPower: Number {
    var divisor: Number?
    func visit(_ part: Formula) -> Bool {
      if part == .s { return meet(.one) }
      if case .power(.s, let exponent) = part {
        guard let e = exponent.numberValue, e.isExact else { return false }
        return meet(e.magnitude)
      }
      return part.children.allSatisfy(visit)
    }
    func meet(_ e: Number) -> Bool {
      guard case .rational(let p, let q) = e else { return false }
      guard case .rational(let a, let b)? = divisor else {
        divisor = e
        return true
      }
      // gcd(p/q, a/b) = gcd(pb, aq)/(qb).
      let (x, y) = (p.multipliedReportingOverflow(by: b), a.multipliedReportingOverflow(by: q))
      let z = q.multipliedReportingOverflow(by: b)
      guard !x.overflow, !y.overflow, !z.overflow else { return false }
      divisor = Number(
        Int(Number.gcd(x.partialValue.magnitude, y.partialValue.magnitude)), over: z.partialValue)
      return divisor != nil
    }
    guard visit(self), let divisor, Number.zero < divisor, divisor <= .one else { return .one }
    return divisor
  }
}
