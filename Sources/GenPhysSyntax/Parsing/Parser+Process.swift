extension Parser {
  /// Reads `pde name(parameters) { items }`.
  mutating func process() -> Syntax.ProcessDeclaration {
    advance()
    let name = identifier("the name of the process", hint: "write `pde name { omega = … }`")
    let parameters = at(.leftParenthesis) ? processParameters() : []
    guard at(.leftBrace) else {
      report(
        .expectedSymbol, "expected `{` after the head of a `pde`, found \(found)",
        hint: "write `pde \(name.text.isEmpty ? "name" : name.text) { omega = … }`")
      return .init(name: name, parameters: parameters, items: [])
    }
    isPanicking = false
    let opener = advance()
    let items = items()
    close(opener, with: .rightBrace)
    return .init(name: name, parameters: parameters, items: items)
  }

  private mutating func identifier(_ role: String, hint: String? = nil) -> Syntax.Identifier {
    guard token.kind == .name else {
      let span = SourceSpan(lastEnd, lastEnd)
      if case .keyword(let keyword) = token.kind {
        report(.expectedName, "`\(keyword.rawValue)` is a reserved word, not \(role)", hint: hint)
        advance()
      } else {
        report(.expectedName, "expected \(role), found \(found)", hint: hint)
      }
      return .init("", span: span)
    }
    let token = advance()
    return .init(token.text, span: token.span)
  }

  private mutating func processParameters() -> [Syntax.Parameter] {
    let opener = advance()
    var parameters: [Syntax.Parameter] = []
    while !at(.rightParenthesis), !token.endsStatement {
      let name = identifier("the name of a parameter", hint: "write `pde name(m = 1) { … }`")
      var parameter = Syntax.Parameter(name: name)
      if take(.assign) { parameter.defaultValue = expression() }
      if !name.text.isEmpty { parameters.append(parameter) }
      if !at(.comma), !at(.rightParenthesis), !token.endsStatement, !at(.leftBrace) {
        reportUnexpected(expecting: "`,` or `)`")
      }
      if isPanicking { skipToComma() }
      guard take(.comma) else { break }
      isPanicking = false
    }
    close(opener, with: .rightParenthesis)
    return parameters
  }

  // MARK: - Items

  private mutating func items() -> [Syntax.ProcessItem] {
    var items: [Syntax.ProcessItem] = []
    while true {
      while token.kind == .newline || at(.semicolon) { advance() }
      if token.kind == .end || at(.rightBrace) { return items }
      // A new declaration inside a block means that the block was never closed.
      if token.kind == .keyword(.pde) {
        if tokens[index - 1].endsStatement { index -= 1 }
        return items
      }
      isPanicking = false
      let start = token.span.start
      if let kind = item() {
        items.append(.init(kind: kind, span: SourceSpan(start, lastEnd)))
      }
      if !token.endsStatement, !at(.rightBrace) { reportTrailingItem() }
      skipToSeparator(orCloser: true)
    }
  }

  private mutating func reportTrailingItem() {
    if token.kind == .name || token.kind == .keyword(.equation) {
      report(
        .unexpectedToken, "unexpected \(found): expected a newline, `;` or `}`",
        hint: "the fields of a `pde` stand on lines of their own or are separated by `;`")
    } else if at(.comma) {
      report(
        .unexpectedToken, "unexpected `,`: expected a newline, `;` or `}`",
        hint:
          "fields are separated by a newline or `;`; several branches stand in braces: `{k, -k}`")
    } else {
      reportUnexpected(expecting: "a newline, `;` or `}`")
    }
  }

  private mutating func item() -> Syntax.ProcessItem.Kind? {
    let isEquation = token.kind == .keyword(.equation)
    if isEquation { advance() }
    let left = expression()
    guard at(.assign) else {
      let what = isEquation ? "the equation" : "the field"
      report(
        .expectedSymbol, "expected `=` in \(what), found \(found)",
        hint: isEquation ? "write `equation left = right`" : "write `omega = …` or `source = …`")
      return nil
    }
    advance()
    let right = expression()
    if isEquation { return .equation(left, right) }
    if let name = left.asName, !isParenthesized(left) { return .field(name, right) }
    return .relation(left, right)
  }

  /// Whether parentheses enclose the whole expression: a name in them is no longer a target.
  func isParenthesized(_ expression: Syntax.Expression) -> Bool {
    source.bytes[expression.span.start] == UInt8(ascii: "(")
  }
}
