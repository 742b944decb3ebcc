import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Random processes of known truth get no wrong verdict.
///
/// `GENPHYS_CASES` sets how many, `GENPHYS_SEED` which, `GENPHYS_BUDGET` the seconds for each,
/// `GENPHYS_UNDECIDED` the share that may stay undecided. `Scripts/bench/sweep` runs 10,000 with the goal
/// of 5 %; the short run only guards against falling far behind it.
@Suite struct ProofFuzzTests {
  private static func setting(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  private static let cases = setting("GENPHYS_CASES").flatMap { Int($0) } ?? 200
  private static let seed = setting("GENPHYS_SEED").flatMap { UInt64($0) } ?? 1
  private static let budget = setting("GENPHYS_BUDGET").flatMap { Double($0) } ?? 5

  private static let undecidedShare =
    setting("GENPHYS_UNDECIDED").flatMap { Double($0) } ?? 0.1

  private struct Outcome: Sendable {
    let index: Int
    let text: String
    let isDecided: Bool
    let error: String?
    let seconds: Double
  }

  private static func judge(_ index: Int) -> Outcome {
    let sample = RandomProcess(seed: seed, index: index)
    // With R = -phi every rate closes; a mass would not scale with the parameters.
    let process = Process(
      name: "random", parameters: sample.parameters.map { .init(name: $0, value: nil) },
      frequencies: [-.imaginaryUnit * sample.rate],
      source: sample.parameters.isEmpty
        ? Process.Source(potential: -1, density: 0) : .none)
    let start = processorSeconds
    let verdict: Verdict? =
      sample.parameters.isEmpty
      ? try? process.verdict(budget: .seconds(budget))
      : process.generalVerdict(budget: .seconds(budget))
    let seconds = processorSeconds - start
    let isWrong =
      switch (sample.truth, verdict) {
      case (_, nil): false
      case (.generative, let verdict?): verdict.c1.holds == false || verdict.c2.holds == false
      case (.failing, let verdict?): verdict.c1.holds == true && verdict.c2.holds == true
      case (.notEverywhere, let verdict?): verdict.c1.holds == true && verdict.dimensions == .all
      }
    let isDecided =
      switch sample.truth {
      // That not every dimension is possible is all there is to decide.
      case .notEverywhere:
        verdict?.isGenerative != nil || verdict?.dimensions != nil && verdict?.dimensions != .all
      default: verdict?.isGenerative != nil
      }
    return Outcome(
      index: index, text: "\(sample.truth): \(sample.rate)", isDecided: isDecided,
      error: isWrong
        ? "\(verdict?.c1.reason ?? ""); \(verdict?.c2.reason ?? "")" : nil,
      seconds: seconds)
  }

  /// The processor's time of this thread: a verdict may wait for others on a busy machine.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  @Test("Random processes of known truth get no wrong verdict")
  func randomProcesses() async {
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let clock = ContinuousClock()
    let start = clock.now
    var outcomes: [Outcome] = []
    await withTaskGroup(of: [Outcome].self) { group in
      for worker in 0..<workers {
        group.addTask {
          stride(from: worker, to: Self.cases, by: workers).map { Self.judge($0) }
        }
      }
      for await part in group { outcomes += part }
    }
    for outcome in outcomes {
      if let error = outcome.error {
        Issue.record("seed \(Self.seed), case \(outcome.index), \(outcome.text): \(error)")
      }
    }
    let undecided = outcomes.filter { !$0.isDecided }.sorted { $0.index < $1.index }
    let slowest = outcomes.map(\.seconds).max() ?? 0
    let share = Double(undecided.count) / Double(max(1, Self.cases))
    print(
      "sweep: \(Self.cases) cases, seed \(Self.seed): "
        + "\(outcomes.count { $0.error != nil }) wrong, \(undecided.count) undecided "
        + "(\((share * 1000).rounded() / 10) %), slowest \((slowest * 100).rounded() / 100) s, "
        + "\(((clock.now - start) / .seconds(1)).rounded()) s in all")
    for outcome in outcomes.sorted(by: { $0.seconds > $1.seconds }).prefix(3) {
      print("  slow \(outcome.index) \(outcome.seconds.rounded()) s \(outcome.text)")
    }
    for outcome in undecided.prefix(60) {
      print("  undecided \(outcome.index) \(outcome.text)")
    }
    #expect(share <= Self.undecidedShare)
    // The budget, with air for a step that cannot be left.
    #expect(slowest <= 2 * Self.budget + 5)
  }
}
