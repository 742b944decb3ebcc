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
    var reports: [VerdictReport] = []
    for file in files { reports += try batch.judge(try batch.read(file)) }
    for report in reports {
      print(common.json ? report.json.text : Value.verdict(report).text)
    }
    let answers = reports.map(\.verdict.isGenerative)
    if answers.contains(false) { throw ExitCode(2) }
    if answers.contains(nil) { throw ExitCode(3) }
  }
}
