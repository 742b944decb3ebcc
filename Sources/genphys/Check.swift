internal import ArgumentParser
internal import GenPhys
internal import GenPhysText
internal import GenPhysTheory

/// `genphys check`: judges every process that scripts declare.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge every process that scripts declare.",
    discussion: """
      Only declarations are read: nothing is trained, sampled or written.

      The first line of a report is the answer and where it holds. Without a dimension it holds in \
      every one; "rough" means that part of the mass is never smoothed. With --json each process \
      gives one object: "verdict" is the answer alone, "dimensions" the largest N in which C1 holds \
      ("all", a number, 0 where it fails on the line, [lo, hi] for a range, hi null where none is \
      known).

      Exit codes: 0 all are s-generative, 2 some is not, 3 none is refuted but some are undecided, \
      1 some declaration cannot be judged, 65 a script cannot be read.
      """)

  @Argument(help: "Scripts; - reads standard input.", completion: .file(extensions: ["gp"]))
  var files: [String]

  @OptionGroup var common: CommonOptions

  func run() throws {
    var batch = Batch(common)
    var answers: [Bool?] = []
    var failure: ExitCode?
    // A script that cannot be read does not hide the verdicts on the others.
    for file in files {
      do {
        let found = try batch.judge(try batch.read(file))
        for report in found.reports {
          try batch.show(
            common.json
              ? TerminalText(report.json.text)
              : Platform.fitted(TerminalText(Value.verdict(report).text), to: .output))
        }
        answers += found.reports.map(\.verdict.isGenerative)
        if !found.isComplete { failure = failure ?? Batch.Code.runtimeError }
      } catch let code as ExitCode where code == Batch.Code.badScript {
        failure = code
      }
    }
    if let failure { throw failure }
    if answers.contains(false) { throw Batch.Code.refuted }
    if answers.contains(nil) { throw Batch.Code.undecided }
  }
}
