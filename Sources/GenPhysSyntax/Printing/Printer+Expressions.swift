extension Printer {
  /// An expression, without parentheses around the whole.
  public static func print(_ expression: Syntax.Expression) -> String {
    print(expression, atLeast: .disjunction)
  }

  /// An expression in a place whose operators must bind at least as tightly as `minimum`.
  private static func print(_ expression: Syntax.Expression, atLeast minimum: Precedence) -> String
  {
    let text = text(of: expression)
    return precedence(of: expression) < minimum ? "(\(text))" : text
  }

  private static func precedence(of expression: Syntax.Expression) -> Precedence {
    switch expression.kind {
    case .binary(let operation, _, _): operation.precedence
    case .unary(let operation, _): operation.precedence
    case .range: .range
    default: .postfix
    }
  }

  private static func text(of expression: Syntax.Expression) -> String {
    switch expression.kind {
    case .number(let literal): literal.text + (literal.isImaginary ? "i" : "")
    case .string(let text): quoted(text)
    case .boolean(let value): value ? "true" : "false"
    case .name(let name): name
    case .list(let elements): "[" + elements.map { print($0) }.joined(separator: ", ") + "]"
    case .branches(let elements): "{" + elements.map { print($0) }.joined(separator: ", ") + "}"
    case .range(let from, let to, let step):
      ([from, to] + (step.map { [$0] } ?? [])).map { part in
        let text = print(part, atLeast: .sum)
        // `1...2` would read as a range to `.2`.
        return text.hasSuffix(".") ? text + " " : text
      }.joined(separator: "..")
    case .unary(let operation, let operand): text(of: operation, operand)
    case .binary(let operation, let left, let right): text(of: operation, left, right)
    case .call(let callee, let arguments):
      print(callee, atLeast: .postfix) + "(" + arguments.map(print).joined(separator: ", ") + ")"
    case .index(let base, let index): print(base, atLeast: .postfix) + "[" + print(index) + "]"
    case .missing: "<missing>"
    }
  }

  private static func print(_ argument: Syntax.Argument) -> String {
    (argument.label.map { $0.text + " = " } ?? "") + print(argument.value)
  }

  private static func text(of operation: UnaryOperator, _ operand: Syntax.Expression) -> String {
    let space = operation == .not ? " " : ""
    return operation.rawValue + space + print(operand, atLeast: operation.precedence)
  }

  private static func text(
    of operation: BinaryOperator, _ left: Syntax.Expression, _ right: Syntax.Expression
  ) -> String {
    let level = operation.precedence
    switch level {
    case .power:
      // The base of a power is an operand with its calls; the exponent may carry a sign.
      return print(left, atLeast: .postfix) + "^" + print(right, atLeast: .prefix)
    case .product:
      return print(left, atLeast: level) + operation.rawValue + print(right, atLeast: level.tighter)
    case .comparison:
      return print(left, atLeast: level.tighter) + " \(operation.rawValue) "
        + print(right, atLeast: level.tighter)
    default:
      return print(left, atLeast: level) + " \(operation.rawValue) "
        + print(right, atLeast: level.tighter)
    }
  }
}
