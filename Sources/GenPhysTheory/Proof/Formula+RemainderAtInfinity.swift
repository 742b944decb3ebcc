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

  /// The same of a function of s, which stands for k here.
  private var remainderAtInfinity: Formula? {
    guard dependsOnS else { return .zero }
    guard let limit = limitAtInfinity else { return nil }
    if let quotient = RationalFunction(limit - self) { return quotient.formula }
    // What tends to 0 is its own remainder, unless it is itself a small difference.
    return remainder(below: limit) ?? (limit == .zero ? -self : nil)
  }

  private func remainder(below limit: Formula) -> Formula? {
    switch self {
    case .sum(let terms):
      return Self.all(terms.map(\.remainderAtInfinity)).map { Formula.sum($0).canonical }
    case .product(let factors):
      return rootRemainder(below: limit) ?? Self.remainder(ofProduct: factors)
    case .power(let base, .number(let exponent)):
      guard let end = base.limitAtInfinity, let remainder = base.remainderAtInfinity else {
        return rootRemainder(below: limit)
      }
      return Self.remainder(ofPower: exponent, end, base, remainder)
    case .call(let function, let arguments):
      return arguments.count == 1 ? Self.remainder(of: function, arguments[0]) : nil
    default: return nil
    }
  }

  /// L^p − x^p from L − x: with p = m/n, y = x^{1/n} and Y = L^{1/n},
  /// `Yᵐ − yᵐ = (Yⁿ − yⁿ) Σ_{i<m} Y^{m−1−i} yⁱ / Σ_{i<n} Y^{n−1−i} yⁱ`, sums of positive terms.
  private static func remainder(
    ofPower exponent: Number, _ limit: Formula, _ x: Formula, _ remainder: Formula
  ) -> Formula? {
    guard case .rational(let p, let n) = exponent, p.magnitude <= 12, n <= 12,
      ExactSign.of(limit) == .positive
    else { return nil }
    let m = Int(p.magnitude)
    let root = Formula.rational(1, n)
    let (end, value) = (limit.raised(to: root), x.raised(to: root))
    let result = remainder * powers(end, value, m) / powers(end, value, n)
    if p > 0 { return result }
    // 1/L^p − 1/x^p = −(L^p − x^p)/(L^p x^p).
    return -result / (limit * x).raised(to: .rational(m, n))
  }

  /// `Σ_{i<n} Y^{n−1−i} yⁱ = (Yⁿ − yⁿ)/(Y − y)`.
  private static func powers(_ end: Formula, _ value: Formula, _ count: Int) -> Formula {
    Formula.sum(
      (0..<count).map { i in
        end.raised(to: .rational(count - 1 - i, 1)) * value.raised(to: .rational(i, 1))
      }
    ).canonical
  }

  /// The same of a root of a quotient of polynomials, however its factors are written.
  ///
  /// Only whole powers are taken, so that complex arguments keep their branch.
  private func rootRemainder(below limit: Formula) -> Formula? {
    guard ExactSign.of(limit) == .positive else { return nil }
    for degree in 2...6 {
      let order = Formula.rational(degree, 1)
      let power = raised(to: order).simplified(assuming: Process.assumptions)
      if let quotient = RationalFunction(limit.raised(to: order).canonical - power) {
        return quotient.formula / Self.powers(limit, self, degree)
      }
    }
    return nil
  }

  /// `L₁L₂ − x₁x₂ = L₁(L₂ − x₂) + (L₁ − x₁) x₂`: nothing cancels where both approach from one side.
  private static func remainder(ofProduct factors: [Formula]) -> Formula? {
    let constants = factors.filter { !$0.dependsOnS }
    let functions = factors.filter(\.dependsOnS)
    guard let first = functions.first, let remainder = first.remainderAtInfinity else { return nil }
    let others = Formula.product(Array(functions.dropFirst())).canonical
    guard functions.count > 1 else {
      return Formula.product(constants + [remainder]).canonical
    }
    guard let limit = first.limitAtInfinity, let rest = others.remainderAtInfinity else {
      return nil
    }
    return Formula.product(constants + [limit * rest + remainder * others]).canonical
  }

  private static func remainder(of function: Function, _ x: Formula) -> Formula? {
    guard let limit = x.limitAtInfinity else {
      switch (function, Formula.call(function, [x]).limitAtInfinity) {
      case (.tanh, .one?): return 2 / (1 + .call(.exp, [2 * x]))
      case (.erf, .one?): return .call(.erfc, [x])
      // π/2 − atan x = atan(1/x) where Re x > 0, as c k^p is with p ≤ 1.
      case (.atan, _?):
        guard let monomial = x.asMonomial(in: ProofContext.variable),
          let exponent = monomial.exponent.realValue, exponent <= 1,
          ExactSign.of(monomial.coefficient) == .positive
        else { return nil }
        return .call(.atan, [1 / x])
      default: return nil
      }
    }
    guard let remainder = x.remainderAtInfinity else { return nil }
    switch function {
    // e^L − e^x = e^L (1 − e^{−(L − x)}).
    case .exp: return .call(.exp, [limit]).canonical * (1 - .call(.exp, [-remainder]))
    // ln L − ln x = −ln(1 − (L − x)/L).
    case .log: return -.call(.log, [1 - (remainder / limit).canonical])
    default: return nil
    }
  }

  private static func all(_ formulas: [Formula?]) -> [Formula]? {
    let known = formulas.compactMap(\.self)
    return known.count == formulas.count ? known : nil
  }
}
