internal import GenPhysNumerics

extension Formula {
  /// `f(∞) − f(k)`, written so that nothing cancels at large k; `nil` where no such form is known.
  ///
  /// Computed from values the difference is lost to rounding where f has come close to its limit,
  /// which is where the law of a rough process near its atom is decided.
  var remainderInWavenumbers: Formula? {
    let remainder = substituting(["k": .s]).remainderAtInfinity
    return remainder?.substituting([ProofContext.variable: .variable("k")])
  }

  /// The same of a function of s.
  private var remainderAtInfinity: Formula? {
    guard dependsOnS else { return .zero }
    guard let limit = limitAtInfinity else { return nil }
    if limit == .zero { return -self }
    if let quotient = RationalFunction(limit - self) { return quotient.formula }
    switch self {
    case .sum(let terms):
      return Self.all(terms.map(\.remainderAtInfinity)).map { Formula.sum($0).canonical }
    case .product(let factors):
      let constants = factors.filter { !$0.dependsOnS }
      guard !constants.isEmpty else { return nil }
      let rest = Formula.product(factors.filter(\.dependsOnS)).canonical
      return rest.remainderAtInfinity.map { Formula.product(constants + [$0]).canonical }
    case .power(let base, .number(let exponent)):
      guard let limit = base.limitAtInfinity, let remainder = base.remainderAtInfinity else {
        return nil
      }
      // √L − √x = (L − x)/(√L + √x) and 1/L − 1/x = −(L − x)/(Lx).
      if exponent == .rational(1, 2) {
        return remainder / (limit.squareRoot + base.squareRoot)
      }
      return exponent == .minusOne ? -remainder / (limit * base) : nil
    case .call(.tanh, let arguments):
      return limit == .one ? 2 / (1 + .call(.exp, [2 * arguments[0]])) : nil
    case .call(.erf, let arguments):
      return limit == .one ? .call(.erfc, arguments) : nil
    case .call(.log, let arguments):
      guard let limit = arguments[0].limitAtInfinity,
        let remainder = arguments[0].remainderAtInfinity
      else { return nil }
      return -.call(.log, [1 - (remainder / limit).canonical])
    default: return nil
    }
  }

  private static func all(_ formulas: [Formula?]) -> [Formula]? {
    let known = formulas.compactMap(\.self)
    return known.count == formulas.count ? known : nil
  }
}
