/// The classes of text that a highlighter tells apart.
public enum HighlightClass: String, CaseIterable, Sendable, Hashable {
  case keyword, number, string, comment, cellMarker, name, function, field, label
  case `operator`, punctuation, command, invalid
}

extension Syntax {
  /// The pieces of a text with their classes, in order; blanks and newlines belong to none.
  ///
  /// Any text is highlighted, well formed or not, in linear time.
  public static func highlight(_ text: String) -> [(span: SourceSpan, class: HighlightClass)] {
    let source = SourceText(text)
    guard source.bytes.count <= SourceText.maximumLength else { return [] }
    let lexed = Lexer.lex(source)
    var pieces: [(span: SourceSpan, class: HighlightClass)] = []
    var comments = lexed.comments[...]
    var depth = 0
    for (index, token) in lexed.tokens.enumerated() {
      while let comment = comments.first, comment.start < token.span.start {
        pieces.append((comment, source.isCellMarker(comment) ? .cellMarker : .comment))
        comments.removeFirst()
      }
      if token.kind == .symbol(.leftParenthesis) { depth += 1 }
      if token.kind == .symbol(.rightParenthesis) { depth = max(0, depth - 1) }
      let next = index + 1 < lexed.tokens.count ? lexed.tokens[index + 1].kind : .end
      if let kind = highlightClass(of: token, before: next, isInParentheses: depth > 0) {
        pieces.append((token.span, kind))
      }
    }
    return pieces + comments.map { ($0, source.isCellMarker($0) ? .cellMarker : .comment) }
  }

  private static func highlightClass(
    of token: Token, before next: TokenKind, isInParentheses: Bool
  ) -> HighlightClass? {
    switch token.kind {
    case .keyword: .keyword
    case .number, .imaginary, .superscript: .number
    case .string: .string
    case .command: .command
    case .invalid: .invalid
    case .index: .punctuation
    case .newline, .end: nil
    case .name:
      if next == .symbol(.leftParenthesis) {
        .function
      } else if isInParentheses && next == .symbol(.assign) {
        .label
      } else {
        ProcessField(rawValue: token.text) == nil ? .name : .field
      }
    case .symbol(let symbol):
      switch symbol {
      case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace,
        .rightBrace, .comma, .semicolon:
        .punctuation
      default: .operator
      }
    }
  }
}

extension SourceText {
  /// Whether a comment is a `# %%` marker at the start of its line.
  func isCellMarker(_ comment: SourceSpan) -> Bool {
    let line = lineSpan(line(at: comment.start))
    return line.start == comment.start && markerTitle(line) != nil
  }
}
