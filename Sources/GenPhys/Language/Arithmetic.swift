internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import Numerics

/// Arithmetic on values: real numbers carry their errors along, complex results appear where the real
/// one does not exist, and lists are worked on element by element.
///
/// Exact operands give exact results beside the doubles. In lists of more than `longestExactList`
/// elements only whole numbers stay exact: a form takes a hundred bytes and ten microseconds.
enum Arithmetic {
  /// The longest list whose elements keep what is known of them exactly.
  ///
  /// Arbitrary: at ten times as many, an operation on a list of square roots takes a tenth of a second.
  static let longestExactList = 1000
  /// A prefix operator.
  static func apply(
    _ operation: UnaryOperator, _ operand: Value, at span: SourceSpan
  ) throws(Fault) -> Value {
    switch (operation, operand) {
    case (.plus, .number), (.plus, .complex): return operand
    case (.minus, .number(let x)): return .number(-x)
    case (.minus, .complex(let z)):
      return .complex(
        ComplexNumber(
          -z.value, error: z.error, exact: z.exact.map { (-$0).simplified() }))
    case (.not, .boolean(let value)): return .boolean(!value)
    case (.plusMinus, _):
      throw Fault(
        .kindMismatch, "± has a meaning only in the branches of omega", at: span)
    case (_, .list(let elements)) where operation != .not:
      var results: [Value] = []
      for element in elements { results.append(try apply(operation, element, at: span)) }
      return .list(results)
    default:
      throw Fault(
        .kindMismatch, "'\(operation.rawValue)' has no meaning for \(operand.kind.description)",
        at: span)
    }
  }

  /// An infix operator.
  static func apply(
    _ operation: BinaryOperator, _ left: Value, _ right: Value, at span: SourceSpan
  ) throws(Fault) -> Value {
    switch (left, right) {
    case (.list(let a), .list(let b)):
      if operation == .equal || operation == .notEqual {
        return .boolean(areEqual(left, right) == (operation == .equal))
      }
      guard a.count == b.count else {
        throw Fault(
          .outOfRange, "lists of \(a.count) and \(b.count) elements do not go together", at: span)
      }
      var results: [Value] = []
      for (x, y) in zip(a, b) {
        results.append(try apply(operation, kept(x, a.count), kept(y, a.count), at: span))
      }
      return .list(results)
    case (.list(let a), _):
      var results: [Value] = []
      for x in a { results.append(try apply(operation, kept(x, a.count), right, at: span)) }
      return .list(results)
    case (_, .list(let b)):
      var results: [Value] = []
      for y in b { results.append(try apply(operation, left, kept(y, b.count), at: span)) }
      return .list(results)
    case (.number(let a), .number(let b)): return try real(operation, a, b, at: span)
    case (.number(let a), .complex(let b)):
      return try complex(operation, ComplexNumber(a), b, at: span)
    case (.complex(let a), .number(let b)):
      return try complex(operation, a, ComplexNumber(b), at: span)
    case (.complex(let a), .complex(let b)): return try complex(operation, a, b, at: span)
    case (.boolean(let a), .boolean(let b)):
      switch operation {
      case .and: return .boolean(a && b)
      case .or: return .boolean(a || b)
      case .equal: return .boolean(a == b)
      case .notEqual: return .boolean(a != b)
      default: throw mismatch(operation, left, right, at: span)
      }
    case (.string(let a), .string(let b)):
      switch operation {
      case .add: return .string(a + b)
      case .equal: return .boolean(a == b)
      case .notEqual: return .boolean(a != b)
      default: throw mismatch(operation, left, right, at: span)
      }
    default: throw mismatch(operation, left, right, at: span)
    }
  }

  /// An element of a list of `count`, without its exact form where there are too many.
  private static func kept(_ element: Value, _ count: Int) -> Value {
    guard count > longestExactList else { return element }
    return switch element {
    case .number(let x) where !x.isWhole: .number(x.rounded)
    case .complex(let z): .complex(ComplexNumber(z.value, error: z.error))
    default: element
    }
  }

  private static func mismatch(
    _ operation: BinaryOperator, _ left: Value, _ right: Value, at span: SourceSpan
  ) -> Fault {
    Fault(
      .kindMismatch,
      "'\(operation.rawValue)' has no meaning for \(left.kind.description) and "
        + right.kind.description, at: span)
  }

