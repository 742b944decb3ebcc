public import ArgumentParser
public import GenPhys

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

      Exit codes: 0 fine; 1 run-time error; 2 some process is not s-generative (check); 3 none \
      refuted but some undecided (check); 64 usage; 65 syntax or static error; 130 interrupted.
      """,
    version: GenPhysVersion.text,
    subcommands: [Run.self, Check.self], defaultSubcommand: Run.self)
}

/// Options of every subcommand.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print one JSON object a cell (run) or a process (check).")
  var json = false

  @Option(help: "The seed of whatever is not given one.")
  var seed = 0

  @Option(help: "Threads; 0 means all processors.")
  var threads = 0

  @Option(help: "Seconds that one verdict may take; what is open then stays undecided.")
  var budget = 5.0

  @Option(help: "When to colour diagnostics: auto, always or never.")
  var color = ColorChoice.auto

  @Option(
    name: .customLong("allow-path"),
    help: "A further folder that scripts may read and write below; may be repeated.")
  var allowedPaths: [String] = []

  func validate() throws {
    if !(budget >= 0.01 && budget <= 1e6) {
      throw ValidationError("--budget must be 0.01 to 1000000 seconds.")
    }
    if seed < 0 { throw ValidationError("--seed must not be negative.") }
    if threads < 0 || threads > 4096 { throw ValidationError("--threads must be 0 to 4096.") }
  }

  var settings: Session.Settings {
    var settings = Session.Settings()
    settings.seed = seed
    settings.threads = threads
    settings.budget = .seconds(budget)
    settings.files = FileAccess(allowed: allowedPaths)
    return settings
  }
}

extension ColorChoice: ExpressibleByArgument {}
