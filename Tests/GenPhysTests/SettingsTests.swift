import Foundation
import GenPhys
import GenPhysNumerics
import GenPhysSyntax
import Testing

/// The settings of a session reach all work they speak of.
@Suite struct SettingsTests {
  /// Scripts whose loops lie in every part of the engine.
  static let scripts = [
    "score(two_moons(n = 2000, seed = 1), two_moons(n = 2000, seed = 2))",
    "sample(green(fractional(alpha = 1.3), dim = 2), n = 100000)",
    "pde mixed { omega = -i*(k^1.3 + 0.2*k^2) }\n"
      + "sample(mixed, data = two_moons(n = 300), n = 200, steps = 3)",
    "log_likelihood(poisson, [[0, 0.5], [3, 3]], data = two_moons(n = 100))",
    "train(diffusion, two_moons(n = 500), steps = 2, width = 32)",
    "sweep(poisson, two_moons(n = 200), \"noise\", [0, 0.1], n = 100, seeds = 1, training = 0)",
    "sample(yukawa_uniform, data = two_moons(n = 100), n = 50, steps = 3)",
  ]

  /// What a script shows with a number of threads, and how many its loops used at once.
  private func run(_ script: String, threads: Int) throws -> (text: String, largestUse: Int) {
    var notebook = try Notebook()
    notebook.session.settings.threads = threads
    var text = ""
    let largestUse = ThreadLimit.largestUse { text = notebook.run(script) }
    return (text, largestUse)
  }

  @Test(arguments: scripts) func threadsAreObeyed(_ script: String) throws {
    let alone = try run(script, threads: 1)
    let three = try run(script, threads: 3)
    #expect(alone.largestUse == 1 && !alone.text.contains("error["), "\(alone.text)")
    #expect(three.largestUse > 1 && three.largestUse <= 3, "\(script)")
    // Gradients are added up thread by thread, all else gives the same bytes.
    if !script.hasPrefix("train") { #expect(alone.text == three.text) }
  }

  /// Equal seeds and numbers of threads give equal bytes.
  @Test(arguments: [1, 2]) func runsAreReproducible(threads: Int) throws {
    let script = """
      moons = two_moons(n = 400)
      m = train(diffusion, moons, steps = 20, width = 32)
      xs = sample(m, n = 300)
      [mean(xs), std(xs)]
      score(xs, moons)
      """
    let first = try run(script, threads: threads)
    #expect(try run(script, threads: threads).text == first.text && !first.text.contains("error["))
  }

  /// Loops inside a lane stay on its thread, and a loop without a number of threads obeys the limit.
  @Test func limitsAreInForceBelow() {
    let use = ThreadLimit.largestUse {
      ThreadLimit.within(2) {
        #expect(ThreadLimit.available == 2)
        ThreadLimit.perform(lanes: 8, threads: 0) { _, _ in
          #expect(ThreadLimit.workers(lanes: 8, threads: 0) == 1)
          #expect(ThreadLimit.workers(lanes: 8, threads: 5) == 1)
        }
        #expect(ThreadLimit.workers(lanes: 8, threads: 5) == 2)
      }
    }
    #expect(use == 2)
    #expect(ThreadLimit.workers(lanes: 8, threads: 5) == 5)
  }

  /// No loop of the sources goes past the limit.
  @Test func parallelLoopsHaveOneHome() throws {
    let sources = Repository.root.appending(path: "Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var homes: [String] = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      if text.contains("concurrentPerform(") { homes.append(file.lastPathComponent) }
    }
    #expect(homes == ["ThreadLimit.swift"])
  }

  /// A process that is judged for 4 seconds where there is time, and data in so many dimensions that
  /// nothing can be compiled for it.
  static let slow = """
    pde slow { omega = -i*k^1.1*(1 + 0.05*atan(k^2)*erf(k)) }
    d = gaussian_mixture(means = [[-1, 0, 0, 0, 0], [1, 0, 0, 0, 0]], sigma = 0.3, n = 20)
    """

  /// Training, figures and reports judge within the budget of the session.
  @Test(arguments: [
    "slow", "check slow", "plot(dispersion(slow));", "train(slow, d, steps = 1, width = 8)",
    "sample(slow, data = d, n = 1)",
    "sweep(slow, d, \"noise\", [0], n = 10, seeds = 1, training = 0)",
  ])
  func budgetsAreObeyed(_ statement: String) throws {
    var notebook = try Notebook()
    notebook.session.settings.budget = .milliseconds(20)
    _ = notebook.run(Self.slow)
    let clock = ContinuousClock()
    let start = clock.now
    let printed = notebook.run(statement)
    #expect(clock.now - start < .seconds(3))
    #expect(!printed.contains("error[") || printed.contains("GP0403"), "\(printed)")
  }
}
