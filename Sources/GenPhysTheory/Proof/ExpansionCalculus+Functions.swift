internal import GenPhysNumerics

extension ExpansionCalculus {
  /// Faster than any power: how exponentially small and large values are filed.
  private static let fast: Number = 8
  /// Slower than any power: how logarithms are filed.
  private static let slow = Number.rational(1, 64)

  /// A function of one argument.
  func call(_ function: Formula.Function, _ x: Expansion) -> Expansion? {
    if function == .re {
      var real = x
      real.isComplex = false
      return real
    }
    guard !x.isComplex else { return nil }
    if x.isZero || x.lead.signum >= 0 {
      let first = x.terms.first.flatMap { $0.exponent.isZero ? $0.coefficient : nil }
      guard x.isZero || x.lead.signum > 0 || first != nil else { return bounded(function, x) }
      var v = x
      if first != nil { v.terms.removeFirst() }
      guard v.vanishes else { return bounded(function, x) }
      return regular(function, at: first ?? .zero, v) ?? singular(function, x)
        ?? bounded(function, x)
    }
    return infinite(function, x)
  }

  // MARK: - Regular points

  /// Taylor's formula with Lagrange's rest at c, where the function is analytic.
  private func regular(
    _ function: Formula.Function, at c: Formula, _ v: Expansion
  ) -> Expansion? {
    if v.isZero { return .constant(Formula.call(function, [c]).canonical) }
    guard let coefficients = taylor(function, at: c) else { return nil }
    var tail = RealRange.all
    if reach != nil {
      let values = spread(v)
      let hull = RealRange(min(values.lower, 0), max(values.upper, 0)) + range(of: c)
      guard hull.lower.isFinite, hull.upper.isFinite else { return nil }
      let argument = Ball(lower: hull.lower, upper: hull.upper).requiringAnalytic(true)
      let value = Jet<Ball>.apply(function, Jet(variable: argument, count: length + 1))
        .coefficients[length]
      guard value.isFinite, value.isReal else { return nil }
      tail = RealRange(value.lowerBound, value.upperBound)
    }
    return series(coefficients, tail: tail, at: v)
  }

  /// f⁽ʲ⁾(c)/j! for j below the length, exactly; `nil` where f is not known to be analytic at c.
  private func taylor(_ function: Formula.Function, at c: Formula) -> [Formula]? {
    switch function {
    case .exp, .sin, .cos, .sinh, .cosh, .atan, .tanh, .asinh, .erf, .erfc: break
    case .log: guard ExactSign.of(c) == .positive else { return nil }
    case .tan, .asin, .atanh: guard c == .zero else { return nil }
    case .acosh: guard ExactSign.of((c - 1).canonical) == .positive else { return nil }
    default: return nil
    }
    let z = Formula.variable("z")
    var derivative = Formula.call(function, [z])
    var result: [Formula] = []
    var factorial = Number.one
    for j in 0..<length {
      let value = derivative.substituting(["z": c]).canonical
      result.append((value / .number(factorial)).canonical)
      guard j + 1 < length else { break }
      factorial = factorial * Number(j + 1)
      guard factorial.isExact, let next = try? derivative.derivative(in: "z") else { return nil }
      derivative = next.simplified(assuming: ["z": .real])
    }
    return result
  }

  /// Points where a function is not analytic but known: acosh at 1, abs.
  private func singular(_ function: Formula.Function, _ x: Expansion) -> Expansion? {
    switch function {
    case .log:
      guard let parts = split(x), parts.isPositive, !parts.exponent.isZero else { return nil }
      return logarithm(parts)
    case .abs:
      switch sign(x) {
      case .positive?: return x
      case .negative?: return product(.constant(-1), x)
      default: return nil
      }
    case .acosh:
      // acosh x = ln(x + √(x² − 1)).
      guard let square = product(x, x),
        let root = power(sum([square, .constant(-1)]), .half), !root.isComplex
      else { return nil }
      return call(.log, sum([x, root]))
    default: return nil
    }
  }

