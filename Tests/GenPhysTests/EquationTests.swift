import GenPhys
import GenPhysNumerics
import GenPhysSyntax
import GenPhysTheory
import Testing

/// A process given by its equation, or by a relation in omega, is the process that its ω gives.
@Suite struct EquationTests {
  /// Two bodies of a `pde` that declare one process.
  struct Pair: CustomTestStringConvertible, Sendable {
    let first: String
    let second: String
    var parameters = ""
    var testDescription: String { first }

    init(_ first: String, _ second: String, _ parameters: String = "") {
      self.first = first
      self.second = second
      self.parameters = parameters
    }
  }

  static let pairs: [Pair] = [
    Pair("equation dt(phi) = lap(phi)", "omega = -i*k^2"),
    Pair("equation ∂t(φ) = ∇²(φ)", "omega = -i*k^2"),
    Pair("equation -lap(phi) + dt(phi) = 0", "omega = -i*k^2"),
    Pair("equation 3*dt(phi) = 3*lap(phi)", "omega = -i*k^2"),
    Pair("equation dtt(phi) + lap(phi) = 0", "omega = ±(-i*k)"),
    Pair("equation 0 = -2*lap(phi) - 2*dt(dt(phi))", "omega = ±(-i*k)"),
    Pair(
      "equation dtt(phi) + lap(phi) - m^2*phi = 0",
      "omega = ±(-i*sqrt(k^2 + m^2)); source = -m^2*phi", "m = 2"),
    Pair(
      "equation dtt(phi) + lap(phi) + m^2*phi = 0",
      "omega = ±(-i*sqrt(k^2 - m^2)); source = m^2*phi", "m = 2"),
    Pair(
      "equation dt(phi) = nu*lap(phi) - kappa*phi",
      "omega = -i*(nu*k^2 + kappa); source = -kappa*p", "nu = 0.5, kappa = 2"),
    Pair("equation dtt(phi) = lap(phi)", "omega = ±k"),
    Pair("omega^2 = k^2", "omega = ±k"),
    Pair("omega - k^2/omega = 0", "omega = {k, -k}"),
    Pair(
      "equation dtt(phi) + 2*eps*dt(phi) = c^2*lap(phi)",
      "omega = -i*(eps ± sqrt(eps^2 - c^2*k^2))", "eps = 1, c = 3"),
    Pair(
      "omega^2 + 2i*eps*omega = c^2*k^2", "omega = -i*(eps ± sqrt(eps^2 - c^2*k^2))",
      "eps = 1, c = 3"),
    Pair("equation dt(phi) = -lap(lap(phi))", "omega = -i*k^4"),
    Pair("equation dt*phi = -lap^2*phi", "omega = -i*k^4"),
    Pair("equation dt(phi) = -lap(phi) - lap(lap(phi))", "omega = -i*(k^4 - k^2)"),
    Pair("equation dt(phi) = -(-lap)^(a/2)*phi", "omega = -i*k^a", "a = 1.5"),
    Pair("equation dt(phi) - dt(lap(phi)) = lap(phi)", "omega = -i*k^2/(1 + k^2)"),
    Pair("equation dt(phi) = t*lap(phi)", "omega = -i*t*k^2"),
    Pair("equation i*dt(phi) = -lap(phi)", "omega = k^2"),
    Pair("equation dtt(phi) = -lap(lap(phi))", "omega = ±k^2"),
    Pair(
      "equation (dt - lap)*(dt - 2*lap)*phi = 0",
      "omega = {-2i*k^2, -i*k^2}; source = 0"),
  ]

  /// The process that a body declares.
  private func process(_ body: String, _ parameters: String = "") throws -> Process {
    var notebook = try Notebook()
    let parsed = Syntax.parse(SourceText("pde q(\(parameters)) { \(body) }"))
    let cell = try #require(parsed.cells.first)
    let result = notebook.session.run(cell, in: parsed.source)
    guard case .verdict(let report) = result.value else {
      throw Problem(description: "\(result.error?.message ?? "no verdict") in \(body)")
    }
    return report.process
  }

  private struct Problem: Error, CustomStringConvertible { let description: String }

  @Test(arguments: pairs)
  func sameProcess(pair: Pair) throws {
    let first = try process(pair.first, pair.parameters)
    let second = try process(pair.second, pair.parameters)
    #expect(first.decayRates == second.decayRates)
    #expect(first.boundSource == second.boundSource)
    let (a, b) = (try first.verdict(), try second.verdict())
    #expect(a.summary == b.summary)
    #expect(a.isProved == b.isProved)
    #expect(a.dimensions == b.dimensions)
    #expect(a.violations == b.violations)
  }

