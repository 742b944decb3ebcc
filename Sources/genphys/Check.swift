internal import ArgumentParser
internal import GenPhys
internal import GenPhysTheory

/// `genphys check`: judges every process that scripts declare.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge every process that scripts declare.",
    discussion: "Only declarations are read: nothing is trained, sampled or written.")

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
              ? report.json.text : Platform.fitted(Value.verdict(report).text, to: .output))
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
