import GenPhys
import GenPhysNumerics
import GenPhysSyntax
import GenPhysTheory
import Testing

/// Sources that close and sources that do not, and the sources that messages suggest.
@Suite struct ClosureTests {
  /// The report on a declaration, without the changes that mend it.
  private static func verdict(_ declaration: String) throws -> Verdict {
    var session = Session()
    let script = Syntax.parse(SourceText(name: "case", declaration))
    var verdict: Verdict?
    for cell in script.cells {
      let result = session.run(cell, in: script.source)
      if case .verdict(let report) = result.value { verdict = report.verdict }
    }
    return try #require(verdict, "\(declaration) is not judged")
  }

  private static func isRefuted(_ verdict: Verdict) -> Bool {
    verdict.c1.holds == false && verdict.c1.proved
      && verdict.c1.reason.contains("the source cannot close")
  }

  // MARK: - Sources that cannot close

  @Test(
    "A potential that drops out is refuted",
    arguments: [
      "omega = -i*k^2; source = -lap*phi", "omega = -i*k^2; source = -lap(phi) - 2*p",
      "omega = -i*sqrt(k^2 + 1); source = -lap*phi", "omega = -i*k; source = (1 - lap)*phi - phi",
      "omega = ±k; source = -lap*phi", "omega = -i*k^2; source = -lap*phi + lap*p",
      "omega = -i*(k^2 + 1); source = -lap(phi) + lap(p) - p",
    ])
  func potentialDropsOut(_ body: String) throws {
    let verdict = try Self.verdict("pde q { \(body) }")
    #expect(Self.isRefuted(verdict), "\(verdict.c1.reason)")
  }

  @Test(
    "A pole is refuted, whatever its order, its place and the form of the potential",
    arguments: [
      // Simple roots in polynomials, also far from 1.
      "lap^2*phi", "-lap^3*phi", "(3*lap^2 + 2*lap)*phi", "2*phi", "1e-8*phi", "1e9*phi",
      "1e-20*phi", "1e25*phi", "1e-16*lap^2*phi", "1e18*lap^2*phi", "1/3*lap^2*phi", "pi*phi",
      // Double roots do not change the sign.
      "-(lap + 1)^2*phi - lap*phi", "-(lap + 2)^4*phi - lap*phi",
      "-(lap + 1e-12)^2*phi - lap*phi", "-(lap^2 + 4*lap + 4)*phi - lap*phi",
      "-(lap^2 + lap/3 + 1/36)*phi - lap*phi", "-(lap + sqrt(2))^2*phi - lap*phi",
      "-(lap^2 - 3*lap + 1)^2*(lap + 5)^2*phi - lap*phi",
      "-(lap + 1e16)^2*phi - lap*phi", "-(lap + 1e-30)^4*phi - lap*phi",
      "-(lap^2 + 2e16*lap + 1e32)*phi - lap*phi",
      // No polynomials.
      "exp(lap)*phi", "sqrt(-lap)*phi", "(-lap)^0.3*phi", "2*(-lap)^(1/3)*phi", "1e-9*exp(lap)*phi",
      "(1 + sqrt(-lap))*phi", "log(2 - lap)*phi", "cos(lap)*phi", "3/(1 - lap)*phi",
      "besselj(0, sqrt(-lap))*phi", "lap^2*exp(lap/9)*phi",
      // Sources that depend on time.
      "t*phi", "exp(-t)*phi", "-lap*t*phi", "(3 - t)*phi/2 + lap*phi",
      "(t - 3)*phi - lap*phi - sin(lap)^2*phi",
    ])
  func poleIsRefuted(_ source: String) throws {
    let verdict = try Self.verdict("pde q { omega = -i*k^2; source = \(source) }")
    #expect(Self.isRefuted(verdict), "\(verdict.c1.reason)")
  }

  @Test(
    "A pole for every value of the parameters is refuted",
    arguments: [
      ("m", "k^2", "m^2*phi"), ("m", "k^2 + m", "2*phi"), ("m, c", "c*k + m", "m*phi + c*p"),
      ("m", "k^2", "-lap*phi - (lap + m^2)^2*phi"), ("m", "k^2", "m*lap^2*phi"),
      ("m, n", "k^m", "exp(n*lap)*phi"), ("c", "k^c", "-lap*phi"),
    ])
  func poleForEveryParameter(_ parameters: String, _ rate: String, _ source: String) throws {
    let verdict = try Self.verdict(
      "pde q(\(parameters)) { omega = -i*(\(rate)); source = \(source) }")
    #expect(Self.isRefuted(verdict), "\(verdict.c1.reason)")
  }

