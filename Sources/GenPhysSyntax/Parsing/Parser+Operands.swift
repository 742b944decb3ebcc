extension Parser {
  /// Reads a literal, a name or a bracketed expression.
  @inline(never)
  mutating func primary() -> Syntax.Expression {
    height = 1
    return switch kind {
    case .symbol(.leftParenthesis): group()
    case .symbol(.leftBracket), .symbol(.leftBrace): list()
    default: leaf()
    }
  }

  /// Reads a literal or a name.
  @inline(never)
  private mutating func leaf() -> Syntax.Expression {
    let kind: Syntax.Expression.Kind
    switch token.kind {
    case .number: kind = .number(.init(token.text))
    case .imaginary: kind = .number(.init(String(token.text.dropLast()), isImaginary: true))
    case .string: kind = .string(token.text)
    case .name: kind = .name(token.text)
    case .keyword(.true): kind = .boolean(true)
    case .keyword(.false): kind = .boolean(false)
    default:
      reportExpectedExpression()
      return missing()
    }
    return Syntax.Expression(kind, span: advance().span)
  }

  @inline(never)
  private mutating func reportExpectedExpression() {
    switch token.kind {
    case .keyword(let keyword):
      report(
        .expectedExpression,
        "expected an expression, found the reserved word `\(keyword.rawValue)`",
        hint: keyword == .not ? "write `(not …)` here" : nil)
    case .symbol(.times), .symbol(.divide), .symbol(.power):
      report(.expectedExpression, "`\(source.text(in: token.span))` needs an operand on its left")
    case .superscript:
      report(.expectedExpression, "`\(source.text(in: token.span))` needs an operand on its left")
    case .command:
      report(
        .unexpectedToken, "a session command cannot stand inside an expression",
        hint: "finish the expression first, or empty the line")
    default: report(.expectedExpression, "expected an expression, found \(found)")
    }
  }

  @inline(never)
  private mutating func group() -> Syntax.Expression {
    let opener = advance()
    let wasInList = isInList
    isInList = false
    defer { isInList = wasInList }
    var inner = expression()
    if !at(.rightParenthesis) { recoverGroup() }
    close(opener, with: .rightParenthesis)
    // The parentheses belong to the span: a caret under `(a + b)` shows them.
    inner.span = SourceSpan(opener.span.start, max(opener.span.end, lastEnd))
    return inner
  }

  /// Finds the `)` of a group that goes on after its expression.
  @inline(never)
  private mutating func recoverGroup() {
    if at(.comma) {
      report(
        .unexpectedToken, "unexpected `,` in parentheses", hint: "a list is written `[a, b]`")
      while at(.comma) {
        advance()
        skipToComma()
      }
    } else if !token.endsStatement {
      reportUnlessCloser(expecting: "an operator or `)`")
      skipToComma()
    }
  }

  @inline(never)
  private mutating func list() -> Syntax.Expression {
    let opener = advance()
    let isBranches = opener.kind == .symbol(.leftBrace)
    let closer: Symbol = isBranches ? .rightBrace : .rightBracket
    let wasInList = isInList
    isInList = true
    defer { isInList = wasInList }
    var elements: [Syntax.Expression] = []
    var tallest = 0
    while !at(closer), !token.endsStatement {
      elements.append(expression())
      tallest = max(tallest, height)
      guard separator(before: closer) else { break }
    }
    close(opener, with: closer)
    height = tallest + 1
    let span = SourceSpan(opener.span.start, lastEnd)
    return Syntax.Expression(isBranches ? .branches(elements) : .list(elements), span: span)
  }

  /// Reads `(arguments)`.
  @inline(never)
  mutating func arguments() -> [Syntax.Argument] {
    let opener = advance()
    let wasInList = isInList
    isInList = true
    defer { isInList = wasInList }
    var arguments: [Syntax.Argument] = []
    var tallest = 0
    while !at(.rightParenthesis), !token.endsStatement {
      arguments.append(argument())
      tallest = max(tallest, height)
      guard separator(before: .rightParenthesis) else { break }
    }
    close(opener, with: .rightParenthesis)
    height = tallest
    return arguments
  }

  /// Reads `value` or `label = value`.
  @inline(never)
  mutating func argument() -> Syntax.Argument {
    let label = label()
    return Syntax.Argument(label: label, expression())
  }

  /// Reads `label =` if that comes next.
  @inline(never)
  private mutating func label() -> Syntax.Identifier? {
    guard kind == .name, look(1).kind == .symbol(.assign) else { return nil }
    let label = Syntax.Identifier(token.text, span: token.span)
    advance()
    advance()
    return label
  }

  /// Reads the `,` after an item of a list, recovering from what stands there instead; false when
  /// the list ends here.
  @inline(never)
  private mutating func separator(before closer: Symbol) -> Bool {
    if token.startsFreshOperand {
      report(
        .unexpectedToken, "missing `,` before \(found)", hint: "separate the items by `,`",
        fix: .init(SourceSpan(lastEnd, lastEnd), replacement: ","))
    } else if !at(.comma), !at(closer), !token.endsStatement {
      reportUnlessCloser(expecting: "`,` or `\(closer.rawValue)`")
    }
    if isPanicking { skipToComma() }
    guard take(.comma) else { return false }
    isPanicking = false
    return true
  }

  /// Leaves a closer of another bracket to `close`, which knows which bracket lacks its partner.
  @inline(never)
  private mutating func reportUnlessCloser(expecting expectation: String) {
    if case .symbol(let symbol) = token.kind, symbol.isCloser { return }
    reportUnexpected(expecting: expectation)
  }
}
