/// What a token is.
package enum TokenKind: Hashable, Sendable {
  /// A name; the token's text is its ASCII spelling.
  case name
  /// A real literal; the token's text is the exact source text.
  case number
  /// An imaginary literal such as `2i`; the token's text includes the `i`.
  case imaginary
  /// A string; the token's text is its value.
  case string
  /// Raised digits such as `²`; the token's text is the exponent in ASCII.
  case superscript
  /// A session command with the rest of its line; the token's text is what follows the colon.
  case command
  case keyword(Keyword)
  case symbol(Symbol)
  /// A `[` that follows an operand without a space: it indexes.
  case index
  case newline
  /// Something no token begins with; already reported by the lexer.
  case invalid
  /// The end of the text.
  case end
}

/// A piece of the text that the parser sees as one.
package struct Token: Hashable, Sendable {
  package var kind: TokenKind
  package var span: SourceSpan
  /// The canonical text of names, literals and commands; empty for all others.
  package var text: String

  package init(_ kind: TokenKind, _ span: SourceSpan, text: String = "") {
    self.kind = kind
    self.span = span
    self.text = text
  }

  /// Whether an operand may end with this token.
  package var endsOperand: Bool {
    switch kind {
    case .name, .number, .imaginary, .string, .superscript, .keyword(.true), .keyword(.false): true
    case .symbol(let symbol): symbol.isCloser
    default: false
    }
  }

  /// Whether the token starts an operand and cannot continue an expression before it.
  ///
  /// After a name at the start of a statement such a token makes a command: `check yukawa`.
  package var startsFreshOperand: Bool {
    switch kind {
    case .name, .number, .imaginary, .string, .keyword(.true), .keyword(.false), .keyword(.not),
      .symbol(.leftBracket), .symbol(.leftBrace), .symbol(.root):
      true
    default: false
    }
  }

  /// Whether a statement ends before this token.
  package var endsStatement: Bool {
    kind == .newline || kind == .symbol(.semicolon) || kind == .end
  }
}

/// What the lexer made of a text.
package struct LexedText: Sendable {
  /// The tokens, newlines included, with one `end` at the end.
  package var tokens: [Token]
  /// The comments, which are not tokens, in order.
  package var comments: [SourceSpan]
  package var diagnostics: [Diagnostic]
  /// Whether the text ends inside a string.
  package var endsInString: Bool
}