  /// Whether two values are the same; those without an equality of their own by what they show.
  private static func areEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy(areEqual)
    case (.number(let a), .number(let b)): a.value == b.value
    case (.complex(let a), .complex(let b)): a.value == b.value
    default: left.kind == right.kind && left.text == right.text
    }
  }

  // MARK: - Real numbers

  /// A real number, unless it is none.
  ///
  /// - Parameter what: what was computed, as "inf - inf".
  static func defined(
    _ value: Estimate, _ what: @autoclosure () -> String, at span: SourceSpan
  ) throws(Fault) -> Value {
    guard !value.value.isNaN else {
      throw Fault(.undefined, "\(what()) is not defined", at: span)
    }
    return .number(value)
  }

  private static func real(
    _ operation: BinaryOperator, _ a: RealNumber, _ b: RealNumber, at span: SourceSpan
  ) throws(Fault) -> Value {
    let (x, y) = (a.value, b.value)
    func number(_ value: Double, _ error: Double) throws(Fault) -> Value {
      if let exact = ExactArithmetic.apply(operation, a, b, near: value) { return .number(exact) }
      return try defined(Estimate(value, error: error), describe(operation, x, y), at: span)
    }
    switch operation {
    case .add: return try number(x + y, a.error + b.error)
    case .subtract: return try number(x - y, a.error + b.error)
    case .multiply:
      return try number(
        x * y, propagated(x.magnitude, b.error) + propagated(y.magnitude, a.error))
    case .divide:
      guard y != 0 else { throw Fault(.undefined, "division by zero", at: span) }
      let value = x / y
      return try number(
        value, (a.error + propagated(value.magnitude, b.error)) / y.magnitude)
    case .power:
      let value = Double.principalPower(x, y)
      if value.isNaN {
        return try complex(operation, ComplexNumber(a), ComplexNumber(b), at: span)
      }
      let relative =
        (a.error == 0 ? 0 : a.error / x.magnitude * y.magnitude)
        + (b.error == 0 ? 0 : b.error * Double.log(x.magnitude).magnitude)
      return try number(value, relative == 0 ? 0 : relative * value.magnitude)
    case .equal: return .boolean(x == y)
    case .notEqual: return .boolean(x != y)
    case .less: return .boolean(x < y)
    case .lessOrEqual: return .boolean(x <= y)
    case .greater: return .boolean(x > y)
    case .greaterOrEqual: return .boolean(x >= y)
    case .and, .or, .plusMinus:
      throw mismatch(operation, .number(a), .number(b), at: span)
    }
  }

  private static func propagated(_ magnitude: Double, _ error: Double) -> Double {
    error == 0 ? 0 : magnitude * error
  }

  private static func describe(_ operation: BinaryOperator, _ x: Double, _ y: Double) -> String {
    "\(NumberFormat.text(x)) \(operation.rawValue) \(NumberFormat.text(y))"
  }

  // MARK: - Complex numbers

  private static func complex(
    _ operation: BinaryOperator, _ a: ComplexNumber, _ b: ComplexNumber, at span: SourceSpan
  ) throws(Fault) -> Value {
    let value: Complex<Double>
    // Of first order in the errors of the operands.
    var error = 0.0
    switch operation {
    case .add:
      value = a.value + b.value
      error = a.error + b.error
    case .subtract:
      value = a.value - b.value
      error = a.error + b.error
    case .multiply:
      value = a.value * b.value
      error = propagated(a.value.length, b.error) + propagated(b.value.length, a.error)
    case .divide:
      guard b.value != .zero else { throw Fault(.undefined, "division by zero", at: span) }
      value = a.value / b.value
      error = (a.error + propagated(value.length, b.error)) / b.value.length
    case .power:
      value = Complex.principalPower(a.value, b.value)
      error =
        propagated(value.length * b.value.length / a.value.length, a.error)
        + propagated(value.length * Complex.log(a.value).length, b.error)
    case .equal: return .boolean(a.value == b.value)
    case .notEqual: return .boolean(a.value != b.value)
    default: throw mismatch(operation, .complex(a), .complex(b), at: span)
    }
    return try normal(
      value, error: error, exact: ExactArithmetic.apply(operation, a.exact, b.exact), at: span)
  }

  /// A complex number, real where its imaginary part is zero.
  ///
  /// - Parameter exact: exactly the number, in canonical form, where that is known.
  static func normal(
    _ value: Complex<Double>, error: Double = 0, exact: Formula? = nil, at span: SourceSpan
  ) throws(Fault) -> Value {
    guard value.isFinite else {
      throw Fault(.undefined, "this value is not defined", at: span)
    }
    guard let exact, exact.size(upTo: RealNumber.largestForm) != nil else {
      return value.imaginary == 0
        ? .number(Estimate(value.real, error: error))
        : .complex(ComplexNumber(value, error: error))
    }
    // The exact number knows that (√2 i)² is real, where doubles leave an imaginary rounding.
    return value.imaginary == 0 || exact.numberValue != nil
      ? .number(.exactly(exact, near: value.real)) : .complex(ComplexNumber(value, exact: exact))
  }

  // MARK: - Functions

  /// An elementary function, with the error of its argument carried to first order.
  static func apply(
    _ function: Formula.Function, _ argument: Value, at span: SourceSpan
  ) throws(Fault) -> Value {
    switch argument {
    case .list(let elements):
      var results: [Value] = []
      for element in elements {
        results.append(try apply(function, kept(element, elements.count), at: span))
      }
      return .list(results)
    case .number(let x):
      let value = Double.apply(function, x.value)
      guard !value.isNaN else {
        return try normal(
          Complex.apply(function, Complex(x.value)),
          exact: ExactArithmetic.apply(function, x.exact), at: span)
      }
      guard x.error > 0 else {
        guard let exact = ExactArithmetic.apply(function, x.exact) else {
          return .number(Estimate(value, error: 0))
        }
        return .number(.exactly(exact, near: value))
      }
      let above = Double.apply(function, x.value + x.error)
      let below = Double.apply(function, x.value - x.error)
      let error = max((above - value).magnitude, (below - value).magnitude) + value.ulp
      return .number(Estimate(value, error: error.isNaN ? .infinity : error))
    case .complex(let z):
      let value = Complex.apply(function, z.value)
      // Functions that are no power series, such as abs, change no more than one along either axis.
      let changes = [Complex(z.error, 0), Complex(0, z.error)].map {
        (Complex.apply(function, z.value + $0) - value).length
      }
      return try normal(
        value, error: z.error == 0 ? 0 : (changes.max() ?? .infinity) + value.length.ulp,
        exact: ExactArithmetic.apply(function, z.exact), at: span)
    default:
      throw Fault(
        .kindMismatch,
        "'\(function.rawValue)' has no meaning for \(argument.kind.description)", at: span)
    }
  }
}
