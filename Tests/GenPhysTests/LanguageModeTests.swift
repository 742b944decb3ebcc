import Foundation
import GenPhys
import GenPhysSyntax
import Testing

/// Scripts, cells, and statements one by one are the same language and give the same results.
@Suite struct LanguageModeTests {
  /// The ways in which a text can run.
  enum Mode: String, CaseIterable {
    /// Checked whole, then run.
    case script
    /// Every statement checked and run before the next is read.
    case lines
    /// One cell that holds all statements.
    case cell
    /// A `# %%` marker before every statement.
    case cells
    /// Statements one by one, saved by `:save`, and run as a script.
    case saved
  }

  /// What a text prints in one mode.
  private func output(of text: String, in mode: Mode) throws -> String {
    var notebook = try Notebook()
    let statements = Syntax.parse(text).script.statements.map(Printer.print)
    func lines() -> String {
      var printed = ""
      for statement in statements {
        printed += notebook.run(statement)
        if printed.contains("error[") { break }
      }
      return printed
    }
    switch mode {
    case .script: return notebook.run(text)
    case .lines: return lines()
    case .cell: return notebook.run("# %%\n" + text)
    case .cells: return notebook.run(statements.map { "# %%\n\($0)\n" }.joined())
    case .saved:
      let first = lines()
      if first.contains("error[") { return first }
      _ = notebook.run(":save session.gp")
      let script = try String(
        contentsOf: notebook.folder.url.appending(path: "session.gp"), encoding: .utf8)
      var other = try Notebook()
      return other.run(script)
    }
  }

  /// Without the place of an error, which differs where statements stand in other texts.
  private func withoutPlaces(_ text: String) -> String {
    text.split(separator: "\n").filter { line in
      !line.contains("-->") && !line.contains(" | ") && !line.hasSuffix(" |")
    }.joined(separator: "\n")
  }

