extension Formula {
  /// One.
  public static let one = Formula.number(.one)
  /// Zero.
  public static let zero = Formula.number(.zero)
  /// Minus one.
  public static let minusOne = Formula.number(.minusOne)
  /// One half.
  public static let half = Formula.number(.half)

  /// The rational `p/q`; `q` must not be 0.
  public static func rational(_ p: Int, _ q: Int) -> Formula {
    precondition(q != 0, "the denominator must not be 0 (numerator \(p))")
    return .number(Number(p, over: q) ?? .zero)
  }

  /// The number `x`, read as the decimal it prints as.
  public static func real(_ x: Double) -> Formula { .number(Number(x)) }

  /// The sum, not simplified beyond dropping zeros and joining sums.
  public static func + (a: Formula, b: Formula) -> Formula {
    if a == .zero { return b }
    if b == .zero { return a }
    return .sum(a.terms + b.terms)
  }

  /// The difference.
  public static func - (a: Formula, b: Formula) -> Formula { a + (-b) }

  /// The negative.
  public static prefix func - (a: Formula) -> Formula {
    if case .number(let n) = a { return .number(-n) }
    return .minusOne * a
  }

  /// The product, not simplified beyond dropping ones and joining products.
  public static func * (a: Formula, b: Formula) -> Formula {
    if a == .one { return b }
    if b == .one { return a }
    return .product(a.factors + b.factors)
  }

  /// The quotient: the product with the power −1.
  public static func / (a: Formula, b: Formula) -> Formula {
    if case .number(let n) = b, let inverse = n.reciprocal, inverse.isFinite {
      return a * .number(inverse)
    }
    return a * .power(b, .minusOne)
  }

  /// The principal power.
  public func raised(to exponent: Formula) -> Formula {
    exponent == .one ? self : .power(self, exponent)
  }

  /// The principal square root.
  public var squareRoot: Formula { .power(self, .half) }

  /// The terms of a sum, or the formula itself.
  package var terms: [Formula] {
    if case .sum(let terms) = self { terms } else { [self] }
  }

  /// The factors of a product, or the formula itself.
  package var factors: [Formula] {
    if case .product(let factors) = self { factors } else { [self] }
  }

  /// The number, if the formula is one.
  public var numberValue: Number? {
    if case .number(let n) = self { n } else { nil }
  }
}

/// The principal power `base^exponent`.
public func pow(_ base: Formula, _ exponent: Formula) -> Formula { base.raised(to: exponent) }
/// The principal square root.
public func sqrt(_ x: Formula) -> Formula { x.squareRoot }
/// The exponential.
public func exp(_ x: Formula) -> Formula { .call(.exp, [x]) }
/// The principal logarithm.
public func log(_ x: Formula) -> Formula { .call(.log, [x]) }

extension Formula: ExpressibleByIntegerLiteral {
  /// The integer written.
  public init(integerLiteral value: Int) { self = .number(Number(value)) }
}

extension Formula: ExpressibleByStringLiteral {
  /// The variable of that name.
  public init(stringLiteral name: String) { self = .variable(name) }
}
