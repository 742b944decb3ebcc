public import Numerics

extension Jet: Equatable {
  /// Whether the coefficients are equal.
  public static func == (a: Jet, b: Jet) -> Bool {
    (0..<max(a.count, b.count)).allSatisfy { a[$0] == b[$0] }
  }
}

extension Jet: AlgebraicField {
  /// Zero.
  public static var zero: Jet { Jet(constant: .zero) }

  /// The integer as a constant.
  public init(integerLiteral value: Int) { self.init(constant: Self.integer(value)) }

  /// The integer as a constant, if the scalars have it.
  public init?<T: BinaryInteger>(exactly source: T) {
    guard let value = Scalar(exactly: source) else { return nil }
    self.init(constant: value)
  }

  /// The magnitude of the value.
  public var magnitude: Scalar.Magnitude { value.magnitude }

  /// The sum.
  public static func + (a: Jet, b: Jet) -> Jet {
    Jet(
      (0..<max(a.count, b.count)).map {
        $0 < min(a.count, b.count) ? a[$0] + b[$0] : $0 < a.count ? a[$0] : b[$0]
      })
  }

  /// The difference.
  public static func - (a: Jet, b: Jet) -> Jet { a + (-b) }

  /// The negative.
  public static prefix func - (a: Jet) -> Jet { Jet(a.coefficients.map { 0 - $0 }) }

  /// The product, truncated.
  public static func * (a: Jet, b: Jet) -> Jet {
    if a.isConstant { return Jet(b.coefficients.map { a.value * $0 }) }
    if b.isConstant { return Jet(a.coefficients.map { $0 * b.value }) }
    return Jet(
      (0..<max(a.count, b.count)).map { n in
        (1..<(n + 1)).reduce(a[0] * b[n]) { $0 + a[$1] * b[n - $1] }
      })
  }

  /// The quotient; what the scalars make of a division by zero, where the divisor's value is zero.
  public static func / (a: Jet, b: Jet) -> Jet {
    if b.isConstant { return Jet(a.coefficients.map { $0 / b.value }) }
    var result: [Scalar] = []
    for n in 0..<max(a.count, b.count) {
      let known = result.indices.reduce(Scalar.zero) { $0 + result[$1] * b[n - $1] }
      result.append((a[n] - known) / b[0])
    }
    return Jet(result)
  }

  /// Adds in place.
  public static func += (a: inout Jet, b: Jet) { a = a + b }
  /// Subtracts in place.
  public static func -= (a: inout Jet, b: Jet) { a = a - b }
  /// Multiplies in place.
  public static func *= (a: inout Jet, b: Jet) { a = a * b }
  /// Divides in place.
  public static func /= (a: inout Jet, b: Jet) { a = a / b }

  /// 1/self, `nil` where the value has no reciprocal.
  public var reciprocal: Jet? { value.reciprocal == nil ? nil : 1 / self }
}