  /// Runs a text in all modes and gives what it prints in every one of them.
  private func common(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let expected = try withoutPlaces(output(of: text, in: .lines))
    for mode in Mode.allCases {
      let found = try withoutPlaces(output(of: text, in: mode))
      // A script whose error is found by checking prints nothing before it.
      #expect(
        found == expected || (expected.contains("error[") && expected.hasSuffix(found)),
        "\(mode.rawValue)", sourceLocation: sourceLocation)
    }
    return expected
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let text: String
    let expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
      self.name = name
      self.text = text
      self.expected = expected
    }

    var testDescription: String { name }
  }

  @Test(arguments: [
    Case("sum", "c = 1+2\npde a { omega = -i*c*k^2 }\nshow(a)", "a: s-generative", "= 3*k^2"),
    Case("quotient", "c = 6/2\npde a { omega = -i*c*k^2 }\nshow(a)", "= 3*k^2"),
    Case("third", "c = 1/3\npde a { omega = -i*c*k^2 }\nshow(a)", "= k^2/3"),
    Case("decimal sum", "c = 0.1 + 0.2\npde a { omega = -i*c*k^2 }\nshow(a)", "= 3*k^2/10"),
    Case("pi", "D = pi\npde a { omega = -i*D*k^2 }\nshow(a)", "= pi*k^2"),
    Case("default", "D = pi\npde a(m = D) { omega = -i*m*k^2 }\nshow(a)", "a(m = pi)", "= pi*k^2"),
    Case("default sum", "D = 1\npde a(m = D + 1/3) { omega = -i*m*k }\nshow(a)", "a(m = 4/3)"),
    Case("root", "c = sqrt(2)\npde a { omega = -i*c^2*k^2 }\nshow(a)", "= 2*k^2"),
    Case("mean", "c = mean([1, 2, 4])\npde a { omega = -i*c*k^2 }\nshow(a)", "= 7*k^2/3"),
    Case("mean inside", "pde a { omega = -i*mean([1, 2, 4])*k^2 }\nshow(a)", "= 7*k^2/3"),
    Case("std", "c = std([1, 2])\npde a { omega = -i*c*k^2 }\nshow(a)", "= k^2/2"),
    Case("element", "xs = [1/3, pi]\npde a { omega = -i*xs[2]*k }\nshow(a)", "= pi*k"),
    Case("element from the end", "xs = [1, 7]\npde a { omega = -i*xs[-1]*k }\nshow(a)", "= 7*k"),
    Case("counted element", "n = 2\nxs = 1..4\npde a { omega = -i*xs[n]*k }\nshow(a)", "= 2*k"),
    Case("largest", "xs = [1, 3, 2]\npde a { omega = -i*k^(max(xs)/2) }\nshow(a)", "= k^(3/2)"),
    Case("range", "xs = 0..1..0.1\npde a { omega = -i*xs[4]*k }\nshow(a)", "= 3*k/10"),
    Case("linspace", "x = linspace(0, 1, 4)\npde a { omega = -i*x[2]*k }\nshow(a)", "= k/3"),
    Case("complex", "c = 2 - 1i\npde a { omega = -i*c*k^2 }\nshow(a)", "k^2*(2 - i)"),
    Case("imaginary", "c = -1i\npde a { omega = c*k^2 }\nshow(a)", "a: s-generative", "= k^2"),
    Case("square of i", "c = (1i)^2\npde a { omega = i*c*k^2 }\nshow(a)", "= k^2"),
    Case(
      "source", "m = 1 + 1\npde a { omega = -i*sqrt(k^2 + m^2); source = -m^2*phi }\nshow(a)",
      "source = -4*phi"),
    Case(
      "equation", "m = 1 + 1\npde a { equation dtt(phi) + lap(phi) - m^2*phi = 0 }\nshow(a)",
      "sqrt(k^2 + 4)"),
    Case(
      "relation", "c = 6/2\npde a { omega^2 + 2i*c*omega = k^2 }\nshow(a)", "lambda_1"),
    Case("degree", "n = 4/2\npde a { omega^n + 2i*omega = k^2 }\nshow(a)", "lambda_2"),
    Case(
      "vanishing difference", "c = 3 - 2\npde a { equation dtt(phi) + (c - 2)*lap(phi) = 0 }",
      "a: not s-generative"),
    Case("function", "f(x) = x/3\nc = f(2)\npde a { omega = -i*c*k }\nshow(a)", "= 2*k/3"),
    Case("function of k", "c = 1/3\nf(x) = c*x^2\npde a { omega = -i*f(k) }\nshow(a)", "= k^2/3"),
    Case(
      "function with default", "f(x, a = 1/3) = a*x^2\npde a { omega = -i*f(k) }\nshow(a)",
      "= k^2/3"),
    Case(
      "function with label", "f(x, a = 1) = a*x^2\npde a { omega = -i*f(a = 3, x = k) }\nshow(a)",
      "= 3*k^2"),
    Case(
      "function of lists", "f(v) = v[1] + v[2]\nxs = [1, 2]\npde a { omega = -i*f(xs)*k }\nshow(a)",
      "= 3*k"),
    Case(
      "mean in a function", "f(x) = mean([x, 2])\npde a { omega = -i*f(1)*k }\nshow(a)", "= 3*k/2"),
    Case(
      "reassigned",
      "c = 1 + 1\npde a { omega = -i*c*k }\nc = 5 + 1\nshow(a)\n"
        + "pde b { omega = -i*c*k }\nshow(b)", "= 2*k", "= 6*k"),
    Case(
      "reassigned default", "c = 1 + 1\npde a(m = c) { omega = -i*m*k }\nc = 5 + 1\nshow(a)",
      "= 2*k"),
    Case("reassigned kind", "c = [1, 2]\nc = c[2]\npde a { omega = -i*c*k }\nshow(a)", "= 2*k"),
    Case(
      "redefined function",
      "f(x) = x\npde a { omega = -i*f(k) }\nf(x) = 2*x\n"
        + "pde b { omega = -i*f(k) }\nshow(a)\nshow(b)", "= k\n", "= 2*k"),
    Case(
      "parameter hides", "m = 5 + 1\npde a(m = 2) { omega = -i*m*k }\nshow(a)", "= 2*k"),
    Case("k hides", "k = 5 + 1\npde a { omega = -i*k^2 }\nshow(a)", "= k^2"),
    Case("t hides", "t = 5 + 1\npde a { omega = -i*k^2*t }\nshow(a)", "k^2*t"),
    Case("p as exponent", "p = 3/2\npde a { omega = -i*k^p }\nshow(a)", "= k^(3/2)"),
    Case("p hides", "p = 3/2\npde a { omega = -i*(k + 1); source = -p }\nshow(a)", "source = -p"),
    Case(
      "phi hides", "phi = 7 + 1\npde a { equation dt(phi) = lap(phi) }\nshow(a)", "= k^2"),
    Case(
      "omega hides", "omega = 7 + 1\npde a { omega^2 + 2i*omega = k^2 }\nshow(a)", "lambda_2"),
    Case(
      "functions do not see k", "k = 2 + 1\nf(x) = x*k\npde a { omega = -i*f(k) }\nshow(a)",
      "= 3*k"),
    Case("call", "m = pi\ncheck yukawa(m = m)", "yukawa(m = pi): s-generative"),
    Case("call in order", "m = 1/3\ncheck yukawa(m)", "yukawa(m = 1/3): s-generative"),
    Case("change", "nu = 1/3\nshow(viscous(schrodinger, nu = nu))", "nu = 1/3", "/3"),
    Case(
      "cancelling roots",
      "c = sqrt(2) + sqrt(3) - 3.1462643699419723\npde a(m = c) "
        + "{ omega = -i*k^2*m }\nc > 0", "a(m = 4.23291350657e-17): s-generative", "true"),
    Case("no rational order", "check pfgmpp(D = 40*pi)", "pfgmpp(D = 40*pi): s-generative"),
    Case("equal decimals", "0.1 + 0.2 == 0.3", "true"),
    Case("many digits", "c = 0.12345678901234567890\npde a { omega = -i*c*k }", "s-generative"),
    Case(
      "value with error", "q = green(poisson, dim = 2)(1, 1)\npde a { omega = -i*q*k }\nshow(a)",
      "a: s-generative for q = 0.0562697697598 ± ", "these formulas hold 0.05626976975981"),
    Case(
      "value with error inside", "G = green(poisson, dim = 2)\npde a { omega = -i*G(1, 1)*k }",
      "for G(1, 1) = 0.0562697697598 ± "),
    Case(
      "parameter with error", "q = green(poisson, dim = 2)(1, 1)\ncheck fractional(alpha = q)",
      "s-generative for alpha = 0.0562697697598 ± "),
    Case(
      "mean with error", "q = mean([1, green(poisson, dim = 2)(1, 1)])\npde a { omega = -i*q*k }",
      "for q = 0.52813488488 ± "),
    Case(
      "rounded", "s = std(two_moons(n = 50, seed = 1))\npde a(m = s[1]) { omega = -i*m*k }",
      "(rounded)"),
    Case(
      "error in two", "q = green(poisson, dim = 2)(1, 1)\nc = 2*q*1i\npde a { omega = -c*k }",
      "for re(c) = 0 ± ", "im(c) = 0.11253953952 ± "),
  ])
  func constantsInProcesses(_ example: Case) throws {
    let printed = try common(example.text)
    for expected in example.expected {
      #expect(printed.contains(expected), "\(printed)")
    }
  }

  @Test(arguments: [
    Case("string", "c = \"a\"\npde a { omega = -i*c*k }", "GP0204", "'c' must be a number"),
    Case("list", "c = [1, 2]\npde a { omega = -i*c*k }", "GP0204", "c[1], c[2]"),
    Case("list of a sum", "c = [1, 2]\nd = c + 1\npde a { omega = -i*d*k }", "GP0204"),
    Case("data", "c = two_moons(n = 9)\npde a { omega = -i*c*k }", "GP0204"),
    Case("process", "pde a { omega = -i*poisson*k }", "GP0204"),
    Case("function", "f(x) = x\npde a { omega = -i*f*k }", "GP0302", "give it arguments"),
    Case("called number", "c = 1 + 1\npde a { omega = -i*c(k) }", "GP0205"),
    Case("unknown", "c = 1 + 1\npde a { omega = -i*cc*k }", "GP0201", "'cc'"),
    Case("unknown in a function", "f(x) = x\npde a { omega = -i*f(kk) }", "GP0201", "'kk'"),
    Case("index of k", "xs = [1, 2]\npde a { omega = -i*xs[k] }", "GP0302", "depends on 'k'"),
    Case("mean of k", "pde a { omega = -i*mean([k, 2]) }", "GP0302", "depends on 'k'"),
    Case("mean of a parameter", "pde a(m = 1) { omega = -i*mean([m, 2])*k }", "GP0302"),
    Case("index out of range", "xs = [1, 2]\npde a { omega = -i*xs[3]*k }", "GP0401"),
    Case("default string", "c = \"a\"\npde a(m = c) { omega = -i*m*k }", "GP0204"),
    Case("default complex", "c = 1 + 1i\npde a(m = c) { omega = -i*m*k }", "GP0204"),
    Case("infinite", "pde a { omega = -i*inf*k }", "GP0401", "finite"),
    Case("division by zero", "c = 1/0\npde a { omega = -i*c*k }", "GP0402"),
    Case("k in a source", "k = 3\npde a { omega = -i*k; source = -k*p }", "GP0201", "'k'"),
    Case("not linear", "c = 2\npde a { omega = -i*k; source = c*phi^2 }", "GP0303"),
    Case("not linear later", "c = 2 + 0\npde a { omega = -i*k; source = phi^c }", "GP0303"),
    Case(
      "not linear at run time", "c = len(two_moons(n = 2))\npde a { omega = -i*k; source = phi^c }",
      "GP0303"),
    Case(
      "equation at run time", "c = len(two_moons(n = 2))\npde a { equation dt(phi) = lap(phi^c) }",
      "GP0307"),
    Case("after a mistake", "c = d\npde a { omega = -i*c*k }", "GP0201"),
  ])
  func mistakesInConstants(_ example: Case) throws {
    let printed = try common(example.text)
    for expected in example.expected {
      #expect(printed.contains(expected), "\(printed)")
    }
  }

  /// Results of earlier cells count by cells: one cell that holds all statements has none.
  @Test func resultsInProcesses() throws {
    for mode in [Mode.script, .lines, .cells, .saved] {
      let last = try output(of: "1 + 1\npde a { omega = -i*_*k }\nshow(a)", in: mode)
      #expect(last.contains("= 2*k"), "\(mode.rawValue)")
      let earlier = try output(of: "1 + 1\n7\npde a { omega = -i*Out[1]*k }\nshow(a)", in: mode)
      #expect(earlier.contains("= 2*k"), "\(mode.rawValue)")
    }
  }

  /// What fails leaves the value that was there before.
  @Test func failedReassignmentKeepsTheConstant() throws {
    var notebook = try Notebook()
    _ = notebook.run("c = 1 + 1")
    _ = notebook.run("c = 1/0")
    #expect(notebook.run("pde a { omega = -i*c*k }; show(a)").contains("= 2*k"))
  }

  /// Names of a file that `:load` runs are known to declarations after it.
  @Test func loadedConstants() throws {
    var notebook = try Notebook()
    try notebook.folder.write(Data("c = 1 + 2\nf(x) = c*x\n".utf8), to: "constants.gp")
    let text = ":load constants.gp\npde a { omega = -i*c*f(k) }\nshow(a)"
    #expect(notebook.run(text).contains("= 9*k"))
  }

  @Test func resetForgetsForTheChecker() throws {
    var notebook = try Notebook()
    #expect(notebook.run("c = 1 + 2\n:reset\npde a { omega = -i*c*k }").contains("GP0201"))
  }

  /// `Out[n]` of a saved session means the same cells, though some cells failed.
  @Test func savedSessionsKeepTheirNumbers() throws {
    var notebook = try Notebook()
    _ = notebook.run("1 + 1")
    _ = notebook.run("1/0")
    _ = notebook.run("?check")
    _ = notebook.run("# %%\nx = 3\nx + 4")
    _ = notebook.run("a = 2;")
    #expect(notebook.run("Out[4] + Out[1]") == "9\n")
    #expect(notebook.run("pde a { omega = -i*Out[4]*k }; show(a)").contains("= 7*k"))
    _ = notebook.run(":save session.gp")
    let script = try String(
      contentsOf: notebook.folder.url.appending(path: "session.gp"), encoding: .utf8)
    var other = try Notebook()
    let printed = other.run(script)
    #expect(printed.contains("9\n") && printed.contains("= 7*k"), "\(script)\n\(printed)")
  }

  /// The bodies of functions see the session, not the arguments of whoever calls them.
  @Test func functionsAreClosed() throws {
    var notebook = try Notebook()
    #expect(notebook.run("y = 1\nf(x) = x + y\ng(y) = f(10)\ng(5)") == "11\n")
    #expect(notebook.run("h(x, z = 2*x) = x + z\nh(3)") == "9\n")
  }

  /// `genphys check` computes the constants that declarations need, and no others.
  @Test func judgingComputesWhatItNeeds() throws {
    var notebook = try Notebook()
    func judgements(_ text: String) -> [String] {
      notebook.session.judge(Syntax.parse(text)).map { judgement in
        switch judgement {
        case .report(let report): Value.verdict(report).text
        case .problem(let problem): problem.message
        }
      }
    }
    #expect(
      judgements("q = green(poisson, dim = 2)(1, 1)\npde a { omega = -i*q*k }")[0]
        .contains("for q = 0.0562697697598"))
    #expect(
      judgements("s = std(load(\"missing.csv\"))\npde a { omega = -i*s[1]*k }")[0]
        .contains("'s'"))
    #expect(
      judgements("s = std(load(\"missing.csv\"))\ns = 2\npde a { omega = -i*s*k }")[0]
        .contains("s-generative"))
  }

  /// The executables run the same text alike: as a file, as an expression, and through a pipe.
  @Test(.enabled(if: CommandLineTool.genphys != nil && CommandLineTool.repl != nil))
  func executablesAgree() throws {
    let genphys = try #require(CommandLineTool.genphys)
    let repl = try #require(CommandLineTool.repl)
    let folder = try TemporaryFolder()
    let text = """
      c = 1+2
      xs = [1/3, pi]
      D = xs[2]
      pde a(m = D) { omega = -i*(c*k^2 + m*k); source = 0 }
      show(a)
      check a(m = mean(xs))
      c = 6/2
      pde b { equation dt(phi) = c*lap(phi) }
      show(b)

      """
    let path = try folder.write(Data(text.utf8), to: "script.gp")
    let file = try genphys.run(["run", path], input: Data(), folder: folder)
    let expression = try genphys.run(["run", "-e", text], input: Data(), folder: folder)
    let standardInput = try genphys.run(["run", "-"], input: Data(text.utf8), folder: folder)
    let piped = try repl.run([], input: Data(text.utf8), folder: folder)
    let saved = try repl.run(
      [], input: Data((text + ":save saved.gp\n").utf8), folder: folder)
    let again = try genphys.run(["run", "saved.gp"], input: Data(), folder: folder)
    #expect(file.code == 0 && file.output.contains("a(m = pi): s-generative"), "\(file.errors)")
    for other in [expression, standardInput, piped, again] {
      #expect(other.code == 0 && other.output == file.output, "\(other.errors)")
    }
    #expect(saved.output.hasPrefix(file.output))
  }
}
