extension Simplifier {
  /// The canonical call of a function with canonical arguments.
  mutating func call(_ function: Formula.Function, _ arguments: [Formula]) -> Formula {
    fuel -= 1
    guard fuel > 0, arguments.count == function.arity, let x = arguments.first else {
      return .call(function, arguments)
    }
    if let value = valueAtZero(function, x) { return value }
    switch function {
    case .exp: return exponential(x)
    case .log: return logarithm(x)
    case .abs: return absolute(x)
    case .re, .im, .conj: return complexPart(function, x)
    case .besselj, .besseli, .besselk: return bessel(function, arguments)
    case .sin, .tan, .asin, .atan, .sinh, .tanh, .asinh, .atanh, .erf, .cos, .cosh:
      if let value = trigonometric(function, x) { return value }
      return .call(function, arguments)
    case .acos, .acosh, .gamma, .erfc: return .call(function, arguments)
    }
  }

  private mutating func valueAtZero(_ function: Formula.Function, _ x: Formula) -> Formula? {
    guard x == .zero else { return nil }
    switch function {
    case .exp, .cos, .cosh, .erfc: return .one
    case .sin, .tan, .asin, .atan, .sinh, .tanh, .asinh, .atanh, .erf, .abs, .re, .im, .conj:
      return .zero
    case .acos: return multiply([.half, .pi])
    case .acosh, .log, .gamma, .besselj, .besseli, .besselk: return nil
    }
  }

  /// `exp(a + c·log(x)) = exp(a)·x^c`, and exact values at multiples of iπ/2.
  private mutating func exponential(_ x: Formula) -> Formula {
    var outside: [Formula] = []
    var inside: [Formula] = []
    for term in x.terms {
      if let power = powerOfLogarithm(term) {
        outside.append(power)
      } else if let turns = quarterTurns(term) {
        outside.append(turns)
      } else {
        inside.append(term)
      }
    }
    if outside.isEmpty { return .call(.exp, [x]) }
    if !inside.isEmpty { outside.append(.call(.exp, [collect(inside)])) }
    return multiply(outside)
  }

  /// `c·log(x)` as `x^c`.
  private mutating func powerOfLogarithm(_ term: Formula) -> Formula? {
    var rest = term.factors
    guard
      let place = rest.firstIndex(where: {
        if case .call(.log, _) = $0 { true } else { false }
      }), case .call(_, let arguments) = rest.remove(at: place), let base = arguments.first
    else { return nil }
    return power(base, multiply(rest))
  }

  /// exp(iπn/2) for an integer n.
  private func quarterTurns(_ term: Formula) -> Formula? {
    let (coefficient, rest) = term.coefficientAndRest
    guard rest == .product([.imaginaryUnit, .pi]), let turns = (coefficient * 2).integer
    else { return nil }
    switch turns & 3 {
    case 0: return .one
    case 1: return .imaginaryUnit
    case 2: return .minusOne
    default: return .product([.minusOne, .imaginaryUnit])
    }
  }

  /// `log(1) = 0`, `log(exp(x)) = x` for real x, `log(x^a) = a·log(x)` for x > 0 and real a.
  private mutating func logarithm(_ x: Formula) -> Formula {
    switch x {
    case .number(.one): return .zero
    case .call(.exp, let arguments) where assumptions.isReal(arguments[0]): return arguments[0]
    case .power(let base, let exponent)
    where assumptions.isPositive(base) && assumptions.isReal(exponent):
      return multiply([exponent, call(.log, [base])])
    case .product(let factors):
      // Exponentials of reals leave the logarithm: log(a·exp(x)) = log(a) + x.
      var outside: [Formula] = []
      var inside: [Formula] = []
      for factor in factors {
        if case .call(.exp, let arguments) = factor, assumptions.isReal(arguments[0]) {
          outside.append(arguments[0])
        } else {
          inside.append(factor)
        }
      }
      if outside.isEmpty { return .call(.log, [x]) }
      return add(outside + [call(.log, [multiply(inside)])])
    default: return .call(.log, [x])
    }
  }

  /// |x|: multiplicative; x or −x where the sign is known.
  private mutating func absolute(_ x: Formula) -> Formula {
    if let n = x.numberValue { return .number(n.magnitude) }
    if assumptions.isNonnegative(x) { return x }
    if assumptions.isNonpositive(x) { return multiply([.minusOne, x]) }
    switch x {
    case .imaginaryUnit: return .one
    case .product(let factors): return multiply(factors.map { call(.abs, [$0]) })
    case .power(let base, let exponent) where assumptions.isReal(exponent):
      return power(call(.abs, [base]), exponent)
    case .call(.exp, let arguments): return call(.exp, [call(.re, arguments)])
    case .call(.abs, _): return x
    case .call(.conj, let arguments): return call(.abs, arguments)
    case .sum:
      let (content, primitive) = contentAndPrimitive(x, exponentIsInteger: true)
      if content.isEmpty { return .call(.abs, [x]) }
      return multiply(content.map { call(.abs, [$0]) } + [call(.abs, [primitive])])
    default: return .call(.abs, [x])
    }
  }