  /// `ln c + p ln x + ln(1 + v)`.
  private func logarithm(
    _ parts: (coefficient: Formula, exponent: Number, v: Expansion, isPositive: Bool)
  ) -> Expansion? {
    // −x^ε ln x lies in (0, 1/(eε)] for 0 < x < 1.
    let range = RealRange(0, (64 / 2.718281828).nextUp, excludesZero: true)
    let p = parts.exponent
    let slowly = Expansion(
      order: -Self.slow,
      rest: reach == nil ? .all : range * self.range(of: .number(-p)))
    guard let near = regular(.log, at: .one, parts.v) else { return nil }
    return sum([.constant(log(parts.coefficient).canonical), slowly, near])
  }

  /// ln cosh u = |u| − ln 2 + ln(1 + e^{−2|u|}) where u → ±∞.
  func logarithmOfCosh(_ formula: Formula) -> Expansion? {
    guard case .call(.cosh, let arguments) = formula, let u = arguments.first,
      let inner = expansion(of: u), !inner.isComplex, inner.lead.signum < 0
    else { return nil }
    let size: Expansion?
    switch sign(inner) {
    case .positive?: size = inner
    case .negative?: size = product(.constant(-1), inner)
    default: size = nil
    }
    guard let size, let tail = smallExponential(product(.constant(-2), size), factor: 1) else {
      return nil
    }
    return sum([size, .constant((-log(2)).canonical), tail])
  }

  // MARK: - Bounded and infinite arguments

  /// An argument of which only a range is known.
  private func bounded(_ function: Formula.Function, _ x: Expansion) -> Expansion? {
    guard reach != nil else {
      let isBounded = [.sin, .cos, .tanh, .atan, .erf, .erfc].contains(function)
      return isBounded || x.lead.signum >= 0 && [.exp, .cosh, .sinh, .asinh].contains(function)
        ? Expansion(order: .zero, rest: .all) : nil
    }
    let values = spread(x)
    guard values.lower.isFinite, values.upper.isFinite else { return nil }
    if function == .log, values.lower <= 0 { return nil }
    let value = Ball.apply(function, Ball(lower: values.lower, upper: values.upper))
    guard value.isFinite, value.isReal else { return nil }
    var (lower, upper) = value.realBounds
    if function == .exp || function == .erfc { lower = max(lower, 0) }
    if function == .cosh { lower = max(lower, 1) }
    if function == .sin || function == .cos { (lower, upper) = (max(lower, -1), min(upper, 1)) }
    return Expansion(
      order: .zero,
      rest: RealRange(lower, upper, excludesZero: function == .exp || function == .erfc))
  }

  /// An argument that tends to ±∞.
  private func infinite(_ function: Formula.Function, _ x: Expansion) -> Expansion? {
    if function == .sin || function == .cos {
      return Expansion(order: .zero, rest: reach == nil ? .all : RealRange(-1, 1))
    }
    guard let sign = sign(x), let size = sign == .positive ? x : product(.constant(-1), x) else {
      return nil
    }
    let isPositive = sign == .positive
    func signed(_ value: Expansion?) -> Expansion? {
      isPositive ? value : value.flatMap { product(.constant(-1), $0) }
    }
    switch function {
    case .exp: return isPositive ? large(size) : smallExponential(x, factor: 1)
    case .tanh:
      // 1 − tanh u = 2e^{−2u}/(1 + e^{−2u}).
      return signed(
        smallExponential(product(.constant(-2), size), factor: -2).map {
          sum([.constant(.one), $0])
        })
    case .erf, .erfc:
      // 0 < erfc u ≤ e^{−u²} for u ≥ 0.
      guard
        let tail = product(size, size).flatMap({ product(.constant(-1), $0) })
          .flatMap({ smallExponential($0, factor: function == .erf ? -1 : 1) })
      else { return nil }
      if function == .erf { return signed(sum([.constant(.one), tail])) }
      return isPositive ? tail : product(.constant(-1), tail).map { sum([.constant(2), $0]) }
    case .atan:
      guard let inverse = power(size, .minusOne), let near = call(.atan, inverse),
        let negative = product(.constant(-1), near)
      else { return nil }
      return signed(sum([.constant((.half * .pi).canonical), negative]))
    case .log:
      guard isPositive, let parts = split(x), parts.isPositive else { return nil }
      return logarithm(parts)
    case .asinh, .acosh:
      guard function == .asinh || isPositive, let square = product(size, size),
        let root = power(sum([square, .constant(function == .asinh ? 1 : -1)]), .half)
      else { return nil }
      return signed(call(.log, sum([size, root])))
    case .cosh: return large(size).flatMap { product(.constant(.half), $0) }
    case .sinh:
      // sinh u ≥ e^u/4 for u ≥ 1.
      guard spread(size).lower >= 1 else { return nil }
      return signed(large(size).flatMap { product(.constant(.rational(1, 4)), $0) })
    case .abs: return size
    default: return nil
    }
  }

