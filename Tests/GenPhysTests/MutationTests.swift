import Foundation
import GenPhys
import GenPhysSyntax
import Testing

/// Whatever the text, checking and elaborating it ends soon and reports inside the text.
///
/// `GENPHYS_FUZZ=100000` asks for that many mutations of the corpus.
@Suite struct MutationTests {
  /// A small generator of its own, so that a seed means the same everywhere.
  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let seed = UInt64(Repository.setting("GENPHYS_SEED", default: 20_230_405))

  private static func corpus() throws -> [[UInt8]] {
    var texts: [String] = []
    for folder in ["Grammar/corpus/accept", "Grammar/corpus/reject"] {
      texts += try Repository.files(in: folder, extension: "gp").map {
        try Repository.text("\(folder)/\($0)")
      }
    }
    texts.append(try Repository.text("Sources/GenPhys/Prelude/processes.gp"))
    texts += DiagnosticTests.cases.map(\.script)
    // Declarations count several times: they reach deepest.
    texts += texts.filter { $0.contains("pde") } + texts.filter { $0.contains("omega") }
    return texts.filter { $0.utf8.count < 3000 }.map { Array($0.utf8) }
  }

  private static let snippets: [[UInt8]] =
    (Session().vocabulary + Symbol.allCases.map(\.rawValue) + [
      "\n", "\"", "#", "# %%\n", " ", "²", "ω", "1e9", "1e308", "0", "-1", "1/3", "^k", "*k", "(k)",
      "k^2", "besselk(1,k)", "sqrt(", "{k,-k}", "±", "phi", "p", "lap(phi)", "(m=1)", "99999999999",
    ]).map { Array($0.utf8) }

