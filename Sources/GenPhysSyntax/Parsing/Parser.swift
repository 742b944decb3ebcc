/// A hand-written Pratt parser: it never fails, it reports and goes on.
///
/// The functions that call each other for nested expressions are never inlined: their frames would
/// add up to several times the stack.
///
/// After an error it reports nothing more until it has found its way: the next `,` or closer of the
/// brackets it is in, or the end of the item or statement. Time is linear in the text.
package struct Parser {
  let source: SourceText
  let tokens: [Token]
  var index = 0
  var diagnostics: [Diagnostic]
  /// An error was found before the end of the text: no continuation can mend it.
  var isInvalid: Bool
  /// The text ended where something was missing.
  var isIncomplete: Bool
  /// Where strings begin that the lexer found unterminated.
  let brokenStrings: Set<Int>
  /// An error has been reported and the parser has not found its way yet.
  var isPanicking = false
  /// Whether the innermost brackets hold a list or arguments, so that a `,` may be missing.
  var isInList = false
  /// How deep the parser is nested, and how tall the expression is that it read last.
  var nesting = 0
  var height = 0

  /// A parser for the part of `source` under `span`, all of it by default.
  package init(_ source: SourceText, in span: SourceSpan? = nil) {
    var lexed = Lexer.lex(source, in: span)
    lexed.mendDeclarations(in: source)
    self.source = source
    tokens = Layout.apply(to: lexed.tokens)
    diagnostics = lexed.diagnostics
    brokenStrings = Set(
      lexed.diagnostics.filter { $0.code == .unterminatedString }.map(\.span.start))
    // Also a string that the end of the text cuts short: no further line could close it.
    isInvalid = !lexed.diagnostics.isEmpty
    isIncomplete = false
  }

  /// Whether what has been read is finished, by the grammar alone.
  package var status: Syntax.Status {
    isInvalid ? .invalid : isIncomplete ? .incomplete : .complete
  }

  // MARK: - Tokens

  /// The next token; past the end it stays at the end.
  var token: Token { look(0) }

  /// The kind of the next token, without a copy of its text.
  var kind: TokenKind { tokens[index].kind }

  /// The token `distance` after the next.
  func look(_ distance: Int) -> Token {
    tokens[min(index + distance, tokens.count - 1)]
  }

  /// The end of the last token read.
  var lastEnd: Int { index > 0 ? tokens[index - 1].span.end : token.span.start }

  @discardableResult
  mutating func advance() -> Token {
    let token = token
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  func at(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

  /// Reads `symbol` if it comes next.
  mutating func take(_ symbol: Symbol) -> Bool {
    guard at(symbol) else { return false }
    advance()
    return true
  }

  // MARK: - Reports

  /// Reports an error at the next token, or at `span`, unless one is being recovered from.
  ///
  /// At the end of the text an error means that something is still to come.
  @inline(never)
  mutating func report(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan? = nil,
    notes: [Diagnostic.Note] = [], hint: String? = nil, fix: Diagnostic.FixIt? = nil
  ) {
    // What the lexer could not read it has reported.
    if token.kind == .invalid, span == nil { isPanicking = true }
    guard !isPanicking else { return }
    isPanicking = true
    // A string that swallowed the rest of its line has been reported, too.
    if index > 0, brokenStrings.contains(tokens[index - 1].span.start) { return }
    if token.kind == .end { isIncomplete = true } else { isInvalid = true }
    let place = token.kind == .end ? SourceSpan(lastEnd, lastEnd) : token.span
    add(Diagnostic(code, message, at: span ?? place, notes: notes, hint: hint, fixIt: fix))
  }

  /// Reports a finding that does not lead the parser astray.
  mutating func remark(_ diagnostic: Diagnostic) {
    guard !isPanicking else { return }
    isInvalid = true
    add(diagnostic)
  }

  private mutating func add(_ diagnostic: Diagnostic) {
    guard diagnostics.count <= Syntax.maximumDiagnostics else { return }
    diagnostics.append(diagnostic)
  }

  // MARK: - Recovery

  /// Skips to the end of the statement or item.
  mutating func skipToSeparator(orCloser: Bool = false) {
    while !token.endsStatement, !(orCloser && at(.rightBrace)) { advance() }
  }

  /// Reads the closer of `opener`, or reports that it is missing.
  @inline(never)
  mutating func close(_ opener: Token, with closer: Symbol) {
    if at(closer) {
      advance()
      isPanicking = false
      return
    }
    let name = opener.kind == .index ? "[" : source.text(in: opener.span)
    if token.endsStatement || closesOuter(closer) {
      // A new declaration says more about the place than the end of the line before it.
      let place = look(1).kind == .keyword(.pde) ? look(1) : token
      let note = "`\(closer.rawValue)` was expected before \(describe(place))"
      report(
        .unclosedBracket, "this `\(name)` is never closed", at: opener.span,
        notes: token.kind == .end ? [] : [.init(note, span: place.span)],
        hint: "add `\(closer.rawValue)`")
      return
    }
    reportUnexpected(expecting: "`,` or `\(closer.rawValue)`")
  }

  /// Whether the next token closes some other bracket than `closer` does.
  private func closesOuter(_ closer: Symbol) -> Bool {
    guard case .symbol(let symbol) = token.kind else { return false }
    return symbol.isCloser && symbol != closer
  }

  /// Skips to the `,` or closer of the brackets that the parser is in, over nested ones.
  @inline(never)
  mutating func skipToComma() {
    var depth = 0
    while !token.endsStatement {
      switch token.kind {
      case .index: depth += 1
      case .symbol(.comma) where depth == 0: return
      case .symbol(let symbol) where symbol.isCloser:
        if depth == 0 { return }
        depth -= 1
      case .symbol(let symbol) where symbol.closer != nil: depth += 1
      default: break
      }
      advance()
    }
  }

  /// What a message calls the next token.
  var found: String { describe(token) }

  private func describe(_ token: Token) -> String {
    switch token.kind {
    case .end: "the end of the text"
    case .newline: "the end of the line"
    default: "`\(source.text(in: token.span))`"
    }
  }

  /// Says that the line goes on from the one before, where that explains a second `=`.
  private func continuationNotes() -> [Diagnostic.Note] {
    guard index >= 2 else { return [] }
    let joint = tokens[index - 2].span
    guard source.line(at: joint.start) < source.line(at: tokens[index - 1].span.start) else {
      return []
    }
    let text = source.text(in: joint)
    return [.init("this line ends with `\(text)`, so the next one continues it", span: joint)]
  }

  /// Reports the next token as out of place.
  @inline(never)
  mutating func reportUnexpected(expecting expectation: String) {
    switch token.kind {
    case .symbol(let symbol) where symbol.isCloser:
      report(.unmatchedBracket, "`\(symbol.rawValue)` closes nothing that is open")
    case .symbol(.question):
      report(
        .unexpectedToken, "unexpected `?`: expected \(expectation)",
        hint: "help is asked for in front: `?name`")
    case .symbol(.assign):
      report(
        .unexpectedToken, "unexpected `=`: expected \(expectation)", notes: continuationNotes(),
        hint: "to compare two values write `==`")
    default: report(.unexpectedToken, "unexpected \(found): expected \(expectation)")
    }
  }
}
