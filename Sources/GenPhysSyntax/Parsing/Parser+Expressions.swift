extension Parser {
  /// Reads an expression whose operators bind at least as tightly as `minimum`.
  @inline(never)
  mutating func expression(_ minimum: Precedence = .disjunction) -> Syntax.Expression {
    guard enter() else { return missing() }
    defer { nesting -= 1 }
    var left = operand(minimum)
    while let next = infix(after: left, minimum) { left = next }
    return left
  }

  /// An expression that could not be read, where the parser stands.
  func missing() -> Syntax.Expression {
    Syntax.Expression(.missing, span: SourceSpan(lastEnd, lastEnd))
  }

  /// Goes one level deeper, or reports that this is too deep and skips the line.
  mutating func enter() -> Bool {
    guard nesting < Syntax.maximumNesting else {
      reportDepth("this expression is nested too deeply")
      return false
    }
    nesting += 1
    return true
  }

  @inline(never)
  private mutating func reportDepth(_ message: String) {
    report(
      .nestedTooDeeply, message, at: SourceSpan(token.span.start, token.span.end),
      hint: "give parts of it a name: `a = …`")
    isInvalid = true
    while token.kind != .newline, token.kind != .end { advance() }
  }

  /// Wraps `kind` around parts whose tallest is `tallest` tall, unless that grows too tall.
  @inline(never)
  private mutating func build(
    _ kind: Syntax.Expression.Kind, from start: Int, over tallest: Int
  ) -> Syntax.Expression {
    height = tallest + 1
    if height > Syntax.maximumHeight {
      reportDepth("this expression has too many operators in a row")
      height = 0
      return missing()
    }
    return Syntax.Expression(kind, span: SourceSpan(start, lastEnd))
  }

  // MARK: - Infix

  /// Reads an operator and its right side if one of at least `minimum` comes next.
  @inline(never)
  private mutating func infix(
    after left: Syntax.Expression, _ minimum: Precedence
  ) -> Syntax.Expression? {
    if at(.range), minimum <= .range { return range(from: left) }
    if let binary = BinaryOperator(token.kind), binary.precedence >= minimum, binary != .power {
      let tallest = height
      advance()
      let right = expression(binary.precedence.tighter)
      if binary.isComparison { rejectChain() }
      return build(
        .binary(binary, left, right), from: left.span.start, over: max(tallest, height))
    }
    return missingOperator(after: left, minimum)
  }

  @inline(never)
  private mutating func range(from start: Syntax.Expression) -> Syntax.Expression {
    var tallest = height
    advance()
    let end = expression(.sum)
    tallest = max(tallest, height)
    var step: Syntax.Expression?
    if take(.range) {
      step = expression(.sum)
      tallest = max(tallest, height)
    }
    if at(.range) {
      report(.unexpectedToken, "a range has two or three parts: `from..to` or `from..to..step`")
    }
    return build(.range(from: start, to: end, step: step), from: start.span.start, over: tallest)
  }

  @inline(never)
  private mutating func rejectChain() {
    guard let next = BinaryOperator(token.kind), next.isComparison else { return }
    report(
      .chainedComparison, "comparisons do not chain", hint: "write `a < b and b < c`")
  }

  /// Reports two operands side by side and goes on as if they were multiplied.
  @inline(never)
  private mutating func missingOperator(
    after left: Syntax.Expression, _ minimum: Precedence
  ) -> Syntax.Expression? {
    guard minimum <= .product, token.startsFreshOperand || at(.leftParenthesis),
      token.kind != .keyword(.not), look(1).kind != .symbol(.assign), !isPanicking
    else { return nil }
    if case .missing = left.kind { return nil }
    reportMissingOperator(after: left)
    let tallest = height
    let right = expression(.prefix)
    return build(.binary(.multiply, left, right), from: left.span.start, over: max(tallest, height))
  }

  @inline(never)
  private mutating func reportMissingOperator(after left: Syntax.Expression) {
    let gap = SourceSpan(left.span.end, token.span.start)
    let previous = tokens[max(0, index - 1)]
    // Of a long left side only its last word is shown, or a power such as `lap^2(phi)` whole.
    let isWhole =
      if case .binary(.power, let base, _) = left.kind { base.asName != nil } else {
        left.asName != nil
      }
    let leftText = source.text(in: isWhole ? left.span : previous.span)
    let rightText = source.text(in: token.span)
    var hint = "write an operator or `,` between them"
    var fix: Diagnostic.FixIt?
    let isShort = leftText.count <= 24 && !(previous.kind == .symbol(.rightParenthesis))
    switch (left.kind, token.kind) {
    case (.string, _), (_, .string), (_, .keyword): break
    case (.name, .symbol(.leftBracket)):
      hint = "an index follows without a space: `\(leftText)[…]`"
    case (_, .symbol(.leftBracket)), (_, .symbol(.leftBrace)): break
    case (.name, .number) where isInList && isShort, (.name, .imaginary) where isInList && isShort:
      hint = "write `\(leftText) = \(rightText)` to name an argument, or an operator or `,` between"
    case (.name, .name) where isInList && isShort:
      hint = "write `\(leftText), \(rightText)` or `\(leftText)*\(rightText)`"
    case (_, .name) where isInList && isShort, (_, .number) where isInList && isShort:
      hint = "write `\(leftText), \(rightText)` or `\(leftText)*\(rightText)`"
    case (.name, .name) where isShort:
      hint = "write `\(leftText)*\(rightText)` to multiply, `\(leftText)(…)` to call"
    default:
      let right = at(.leftParenthesis) ? "(…)" : rightText
      hint = isShort ? "write `\(leftText)*\(right)`" : "write `*` between them"
      fix = .init(gap, replacement: "*")
    }
    remark(
      Diagnostic(
        .missingOperator, "missing operator before `\(rightText)`", at: token.span,
        hint: hint, fixIt: fix))
  }

  // MARK: - Prefix, power, postfix

  @inline(never)
  private mutating func operand(_ minimum: Precedence) -> Syntax.Expression {
    height = 0
    if kind == .keyword(.not), minimum <= .negation { return negation() }
    return prefix()
  }

  @inline(never)
  private mutating func negation() -> Syntax.Expression {
    let start = advance().span.start
    let operand = expression(.negation)
    return build(.unary(.not, operand), from: start, over: height)
  }

  /// Reads `-x`, `±x`, `√x` or a power; exponents are prefixed operands again.
  @inline(never)
  private mutating func prefix() -> Syntax.Expression {
    switch kind {
    case .symbol(.root): root()
    case .symbol(.plus): sign(.plus)
    case .symbol(.minus): sign(.minus)
    case .symbol(.plusMinus): sign(.plusMinus)
    default: power()
    }
  }

  @inline(never)
  private mutating func root() -> Syntax.Expression {
    let span = advance().span
    let operand = nestedPrefix()
    let callee = Syntax.Expression(.name("sqrt"), span: span)
    return build(.call(callee: callee, [.init(operand)]), from: span.start, over: height)
  }

  @inline(never)
  private mutating func sign(_ unary: UnaryOperator) -> Syntax.Expression {
    let start = advance().span.start
    let operand = nestedPrefix()
    return build(.unary(unary, operand), from: start, over: height)
  }

  /// Reads the operand of a prefix operator or an exponent, one level deeper.
  @inline(never)
  private mutating func nestedPrefix() -> Syntax.Expression {
    guard enter() else { return missing() }
    defer { nesting -= 1 }
    return prefix()
  }

  @inline(never)
  private mutating func power() -> Syntax.Expression {
    var base = postfix()
    if kind == .superscript { base = raised(base) }
    return at(.power) ? power(of: base) : base
  }

  @inline(never)
  private mutating func power(of base: Syntax.Expression) -> Syntax.Expression {
    let tallest = height
    advance()
    let exponent = nestedPrefix()
    return build(
      .binary(.power, base, exponent), from: base.span.start, over: max(tallest, height))
  }

  /// Reads the exponent that raised digits spell.
  @inline(never)
  private mutating func raised(_ base: Syntax.Expression) -> Syntax.Expression {
    let token = advance()
    let isNegative = token.text.hasPrefix("-")
    let digits = isNegative ? String(token.text.dropFirst()) : token.text
    var exponent = Syntax.Expression(.number(.init(digits)), span: token.span)
    if isNegative { exponent = .init(.unary(.minus, exponent), span: token.span) }
    return build(.binary(.power, base, exponent), from: base.span.start, over: max(height, 2))
  }

  /// Reads calls of a name or of their results, and indices of anything.
  @inline(never)
  private mutating func postfix() -> Syntax.Expression {
    let isCallable = kind == .name
    var base = primary()
    while true {
      if isCallable, at(.leftParenthesis) {
        base = call(of: base)
      } else if kind == .index {
        base = index(into: base)
      } else {
        return base
      }
      if case .missing = base.kind { return base }
    }
  }

  @inline(never)
  private mutating func call(of callee: Syntax.Expression) -> Syntax.Expression {
    let tallest = height
    let arguments = arguments()
    return build(
      .call(callee: callee, arguments), from: callee.span.start, over: max(tallest, height))
  }

  @inline(never)
  private mutating func index(into base: Syntax.Expression) -> Syntax.Expression {
    let tallest = height
    let opener = advance()
    let index = expression()
    close(opener, with: .rightBracket)
    return build(.index(base, index), from: base.span.start, over: max(tallest, height))
  }
}
