import GenPhysSyntax

extension Syntax.Expression {
  /// The tree in brackets, operators first: `(+ a (* 2 b))`.
  var dump: String {
    switch kind {
    case .number(let literal): literal.text + (literal.isImaginary ? "i" : "")
    case .string(let text): Printer.quoted(text)
    case .boolean(let value): "\(value)"
    case .name(let name): name
    case .list: "(list" + rest + ")"
    case .branches: "(branches" + rest + ")"
    case .range: "(.." + rest + ")"
    case .unary(let operation, _): "(\(operation.rawValue)" + rest + ")"
    case .binary(let operation, _, _): "(\(operation.rawValue)" + rest + ")"
    case .call(let callee, let arguments):
      "(call \(callee.dump)"
        + arguments.map { " " + ($0.label.map { $0.text + ":" } ?? "") + $0.value.dump }.joined()
        + ")"
    case .index: "(index" + rest + ")"
    case .missing: "?"
    }
  }

  private var rest: String { children.map { " " + $0.dump }.joined() }
}

/// The tree of the only statement of `text`, an expression.
func dump(_ text: String) -> String {
  let result = Syntax.parse(text)
  guard result.script.statements.count == 1, result.status == .complete,
    case .expression(let expression) = result.script.statements[0].kind
  else { return "no expression" }
  return expression.dump
}
