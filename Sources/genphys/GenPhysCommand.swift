internal import ArgumentParser
internal import GenPhys
internal import GenPhysArguments

/// The batch front end: `genphys run`, `genphys check`, `genphys -e`.
@main
struct GenPhysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "genphys",
    abstract: "Generative models from physics: judge, derive, train, sample.",
    discussion: """
      A process is declared by its dispersion relation and its source; genphys says whether it \
      generates, derives its Green's function and compiles it to one engine.

        genphys check yukawa.gp          does this process qualify?
        genphys run tour.gp              run a script
        genphys -e 'check(poisson)'      evaluate an expression

      Exit codes: 0 fine; 1 run-time error, or results that cannot be written; 2 some process is \
      not s-generative (check); 3 none refuted but some undecided (check); 64 usage; 65 syntax or \
      static error, or a script that cannot be read; 130 interrupted, 143 by SIGTERM, 129 by SIGHUP; \
      141 the reader of the results has ended.
      """,
    version: GenPhysVersion.text,
    subcommands: [Run.self, Check.self], defaultSubcommand: Run.self)

  static func main() { start() }
}

/// Options of every subcommand.
struct CommonOptions: ParsableArguments {
  @Flag(
    help: """
      Print one JSON object a cell (run) or a process (check), and one a second on standard error \
      about the progress of long work.
      """)
  var json = false

  @OptionGroup var session: SessionOptions
}
