internal import GenPhys
internal import GenPhysSyntax
internal import GenPhysText

/// Runs code in a session and shows what it gives.
struct Console {
  /// How running a text ended.
  enum Outcome: Equatable {
    case fine
    /// With the exit code that the batch front end would give.
    case failed(Int32)
    /// The user asked to leave.
    case quit
  }

  private(set) var session: Session
  let color: ColorChoice
  /// Whether results are labelled `Out[n]`.
  let isInteractive: Bool

  /// Checks a text whole, then runs its cells up to the first that fails.
  mutating func run(_ parsed: Syntax.ParseResult) -> Outcome {
    let problems =
      parsed.diagnostics + (parsed.hasErrors ? [] : session.check(parsed.script.statements))
    if !problems.isEmpty { report(problems, in: parsed.source) }
    if parsed.status == .incomplete || problems.contains(where: { $0.severity == .error }) {
      return .failed(65)
    }
    for cell in parsed.cells {
      Platform.resetInterrupt()
      let result = session.run(cell, in: parsed.source)
      ProgressBar.shared.clear()
      do throws(Platform.OutputFailure) {
        for output in result.outputs { try show(output, of: result.number) }
      } catch {
        if error.isBrokenPipe { return .failed(Platform.brokenPipeCode) }
        Platform.printError("genphys-repl: the results cannot be written: \(error.reason)")
        return .failed(1)
      }
      if let error = result.error {
        if isInteractive, error.code == .cancelled {
          Platform.printError(paint("cancelled; the session is as before", "33", on: .error))
        } else {
          report([error], in: parsed.source)
        }
        return .failed(error.code == .cancelled ? Platform.interruptionCode : 1)
      }
      if result.isInterrupted {
        Platform.printError(
          paint("interrupted; the model trained so far is kept", "33", on: .error))
        return .failed(Platform.interruptionCode)
      }
      if result.request == .quit { return .quit }
      // Some work, such as a verdict, does not look whether it should end: what follows it does.
      if Platform.isInterrupted {
        Platform.printError(paint("interrupted", "33", on: .error))
        return .failed(Platform.interruptionCode)
      }
    }
    return .fine
  }

  /// Renders diagnostics to standard error.
  func report(_ diagnostics: [Diagnostic], in source: SourceText) {
    let renderer = DiagnosticRenderer(
      source, usesColor: Platform.usesColor(color, on: .error),
      maximumWidth: max(40, Platform.terminalWidth - 8))
    Platform.printError(Platform.fitted(renderer.terminalText(diagnostics), to: .error))
  }

  private func show(
    _ output: CellResult.Output, of number: Int
  ) throws(Platform.OutputFailure) {
    let text = output.terminalText(color: color)
    guard isInteractive, output.isResult else { return try Platform.print(text) }
    let label = "Out[\(number)]:"
    let isShort = text.isOneLine(of: Platform.terminalWidth - label.count - 1)
    try Platform.print(
      paint(TerminalText(label), "1;31", on: .output) + (isShort ? " " : "\n") + text)
  }

  private func paint(
    _ text: TerminalText, _ style: StaticString, on stream: Platform.Stream
  ) -> TerminalText {
    text.styled(style, when: Platform.usesColor(color, on: stream))
  }
}
