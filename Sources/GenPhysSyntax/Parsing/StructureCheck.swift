/// Finds what is wrong with a well-formed text without knowing any name: what the grammar cannot say.
package struct StructureCheck {
  private let source: SourceText
  private var findings: [Diagnostic] = []

  private init(source: SourceText) { self.source = source }

  /// The findings in `statements`.
  package static func findings(
    in statements: [Syntax.Statement], of source: SourceText
  ) -> [Diagnostic] {
    var check = StructureCheck(source: source)
    for statement in statements { check.visit(statement) }
    return check.findings
  }

  private mutating func report(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, first: SourceSpan? = nil,
    hint: String? = nil, fix: String? = nil
  ) {
    findings.append(
      Diagnostic(
        code, message, at: span, notes: first.map { [.init("the first is here", span: $0)] } ?? [],
        hint: hint, fixIt: fix.map { .init(span, replacement: $0) }))
  }

  private mutating func visit(_ statement: Syntax.Statement) {
    switch statement.kind {
    case .process(let process): visit(process)
    case .assignment(let name, let value):
      checkDefinable(name)
      visit(value)
    case .function(let function):
      checkDefinable(function.name)
      visit(function.parameters)
      visit(function.body)
    case .expression(let expression):
      checkForeignWord(expression)
      visit(expression)
    case .command(let line): visit(line)
    case .help, .invalid: break
    }
  }

  private mutating func checkDefinable(_ name: Syntax.Identifier) {
    guard name.text == "_" || name.text == "Out" else { return }
    report(
      .reservedName, "`\(name.text)` cannot be defined", at: name.span,
      hint: name.text == "_" ? "`_` is always the last result" : "`Out[n]` is the result of cell n")
  }

  private mutating func visit(_ parameters: [Syntax.Parameter]) {
    var seen: [String: SourceSpan] = [:]
    for parameter in parameters {
      let name = parameter.name
      checkDefinable(name)
      if let first = seen[name.text] {
        report(
          .duplicateParameter, "parameter `\(name.text)` is named twice", at: name.span,
          first: first)
      }
      seen[name.text] = name.span
      if let value = parameter.defaultValue { visit(value) }
    }
  }

  // MARK: - Expressions

  /// Reports `let x = 3` and the like, which read as the call `let(x = 3)`.
  private mutating func checkForeignWord(_ expression: Syntax.Expression) {
    guard case .call(let callee, let arguments) = expression.kind, let name = callee.asName,
      let first = arguments.first,
      !source.bytes[name.span.end..<first.span.start].contains(UInt8(ascii: "("))
    else { return }
    let hint: String
    switch name.text {
    case "let", "var", "val", "const", "set": hint = "a value gets its name by `x = …`"
    case "def", "fn", "func", "function", "fun": hint = "a function is defined by `f(x) = …`"
    case "import", "using", "from", "include":
      hint = "everything is there already; `:load FILE` runs another script"
    case "for", "while", "if", "return", "repeat":
      hint = "scripts run from top to bottom; lists and ranges stand for loops"
    default: return
    }
    report(
      .foreignSpelling, "`\(name.text)` is a word of other languages", at: name.span, hint: hint)
  }

  /// Visits all calls of an expression; a list instead of recursion saves the stack.
  private mutating func visit(_ expression: Syntax.Expression) {
    var pending = [expression]
    while let next = pending.popLast() {
      if case .call(_, let arguments) = next.kind { visit(arguments) }
      pending += next.children
    }
  }

  private mutating func visit(_ arguments: [Syntax.Argument]) {
    var seen: [String: SourceSpan] = [:]
    for argument in arguments {
      guard let label = argument.label else {
        if !seen.isEmpty {
          report(
            .positionalAfterLabelled, "a positional argument cannot follow a keyword argument",
            at: argument.span, hint: "put it first, or name it: `name = value`")
        }
        continue
      }
      if let first = seen[label.text] {
        report(
          .duplicateArgument, "argument `\(label.text)` is given twice", at: label.span,
          first: first)
      }
      seen[label.text] = seen[label.text] ?? label.span
    }
  }

  // MARK: - Processes and commands

  private mutating func visit(_ process: Syntax.ProcessDeclaration) {
    checkDefinable(process.name)
    visit(process.parameters)
    var seen: [String: SourceSpan] = [:]
    for item in process.items {
      switch item.kind {
      case .field(let name, let value):
        checkField(name, seen[name.text])
        seen[name.text] = seen[name.text] ?? name.span
        visit(value)
      case .relation(let left, let right):
        checkFieldCall(left)
        visit(left)
        visit(right)
      case .equation(let left, let right):
        visit(left)
        visit(right)
      }
    }
  }

  private mutating func checkField(_ name: Syntax.Identifier, _ first: SourceSpan?) {
    let fields = ProcessField.allCases.map(\.rawValue)
    if !fields.contains(name.text) {
      let guess = Spelling.closest(to: name.text, among: fields)
      report(
        .unknownField,
        "unknown field `\(name.text)`" + (guess.map { "; did you mean `\($0)`?" } ?? ""),
        at: name.span, hint: guess == nil ? "a `pde` sets `omega` and `source`" : nil, fix: guess)
    } else if let first {
      report(
        .duplicateField, "field `\(name.text)` is set twice", at: name.span, first: first,
        hint: name.text == "omega" ? "several branches are a list: `omega = {…, …}`" : nil)
    }
  }

  private mutating func checkFieldCall(_ left: Syntax.Expression) {
    guard case .call(let callee, _) = left.kind, let name = callee.asName,
      ProcessField(rawValue: name.text) != nil
    else { return }
    report(
      .fieldWithParameters, "field `\(name.text)` takes no parameters", at: left.span,
      hint: "write `\(name.text) = …`", fix: name.text)
  }

  private mutating func visit(_ line: Syntax.CommandLine) {
    guard let command = line.command else {
      let guess = Spelling.closest(
        to: line.name.text, among: SessionCommand.allCases.map(\.rawValue))
      report(
        .unknownCommand,
        "unknown command `:\(line.name.text)`" + (guess.map { "; did you mean `:\($0)`?" } ?? ""),
        at: line.name.span, hint: guess == nil ? "`:help` lists the commands" : nil, fix: guess)
      return
    }
    let argument = command.argument
    if argument == nil, !line.argument.text.isEmpty {
      report(
        .commandArgument, "`:\(command.rawValue)` takes no argument", at: line.argument.span)
    } else if let argument, !argument.hasPrefix("["), line.argument.text.isEmpty {
      report(
        .commandArgument, "`:\(command.rawValue)` needs an argument", at: line.name.span,
        hint: "write `:\(command.rawValue) \(argument)`")
    }
  }
}
