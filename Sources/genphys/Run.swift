internal import ArgumentParser
internal import GenPhys
internal import GenPhysSyntax

/// `genphys run`: runs scripts and expressions.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run scripts (.gp) or expressions.",
    discussion:
      "A script is checked whole before anything runs. Figures are shown as text; save them.")

  @Argument(help: "Scripts; - reads standard input.", completion: .file(extensions: ["gp"]))
  var files: [String] = []

  @Option(
    name: .short, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("An expression; may be repeated.", valueName: "expression"))
  var expression: [String] = []

  @OptionGroup var common: CommonOptions

  func run() throws {
    // Not in `validate`, which would speak before unknown options are reported.
    if files.isEmpty && expression.isEmpty {
      throw ValidationError("Give a script to run, or an expression with -e.")
    }
    var batch = Batch(common)
    var sources: [SourceText] = []
    for file in files { sources.append(try batch.read(file)) }
    for text in expression { sources.append(SourceText(name: "expression", text)) }
    try batch.run(sources)
  }
}
