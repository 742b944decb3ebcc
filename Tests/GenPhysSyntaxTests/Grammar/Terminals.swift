import GenPhysSyntax

/// The tokens of the parser as the terminals of the grammar, and back to text.
enum Terminals {
  /// The terminal that a token is; nil for the end.
  static func terminal(_ token: Token) -> String? {
    switch token.kind {
    case .name: "NAME"
    case .number: "NUMBER"
    case .imaginary: "IMAGINARY"
    case .string: "STRING"
    case .superscript: "SUPERSCRIPT"
    case .command: "COMMAND"
    case .index: "INDEX"
    case .newline: "NEWLINE"
    case .invalid: "INVALID"
    case .end: nil
    case .keyword(let keyword): keyword.rawValue
    case .symbol(let symbol): symbol.rawValue
    }
  }

  /// The tokens of `text` as the parser sees them.
  static func tokens(_ text: String) -> [Token] {
    Layout.apply(to: Lexer.lex(SourceText(text)).tokens)
  }

  /// A text whose tokens are `terminals`, as far as there is one.
  static func text(_ terminals: [String], using random: inout SeededGenerator) -> String {
    var text = ""
    for terminal in terminals {
      let word = spellings[terminal]?.randomElement(using: &random) ?? terminal
      let joins = terminal == "INDEX" || text.isEmpty || text.hasSuffix("\n")
      text += (joins ? "" : " ") + word
    }
    return text
  }

  private static let spellings: [String: [String]] = [
    "NAME": ["x", "k", "omega", "ω₀", "source", "f", "_", "Out", "∇²", "∂tt", "m_1"],
    "NUMBER": ["1", "2.5", ".5", "1e-3", "1_000", "3."],
    "IMAGINARY": ["2i", "1.5i"],
    "STRING": ["\"a\"", "\"\\n \\\"b\\\"\""],
    "SUPERSCRIPT": ["²", "⁻¹"],
    "COMMAND": [":help x", ":vars"],
    "INDEX": ["["],
    "NEWLINE": ["\n", " # why\n", "\r\n"],
    "*": ["*", "·", "×"],
    "-": ["-", "−"],
    "±": ["±", "+/-"],
    "<=": ["<=", "≤"],
  ]
}
