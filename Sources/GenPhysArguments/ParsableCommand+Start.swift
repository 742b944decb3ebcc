public import ArgumentParser
internal import GenPhys
internal import GenPhysText

extension ParsableCommand {
  /// Parses the arguments of the process, runs the command, and ends the process.
  ///
  /// As `main()` of the library, but messages about arguments are made visible. Arguments may be
  /// names of files that someone else has made, as in `genphys check *`.
  public static func start() -> Never {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      let message = TerminalText(fullMessage(for: error))
      if message.isEmpty { exit(withError: code) }
      guard code.isSuccess else {
        Platform.printError(message)
        exit(withError: code)
      }
      do { try Platform.print(message) } catch { exit(withError: ExitCode.failure) }
    }
    exit()
  }
}