  private static func mutate(
    _ bytes: [UInt8], _ corpus: [[UInt8]], using random: inout SplitMix
  ) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let index = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, index + Int.random(in: 0..<6, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(index..<end)
      case 1, 2:
        bytes.insert(contentsOf: snippets.randomElement(using: &random) ?? [], at: index)
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
      default:
        let other = corpus.randomElement(using: &random) ?? []
        let start = Int.random(in: 0...other.count, using: &random)
        bytes.replaceSubrange(index..<end, with: other[start...].prefix(30))
      }
    }
    return bytes
  }

  @Test func mutationsAreCheckedSoon() throws {
    let corpus = try Self.corpus()
    var random = SplitMix(state: Self.seed)
    let session = Session()
    let clock = ContinuousClock()
    var slowest = (time: Duration.zero, text: "")
    for _ in 0..<Repository.setting("GENPHYS_FUZZ", default: 3000) {
      let original = corpus.randomElement(using: &random) ?? []
      let text = String(decoding: Self.mutate(original, corpus, using: &random), as: UTF8.self)
      // Read by whoever looks into a crash.
      Self.note(text)
      let time = clock.measure {
        let parsed = Syntax.parse(text)
        for diagnostic in session.check(parsed.script.statements) {
          #expect(diagnostic.span.end <= text.utf8.count, "\(text.debugDescription)")
          #expect(!diagnostic.message.isEmpty)
        }
      }
      if time > slowest.time { slowest = (time, text) }
    }
    #expect(
      slowest.time < .seconds(5),
      "seed \(Self.seed): \(slowest.time) for \(slowest.text.debugDescription)")
  }

  /// Declarations that survive are judged too, and answer in time.
  @Test func mutatedDeclarationsAreJudgedSoon() throws {
    let corpus = try Self.corpus().filter { String(decoding: $0, as: UTF8.self).contains("pde") }
    var random = SplitMix(state: Self.seed &+ 1)
    let clock = ContinuousClock()
    for _ in 0..<(Repository.setting("GENPHYS_FUZZ", default: 3000) / 60) {
      let original = corpus.randomElement(using: &random) ?? []
      let text = String(decoding: Self.mutate(original, corpus, using: &random), as: UTF8.self)
      Self.note(text)
      let parsed = Syntax.parse(text)
      var session = Session()
      let time = clock.measure { _ = session.judge(parsed) }
      #expect(time < .seconds(30), "seed \(Self.seed): \(time) for \(text.debugDescription)")
    }
  }

  private static func note(_ text: String) {
    guard Repository.setting("GENPHYS_FUZZ_LOG", default: 0) == 1 else { return }
    try? Data(text.utf8).write(
      to: FileManager.default.temporaryDirectory.appending(path: "genphys-fuzz-last.gp"))
  }

  // MARK: - Huge and nested inputs

  static let towers: [String] = [
    String(repeating: "(", count: 100_000),
    "x = " + String(repeating: "(", count: 120) + "1" + String(repeating: ")", count: 120),
    "x = " + String(repeating: "-", count: 120) + "1",
    "x = 1" + String(repeating: " + 1", count: 480),
    "x = 1" + String(repeating: " + 1", count: 50_000),
    "x = [" + String(repeating: "1, ", count: 200_000) + "1]",
    "x = " + String(repeating: "[", count: 120) + String(repeating: "]", count: 120),
    "pde q { omega = -i*k" + String(repeating: "^2", count: 100) + " }",
    "pde q { omega = -i*(" + (0..<400).map { "k^\($0)" }.joined(separator: " + ") + ") }",
    "pde q { omega = -i*(1 + k)^1000 }",
    "pde q { omega = -i*(k + 1)^100*(k + 2)^100*(k + 3)^100 }",
    "pde q { omega = " + String(repeating: "sqrt(1 + ", count: 60) + "k"
      + String(repeating: ")", count: 60) + " }",
    "pde q { omega = -i*k^99999999999999999999999 }",
    "pde q { omega = -i*2^2^2^2^2^2*k }",
    "pde q { omega = -i*10^100000000*k }",
    "pde q { omega = -i*k^(1/99999999999999999) }",
    "f0(x) = x + x\n"
      + (1..<60).map { "f\($0)(x) = f\($0 - 1)(x) + f\($0 - 1)(x)" }.joined(separator: "\n")
      + "\npde q { omega = -i*f59(k) }",
    "f(x) = x + x\npde q { omega = " + String(repeating: "f(", count: 60) + "k"
      + String(repeating: ")", count: 60) + " }",
    "f(x) = x*x\npde q { omega = " + String(repeating: "f(", count: 60) + "k"
      + String(repeating: ")", count: 60) + " }",
    "f(x) = f(x)\npde q { omega = f(k) }",
    "f(x) = g(x); g(x) = f(x)\npde q { omega = f(k) }",
    "\"" + String(repeating: "a", count: 1_000_000) + "\"",
    String(repeating: "a", count: 1_000_000),
    String(repeating: "x = 1\n", count: 100_000),
    String(repeating: "pde q { omega = -i*k }\n", count: 500),
    String(repeating: "frobnicate(1)\n", count: 20_000),
  ]

  @Test(arguments: towers.indices)
  func hugeTextsAreAnsweredSoon(index: Int) {
    let text = Self.towers[index]
    let clock = ContinuousClock()
    let time = clock.measure {
      let parsed = Syntax.parse(text)
      var session = Session()
      let found = session.check(parsed.script.statements)
      _ = DiagnosticRenderer(parsed.source).render(Array(found.prefix(100)))
      if parsed.status == .complete, found.isEmpty {
        for cell in parsed.cells.prefix(20) { _ = session.run(cell, in: parsed.source) }
      }
    }
    #expect(time < .seconds(20), "\(text.prefix(60)) took \(time)")
  }

  /// Costs that a script asks for are bounded when it runs.
  @Test(arguments: [
    "0..1e9", "linspace(0, 1, 1e9)", "f(x) = f(x) + f(x)\nf(1)", "x = 1..100000\nx*x\nsum(x)",
    "two_moons(n = 1e11)", "besselk(1e9, 1e-300)", "gamma(1e300)", "1e308*10", "10^400", "0/0",
    "besselj(1, 1e300)", "(-8)^(1/3)", "x = [1, [2, \"a\"]]\nx + 1", "log(0)", "inf - inf",
    "green(diffusion, dim = 100000000)(r = 1, t = 1)",
    "G = green(fractional, dim = 3)\nG(1e300, 1)",
    "plot(linspace(0, 1, 100000))", "f(x) = 1/x\nplot(f)", "f(x) = \"a\"\nplot(f)", "plot()",
    "images(two_moons(n = 10))", "mean(\"a\")", "len([])", "sample(diffusion, n = 10)",
    "gaussian_mixture(means = [], sigma = 1)", "gaussian_mixture(means = [[0, 0]], sigma = -1)",
    "data([])", "data([[]])", "data([[1, 2], [3]])", "data([[1, inf]])", "two_moons(n = 0)",
    "two_moons(noise = -1)", "select(two_moons(n = 10), 99)", "score(data([1]), data([2]))",
    "train(diffusion, data([[0, 0]]), steps = 5, width = 8)",
    "sample(poisson, data = data([[0, 0], [0, 0]]), n = 5)",
    "train(diffusion, two_moons(n = 100), steps = 0)",
    "train(diffusion, two_moons(n = 100), width = 100000000)", "check(5)",
    "green(wave, dim = 1)(1, 1)",
    "dispersion(yukawa)(k = -1)", "dispersion(pfgmpp(D = 3))(k = 1, t = 1e-300)",
    "yukawa(m = 1e300)",
    "check(yukawa(m = -1))", "check(fractional(alpha = 0))", "check(fractional(alpha = 1e9))",
    "check(pfgmpp(D = 0))", "check(pfgmpp(D = 1e9))", "score(two_moons(n=5), data([1,2,3]))",
    "plot(diffusion)", "plot(green(diffusion, dim = 2), over = [])",
    "plot(two_moons(n=3), title = \"\")",
  ])
  func unreasonableWishesAreAnsweredSoon(code: String) throws {
    var notebook = try Notebook()
    let clock = ContinuousClock()
    var printed = ""
    let time = clock.measure { printed = notebook.run(code) }
    #expect(time < .seconds(10), "\(code) took \(time)")
    #expect(!printed.contains("nan"), "\(code) prints \(printed)")
    #expect(printed.utf8.count < 100_000)
  }
}
