internal import GenPhysText

/// Writes a tree as canonical text: ASCII spellings, one statement a line, parentheses where needed.
///
/// What is printed parses to the tree it was printed from, and prints the same again. Comments and
/// line breaks of the original are gone. What could not be read prints as nothing that parses.
public enum Printer {
  /// A script, one statement a line.
  public static func print(_ script: Syntax.Script) -> String {
    script.statements.map { print($0) + "\n" }.joined()
  }

  /// A statement, with its `;` if it is silent.
  public static func print(_ statement: Syntax.Statement) -> String {
    let text =
      switch statement.kind {
      case .process(let process): print(process)
      case .assignment(let name, let value): "\(name.text) = \(print(value))"
      case .function(let function):
        "\(function.name.text)(\(print(function.parameters))) = \(print(function.body))"
      case .expression(let expression): print(expression)
      case .help(let topic): "?" + (topic?.text ?? "")
      case .command(let line):
        ":" + line.name.text + (line.argument.text.isEmpty ? "" : " " + line.argument.text)
      case .invalid: "<invalid>"
      }
    return text + (statement.isSilent ? ";" : "")
  }

  private static func print(_ process: Syntax.ProcessDeclaration) -> String {
    let parameters = process.parameters.isEmpty ? "" : "(\(print(process.parameters)))"
    let head = "pde \(process.name.text)\(parameters) {"
    if process.items.isEmpty { return head + "}" }
    let items = process.items.map { item in
      switch item.kind {
      case .field(let name, let value): "  \(name.text) = \(print(value))\n"
      // Parentheses keep a relation about a bare name from reading as a field.
      case .relation(let left, let right):
        left.asName == nil
          ? "  \(print(left)) = \(print(right))\n" : "  (\(print(left))) = \(print(right))\n"
      case .equation(let left, let right): "  equation \(print(left)) = \(print(right))\n"
      }
    }
    return head + "\n" + items.joined() + "}"
  }

  private static func print(_ parameters: [Syntax.Parameter]) -> String {
    parameters.map { parameter in
      parameter.name.text + (parameter.defaultValue.map { " = " + print($0) } ?? "")
    }.joined(separator: ", ")
  }

  /// A string literal that reads as `text`.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default:
        if scalar.steers {
          result += scalar.writtenOut
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
