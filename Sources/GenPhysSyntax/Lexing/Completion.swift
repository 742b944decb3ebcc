extension Syntax {
  /// What could be written at a place of a text: the vocabulary of the language that fits there.
  ///
  /// The session adds the names that it knows: functions, variables and the keyword arguments of
  /// `enclosingCall`.
  public struct Completion: Sendable, Equatable {
    /// What kind of word fits.
    public enum Kind: Sendable, Hashable {
      /// A name or reserved word of an expression or statement.
      case name
      /// A field of a `pde`, or the left side of a relation.
      case field
      /// The word after the `:` of a session command.
      case command
      /// A diagnostic code.
      case code
      /// The path of a file, in a string or after `:load`.
      case file
    }

    public var kind: Kind
    /// The part of a word that is already written, which a candidate replaces.
    public var span: SourceSpan
    /// What is already written, in its ASCII spelling.
    public var prefix: String
    /// The words of the language that begin with `prefix`, in alphabetical order.
    public var candidates: [String]
    /// The function whose arguments are being written, if any.
    public var enclosingCall: String?
  }

  /// What could be written at `offset` (in UTF-8 bytes) of `text`.
  public static func completion(in text: String, at offset: Int) -> Completion {
    let source = SourceText(text)
    let offset = min(max(0, offset), source.bytes.count)
    let lexed = Lexer.lex(source, in: SourceSpan(0, offset))
    var tokens = Array(lexed.tokens.dropLast())
    if lexed.endsInString, let string = tokens.last {
      let span = SourceSpan(string.span.start + 1, offset)
      return Completion(kind: .file, span: span, prefix: string.text, candidates: [])
    }
    if let comment = lexed.comments.last, comment.end == offset {
      return Completion(
        kind: .name, span: SourceSpan(offset, offset), prefix: "", candidates: [])
    }
    if let command = tokens.last, command.kind == .command {
      return completion(of: command, in: source, at: offset)
    }
    var word = Token(.name, SourceSpan(offset, offset))
    if let last = tokens.last, last.span.end == offset {
      if last.kind == .name {
        word = last
      } else if case .keyword(let keyword) = last.kind {
        word = Token(.name, last.span, text: keyword.rawValue)
      }
      if !word.text.isEmpty { tokens.removeLast() }
    }
    let place = place(after: tokens)
    return Completion(
      kind: place.kind, span: word.span, prefix: word.text,
      candidates: place.words.filter { $0.hasPrefix(word.text) }.sorted(),
      enclosingCall: place.call)
  }

  /// Completes the word or the argument of a session command.
  private static func completion(
    of command: Token, in source: SourceText, at offset: Int
  ) -> Completion {
    let parts = command.text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard parts.count > 1 else {
      let span = SourceSpan(command.span.start + 1, offset)
      let names = SessionCommand.allCases.map(\.rawValue).filter { $0.hasPrefix(name) }
      return Completion(kind: .command, span: span, prefix: name, candidates: names.sorted())
    }
    let argument = String(parts[1].drop { $0 == " " })
    let span = SourceSpan(offset - argument.utf8.count, offset)
    switch SessionCommand(rawValue: name) {
    case .load, .save: return Completion(kind: .file, span: span, prefix: argument, candidates: [])
    case .explain:
      let codes = DiagnosticCode.allCases.map(\.rawValue).filter { $0.hasPrefix(argument) }
      return Completion(kind: .code, span: span, prefix: argument, candidates: codes.sorted())
    case .time, .help:
      var inner = completion(in: argument, at: argument.utf8.count)
      inner.span = SourceSpan(span.start + inner.span.start, span.start + inner.span.end)
      return inner
    case .vars, .reset, .quit, nil:
      return Completion(kind: .name, span: span, prefix: argument, candidates: [])
    }
  }

  /// What may stand after `tokens`.
  private static func place(
    after tokens: [Token]
  ) -> (kind: Completion.Kind, words: [String], call: String?) {
    var open: [(symbol: Symbol, call: String?)] = []
    var isProcess = false
    var startsStatement = true
    var previous: Token?
    // A word stands where the cursor is: newlines before it count as they would then.
    let word = Token(.name, SourceSpan(0, 0))
    for token in Layout.apply(to: tokens + [word]).dropLast() {
      if startsStatement, open.isEmpty { isProcess = token.kind == .keyword(.pde) }
      startsStatement = token.endsStatement || (token.kind == .symbol(.leftBrace) && isProcess)
      switch token.kind {
      case .index: open.append((.leftBracket, nil))
      case .symbol(let symbol) where symbol.closer != nil:
        let calls = symbol == .leftParenthesis && previous?.kind == .name
        open.append((symbol, calls ? previous?.text : nil))
      case .symbol(let symbol) where symbol.isCloser: _ = open.popLast()
      default: break
      }
      previous = token
    }
    let isInBlock = isProcess && open.count == 1 && open.first?.symbol == .leftBrace
    let isAtStart = previous.map { $0.endsStatement } ?? true
    if isInBlock, isAtStart || previous?.kind == .symbol(.leftBrace) {
      let words = ProcessField.allCases.map(\.rawValue) + [Keyword.equation.rawValue]
      return (.field, words, nil)
    }
    let startsOperand = previous.map { !$0.endsOperand } ?? true
    let fitting = Keyword.allCases.filter { keyword in
      switch keyword {
      case .pde: isAtStart && open.isEmpty
      case .equation: false
      case .true, .false, .not: startsOperand
      case .and, .or: !startsOperand
      }
    }
    return (.name, fitting.map(\.rawValue), open.last(where: { $0.call != nil })?.call)
  }
}
