package import GenPhysNumerics

/// A polynomial in the decay rate λ whose roots are the branches of a dispersion relation.
///
/// A linear equation in time gives `Σ c_j(k) λ^j = 0` with ∂t → −λ. Its roots are written out for
/// degrees 1, 2 and 3 (Cardano) and, at any degree, where powers of λ share a divisor, where a shift
/// of λ makes them do so, and where λ = α + βk + γk² with rational α, β, γ divides. [THEORY 2]
package struct CharacteristicPolynomial: Hashable, Sendable {
  /// c₀, c₁, …, in k, t and the parameters; the last is not 0.
  package let coefficients: [Formula]

  /// The polynomial with these coefficients, from the constant term upwards; zeros at the top go.
  package init(coefficients: [Formula]) {
    var kept = coefficients.map { $0.simplified(assuming: Process.assumptions) }
    while let last = kept.last, last.isZero(assuming: Process.assumptions) { kept.removeLast() }
    self.coefficients = kept
  }

  /// The monic polynomial with these roots, multiplied out.
  init(roots: [Formula]) {
    var product: [Formula] = [.one]
    for root in roots {
      var next = [Formula](repeating: .zero, count: product.count + 1)
      for (power, coefficient) in product.enumerated() {
        next[power + 1] = next[power + 1] + coefficient
        next[power] = next[power] - root * coefficient
      }
      product = next
    }
    self.init(
      coefficients: product.map { $0.expanded(assuming: Process.assumptions) ?? $0 })
  }

  /// The degree; −1 for the polynomial 0.
  package var degree: Int { coefficients.count - 1 }

  /// The polynomial that follows from the equation in time by `∂tt → ∂tt + 2ε∂t`.
  ///
  /// With ∂t = −λ every λ² becomes λ² − 2ελ; an odd power keeps one λ.
  func damped(by eps: Formula) -> CharacteristicPolynomial {
    var result = [Formula](repeating: .zero, count: coefficients.count)
    for (power, coefficient) in coefficients.enumerated() {
      // (λ² − 2ελ)^m = Σ binomial(m,j) λ^(m+j) (−2ε)^(m−j)
      let m = power / 2
      var binomial = 1
      for j in 0...m {
        let term =
          coefficient * .number(Number(binomial))
          * (.number(Number(-2)) * eps).raised(to: .number(Number(m - j)))
        let place = m + j + power % 2
        result[place] = result[place] + term
        binomial = binomial * (m - j) / (j + 1)
      }
    }
    return CharacteristicPolynomial(coefficients: result)
  }

  /// The coefficients of P(x + c) in x.
  func shifted(by c: Formula) -> [Formula] { Self.taylor(coefficients, at: c) }

  /// `∏(λ_j + b)` over the roots: `(−1)^n P(−b)/c_n`.
  func product(plus b: Formula) -> Formula {
    guard let top = coefficients.last else { return .zero }
    let value = coefficients.reversed().reduce(Formula.zero) { Self.short($0 * -b + $1) }
    return Self.short((degree % 2 == 0 ? value : -value) / top)
  }

  // MARK: - Roots

  /// All roots, with multiplicity, or `nil` where no formula for them is known here.
  package var roots: [Formula]? {
    guard degree >= 1, degree <= 12 else { return nil }
    return Self.roots(coefficients)?.map { $0.simplified(assuming: Process.assumptions) }
  }

  private static func roots(_ c: [Formula]) -> [Formula]? {
    guard let top = c.last, c.count > 1 else { return [] }
    if c[0].isZero(assuming: Process.assumptions) {
      return roots(Array(c.dropFirst())).map { $0 + [.zero] }
    }
    switch c.count - 1 {
    case 1: return [-c[0] / top]
    case 2:
      let middle = short(c[1] / (2 * top))
      let root = short(middle * middle - c[0] / top).squareRoot
        .simplified(assuming: Process.assumptions).withoutOuterAbs
      return [root - middle, -root - middle]
    default: break
    }
    if let roots = rootsOfPower(c) { return roots }
    if let roots = rootsByShift(c) { return roots }
    if let factor = RationalBranch.dividing(c) {
      return roots(factor.quotient).map { [factor.root] + $0 }
    }
    return c.count == 4 ? cardano(c) : nil
  }

  /// Polynomials in λ^d for some d > 1.
  private static func rootsOfPower(_ c: [Formula]) -> [Formula]? {
    let powers = c.indices.filter { !c[$0].isZero(assuming: Process.assumptions) }
    let d = powers.reduce(0, gcd)
    guard d > 1, let inner = roots(stride(from: 0, to: c.count, by: d).map { c[$0] }) else {
      return nil
    }
    return inner.flatMap { value -> [Formula] in
      let root = self.root(d, of: value).simplified(assuming: Process.assumptions)
      return (0..<d).map { root * rootOfUnity($0, of: d) }
    }
  }

  /// One of the roots of x^d = value: the real one where d is odd and the value real, so that the roots
  /// keep their numbers where it changes its sign; else the principal one.
  private static func root(_ d: Int, of value: Formula) -> Formula {
    let exponent = Number.rational(1, d)
    let assumptions = Process.assumptions
    guard d % 2 == 1, assumptions.isReal(value), !assumptions.isNonnegative(value) else {
      return value.raised(to: .number(exponent))
    }
    if assumptions.isNonpositive(value) { return -(-value).raised(to: .number(exponent)) }
    return value * Formula.call(.abs, [value]).raised(to: .number(exponent - 1))
  }

  /// Polynomials that become polynomials in x^d by λ = x − c_{n−1}/(n c_n).
  private static func rootsByShift(_ c: [Formula]) -> [Formula]? {
    guard let (shift, shifted) = depressed(c), let roots = rootsOfPower(shifted) else { return nil }
    return roots.map { $0 - shift }
  }

  /// The shift and the polynomial in x = λ + shift, which has no term of degree n − 1.
  private static func depressed(_ c: [Formula]) -> (shift: Formula, [Formula])? {
    let n = c.count - 1
    let shift = short(c[n - 1] / (.number(Number(n)) * c[n]))
    if shift.isZero(assuming: Process.assumptions) { return nil }
    return (shift, taylor(c, at: -shift))
  }

  /// The coefficients in x = λ − point, by Horner's scheme repeated.
  private static func taylor(_ coefficients: [Formula], at point: Formula) -> [Formula] {
    var b = coefficients
    for low in 0..<max(0, b.count - 1) {
      for place in stride(from: b.count - 2, through: low, by: -1) {
        b[place] = short(b[place] + point * b[place + 1])
      }
    }
    return b
  }

  /// Cardano's formula: the roots are u·ζ^j − p/(3u·ζ^j) less the shift.
  ///
  /// u vanishes only where the cubic has no linear term, and there for one of the two signs only.
  private static func cardano(_ c: [Formula]) -> [Formula]? {
    let (shift, b) = depressed(c) ?? (.zero, c)
    let p = short(b[1] / b[3])
    let q = short(b[0] / b[3])
    let inside = short(q * q / 4 + p.raised(to: 3) / 27)
    let u = (inside.squareRoot - q / 2).raised(to: .rational(1, 3))
    guard u.isWithinLimits else { return nil }
    return (0..<3).map { j in
      let turned = u * rootOfUnity(j, of: 3)
      return turned - p / (3 * turned) - shift
    }
  }

  private static func rootOfUnity(_ j: Int, of d: Int) -> Formula {
    switch (4 * j) % (4 * d) {
    case 0: return .one
    case d: return .imaginaryUnit
    case 2 * d: return .minusOne
    case 3 * d: return -.imaginaryUnit
    default: break
    }
    let angle = Formula.rational(2 * j, d) * .pi
    if d == 3 || d == 6 {
      // cos and sin of multiples of 60° are known.
      let turn = (6 * j / d) % 6
      let cosine = Formula.rational([2, 1, -1, -2, -1, 1][turn], 2)
      let sine = Formula.rational([0, 1, 1, 0, -1, -1][turn], 2) * Formula.number(3).squareRoot
      return cosine + .imaginaryUnit * sine
    }
    return .call(.cos, [angle]) + .imaginaryUnit * .call(.sin, [angle])
  }

  /// Simplified, and multiplied out where that is shorter.
  private static func short(_ formula: Formula) -> Formula {
    let plain = formula.simplified(assuming: Process.assumptions)
    guard let expanded = plain.expanded(assuming: Process.assumptions),
      let a = expanded.size(), let b = plain.size()
    else { return plain }
    return a <= b ? expanded : plain
  }
}

extension Formula {
  /// |x| among the factors as x, for real x: where both signs of a root are taken, so that each is
  /// smooth where they meet.
  fileprivate var withoutOuterAbs: Formula {
    .product(
      factors.map { factor in
        guard case .call(.abs, let arguments) = factor, let x = arguments.first,
          Process.assumptions.isReal(x)
        else { return factor }
        return x
      }
    ).simplified(assuming: Process.assumptions)
  }
}

private func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
