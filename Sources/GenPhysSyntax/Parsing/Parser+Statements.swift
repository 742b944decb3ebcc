extension Parser {
  /// Reads statements to the end of the text.
  package mutating func statements() -> [Syntax.Statement] {
    var statements: [Syntax.Statement] = []
    while true {
      while token.kind == .newline || at(.semicolon) { advance() }
      if token.kind == .end { return statements }
      isPanicking = false
      isInList = false
      nesting = 0
      let start = token.span.start
      let kind = statement()
      if !token.endsStatement { reportTrailing(after: kind) }
      let end = lastEnd
      skipToSeparator()
      var statement = Syntax.Statement(kind, span: SourceSpan(start, max(end, start)))
      if at(.semicolon) {
        let next = look(1).kind
        statement.isSilent = next == .newline || next == .end
      }
      statements.append(statement)
    }
  }

  private mutating func statement() -> Syntax.Statement.Kind {
    switch token.kind {
    case .keyword(.pde): return .process(process())
    case .keyword(.equation):
      report(
        .unexpectedToken, "`equation` stands inside the braces of a `pde`",
        hint: "write `pde name { equation … = … }`")
      return .invalid
    case .symbol(.question): return help()
    case .command: return command()
    case .symbol(let symbol) where symbol.isCloser:
      reportUnexpected(expecting: "a statement")
      return .invalid
    case .name where look(1).startsFreshOperand: return .expression(commandForm())
    default: break
    }
    let left = expression()
    guard at(.assign) else {
      if case .missing = left.kind { return .invalid }
      return .expression(left)
    }
    return definition(of: left)
  }

  /// Reports what follows a finished statement on its line.
  private mutating func reportTrailing(after kind: Syntax.Statement.Kind) {
    if case .expression(let expression) = kind, at(.comma), case .call = expression.kind {
      report(
        .unexpectedToken, "unexpected `,`: expected the end of the statement",
        hint: "several arguments stand in one pair of parentheses: `f(a, b)`")
      return
    }
    if look(1).kind == .symbol(.assign), token.kind == .name {
      report(
        .unexpectedToken, "missing `,` before \(found)",
        hint: "arguments are separated by `,`, statements by a newline or `;`")
      return
    }
    if token.startsFreshOperand, !isPanicking {
      report(
        .missingOperator, "missing operator before \(found)",
        hint: "statements are separated by a newline or `;`; a call here needs parentheses: `f(x)`")
      return
    }
    reportUnexpected(expecting: "the end of the statement")
  }

  /// Reads `name argument, …`: a call without parentheses.
  private mutating func commandForm() -> Syntax.Expression {
    let name = advance()
    let callee = Syntax.Expression(.name(name.text), span: name.span)
    var arguments = [argument()]
    while take(.comma) {
      isPanicking = false
      arguments.append(argument())
    }
    return Syntax.Expression(
      .call(callee: callee, arguments), span: SourceSpan(name.span.start, lastEnd))
  }

  private mutating func help() -> Syntax.Statement.Kind {
    advance()
    switch token.kind {
    case .name:
      let topic = advance()
      return .help(.init(topic.text, span: topic.span))
    case .keyword(let keyword): return .help(.init(keyword.rawValue, span: advance().span))
    default: return .help(nil)
    }
  }

  private mutating func command() -> Syntax.Statement.Kind {
    let token = advance()
    let bytes = source.bytes
    let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t")]
    var start = token.span.start + 1
    var end = token.span.end
    while end > start, blanks.contains(bytes[end - 1]) { end -= 1 }
    let nameStart = start
    while start < end, !blanks.contains(bytes[start]) { start += 1 }
    let name = SourceSpan(nameStart, start)
    while start < end, blanks.contains(bytes[start]) { start += 1 }
    let argument = SourceSpan(start, end)
    return .command(
      .init(
        name: .init(source.text(in: name), span: name),
        argument: .init(source.text(in: argument), span: argument)))
  }

  // MARK: - Definitions

  /// Reads `= value` after what was read as an expression and turns out to be the target.
  private mutating func definition(of target: Syntax.Expression) -> Syntax.Statement.Kind {
    let wasPanicking = isPanicking
    if case .name(let text) = target.kind, !isParenthesized(target) {
      advance()
      return .assignment(.init(text, span: target.span), expression())
    }
    if case .call(let callee, let arguments) = target.kind, let name = callee.asName,
      !isRooted(target), !isParenthesized(target)
    {
      let parameters = parameters(from: arguments)
      advance()
      return .function(.init(name: name, parameters: parameters, body: expression()))
    }
    if !wasPanicking {
      report(
        .invalidTarget, "this cannot be assigned to", at: target.span,
        hint: "to compare two values write `==`")
    }
    return .invalid
  }

  /// Whether a call was written with `√`, which defines nothing.
  private func isRooted(_ call: Syntax.Expression) -> Bool {
    source.bytes[call.span.start] >= 0x80 && source.text(in: call.span).hasPrefix("√")
  }

  /// The parameters that the arguments of a call declare.
  private mutating func parameters(from arguments: [Syntax.Argument]) -> [Syntax.Parameter] {
    arguments.compactMap { argument in
      if let label = argument.label {
        return Syntax.Parameter(name: label, defaultValue: argument.value)
      }
      if let name = argument.value.asName, !isParenthesized(argument.value) {
        return Syntax.Parameter(name: name)
      }
      report(
        .expectedName, "expected the name of a parameter", at: argument.value.span,
        hint: "a function is defined as `f(r, s) = …`")
      return nil
    }
  }
}
