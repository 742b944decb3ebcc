internal import GenPhys
internal import GenPhysSyntax
internal import GenPhysText

/// Statements that come through a pipe or a file: run one by one, without prompts.
struct PipedInput {
  var console: Console

  /// Runs until the end, or to the first failure as the batch front end does.
  mutating func run() -> Int32 {
    if let problem = Platform.inputProblem() {
      Platform.printError("genphys-repl: \(problem)")
      return 65
    }
    var pending = ""
    while let line = nextLine() {
      pending += line
      // A statement of thousands of lines must not be parsed anew at each of them.
      if pending.utf8.count > 1 << 16, !isComplete(pending) {
        while let more = nextLine() { pending += more }
      }
      guard isComplete(pending) else { continue }
      if let code = run(&pending) { return code }
    }
    return run(&pending) ?? 0
  }

  private func nextLine() -> String? {
    Platform.whileWaiting { readLine(strippingNewline: false) }
  }

  private func isComplete(_ text: String) -> Bool { Syntax.parse(text).status != .incomplete }

  /// Runs the text and empties it; the exit code if that is the end.
  private mutating func run(_ text: inout String) -> Int32? {
    defer { text = "" }
    let name = "In[\(console.session.nextNumber)]"
    switch console.run(Syntax.parse(SourceText(name: name, text))) {
    case .fine: return nil
    case .failed(let code): return code
    case .quit: return 0
    }
  }
}
