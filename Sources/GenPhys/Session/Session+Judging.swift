internal import GenPhysEngine
public import GenPhysSyntax

extension Session {
  /// What became of a declaration that was to be judged.
  public enum Judgement: Sendable {
    case report(VerdictReport)
    /// Why there is no verdict.
    case problem(Diagnostic)
  }

  /// Judges the processes that a text declares; nothing is trained, sampled or written.
  ///
  /// Functions and constants are defined as well, for declarations may use them. A constant that takes
  /// long, such as a value of a Green's function, is computed only if a declaration needs it.
  public mutating func judge(_ parsed: Syntax.ParseResult) -> [Judgement] {
    var judgements: [Judgement] = []
    let statements = expanded(parsed, depth: 0)
    let needed = Self.namesInDeclarations(statements.map(\.statement))
    var costly = Set(Library.builtins.filter(\.isCostly).map(\.name))
    var forbidden = Set(Library.builtins.filter(\.isForbidden).map(\.name))
    for (statement, source, isOwn) in statements where !settings.monitor.isCancelled() {
      switch statement.kind {
      case .process(let declaration):
        let judgement = judge(declaration, statement, in: source, without: forbidden)
        if isOwn { judgements.append(judgement) }
      case .function(let definition):
        costly.note(definition.name.text, definition.body)
        forbidden.note(definition.name.text, definition.body)
        _ = run(Syntax.Cell(statement), in: source)
      case .assignment(let name, let value):
        // One that fails shows where it is used.
        costly.note(name.text, value)
        forbidden.note(name.text, value)
        if !(needed.contains(name.text) ? forbidden : costly).contains(name.text) {
          _ = run(Syntax.Cell(statement), in: source)
        }
      case .command(let line):
        if line.command == .reset { _ = run(Syntax.Cell(statement), in: source) }
      case .expression, .help, .invalid: continue
      }
    }
    return judgements
  }

  private mutating func judge(
    _ declaration: Syntax.ProcessDeclaration, _ statement: Syntax.Statement,
    in source: SourceText, without forbidden: Set<String>
  ) -> Judgement {
    let name = declaration.name
    if let missing = declaration.mentionedNames.sorted().first(where: forbidden.contains) {
      return .problem(
        Diagnostic(
          .processUnusable,
          "'\(name.text)' needs '\(missing)', which comes from training, sampling or a file",
          at: name.span, hint: "genphys run judges it as well"))
    }
    let result = run(Syntax.Cell(statement), in: source)
    guard case .verdict(let report) = result.value else {
      return .problem(
        result.error
          ?? Diagnostic(.processUnusable, "'\(name.text)' cannot be judged", at: name.span))
    }
    return .report(report.withMendings(budget: settings.budget))
  }

  /// The statements of a text, with those of the files it loads in the place of `:load`.
  ///
  /// A file that cannot be read adds none: what it should have defined is then missed where it is used.
  private func expanded(
    _ parsed: Syntax.ParseResult, depth: Int
  ) -> [(statement: Syntax.Statement, source: SourceText, isOwn: Bool)] {
    parsed.script.statements.flatMap { statement in
      guard case .command(let line) = statement.kind, line.command == .load,
        depth < Self.maximumCommandDepth, let loaded = try? read(line.argument),
        !loaded.hasErrors
      else { return [(statement, parsed.source, depth == 0)] }
      return expanded(loaded, depth: depth + 1).map { ($0.statement, $0.source, false) }
    }
  }

  /// The names that declarations use, and those that these are computed from.
  private static func namesInDeclarations(_ statements: [Syntax.Statement]) -> Set<String> {
    var names: Set<String> = []
    // Backwards, because what a definition uses was defined before it.
    for statement in statements.reversed() {
      switch statement.kind {
      case .process(let declaration): names.formUnion(declaration.mentionedNames)
      case .function(let definition):
        if names.contains(definition.name.text) { names.formUnion(definition.body.names) }
      case .assignment(let name, let value):
        if names.contains(name.text) { names.formUnion(value.names) }
      case .expression, .help, .command, .invalid: continue
      }
    }
    return names
  }
}

extension Set<String> {
  /// Adds what is defined by something that is in the set, and takes out what no longer is.
  fileprivate mutating func note(_ name: String, _ definition: Syntax.Expression) {
    if definition.names.isDisjoint(with: self) { remove(name) } else { insert(name) }
  }
}

extension Builtin {
  /// Whether it may compute for long or touch files.
  fileprivate var isCostly: Bool {
    switch topic {
    case .list, .mathematics: false
    case .process, .kernel, .data, .engine, .figure, .files: true
    }
  }

  /// Whether judging must not run it, even where a declaration needs what it gives.
  fileprivate var isForbidden: Bool {
    switch topic {
    case .list, .mathematics, .process, .kernel, .data: false
    case .engine, .figure, .files: true
    }
  }
}

extension Syntax.ProcessDeclaration {
  /// The names that occur in the items and in the defaults of parameters.
  fileprivate var mentionedNames: Set<String> {
    let expressions =
      parameters.compactMap(\.defaultValue)
      + items.flatMap { item in
        switch item.kind {
        case .field(_, let value): [value]
        case .relation(let left, let right), .equation(let left, let right): [left, right]
        }
      }
    return expressions.reduce(into: []) { $0.formUnion($1.names) }
  }
}