  @Test(
    "A zero of k^2 - a at which lambda + b vanishes as fast is no pole",
    arguments: [
      ("k^2 - 1", "phi"), ("k^2", "2*phi - 2*p"), ("k^2", "lap^2*phi - lap^2*p"),
      ("k^2", "-lap*phi - (lap + 1)^2*phi + (lap + 1)^2*p + lap*p"), ("k", "phi - p"),
      ("k^2", "exp(lap)*phi - exp(lap)*p"), ("exp(k^2) - 1", "phi + (1 - e)*p"),
      ("k^2", "1e-30*phi - 1e-30*p"), ("k", "4*phi - 2*p"),
      ("log(1 + k^2)", "phi - log(2)*p"), ("sqrt(k^2 + 3)", "phi - 2*p"),
      ("k^2", "-lap*phi + (lap + 1)/log(-lap)*phi"),
    ])
  func removablePole(_ rate: String, _ source: String) throws {
    let verdict = try Self.verdict("pde q { omega = -i*(\(rate)); source = \(source) }")
    #expect(!verdict.c1.reason.contains("cannot close"), "\(verdict.c1.reason)")
  }

  @Test(
    "A source without a pole is not refuted",
    arguments: [
      "-phi", "-lap^2*phi", "lap*phi/2", "-exp(lap)*phi", "-(lap^2 + 1)*phi", "-sqrt(-lap)*phi",
      "-1e-30*phi", "-1e30*phi", "exp(-lap)*phi", "-lap*phi - phi/(1 - lap)",
      "(1/10)*lap*phi - phi",
      "-(lap + 1)^2*phi - lap*phi - phi/1000",
    ])
  func soundSource(_ source: String) throws {
    let verdict = try Self.verdict("pde q { omega = -i*k^2; source = \(source) }")
    #expect(verdict.c1.holds == true && verdict.c1.proved, "\(verdict.c1.reason)")
  }

  @Test("A zero that only numbers show is an opinion")
  func touchIsAnOpinion() throws {
    let verdict = try Self.verdict(
      "pde q { omega = -i*k^2; source = -(exp(lap) - 1/2)^2*phi - lap*phi }")
    #expect(verdict.c1.holds == nil && verdict.c1.opinion == false, "\(verdict.c1.reason)")
    #expect(verdict.c1.reason.contains("numerically, the source cannot close"))
  }

  @Test("A potential that is not real makes no flow")
  func complexPotential() throws {
    let verdict = try Self.verdict("pde q { omega = -i*k^2; source = i*phi }")
    #expect(verdict.c1.holds == false && verdict.c1.proved, "\(verdict.c1.reason)")
  }

