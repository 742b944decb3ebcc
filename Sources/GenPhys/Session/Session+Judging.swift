internal import GenPhysEngine
public import GenPhysSyntax

extension Session {
  /// What became of a declaration that was to be judged.
  public enum Judgement: Sendable {
    case report(VerdictReport)
    /// Why there is no verdict.
    case problem(Diagnostic)
  }

  /// Judges the processes that a text declares; nothing is trained, sampled, read or written.
  ///
  /// Functions and constants are defined as well, for declarations may use them.
  public mutating func judge(_ parsed: Syntax.ParseResult) -> [Judgement] {
    var judgements: [Judgement] = []
    var costly = Set(Library.builtins.filter(\.isCostly).map(\.name))
    for statement in parsed.script.statements where !settings.monitor.isCancelled() {
      switch statement.kind {
      case .process(let declaration):
        let result = run(Syntax.Cell(statement), in: parsed.source)
        if let error = result.error {
          judgements.append(.problem(error))
        } else if case .verdict(let report) = result.value {
          judgements.append(.report(report.withMendings()))
        } else {
          let name = declaration.name
          judgements.append(
            .problem(
              Diagnostic(
                .processUnusable, "'\(name.text)' has parameters without a default", at: name.span,
                hint: "give each a value: (alpha = 1.5)")))
        }
      case .function(let definition):
        if definition.body.mentions(costly) { costly.insert(definition.name.text) }
        _ = run(Syntax.Cell(statement), in: parsed.source)
      case .assignment(let name, let value):
        // One that fails shows where it is used.
        if value.mentions(costly) {
          costly.insert(name.text)
        } else {
          _ = run(Syntax.Cell(statement), in: parsed.source)
        }
      case .expression, .help, .command, .invalid: continue
      }
    }
    return judgements
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
}

extension Syntax.Expression {
  /// Whether any of `names` occurs in the expression.
  fileprivate func mentions(_ names: Set<String>) -> Bool {
    if case .name(let name) = kind { return names.contains(name) }
    return children.contains { $0.mentions(names) }
  }
}
