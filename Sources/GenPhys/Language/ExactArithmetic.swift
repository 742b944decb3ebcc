internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysSyntax

/// Arithmetic on numbers that are known exactly; `nil` where a result is not.
enum ExactArithmetic {
  /// An operation on two real numbers.
  ///
  /// - Parameter value: the result in doubles, finite or not.
  static func apply(
    _ operation: BinaryOperator, _ a: RealNumber, _ b: RealNumber, near value: Double
  ) -> RealNumber? {
    guard a.isExact, b.isExact, value.isFinite else { return nil }
    // Sums of whole numbers need no formula; lists of millions of them stay fast.
    if a.isWhole, b.isWhole, operation != .divide, operation != .power,
      value.magnitude < 0x1p53
    {
      return .decimal(value)
    }
    guard let left = a.exact, let right = b.exact,
      let exact = apply(operation, left, right)
    else { return nil }
    let isCancelled =
      operation == .add || operation == .subtract
      ? value.magnitude < 0x1p-8 * max(a.value.magnitude, b.value.magnitude) : false
    return .exactly(exact, near: isCancelled ? self.value(of: exact) ?? value : value)
  }

  /// The double of a constant from 192 bits: the difference of two doubles may be all rounding.
  private static func value(of exact: Formula) -> Double? {
    // The argument only carries the precision.
    guard let program = try? exact.compiled(variables: ["_"]) else { return nil }
    let ball = program.evaluate([Ball(0.0, precision: 192)])
    return ball.isFinite && ball.isReal ? ball.midpoint.real : nil
  }

  /// An operation on two exact numbers, in canonical form.
  static func apply(_ operation: BinaryOperator, _ a: Formula?, _ b: Formula?) -> Formula? {
    guard let a, let b else { return nil }
    if let p = a.numberValue, let q = b.numberValue, let result = rational(operation, p, q) {
      return .number(result)
    }
    switch operation {
    case .add: return bounded(a + b)
    case .subtract: return bounded(a - b)
    case .multiply: return bounded(a * b)
    case .divide: return bounded(a / b)
    case .power: return bounded(a.raised(to: b))
    default: return nil
    }
  }

  /// A function of an exact number, in canonical form.
  static func apply(_ function: Formula.Function, _ x: Formula?) -> Formula? {
    x.flatMap { bounded(.call(function, [$0])) }
  }

  /// The canonical form of a constant, unless it is too long to be worth it.
  static func bounded(_ formula: Formula) -> Formula? {
    guard formula.size(upTo: 4 * RealNumber.largestForm) != nil else { return nil }
    let result = formula.simplified()
    return result.size(upTo: RealNumber.largestForm) == nil ? nil : result
  }

  /// An operation on rational numbers whose result is one.
  private static func rational(_ operation: BinaryOperator, _ p: Number, _ q: Number) -> Number? {
    let result: Number? =
      switch operation {
      case .add: p + q
      case .subtract: p - q
      case .multiply: p * q
      case .divide: q.isZero ? nil : p / q
      case .power: q.integer.flatMap { p.power($0) }
      default: nil
      }
    return result.flatMap { $0.isExact && p.isExact && q.isExact ? $0 : nil }
  }
}
