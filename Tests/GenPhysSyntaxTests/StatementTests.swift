import GenPhysSyntax
import Testing

/// Statements, processes, cells and the status of a text.
@Suite struct StatementTests {
  @Test func readsAProcess() throws {
    let result = Syntax.parse(
      "pde p(m = 1, n) { ω = {k, -k}; k^2 = omega^2\n equation dt(phi) = lap(phi) }")
    guard case .process(let process) = result.script.statements.first?.kind else {
      Issue.record("no process")
      return
    }
    #expect(process.name.text == "p")
    #expect(process.parameters.map(\.name.text) == ["m", "n"])
    #expect(process.parameters.map { $0.defaultValue?.dump } == ["1", nil])
    #expect(process.values(of: .omega).map(\.dump) == ["(branches k (- k))"])
    #expect(process.values(of: .source).isEmpty)
    guard case .relation(let left, _) = process.items[1].kind,
      case .equation(_, let right) = process.items[2].kind
    else {
      Issue.record("wrong items")
      return
    }
    #expect(left.dump == "(^ k 2)")
    #expect(right.dump == "(call lap phi)")
  }

  @Test func readsDefinitionsHelpAndCommands() {
    let statements = Syntax.parse("f(r, s = 2) = r\n?and\n?\n:load a b.gp \n").script.statements
    guard case .function(let function) = statements[0].kind else {
      Issue.record("no function")
      return
    }
    #expect(function.parameters.map(\.name.text) == ["r", "s"])
    #expect(statements[1].kind == .help(.init("and", span: .init(0, 0))))
    #expect(statements[2].kind == .help(nil))
    guard case .command(let line) = statements[3].kind else {
      Issue.record("no command")
      return
    }
    #expect(line.command == .load)
    #expect(line.argument.text == "a b.gp")
  }

  @Test func silentStatementsEndTheLineWithASemicolon() {
    let statements = Syntax.parse("a; b;\nc ;  # why\nd").script.statements
    #expect(statements.map(\.isSilent) == [false, true, true, false])
  }

  @Test(
    arguments: [
      ("x = 1", .complete), ("", .complete), ("f(1,", .incomplete), ("[1, 2", .incomplete),
      ("pde", .incomplete), ("pde p", .incomplete), ("pde p {", .incomplete),
      ("pde p {\n  omega = k\n", .incomplete), ("1 +", .incomplete), ("1 +\n", .incomplete),
      ("save(\"a", .invalid), ("save(\"a\n", .invalid), ("not", .incomplete), ("1 )", .invalid),
      ("f(1,\n2", .incomplete), ("x = ", .incomplete), ("2 k + (", .invalid),
      ("a and\n", .incomplete),
      ("pde p\n{ omega = k }", .complete), (":load", .invalid), ("f(a\nb", .invalid),
    ] as [(String, Syntax.Status)])
  func knowsWhetherMoreIsToCome(text: String, status: Syntax.Status) {
    #expect(Syntax.parse(text).status == status)
  }

  @Test func goesOnAfterErrors() {
    let text = "a = 2 k\nb = f(1, 2\npde p {\n  omega = sqrt(k\n  source = )\n}\nc = 3"
    let result = Syntax.parse(text)
    #expect(
      result.diagnostics.map(\.code)
        == [.missingOperator, .unclosedBracket, .unclosedBracket, .expectedExpression])
    #expect(result.script.statements.count == 4)
    #expect(Printer.print(result.script).hasSuffix("c = 3\n"))
  }

  @Test func markersMakeCells() {
    let text = "# %% One\nx = 1\ny = 2\n\n#%%\n# nothing\n# %% Three\nz = f(\n# %% Four\nw = 1\n"
    let source = SourceText(text)
    let result = Syntax.parse(source)
    #expect(result.cells.map(\.title) == ["One", nil, "Three", "Four"])
    #expect(result.cells.map(\.statements.count) == [2, 0, 1, 1])
    #expect(source.text(in: result.cells[0].span) == "x = 1\ny = 2")
    #expect(result.status == .invalid)
  }

  @Test func withoutMarkersEachStatementIsACell() {
    let source = SourceText("# one\nx = 1; y = 2\n\npde p {\n  omega = k\n}\n")
    let cells = Syntax.parse(source).cells
    #expect(
      cells.map { source.text(in: $0.span) } == ["x = 1", "y = 2", "pde p {\n  omega = k\n}"])
  }

  @Test func readsPartsOfATextWithItsOwnSpans() {
    let source = SourceText(":time f(x) +\n")
    let result = Syntax.parse(source, in: SourceSpan(6, 10))
    #expect(result.status == .complete)
    #expect(result.script.statements.first?.span == SourceSpan(6, 10))
  }
}