  /// `k² − a = ∏ (k² − r)^e·(k⁴ + c)` with random r: refuted exactly where some root is positive and not
  /// cancelled by λ + b.
  @Test(arguments: 1...40)
  func randomPolynomials(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    let roots = (0...Int.random(in: 0...2, using: &random)).map { _ in
      (
        top: Int.random(in: -9...9, using: &random), bottom: Int.random(in: 1...5, using: &random),
        power: Int.random(in: 1...2, using: &random)
      )
    }.filter { $0.top != 0 }
    let constant = Int.random(in: 1...9, using: &random)
    // lap = −k².
    let factors = roots.map { "(-lap - (\($0.top))/\($0.bottom))^\($0.power)" }
    let gap = (factors + ["(lap^2 + \(constant))"]).joined(separator: "*")
    let cancelled = Bool.random(using: &random) ? roots.first : nil
    let rate = cancelled.map { "k^2 - (\($0.top))/\($0.bottom)" } ?? "k^2"
    var orders: [Double: Int] = [:]
    for root in roots {
      orders[Double(root.top) / Double(root.bottom), default: 0] += root.power
    }
    if let cancelled { orders[Double(cancelled.top) / Double(cancelled.bottom), default: 0] -= 1 }
    let hasPole = orders.contains { $0.key > 0 && $0.value > 0 }
    let declaration = "pde q { omega = -i*(\(rate)); source = -lap*phi - \(gap)*phi }"
    let verdict = try Self.verdict(declaration)
    #expect(
      Self.isRefuted(verdict) == hasPole, "seed \(seed): \(declaration): \(verdict.c1.reason)")
  }

  // MARK: - Suggestions

  /// The sources that a message names.
  private static func suggestions(_ text: String) -> [String] {
    text.matches(of: /'source = ([^']*)'/).map { String($0.1) }
  }

  @Test(
    "Every source that is suggested closes",
    arguments: [
      ("", "sqrt(k^2 + 2)", "0"), ("", "sqrt(k^2 + 1/3)", "0"), ("", "k^2 + 0.1", "0"),
      ("", "2*sqrt(3*k^2 + 5)", "p"), ("", "k^2 + pi", "0"), ("", "log(2 + k^2)", "0"),
      ("", "k^2 + exp(-1)", "-p/2"), ("", "k^2", "2*phi"), ("", "k^2", "-lap*phi"),
      ("", "k^2", "lap^2*phi"), ("", "k^2 + sqrt(2)", "lap^2*phi"), ("", "1/k + k", "0"),
      ("", "k^2 + t", "0"), ("m = 1", "sqrt(k^2 + m^2)", "0"), ("m = 3", "k^2 + m", "0"),
      ("m = -2", "sqrt(k^2 + m^2)", "0"), ("m", "sqrt(k^2 + m^2)", "0"),
      ("s", "sqrt(k^2 + s)", "0"), ("m, c = 1/7", "sqrt(c*k^2 + m) + log(1 + c)", "m*p"),
      ("m", "k^2", "m*phi"), ("", "sqrt((k^2 + 2)^1.5)", "0"),
      ("", "0.1234567890123456789 + k", "0"), ("", "sqrt(k^2 + 1e-30)", "0"),
    ])
  func suggestionsClose(_ parameters: String, _ rate: String, _ source: String) throws {
    func declaration(_ source: String) -> String {
      let head = parameters.isEmpty ? "q" : "q(\(parameters))"
      return "pde \(head) { omega = -i*(\(rate)); source = \(source) }"
    }
    let reason = try Self.verdict(declaration(source)).c1.reason
    let suggestions = Self.suggestions(reason)
    #expect(!suggestions.isEmpty, "\(reason)")
    for suggestion in suggestions {
      let verdict = try Self.verdict(declaration(suggestion))
      #expect(!verdict.c1.reason.contains("cannot close"), "\(suggestion): \(verdict.c1.reason)")
    }
  }

  @Test("Several branches are closed as well")
  func suggestionsForBranches() throws {
    for body in ["omega = ±sqrt(k^2 + 2)", "omega^2 + 2i*omega = k^2 + 1/2"] {
      let reason = try Self.verdict("pde q { \(body); source = 0 }").c1.reason
      let suggestions = Self.suggestions(reason)
      #expect(!suggestions.isEmpty)
      for suggestion in suggestions {
        let verdict = try Self.verdict("pde q { \(body); source = \(suggestion) }")
        #expect(!verdict.c1.reason.contains("cannot close"), "\(suggestion): \(verdict.c1.reason)")
      }
    }
  }

  @Test("Numbers are written exactly, parameters by name")
  func suggestionsAreExact() throws {
    let root = try Self.verdict("pde q { omega = -i*sqrt(k^2 + 2); source = 0 }").c1.reason
    #expect(Self.suggestions(root) == ["-sqrt(2)*p", "-2*phi"])
    let named = try Self.verdict("pde q(m) { omega = -i*sqrt(k^2 + m^2); source = 0 }").c1.reason
    #expect(Self.suggestions(named) == ["-m*p", "-m^2*phi"])
    let negative = try Self.verdict(
      "pde q(m = -2) { omega = -i*sqrt(k^2 + m^2); source = 0 }"
    ).c1.reason
    #expect(!Self.suggestions(negative).contains("-m*p"))
  }

  @Test("A kernel is refused with the same words")
  func kernelsNameSources() throws {
    var notebook = try Notebook()
    let text = notebook.run("pde q { omega = -i*sqrt(k^2 + 2); source = 0 };\ngreen(q, dim = 2)")
    #expect(text.contains("'source = -sqrt(2)*p'"), "\(text)")
  }
}

/// SplitMix64, so that a random test can be repeated from its seed.
private struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
