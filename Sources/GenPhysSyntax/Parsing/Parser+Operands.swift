extension Parser {
  /// Reads a literal, a name or a bracketed expression.
  mutating func primary() -> Syntax.Expression {
    height = 1
    let token = token
    switch token.kind {
    case .number: return leaf(.number(.init(token.text)))
    case .imaginary:
      return leaf(.number(.init(String(token.text.dropLast()), isImaginary: true)))
    case .string: return leaf(.string(token.text))
    case .name: return leaf(.name(token.text))
    case .keyword(.true): return leaf(.boolean(true))
    case .keyword(.false): return leaf(.boolean(false))
    case .symbol(.leftParenthesis): return group()
    case .symbol(.leftBracket): return list()
    case .symbol(.leftBrace): return list()
    default:
      reportExpectedExpression()
      return missing()
    }
  }

  private mutating func leaf(_ kind: Syntax.Expression.Kind) -> Syntax.Expression {
    Syntax.Expression(kind, span: advance().span)
  }

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

  private mutating func group() -> Syntax.Expression {
    let opener = advance()
    var inner = expression()
    if at(.comma) {
      report(
        .unexpectedToken, "unexpected `,` in parentheses", hint: "a list is written `[a, b]`")
      while at(.comma) {
        advance()
        skipToComma()
      }
    } else if !at(.rightParenthesis), !token.endsStatement {
      reportUnlessCloser(expecting: "an operator or `)`")
      skipToComma()
    }
    close(opener, with: .rightParenthesis)
    // The parentheses belong to the span: a caret under `(a + b)` shows them.
    inner.span = SourceSpan(opener.span.start, max(opener.span.end, lastEnd))
    return inner
  }

  private mutating func list() -> Syntax.Expression {
    let opener = advance()
    let isBranches = opener.kind == .symbol(.leftBrace)
    let closer: Symbol = isBranches ? .rightBrace : .rightBracket
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
  mutating func arguments() -> [Syntax.Argument] {
    let opener = advance()
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
  mutating func argument() -> Syntax.Argument {
    guard token.kind == .name, look(1).kind == .symbol(.assign) else {
      return Syntax.Argument(expression())
    }
    let label = Syntax.Identifier(token.text, span: token.span)
    advance()
    advance()
    return Syntax.Argument(label: label, expression())
  }

  /// Reads the `,` after an item of a list, recovering from what stands there instead; false when
  /// the list ends here.
  private mutating func separator(before closer: Symbol) -> Bool {
    if !at(.comma), !at(closer), !token.endsStatement {
      reportUnlessCloser(expecting: "`,` or `\(closer.rawValue)`")
    }
    if isPanicking { skipToComma() }
    guard take(.comma) else { return false }
    isPanicking = false
    return true
  }

  /// Leaves a closer of another bracket to `close`, which knows which bracket lacks its partner.
  private mutating func reportUnlessCloser(expecting expectation: String) {
    if case .symbol(let symbol) = token.kind, symbol.isCloser { return }
    reportUnexpected(expecting: expectation)
  }
}
