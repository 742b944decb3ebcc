internal import ArgumentParser
internal import GenPhys
internal import GenPhysArguments
internal import GenPhysSyntax
internal import GenPhysText

/// The interactive front end: `genphys-repl [FILE…]`.
@main
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "genphys-repl",
    abstract: "Generative models from physics, interactively.",
    discussion: """
      Scripts given as arguments run first. Where input or output is no terminal, statements are \
      read without prompts, and the exit codes are those of genphys run.
      """,
    version: GenPhysVersion.text)

  static func main() { start() }

  @Argument(help: "Scripts to run first.", completion: .file(extensions: ["gp"]))
  var files: [String] = []

  @OptionGroup var options: SessionOptions

  func run() throws {
    // Readline wants to be called from one thread; the command runs on the main one.
    try MainActor.assumeIsolated { try converse() }
  }

  @MainActor
  private func converse() throws {
    Platform.secureStreams()
    let isInteractive = Platform.isConnectedToUser
    var settings = options.settings
    settings.monitor = Platform.monitor(asJSON: false)
    var console = Console(
      session: Session(settings), color: options.color, isInteractive: isInteractive)
    Platform.cancelOnInterrupt(patience: isInteractive ? 3 : 2, includesTermination: true)
    for file in files {
      if let code = run(file, in: &console), code == 0 || !isInteractive { throw ExitCode(code) }
    }
    guard isInteractive else {
      var input = PipedInput(console: console)
      throw ExitCode(input.run())
    }
    var conversation = Conversation(console)
    conversation.run()
    if Platform.isTerminated { throw ExitCode(Platform.interruptionCode) }
  }

  /// Runs a script; the exit code if it ends badly or leaves.
  private func run(_ file: String, in console: inout Console) -> Int32? {
    do {
      let text = try Platform.readScript(file)
      switch console.run(Syntax.parse(SourceText(name: file, text))) {
      case .fine: return nil
      case .failed(let code): return code
      case .quit: return 0
      }
    } catch {
      if error.diagnostic.code == .cancelled { return Platform.interruptionCode }
      Platform.printError("genphys-repl: \(error.diagnostic.message.visible)")
      return 65
    }
  }
}