  /// `factor·θ·e^u` with 0 < θ ≤ 1, for u → −∞: x^8 times something bounded.
  private func smallExponential(_ u: Expansion?, factor: Int) -> Expansion? {
    guard let u, u.lead.signum < 0 else { return nil }
    guard let reach else {
      return sign(u) == .negative ? Expansion(order: Self.fast, rest: .all) : nil
    }
    // u ≤ −a y with y = x^lead ≥ δ^lead; y^{Q/|lead|} e^{−ay} peaks at y = Q/(a|lead|).
    let a = -scaled(u).upper
    let power = (Self.fast / u.lead.magnitude)
    guard a > 0, a.isFinite, power.isExact else { return nil }
    let start = Ball.exp(Ball(u.lead) * Ball.log(Ball(reach)))
    let peak = Ball(power) / Ball(a)
    let place = start.lowerBound > peak.upperBound ? start : peak
    let top = Ball.exp(Ball(power) * Ball.log(place) - Ball(a) * place).upperBound
    guard top.isFinite, top > 0 else { return nil }
    let bound = Double(factor.magnitude) * top
    return Expansion(
      order: Self.fast,
      rest: factor > 0
        ? RealRange(0, bound.nextUp, excludesZero: true)
        : RealRange(-bound.nextUp, 0, excludesZero: true))
  }

  /// e^u for u → +∞: x^{−8} times something that is bounded below.
  ///
  /// Without a δ nothing can be claimed.
  private func large(_ u: Expansion) -> Expansion? {
    guard let reach, u.lead.signum < 0 else { return nil }
    // y^{−Q/|lead|} e^{ay} is least at y = Q/(a|lead|).
    let a = scaled(u).lower
    let power = Self.fast / u.lead.magnitude
    guard a > 0, a.isFinite, power.isExact else { return nil }
    let start = Ball.exp(Ball(u.lead) * Ball.log(Ball(reach)))
    let valley = Ball(power) / Ball(a)
    let place = start.lowerBound > valley.upperBound ? start : valley
    let bottom = Ball.exp(Ball(a) * place - Ball(power) * Ball.log(place)).lowerBound
    guard bottom > 0 else { return nil }
    return Expansion(order: -Self.fast, rest: RealRange(bottom, .infinity))
  }

  // MARK: - Bessel functions

  /// J, I and K of an order free of x.
  func bessel(_ function: Formula.Function, order: Formula, _ x: Expansion) -> Expansion? {
    guard let nu = order.numberValue, nu.isExact, !x.isComplex else { return nil }
    if x.lead.signum > 0 {
      switch function {
      case .besselj where nu.signum >= 0: return entire(nu, x, sign: -1)
      case .besseli where nu.signum >= 0: return entire(nu, x, sign: 1)
      case .besselk: return macdonald(nu.magnitude, x)
      default: return nil
      }
    }
    if x.lead.signum < 0, function == .besselj, nu.signum >= 0, sign(x) == .positive {
      // |J_ν(u)| < 0.7858 u^{−1/3} for ν ≥ 0, u > 0. [Landau, J. London Math. Soc. 61 (2000) 197]
      guard let decay = power(x, .rational(-1, 3)) else { return nil }
      let bounded = Expansion(
        order: .zero, rest: reach == nil ? .all : RealRange(-0.7858, 0.7858))
      return product(bounded, decay)
    }
    return nil
  }

