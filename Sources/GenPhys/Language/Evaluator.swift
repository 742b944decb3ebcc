internal import Numerics
internal import GenPhysEngine
internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysSupport
internal import GenPhysSyntax
internal import GenPhysTheory

/// Evaluates expressions in an environment.
struct Evaluator {
  let environment: Environment
  let evaluation: Evaluation
  /// How many user functions are being evaluated inside each other.
  var depth = 0

  private static let maximumDepth = 100

  /// The value of an expression.
  func value(_ expression: Syntax.Expression) throws(Fault) -> Value {
    switch expression.kind {
    case .number(let literal): return try number(literal, at: expression.span)
    case .string(let text): return .string(text)
    case .boolean(let value): return .boolean(value)
    case .name(let name): return try value(named: name, at: expression.span)
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try value(element)) }
      try ListMeasure(values).check(at: expression.span)
      return .list(values)
    case .range(let from, let to, let step):
      return try range(from, to, step, at: expression.span)
    case .unary(let operation, let operand):
      return try Arithmetic.apply(operation, try value(operand), at: expression.span)
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, at: expression.span)
    case .call(let callee, let arguments):
      return try call(callee, arguments, at: expression.span)
    case .index(let base, let index): return try element(of: base, index, at: expression.span)
    case .branches:
      throw Fault(
        .kindMismatch, "a list of branches has a meaning only in a pde", at: expression.span,
        hint: "lists are written [a, b]")
    case .missing:
      throw Fault(.kindMismatch, "nothing to evaluate here", at: expression.span)
    }
  }

  private func number(
    _ literal: Syntax.NumberLiteral, at span: SourceSpan
  ) throws(Fault) -> Value {
    guard let number = RealNumber.literal(literal.text.replacing("_", with: "")) else {
      throw Fault(.outOfRange, "'\(literal.text)' is out of range", at: span)
    }
    guard literal.isImaginary else { return .number(number) }
    return .complex(
      ComplexNumber(
        Complex(0, number.value),
        exact: ExactArithmetic.apply(.multiply, number.exact, .imaginaryUnit)))
  }

  private func value(named name: String, at span: SourceSpan) throws(Fault) -> Value {
    if let value = environment.value(named: name) { return value }
    if let builtin = Library.builtin(named: name) {
      throw Fault(
        .kindMismatch, "'\(name)' is a function; give it arguments", at: span,
        hint: builtin.signature)
    }
    throw Unknown(name, among: environment.names + Library.names, what: "name").fault(at: span)
  }

  private func binary(
    _ operation: BinaryOperator, _ left: Syntax.Expression, _ right: Syntax.Expression,
    at span: SourceSpan
  ) throws(Fault) -> Value {
    let first = try value(left)
    if operation == .and || operation == .or, case .boolean(let decided) = first {
      if decided == (operation == .or) { return first }
    }
    let second = try value(right)
    try evaluation.checkCancellation(at: span)
    return try Arithmetic.apply(operation, first, second, at: span)
  }

  private func range(
    _ from: Syntax.Expression, _ to: Syntax.Expression, _ step: Syntax.Expression?,
    at span: SourceSpan
  ) throws(Fault) -> Value {
    func real(_ expression: Syntax.Expression) throws(Fault) -> RealNumber {
      guard case .number(let number) = try value(expression) else {
        throw Fault(.kindMismatch, "a range needs real numbers", at: expression.span)
      }
      return number
    }
    let first = try real(from)
    let last = try real(to)
    let start = first.value
    let end = last.value
    // Without a step a range counts in ones where its ends are whole, else it takes 201 points.
    let whole = start == start.rounded() && end == end.rounded()
    let stride: Value =
      if let step {
        .number(try real(step))
      } else if whole {
        .count(1)
      } else {
        try Arithmetic.apply(
          .divide, try Arithmetic.apply(.subtract, .number(last), .number(first), at: span),
          .count(200), at: span)
      }
    guard case .number(let stride) = stride else {
      throw Fault(.kindMismatch, "a range needs real numbers", at: span)
    }
    let increment = stride.value
    guard increment != 0, (end - start) / increment >= 0 || start == end else {
      throw Fault(
        .outOfRange,
        "a step of \(NumberFormat.text(increment)) never leads from "
          + "\(NumberFormat.text(start)) to \(NumberFormat.text(end))", at: span,
        hint: increment == 0
          ? nil
          : "to count the other way write \(NumberFormat.text(start))..\(NumberFormat.text(end)).."
            + NumberFormat.text(-increment))
    }
    let count = ((end - start) / increment * (1 + 1e-12)).rounded(.down) + 1
    guard count <= Double(ListMeasure.maximumCount) else {
      throw ListMeasure.tooLong("this range has \(NumberFormat.text(count)) elements", at: span)
    }
    let isExact =
      first.isExact && stride.isExact
      && (first.isWhole && stride.isWhole || count <= Double(Arithmetic.longestExactList))
    return .list(
      try (0..<Int(saturating: count)).map { index throws(Fault) -> Value in
        guard isExact else {
          return .number(Estimate(start + Double(index) * increment, error: 0))
        }
        return try Arithmetic.apply(
          .add, .number(first),
          try Arithmetic.apply(.multiply, .count(index), .number(stride), at: span), at: span)
      })
  }

  private func element(
    of base: Syntax.Expression, _ index: Syntax.Expression, at span: SourceSpan
  ) throws(Fault) -> Value {
    guard case .number(let estimate) = try value(index),
      let position = Int(exactly: estimate.value)
    else {
      throw Fault(.kindMismatch, "an index must be a whole number", at: index.span)
    }
    if base.asName?.text == "Out" {
      guard let value = environment.outputs[position] else {
        throw Fault(.outOfRange, "there is no Out[\(position)]", at: span)
      }
      return value
    }
    let whole = try value(base)
    guard case .list(let elements) = whole else {
      throw Fault(
        .kindMismatch, "only lists and Out can be indexed", at: base.span,
        hint: Kind.list.hint(found: whole.kind))
    }
    // Counting starts at 1; negative indices count from the end.
    let offset = position > 0 ? position - 1 : elements.count + position
    guard position != 0, elements.indices.contains(offset) else {
      throw Fault(
        .outOfRange, "there is no element \(position) in a list of \(elements.count)", at: span,
        hint: "indices count from 1, or from the end as -1, -2, …")
    }
    return elements[offset]
  }

  // MARK: - Calls

  private func call(
    _ callee: Syntax.Expression, _ arguments: [Syntax.Argument], at span: SourceSpan
  ) throws(Fault) -> Value {
    try evaluation.checkCancellation(at: span)
    var given: [(label: String?, value: Value, span: SourceSpan)] = []
    for argument in arguments {
      given.append((argument.label?.text, try value(argument.value), argument.span))
    }
    if let name = callee.asName, environment.value(named: name.text) == nil {
      guard let builtin = Library.builtin(named: name.text) else {
        throw Unknown(
          name.text, among: environment.names + Library.names, what: "function"
        ).fault(at: name.span)
      }
      return try builtin.run(try Arguments(given, to: builtin, at: span), evaluation)
    }
    switch try value(callee) {
    case .function(let function): return try apply(function, given, at: span)
    case .process(let process): return .process(try process.applying(given, at: span))
    case .kernel(let kernel): return try kernel.density(given, evaluation, at: span)
    case .dispersion(let process): return try process.frequency(given, at: span)
    case let other:
      throw Fault(
        .notCallable, "\(other.kind.description) cannot be called", at: callee.span)
    }
  }

  /// Applies a function of the session to arguments.
  func apply(
    _ function: UserFunction, _ given: [(label: String?, value: Value, span: SourceSpan)],
    at span: SourceSpan
  ) throws(Fault) -> Value {
    guard depth < Self.maximumDepth else {
      throw Fault(
        .outOfRange, "'\(function.name)' calls itself more than \(Self.maximumDepth) times deep",
        at: span)
    }
    // A function does not see the arguments of the one that calls it.
    var inner = environment.global
    let parameters = function.definition.parameters
    var position = 0
    var bound: Set<String> = []
    for argument in given {
      let parameter: Syntax.Parameter?
      if let label = argument.label {
        parameter = parameters.first { $0.name.text == label }
      } else {
        parameter = position < parameters.count ? parameters[position] : nil
        position += 1
      }
      guard let parameter else {
        throw Fault(
          argument.label == nil ? .wrongArity : .unknownLabel,
          "'\(function.name)' takes \(parameters.map(\.name.text).joined(separator: ", "))",
          at: argument.span)
      }
      inner.bind(parameter.name.text, argument.value)
      bound.insert(parameter.name.text)
    }
    // The definition may stand in another text than the call: only the call can be pointed at.
    do throws(Fault) {
      for parameter in parameters where !bound.contains(parameter.name.text) {
        guard let standard = parameter.defaultValue else {
          throw Fault(
            .wrongArity, "'\(function.name)' needs '\(parameter.name.text)'", at: span)
        }
        // A default may refer to the parameters before it.
        let evaluator = Evaluator(environment: inner, evaluation: evaluation, depth: depth + 1)
        inner.bind(parameter.name.text, try evaluator.value(standard))
      }
      let evaluator = Evaluator(environment: inner, evaluation: evaluation, depth: depth + 1)
      return try evaluator.value(function.definition.body)
    } catch {
      throw depth == 0 ? error.moved(to: span, note: "it arises inside '\(function.name)'") : error
    }
  }
}