  @Test(arguments: [
    ("dtt(phi) + lap(phi) = 0", "p = -dt(phi)", "-grad(phi)", "R = 0"),
    ("dtt(phi) + lap(phi) - 4*phi = 0", "p = -dt(phi)", "-grad(phi)", "R = -4*phi"),
    ("dtt(phi) + lap(phi) + 4*phi = 0", "p = -dt(phi)", "-grad(phi)", "R = 4*phi"),
    ("-dtt(phi) = lap(phi)", "p = -dt(phi)", "-grad(phi)", "R = 0"),
    ("dtt(phi) = lap(phi)", "p = dt(phi)", "-grad(phi)", "R = 0"),
    ("dtt(phi) + 2*dt(phi) = 9*lap(phi)", "p = dt(phi) + 2*phi", "-grad(9*phi)", "R = 0"),
    ("dt(phi) = 2*lap(phi) - 3*phi", "p = phi", "-grad(2*phi)", "R = -3*phi"),
    ("-2*dt(phi) = -lap(phi)", "p = phi", "-grad(1/2*phi)", "R = 0"),
    ("dt(phi) = -lap(lap(phi))", "p = phi", "-grad(-lap(phi))", "R = 0"),
    ("dt(phi) - dt(lap(phi)) = lap(phi)", "p = phi - lap(phi)", "-grad(phi)", "R = 0"),
    ("dttt(phi) = lap(phi)", "p = dtt(phi)", "-grad(phi)", "R = 0"),
  ])
  func derivationIsShown(equation: String, density: String, flux: String, source: String) throws {
    var notebook = try Notebook()
    let shown = notebook.run("pde q { equation \(equation) }; show(q)")
    for part in [density + "\n", flux, source + "\n"] {
      #expect(shown.contains(part), "\(shown)")
    }
  }

  @Test func writtenSourceReplacesTheDerivedOne() throws {
    let gauge = try process("equation dtt(phi) + lap(phi) - phi = 0; source = -p")
    #expect(gauge.boundSource == Process.Source(potential: 0, density: -1))
    #expect(try gauge.verdict().isGenerative == true)
  }

  @Test func equationsTrain() throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      """
      pde q { equation dtt(phi) + lap(phi) = 0 }
      G = green(q, dim = 2); G(r = 1, t = 1) - green(poisson, dim = 2)(r = 1, t = 1)
      model = train(q, two_moons(n = 100), steps = 5, width = 8, seed = 1)
      sample(model, n = 5, seed = 1);
      """)
    #expect(!printed.contains("error["), "\(printed)")
    #expect(printed.contains("\n0"), "\(printed)")
  }
}

/// Changes of processes as values of the language.
@Suite struct MendingTests {
  @Test(arguments: [
    ("wick(schrodinger)", "diffusion"), ("wick(wave)", "poisson"),
    ("wick(klein_gordon)", "yukawa"), ("wick(klein_gordon)(m = 3)", "yukawa(m = 3)"),
    ("flip_mass(helmholtz)", "yukawa"), ("flip_mass(helmholtz(k0 = 2))", "yukawa(m = 2)"),
    ("flip_mass(yukawa)", "helmholtz"), ("wick(diffusion)", "diffusion"),
    ("damp(wave, eps = 1)", "dissipative_wave"),
    ("damp(damp(wave, eps = 1), eps = 0.5)", "dissipative_wave(eps = 1.5)"),
    ("wick(viscous(wave, nu = 0))", "poisson"),
  ])
  func mendedIsTheKnownProcess(changed: String, known: String) throws {
    var notebook = try Notebook()
    let printed = notebook.run("show(\(changed))\nshow(\(known))\n")
    let halves = printed.split(separator: "\n").filter { line in
      ["  lambda", "  source =", "  phi"].contains { line.hasPrefix($0) }
    }
    #expect(!halves.isEmpty && halves.count % 2 == 0, "\(printed)")
    #expect(
      Array(halves.prefix(halves.count / 2)) == Array(halves.suffix(halves.count / 2)), "\(printed)"
    )
  }

  @Test(arguments: [
    ("wave", ["wick(wave)", "damp(wave, eps = 1) in N = 1"]),
    ("schrodinger", ["wick(schrodinger)"]),
    ("klein_gordon(m = 1)", ["wick(klein_gordon)", "damp(klein_gordon, eps = 2)(m = 1) in N = 1"]),
    ("helmholtz(k0 = 1)", ["flip_mass(helmholtz)"]),
  ])
  func failingProcessesShowWhatMendsThem(process: String, mended: [String]) throws {
    var notebook = try Notebook()
    let printed = notebook.run("check \(process)")
    for text in mended { #expect(printed.contains(text), "\(printed)") }
  }

  @Test(arguments: ["hyperdiffusion", "diffusion", "yukawa"])
  func nothingIsSuggestedInVain(process: String) throws {
    var notebook = try Notebook()
    #expect(!notebook.run("check \(process)").contains("mended"))
  }

  @Test func mendedProcessesAreUsedAsOthers() throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      """
      q = wick(schrodinger)
      green(q, dim = 2)(r = 1, t = 1) - green(diffusion, dim = 2)(r = 1, t = 1)
      model = train(q, two_moons(n = 100), steps = 5, width = 8, seed = 1);
      sample(model, n = 5, seed = 1);
      """)
    #expect(printed.hasPrefix("0") && !printed.contains("error["), "\(printed)")
  }
}