  /// re, im and conj: additive, and real factors pass through.
  private mutating func complexPart(_ part: Formula.Function, _ x: Formula) -> Formula {
    if assumptions.isReal(x) { return part == .im ? .zero : x }
    switch x {
    case .imaginaryUnit:
      return part == .re ? .zero : part == .im ? .one : .product([.minusOne, .imaginaryUnit])
    case .sum(let terms): return add(terms.map { call(part, [$0]) })
    case .product(let factors):
      if part == .conj { return multiply(factors.map { call(.conj, [$0]) }) }
      var real = factors.filter { assumptions.isReal($0) }
      var rest = factors.filter { !assumptions.isReal($0) }
      if let place = rest.firstIndex(of: .imaginaryUnit) {
        // re(i·x) = −im(x) and im(i·x) = re(x).
        rest.remove(at: place)
        if part == .re { real.append(.minusOne) }
        return multiply(real + [call(part == .re ? .im : .re, [multiply(rest)])])
      }
      if real.isEmpty { return .call(part, [x]) }
      return multiply(real + [call(part, [multiply(rest)])])
    case .power(let base, .number(let n)) where part == .conj && n.integer != nil:
      return power(call(.conj, [base]), .number(n))
    case .call(.exp, let arguments) where part == .conj:
      return call(.exp, [call(.conj, arguments)])
    case .call(.conj, let arguments):
      if part == .conj { return arguments[0] }
      let inner = call(part, arguments)
      return part == .re ? inner : multiply([.minusOne, inner])
    default: return .call(part, [x])
    }
  }

  /// `K_{−ν} = K_ν`; `J_0(0) = I_0(0) = 1`.
  private mutating func bessel(_ function: Formula.Function, _ arguments: [Formula]) -> Formula {
    let (order, x) = (arguments[0], arguments[1])
    if function == .besselk, order.leadsNegative {
      return .call(function, [multiply([.minusOne, order]), x])
    }
    if x == .zero, function != .besselk {
      if order == .zero { return .one }
      if assumptions.isPositive(order) { return .zero }
    }
    return .call(function, arguments)
  }

  /// Parity, imaginary arguments, and inverse functions undone where that is right.
  private mutating func trigonometric(_ function: Formula.Function, _ x: Formula) -> Formula? {
    if x.leadsNegative {
      let opposite = call(function, [multiply([.minusOne, x])])
      return function == .cos || function == .cosh ? opposite : multiply([.minusOne, opposite])
    }
    if let (partner, factor) = function.rotated, x.factors.contains(.imaginaryUnit) {
      let inner = call(partner, [multiply(x.factors.filter { $0 != .imaginaryUnit })])
      return multiply([factor, inner])
    }
    switch (function, x) {
    case (.sin, .call(.asin, let inner)), (.cos, .call(.acos, let inner)),
      (.tan, .call(.atan, let inner)), (.sinh, .call(.asinh, let inner)),
      (.cosh, .call(.acosh, let inner)), (.tanh, .call(.atanh, let inner)):
      return inner[0]
    case (.asinh, .call(.sinh, let inner)), (.atanh, .call(.tanh, let inner)):
      return assumptions.isReal(inner[0]) ? inner[0] : nil
    case (.sin, .call(.atan, let inner)) where assumptions.isReal(inner[0]):
      return multiply([inner[0], power(add([1, power(inner[0], 2)]), .number(-.half))])
    case (.cos, .call(.atan, let inner)) where assumptions.isReal(inner[0]):
      return power(add([1, power(inner[0], 2)]), .number(-.half))
    case (.cosh, .call(.asinh, let inner)) where assumptions.isReal(inner[0]):
      return power(add([1, power(inner[0], 2)]), .half)
    case (.cosh, .call(.log, let inner)), (.sinh, .call(.log, let inner)):
      guard assumptions.isPositive(inner[0]) else { return nil }
      let inverse = power(inner[0], .minusOne)
      return multiply([
        .half, add([inner[0], function == .cosh ? inverse : multiply([.minusOne, inverse])]),
      ])
    case (.tanh, .call(.log, let inner)) where assumptions.isPositive(inner[0]):
      let square = power(inner[0], 2)
      return multiply([add([square, .minusOne]), power(add([square, 1]), .minusOne)])
    case (.sin, _), (.cos, _):
      let (coefficient, rest) = x.coefficientAndRest
      guard rest == .pi, let half = (coefficient * 2).integer else { return nil }
      let values = function == .sin ? [0, 1, 0, -1] : [1, 0, -1, 0]
      return .number(Number(values[half & 3]))
    default: return nil
    }
  }
}

extension Formula {
  /// Whether the leading coefficient is negative.
  package var leadsNegative: Bool {
    switch self {
    case .number(let n): n.signum < 0
    case .product(let factors): factors.first?.leadsNegative ?? false
    case .sum(let terms): terms.first?.leadsNegative ?? false
    default: false
    }
  }
}

extension Formula.Function {
  /// f(ix) = factor · partner(x).
  fileprivate var rotated: (partner: Formula.Function, factor: Formula)? {
    switch self {
    case .sin: (.sinh, .imaginaryUnit)
    case .cos: (.cosh, .one)
    case .tan: (.tanh, .imaginaryUnit)
    case .sinh: (.sin, .imaginaryUnit)
    case .cosh: (.cos, .one)
    case .tanh: (.tan, .imaginaryUnit)
    default: nil
    }
  }
}
