internal import GenPhysNumerics

extension Formula {
  /// The real part as a formula that is real for k > 0 and t > 0.
  ///
  /// Parts whose real part has no shorter formula stay as `re(…)`. Reason: a rate such as
  /// 0.1 + i√(1 + 3k²) has a constant real part, which rounding hid from every numerical test.
  var realPart: Formula {
    let wave = Process.assumptions
    if wave.isReal(self) { return self }
    return parts(depth: 0).real.simplified(assuming: wave)
  }

  private typealias Parts = (real: Formula, imaginary: Formula)

  /// Real and imaginary part.
  private func parts(depth: Int) -> Parts {
    let wave = Process.assumptions
    let opaque = (Formula.call(.re, [self]), Formula.call(.im, [self]))
    if wave.isReal(self) { return (self, .zero) }
    guard depth < 40 else { return opaque }
    switch self {
    case .imaginaryUnit: return (.zero, .one)
    case .number, .pi, .variable: return opaque
    case .sum(let terms):
      let all = terms.map { $0.parts(depth: depth + 1) }
      return (
        Formula.sum(all.map(\.real) + [.zero]).simplified(assuming: wave),
        Formula.sum(all.map(\.imaginary) + [.zero]).simplified(assuming: wave)
      )
    case .product(let factors):
      return factors.reduce((.one, .zero)) { Self.times($0, $1.parts(depth: depth + 1)) }
    case .power(let base, let exponent):
      return Self.power(base, exponent, depth: depth) ?? opaque
    case .call(.exp, let arguments):
      guard let x = arguments.first?.parts(depth: depth + 1) else { return opaque }
      let size = Formula.call(.exp, [x.real])
      return (size * .call(.cos, [x.imaginary]), size * .call(.sin, [x.imaginary]))
    case .call(.re, let arguments), .call(.im, let arguments):
      guard let x = arguments.first?.parts(depth: depth + 1) else { return opaque }
      if case .call(.re, _) = self { return (x.real, .zero) }
      return (x.imaginary, .zero)
    case .call: return opaque
    }
  }

  private static func times(_ a: Parts, _ b: Parts) -> Parts {
    let wave = Process.assumptions
    return (
      (a.real * b.real - a.imaginary * b.imaginary).simplified(assuming: wave),
      (a.real * b.imaginary + a.imaginary * b.real).simplified(assuming: wave)
    )
  }

  /// The parts of a power: to whole exponents, and of what is negative for every k.
  private static func power(_ base: Formula, _ exponent: Formula, depth: Int) -> Parts? {
    let wave = Process.assumptions
    if let n = exponent.numberValue?.integer, n.magnitude <= 8 {
      var x = base.parts(depth: depth + 1)
      if n < 0 {
        // 1/(a + ib) = (a − ib)/(a² + b²).
        let square = x.real * x.real + x.imaginary * x.imaginary
        x = (x.real / square, -x.imaginary / square)
      }
      return (0..<n.magnitude).reduce((.one, .zero)) { power, _ in times(power, x) }
    }
    guard wave.isReal(base), wave.isReal(exponent),
      ExactSign.of((-base).simplified(assuming: wave)) == .positive || wave.isNonpositive(base)
    else { return nil }
    // (−b)^e = b^e·(cos πe + i sin πe) on the principal branch, b ≥ 0.
    let size = (-base).simplified(assuming: wave).raised(to: exponent)
    if let twice = exponent.numberValue.map({ $0 + $0 })?.integer {
      // An odd number of square roots: the value is imaginary.
      let sign = (twice % 4 + 4) % 4 == 1 ? Formula.one : .minusOne
      return (.zero, sign * size)
    }
    let angle = (.pi * exponent).simplified(assuming: wave)
    return (
      (size * .call(.cos, [angle])).simplified(assuming: wave),
      (size * .call(.sin, [angle])).simplified(assuming: wave)
    )
  }
}
