import Foundation
import GenPhys
import GenPhysEngine
import GenPhysPlot
import GenPhysSyntax
import Synchronization
import Testing

/// What a session promises: numbering, results, commands, and that failure leaves no trace.
@Suite struct SessionTests {
  @Test func resultsAreKeptByNumber() throws {
    var notebook = try Notebook()
    #expect(notebook.run("2 + 3") == "5\n")
    #expect(notebook.run("_ * 2") == "10\n")
    #expect(notebook.run("Out[1] + _") == "15\n")
    #expect(notebook.session.nextNumber == 4)
  }

  @Test func assignmentsAndSemicolonsAreSilent() throws {
    var notebook = try Notebook()
    #expect(notebook.run("a = 4") == "")
    #expect(notebook.run("a + 1;") == "")
    #expect(notebook.run("_") == "5\n")
    #expect(notebook.run("a; a + 2") == "4\n6\n")
  }

  @Test func greekAndASCIIAreOneName() throws {
    var notebook = try Notebook()
    #expect(notebook.run("λ = 3; lambda + 1") == "4\n")
    #expect(notebook.run("pde q { ω = −i·k² }; check q").contains("q"))
  }

  @Test func failedCellLeavesNoTrace() throws {
    var notebook = try Notebook()
    _ = notebook.run("a = 1")
    let printed = notebook.run("# %%\na = 2\nb = 3\nlog(a, 1 / 0)\n")
    #expect(printed.contains("error["))
    #expect(notebook.run("a") == "1\n")
    #expect(notebook.run("b").contains("GP0201"))
    #expect(!notebook.session.history.contains { $0.contains("b = 3") })
  }

  @Test func failureAtRunTimeLeavesNoTrace() throws {
    var notebook = try Notebook()
    let printed = notebook.run("# %%\nc = 2\nx = linspace(0, 1, n = c / 3)\n")
    #expect(printed.contains("GP0401"))
    #expect(notebook.run("c").contains("GP0201"))
  }

  @Test func cancelledCellLeavesNoTrace() throws {
    var notebook = try Notebook()
    notebook.session.settings.monitor = RunMonitor(isCancelled: { true })
    let printed = notebook.run(
      "# %%\nd = 2\nm = train(diffusion, two_moons(n = 100), steps = 50)\n")
    #expect(printed.contains("GP0407"))
    notebook.session.settings.monitor = .silent
    #expect(notebook.run("d").contains("GP0201"))
  }

  @Test func animationsAreSavedAsGIF() throws {
    var notebook = try Notebook()
    _ = notebook.run(
      "d = two_moons(n = 50); xs = sample(poisson, data = d, n = 20, trajectory = true)")
    #expect(notebook.run("save(\"flow.gif\", animate(xs, d))") == "")
    #expect(notebook.run("animate(green(diffusion), t = [0.1, 1]);") == "")
    #expect(notebook.run("save(\"flow.png\", animate(xs))").contains("use .gif"))
    #expect(notebook.run("animate(d)").contains("trajectory = true"))
    #expect(notebook.run("animate(xs, rate = 1000)").contains("0.1…50"))
    #expect(notebook.run("animate(xs, green(poisson))").contains("GP"))
  }

  /// Interrupting a training keeps the model and what was before it; what follows does not run.
  @Test(arguments: [false, true])
  func interruptedTrainingKeepsTheModel(fromFile: Bool) throws {
    var notebook = try Notebook()
    let isInterrupted = Mutex(false)
    notebook.session.settings.monitor = RunMonitor(
      isCancelled: { isInterrupted.withLock { $0 } },
      report: { progress in
        if progress.stage == "train" { isInterrupted.withLock { $0 = true } }
      })
    let code =
      "d = 2\nm = train(diffusion, two_moons(n = 100), steps = 100000000, width = 8)\nx = 3\n"
    try notebook.folder.write(code.utf8, to: "long.gp")
    let parsed = Syntax.parse(fromFile ? ":load long.gp" : "# %%\n" + code)
    let result = notebook.session.run(parsed.cells[0], in: parsed.source)
    #expect(result.isInterrupted && result.error == nil)
    notebook.session.settings.monitor = .silent
    #expect(notebook.run("d") == "2\n")
    #expect(notebook.run("m").contains(" of 100000000 steps"))
    #expect(notebook.run("len(sample(m, n = 10))") == "10\n")
    #expect(notebook.run("x").contains("GP0201"))
  }

