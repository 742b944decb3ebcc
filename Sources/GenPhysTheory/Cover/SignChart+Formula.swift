internal import GenPhysNumerics

extension SignChart {
  /// The sign of the real part of a formula in k.
  ///
  /// The structure is used first, for it shows zeros that touch: a product has the zeros of its factors,
  /// an even power those of its base, 1 − e^{−g} those of g. Rational functions of a root of k are
  /// decided by their exact roots. What is left is covered by balls.
  init(of formula: Formula) {
    self = Self.chart(of: formula.realPart, depth: 0)
  }

  private static func chart(of formula: Formula, depth: Int) -> SignChart {
    let formula = formula.simplified(assuming: Process.assumptions)
    if formula.isZero(assuming: Process.assumptions) { return SignChart(everywhere: .zero) }
    switch ExactSign.of(formula) {
    case .positive?: return SignChart(everywhere: .positive)
    case .negative?: return SignChart(everywhere: .negative)
    case .zero?: return SignChart(everywhere: .zero)
    case .nonnegative?, nil: break
    }
    guard depth < 24 else { return SignCover.chart(of: formula) }
    func inner(_ part: Formula) -> SignChart { chart(of: part, depth: depth + 1) }
    switch formula {
    case .product(let factors) where factors.allSatisfy(Process.assumptions.isReal):
      return product(factors.map(inner))
    case .power(let base, let exponent) where Process.assumptions.isReal(base):
      if let e = exponent.numberValue, let chart = power(e, of: { inner(base) }) { return chart }
    case .call(let function, let arguments):
      if let argument = arguments.first, let chart = call(function, argument, inner) {
        return chart
      }
    case .sum(let terms):
      if let chart = rational(formula) { return chart }
      if let argument = vanishingArgument(terms) { return inner(argument) }
    case .number, .imaginaryUnit, .pi, .variable, .product, .power: break
    }
    return SignCover.chart(of: formula)
  }

  /// The sign of `g^e` from that of a real g; poles are unknown.
  private static func power(_ e: Number, of base: () -> SignChart) -> SignChart? {
    guard e.isExact else { return nil }
    let isEven = e.integer.map { $0 & 1 == 0 }
    let isRoot = (e + e).integer != nil
    guard isEven != nil || isRoot || e.signum > 0 else { return nil }
    func sign(_ sign: Sign) -> Sign {
      switch sign {
      case .positive: .positive
      case .negative:
        // (−b)^{n/2} is imaginary for odd n.
        isEven == true ? .positive : isEven == false ? .negative : isRoot ? .zero : .unknown
      case .zero: e.signum > 0 ? .zero : .unknown
      case .unknown: .unknown
      }
    }
    return base().mapped(sign) { zero in
      guard e.signum > 0 else { return nil }
      return Zero(before: sign(zero.before), after: sign(zero.after), place: zero.place)
    }
  }

  /// The sign of a function of one real argument, where it follows from that of a simpler argument.
  private static func call(
    _ function: Formula.Function, _ argument: Formula, _ chart: (Formula) -> SignChart
  ) -> SignChart? {
    let wave = Process.assumptions
    switch function {
    case .tanh, .sinh, .asinh, .atan, .erf:
      return wave.isReal(argument) ? chart(argument) : nil
    case .abs:
      return wave.isReal(argument) ? power(2) { chart(argument) } : nil
    case .log where wave.isNonnegative(argument):
      return chart(argument - 1)
    case .re:
      // re √g of a real g is 0 where g < 0.
      guard case .power(let base, let exponent) = argument, wave.isReal(base),
        let e = exponent.numberValue
      else { return nil }
      return power(e) { chart(base) }
    default: return nil
    }
  }