  /// `(u/2)^ν/Γ(ν+1)·Σ (±u²/4)^j/(j!(ν+1)_j)`; the rest of the sum is at most its first term times
  /// e^{|u²/4|}. [DLMF 10.2.2, 10.25.2]
  private func entire(_ nu: Number, _ x: Expansion, sign: Int) -> Expansion? {
    guard let front = power(x, nu), let square = product(x, x),
      let w = product(.constant(.rational(sign, 4)), square)
    else { return nil }
    var coefficients: [Formula] = []
    var coefficient = Number.one
    for j in 0..<length {
      coefficients.append(.number(coefficient))
      coefficient = coefficient / (Number(j + 1) * (nu + Number(j + 1)))
      guard coefficient.isExact else { return nil }
    }
    var tail = RealRange.all
    if reach != nil {
      let values = spread(w)
      let size = max(values.lower.magnitude, values.upper.magnitude)
      guard size.isFinite else { return nil }
      let top = (Ball(coefficient) * Ball.exp(Ball(size))).upperBound
      // All terms of I have one sign; the rest of J alternates and keeps within the same bound.
      tail = sign > 0 ? RealRange(0, top, excludesZero: true) : RealRange(-top, top)
    }
    let scale =
      Formula.number(2).raised(to: .number(-nu)) / .call(.gamma, [.number(nu + 1)])
    guard let sum = series(coefficients, tail: tail, at: w), let body = product(front, sum) else {
      return nil
    }
    return product(.constant(Self.gammaFree(scale)), body)
  }

  /// Γ at integers and half-integers as numbers.
  private static func gammaFree(_ formula: Formula) -> Formula {
    func replaced(_ part: Formula) -> Formula {
      guard case .call(.gamma, let arguments) = part, let x = arguments.first?.numberValue,
        x.signum > 0, (x + x).integer != nil, x < 16
      else { return part.mapChildren(replaced) }
      var value = Formula.one
      var y = x
      while Number.one < y {
        y = y - 1
        value = value * .number(y)
      }
      return y == .half ? value * Formula.pi.squareRoot : value
    }
    return replaced(formula).canonical
  }

  /// `K_ν(u) = ½Γ(ν)(u/2)^{−ν}(1 + O(u^{min(2, 2ν)}))` up to logarithms, `K_0 = O(u^{−ε})`; with a δ
  /// only 0 < u^ν K_ν(u) ≤ 2^{ν−1}Γ(ν) is enclosed, ν > 0. [DLMF 10.30.2, 10.32.10]
  private func macdonald(_ nu: Number, _ x: Expansion) -> Expansion? {
    guard let parts = split(x), parts.isPositive else { return nil }
    if nu.isZero {
      guard reach == nil else { return nil }
      return Expansion(order: -Self.slow * x.lead, rest: .all)
    }
    guard let front = power(x, -nu) else { return nil }
    let scale = Self.gammaFree(
      .call(.gamma, [.number(nu)]) * Formula.number(2).raised(to: .number(nu - 1)))
    guard reach == nil else {
      let top = range(of: scale).upper
      return top.isFinite
        ? product(front, Expansion(order: .zero, rest: RealRange(0, top, excludesZero: true))) : nil
    }
    let gap = min(nu + nu, 2) - Self.slow
    var factor = Expansion.constant(scale)
    factor.order = gap * x.lead
    factor.rest = .all
    return product(front, factor)
  }
}
