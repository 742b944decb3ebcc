import GenPhys
import GenPhysSyntax
import GenPhysTheory
import Testing

/// The first line of a report, and verdicts on processes whose parameters have no value.
@Suite struct HeadlineTests {
  @Test(
    "The first line says where the answer holds, and what is rough",
    arguments: [
      ("check dissipative_wave", "dissipative_wave(eps = 1): s-generative in N = 1 only; rough"),
      ("check diffusion", "diffusion: s-generative"),
      ("check wave", "wave: not s-generative"),
      (
        "pde q { equation dtt(phi) + 3*dt(phi) = lap(phi) };",
        "q: s-generative in N = 1 only; rough"
      ),
      ("pde q { omega = -i*(1 - exp(-k^2)) }", "q: s-generative; rough"),
      ("pde q { omega = -i*(1 - sin(k)/k) }", "q: s-generative up to N = 3, open beyond; rough"),
      ("pde q { omega = -i*(k^2 + 1 - cos(k)) }", "q: s-generative in N = 1 only"),
      ("pde q { omega = -i*(k^2 + 1 - besselj(0, k)) }", "q: s-generative up to N = 2 only"),
      (
        "pde q { omega = -i*(1000*(1-exp(-k^2)) + 1 - exp(-k^2)*cos(k)) }",
        "q: s-generative in N = 1, open beyond; rough"
      ),
      ("pde q(a) { omega = -i*k^a }", "q(a): s-generative for 0 < a <= 2"),
      ("check damp(wave, eps = 2)", "damp(wave, eps = 2): s-generative in N = 1 only; rough"),
    ])
  func firstLine(_ code: String, _ line: String) throws {
    var notebook = try Notebook()
    let printed = notebook.run(code.hasSuffix(";") ? "\(code)\ncheck q" : code)
    #expect(printed.split(separator: "\n").first.map(String.init) == line, "\(printed)")
  }

  @Test("Mended processes say where they hold as well")
  func mendings() throws {
    var notebook = try Notebook()
    let printed = notebook.run("check wave")
    #expect(printed.contains("damp(wave, eps = 1) in N = 1 only, rough"), "\(printed)")
    #expect(printed.contains("wick(wave) in every dimension"), "\(printed)")
  }

  // MARK: - Parameters without a value

  @Test(
    "What is not decided for every value is undecided, and names the values to give",
    arguments: [
      ("q(m)", "omega = -i*(k^2 + (m - 1)*k)", "give m a value: check q(m = 1)"),
      ("q(m, c)", "omega = -i*(k^2 + (m - c)*k)", "give m and c values: check q(m = 1, c = 1)"),
      (
        "q(m, c, d)", "omega = -i*(k^2 + (m - c)*k^d)",
        "give m, c and d values: check q(m = 1, c = 1, d = 1)"
      ),
      ("q(m, c = 1/3)", "omega = -i*(k^2 + (m - c)*k)", "give m a value: check q(m = 1, c = 1/3)"),
      ("q(s)", "omega = -i*(k^2 + (s - 1)*k)", "give s a value: check q(s = 1)"),
      ("q(m)", "omega = -i*k^2; source = (1 - m)*phi", "give m a value: check q(m = 1)"),
      ("q(m)", "omega = -i*k^2; source = (m - m^2)*p", "give m a value"),
      ("q(m)", "omega = {-i*(k + m*k^3 - k^2), -i*k^2}", "give m a value: check q(m = 1)"),
      ("q(m)", "omega^2 + 2i*m*omega = k^2 + (m - 1)*k", "give m a value: check q(m = 1)"),
      ("q(m)", "equation dtt(phi) + (m - 1)*dt(phi) = lap(phi)", "give m a value"),
      ("q(m)", "omega = -i*(k^2 + sin(m*k)*k*t)", "give m a value"),
      ("q(m)", "omega = -i*k^2/(m - 1)", "give m a value: check q(m = 2)"),
    ])
  func isUndecided(_ head: String, _ body: String, _ hint: String) throws {
    var notebook = try Notebook()
    let declaration = "pde \(head) { \(body) }"
    let declared = notebook.run(declaration)
    #expect(declared.contains(": undecided; ") && declared.contains(hint), "\(declared)")
    guard case .verdict(let report) = notebook.value("check q") else {
      Issue.record("no verdict")
      return
    }
    #expect(report.verdict.isGenerative == nil && !report.verdict.isProved)
    let text = Value.verdict(report).text
    #expect(text.contains(hint) && report.json.text.contains(hint), "\(text)")
    // What the hint says can be typed.
    if let command = hint.split(separator: ": ").last, command.hasPrefix("check") {
      #expect(!notebook.run(String(command)).contains("error["), "\(command)")
    }
    // Details, and the files that list processes, show the same.
    let details = notebook.run("check(q, details = true)")
    #expect(details.contains("  lambda"), "\(details)")
    var session = Session()
    guard case .report(let listed)? = session.judge(Syntax.parse(SourceText(declaration))).first
    else {
      Issue.record("not judged")
      return
    }
    #expect(listed.json.text.contains("\"verdict\":\"undecided\""))
  }

  @Test("Some values given: the others are asked for, with these")
  func someValuesGiven() throws {
    var notebook = try Notebook()
    _ = notebook.run("pde q(m, c, d = 2) { omega = -i*(d*k^2 + (m - c)*k) }")
    #expect(notebook.run("check q(c = 3)").contains("give m a value: check q(m = 1, c = 3, d = 2)"))
    #expect(!notebook.run("check q(m = 3, c = 1)").contains("give"))
    #expect(notebook.run("check viscous(q, nu = 1)").contains("give m and c values"))
  }

  @Test("A part that holds for every value is proved even where the other is open")
  func partIsProved() throws {
    var notebook = try Notebook()
    let text = notebook.run("pde q(m) { omega = -i*k^2; source = (1 - m)*phi };\ncheck q")
    #expect(text.contains("C2 smoothing     holds (proved)") && text.contains("for every m > 0"))
  }

  @Test(
    "What needs numbers says which are missing",
    arguments: [
      "green(q, dim = 2)", "train(q, two_moons(n = 50))", "sample(q, data = two_moons(n = 50))",
      "dispersion(q)", "show(q)", "plot(q)", "sweep(q, two_moons(n = 50), \"c\", [1, 2])",
      "log_likelihood(q, [[0, 0]], data = two_moons(n = 50))",
    ])
  func numbersAreAskedFor(_ code: String) throws {
    var notebook = try Notebook()
    _ = notebook.run("pde q(m, c = 2) { omega = -i*(k^2 + (m - 1)*k) }")
    let text = notebook.run(code)
    #expect(text.contains("error[") && text.contains("'m'"), "\(code): \(text)")
  }
}