  @Test func typoIsFoundBeforeAnythingRuns() throws {
    var notebook = try Notebook()
    let printed = notebook.run("print_me = 1\nprint_me\nsampel(diffusion)\n")
    #expect(printed.contains("did you mean 'sample'"))
    #expect(!printed.hasPrefix("1"))
  }

  @Test func scriptsAreCheckedOneAfterTheOther() {
    let texts = ["a = 1\nf(x) = x + a", "f(2) + b", "b = 1"]
    let findings = Session().check(texts.map { Syntax.parse($0).script.statements })
    #expect(findings.map { $0.map(\.code) } == [[], [.unknownName], []])
  }

  @Test func sameSeedSameText() throws {
    let code = "moons = two_moons(n = 200)\nmean(sample(poisson, data = moons, n = 50))"
    var first = try Notebook()
    var second = try Notebook()
    let text = first.run(code)
    #expect(text == second.run(code))
    #expect(!text.contains("error"))
    var third = try Notebook()
    third.session.settings.seed = 1
    #expect(text != third.run(code))
  }

  // MARK: - Lists

  @Test func sharedListsAreBounded() throws {
    var notebook = try Notebook()
    let doubling = notebook.run("a = [1, 2, 3]\n" + String(repeating: "a = [a, a]\n", count: 60))
    #expect(doubling.contains("GP0401") && doubling.contains("10000000"), "\(doubling)")
    let text = notebook.run("a")
    #expect(text.contains("…") && text.utf8.count < 20_000)
    let nesting = notebook.run("b = []\n" + String(repeating: "b = [b]\n", count: 200))
    #expect(nesting.contains("100 deep"), "\(nesting)")
    #expect(
      notebook.run("[[1..20, \"x\"]]")
        == "[[[1, 2, 3, 4, 5, 6, …, 18, 19, 20] (20 elements), \"x\"]]\n")
  }

  /// Lists are compared by what they hold, not by what is shown of them.
  @Test func listsAreComparedWhole() throws {
    var notebook = try Notebook()
    _ = notebook.run(
      "a = 1..20; b = 1..20; c = [1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18, 19, 20]")
    #expect(
      notebook.run("[a == b, a == c, [a] == [c], [1, [2, \"x\"]] == [1, [2, \"x\"]], a != c]")
        == "[true, false, false, true, true]\n")
  }

  @Test(arguments: [
    "mean([exp(1000), -exp(1000)])", "sum([inf, -inf])", "std([inf, 1])",
    "linspace(0, exp(1000), 3)",
  ])
  func noListMakesNaN(code: String) throws {
    var notebook = try Notebook()
    let printed = notebook.run(code)
    #expect(printed.contains("GP040"), "\(printed)")
  }

  @Test func statisticsDoNotOverflow() throws {
    var notebook = try Notebook()
    #expect(notebook.run("std([1e200, -1e200])") == "1e200\n")
    #expect(notebook.run("std([1e-200, -1e-200])") == "1e-200\n")
    #expect(notebook.run("mean([1.5e308, 1.5e308])") == "1.5e308\n")
    #expect(notebook.run("mean([1, inf])") == "inf\n")
    #expect(notebook.run("[mean([1, 2, 4]), std([1, 1]), sum([])]").contains("GP0402"))
  }

  // MARK: - Figures

  @Test func functionsAreDrawnOverRangesWithGaps() throws {
    var notebook = try Notebook()
    _ = notebook.run("f(x) = 1/x; g(x) = 1/0; h(x) = \"a\"")
    func line(_ code: String) throws -> Line {
      guard case .figure(let figure) = notebook.value(code),
        case .line(let line)? = figure.panels.first?.layers.first
      else { throw EngineError.cancelled }
      return line
    }
    let range = try line("plot(f, over = [-10, 10])")
    #expect(range.x.count > 100 && range.x.first == -10 && range.x.last == 10)
    let broken = try line("plot(f, over = [-1, 0, 1])")
    #expect(broken.x == [-1, 0, 1] && broken.y[1].isNaN && broken.y[2] == 1)
    #expect(notebook.run("plot(g)").contains("division by zero"))
    #expect(notebook.run("plot(h)").contains("no real number"))
    for code in [
      "plot([])", "plot(f, over = [])", "plot(green(poisson), t = [])", "plot([1, 2], [])",
      "plot([1, 2], [1])", "animate(green(poisson), t = [])",
      "compare(green(poisson), green(diffusion), t = [])",
    ] {
      #expect(notebook.run(code).contains("GP0401"), "\(code): \(notebook.run(code))")
    }
  }

  // MARK: - Long sessions

  /// The cost of a cell does not grow with the session.
  @Test func tenThousandCells() throws {
    var session = Session()
    let clock = ContinuousClock()
    let text = (0..<20_000).map { "x\($0) = \($0)" }.joined(separator: "\n") + "\nx0 + x19999"
    let parsed = Syntax.parse(text)
    var last: CellResult?
    let time = clock.measure {
      for cell in parsed.cells { last = session.run(cell, in: parsed.source) }
    }
    #expect(last?.outputs.first?.text == "19999")
    #expect(session.history.count == 20_001)
    #expect(time < .seconds(10), "\(time)")
  }

  // MARK: - Commands

  @Test func varsAndReset() throws {
    var notebook = try Notebook()
    #expect(notebook.run(":vars") == "nothing is defined yet\n")
    _ = notebook.run("speed = 3; f(x) = x^2")
    let text = notebook.run(":vars")
    #expect(text.contains("speed") && text.contains("f(x)") && !text.contains("poisson"))
    #expect(notebook.run(":reset") == "forgotten\n")
    #expect(notebook.run("speed").contains("GP0201"))
    #expect(!notebook.run("check diffusion").contains("error["))
  }

  @Test func saveAndLoad() throws {
    var notebook = try Notebook()
    _ = notebook.run("a = 6; a * 7")
    _ = notebook.run("pde mine {\n  omega = -i*k^2\n}")
    #expect(notebook.run(":save work.gp").contains("work.gp"))
    #expect(notebook.run(":reset\n:load work.gp").contains("42"))
    #expect(notebook.run("a") == "6\n")
    #expect(notebook.run(":load nowhere.gp").contains("GP0501"))
    try notebook.folder.write("x = = 1".utf8, to: "bad.gp")
    #expect(notebook.run(":load bad.gp").contains("bad.gp:1:"))
    try notebook.folder.write([0x00, 0xFF, 0xFE], to: "binary.gp")
    #expect(notebook.run(":load binary.gp").contains("GP0502"))
  }

  @Test func questionsAreNotSaved() throws {
    var notebook = try Notebook()
    _ = notebook.run("a = 6\n:vars\n?train\n:explain GP0201\n:time b = 7\n:save work.gp")
    #expect(notebook.session.history == ["a = 6", ":time b = 7"])
  }

  @Test func loadingInAScriptMayDefineNames() throws {
    var notebook = try Notebook()
    try notebook.folder.write("radius = 5\n".utf8, to: "defs.gp")
    #expect(notebook.run(":load defs.gp\nradius + 1") == "6\n")
  }

  @Test func aFileThatLoadsItselfEnds() throws {
    var notebook = try Notebook()
    try notebook.folder.write(":load self.gp\n".utf8, to: "self.gp")
    #expect(notebook.run(":load self.gp").contains("error["))
    #expect(notebook.run(String(repeating: ":time ", count: 2000) + "1").count < 100_000)
  }

  @Test func timeAndExplain() throws {
    var notebook = try Notebook()
    let text = notebook.run(":time x = 1 + 1")
    #expect(text.contains("time: "))
    #expect(notebook.run("x") == "2\n")
    #expect(notebook.run(":explain GP0201").contains("unknown name"))
    #expect(notebook.run(":explain gp0201").contains("unknown name"))
    #expect(notebook.run(":explain GP9999").contains("error["))
  }

  @Test func quitIsARequest() {
    var session = Session()
    let parsed = Syntax.parse(":quit")
    #expect(session.run(parsed.cells[0], in: parsed.source).request == .quit)
  }

  @Test func faultInAFunctionPointsIntoTheCellThatCalledIt() throws {
    var notebook = try Notebook()
    _ = notebook.run("\n\n\n\n\nf(x) = [1, 2][x]")
    let printed = notebook.run("f(5)")
    #expect(printed.contains("input:1:"), "\(printed)")
    #expect(printed.contains("f(5)"), "\(printed)")
  }

  // MARK: - Prelude

  @Test func preludeElaboratesWhole() throws {
    let text = try Repository.text("Sources/GenPhys/Prelude/processes.gp")
    let parsed = Syntax.parse(text)
    #expect(parsed.diagnostics == [])
    let names = parsed.script.statements.compactMap {
      if case .process(let declaration) = $0.kind { declaration.name.text } else { nil }
    }
    #expect(names.count >= 14)
    var notebook = try Notebook()
    for name in names {
      let printed = notebook.run("show(\(name))\ncheck(\(name), details = true)")
      #expect(!printed.contains("error["), "\(name): \(printed)")
    }
  }
}
