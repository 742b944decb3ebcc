internal import GenPhysNumerics

extension Formula {
  /// Logarithms of what grows like e^{ck} as ck and a logarithm of the rest.
  ///
  /// `log(cosh(2k)) = 2k + log(1 + e^{−4k}) − log 2`: nothing overflows at large k, and it is analytic
  /// wherever Re k > 0, which the principal branch of the left side is not. Of small k it keeps the
  /// absolute accuracy only.
  var withGrowthOutOfLogarithms: Formula {
    if case .call(.log, let arguments) = self, let x = arguments.first,
      let (rate, rest) = x.growth, rate.signum != 0
    {
      return .number(rate) * .variable("k") + .call(.log, [rest])
    }
    return mapChildren(\.withGrowthOutOfLogarithms)
  }

  /// c and f of `e^{ck} f(k)`, f without exponentials that grow; `nil` where growth is of another kind.
  private var growth: (rate: Number, rest: Formula)? {
    func decay(_ rate: Number) -> Formula { .call(.exp, [.number(-rate) * .variable("k")]) }
    switch self {
    case .call(.exp, let arguments):
      return arguments[0].rateOfGrowth.map { ($0, .one) }
    case .call(.cosh, let arguments), .call(.sinh, let arguments):
      guard let rate = arguments[0].rateOfGrowth else { return nil }
      let image = decay(rate + rate)
      if case .call(.cosh, _) = self { return (rate, (1 + image) / 2) }
      return (rate, (1 - image) / 2)
    case .power(let base, .number(let n)):
      return base.growth.map { ($0.rate * n, .power($0.rest, .number(n))) }
    case .product(let factors):
      var (rate, rest) = (Number.zero, Formula.one)
      for factor in factors {
        guard let part = factor.growth else { return nil }
        rate = rate + part.rate
        rest = rest * part.rest
      }
      return (rate, rest)
    case .sum(let terms):
      let parts = terms.compactMap(\.growth)
      guard parts.count == terms.count,
        let rate = parts.map(\.rate).max(by: { $0.doubleValue < $1.doubleValue })
      else { return nil }
      let rests = parts.map { $0.rate == rate ? $0.rest : $0.rest * decay(rate - $0.rate) }
      return (rate, .sum(rests))
    default:
      return calls([.exp, .cosh, .sinh, .besseli, .besselk]) ? nil : (.zero, self)
    }
  }

  /// c > 0 of `c k`.
  private var rateOfGrowth: Number? {
    guard let monomial = asMonomial(in: "k"), monomial.exponent == .one,
      let rate = monomial.coefficient.numberValue, rate.signum > 0
    else { return nil }
    return rate
  }
}