  /// g where a sum is c(1 − e^{−g}) with c > 0, or c(cosh g − 1) and c(1 − cos g) without their sign.
  private static func vanishingArgument(_ terms: [Formula]) -> Formula? {
    guard terms.count == 2, let number = terms.first(where: { $0.numberValue != nil })?.numberValue,
      let other = terms.first(where: { $0.numberValue == nil })
    else { return nil }
    let (coefficient, rest) = other.coefficientAndRest
    guard coefficient == -number, case .call(let function, let arguments) = rest,
      let argument = arguments.first, Process.assumptions.isReal(argument)
    else { return nil }
    switch function {
    case .exp: return number.signum > 0 ? -argument : argument
    case .cosh:
      return number.signum < 0
        ? argument.raised(to: 2) : -argument.raised(to: 2)
    case .cos where argument.contains("k"):
      // 1 − cos g = 2 sin²(g/2).
      let square = Formula.call(.sin, [argument / 2]).raised(to: 2)
      return number.signum > 0 ? square : -square
    default: return nil
    }
  }

  // MARK: - Rational functions

  /// The chart of a rational function of k^{1/q} with rational coefficients; `nil` for other formulas.
  private static func rational(_ formula: Formula) -> SignChart? {
    guard let q = formula.rootOrder, q <= 12 else { return nil }
    let inRoot = formula.substituting(["k": Formula.s.raised(to: .number(Number(q)))]).canonical
    guard let function = RationalFunction(inRoot),
      let zeros = RealRoots.positive(function.numerator.coefficients),
      let poles = RealRoots.positive(function.denominator.coefficients)
    else { return nil }
    func marks(_ roots: [RealRoots.Root], isZero: Bool) -> [Mark] {
      roots.map { root in
        let ends = Ball.integerPower(Ball(lower: root.lower, upper: root.upper), q).realBounds
        // An exact root has both ends equal; a piece needs a width.
        return Mark(
          lower: ends.lower.nextDown, upper: ends.upper.nextUp, isOdd: root.multiplicity & 1 == 1,
          isZero: isZero)
      }
    }
    let all = (marks(zeros, isZero: true) + marks(poles, isZero: false))
      .sorted { $0.lower < $1.lower }
    // The sign at ∞ is that of the leading coefficients.
    let isPositive =
      (function.numerator.lead.signum > 0) == (function.denominator.lead.signum > 0)
    var sign = all.filter(\.isOdd).count & 1 == (isPositive ? 0 : 1) ? Sign.positive : .negative
    var pieces: [Piece] = []
    var start = 0.0
    for mark in all {
      guard mark.lower > start, mark.upper.isFinite else { return nil }
      pieces.append(Piece(lower: start, upper: mark.lower, content: .sign(sign)))
      let after = mark.isOdd ? sign.opposite : sign
      let place = mark.isZero ? formula.exactZero(between: mark.lower, mark.upper) : nil
      pieces.append(
        Piece(
          lower: mark.lower, upper: mark.upper,
          content: mark.isZero
            ? .zero(Zero(before: sign, after: after, place: place)) : .sign(.unknown)))
      sign = after
      start = mark.upper
    }
    pieces.append(Piece(lower: start, upper: .infinity, content: .sign(sign)))
    return SignChart(pieces)
  }

  private struct Mark {
    var lower: Double
    var upper: Double
    var isOdd: Bool
    var isZero: Bool
  }
}

extension Formula {
  /// The least q for which all powers of k are whole powers of k^{1/q}; `nil` for other functions of k.
  fileprivate var rootOrder: Int? {
    switch self {
    case .number(let number): return number.isExact ? 1 : nil
    case .variable: return 1
    case .imaginaryUnit, .pi, .call: return nil
    case .power(.variable("k"), let exponent):
      guard case .rational(_, let q)? = exponent.numberValue else { return nil }
      return q
    case .sum, .product, .power:
      if case .power(_, let exponent) = self, exponent.numberValue?.integer == nil { return nil }
      var order = 1
      for child in children {
        guard let q = child.rootOrder, q <= 12 else { return nil }
        order = order / Int(Number.gcd(UInt(order), UInt(q))) * q
        guard order <= 1000 else { return nil }
      }
      return order
    }
  }
}
