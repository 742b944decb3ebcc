internal import GenPhys
internal import GenPhysSyntax

/// A conversation at the terminal: prompts, statements of several lines, history.
@MainActor
struct Conversation {
  private var console: Console
  private var history = History()
  private let editor = LineEditor.shared

  init(_ console: Console) { self.console = console }

  /// Reads and runs until the user leaves.
  mutating func run() {
    print(
      """
      GenPhys \(GenPhysVersion.text): generative models from physics.
      ? lists everything, Tab completes, Ctrl-C cancels, Ctrl-D leaves.
      """)
    while let entry = readEntry() {
      history.add(entry.source.text)
      if console.run(entry) == .quit || Platform.isTerminated { return }
    }
  }

  /// The next entry that is more than blank; `nil` when the user leaves.
  private func readEntry() -> Syntax.ParseResult? {
    let name = "In[\(console.session.nextNumber)]"
    let session = console.session
    var entered = ""
    while true {
      let earlier = entered
      editor.completer = { line, offset in
        Completer.answer(session, earlier: earlier, line: line, offset: offset)
      }
      let isFirst = entered.isEmpty
      switch editor.read(prompt: prompt(isFirst ? name : "...", width: name.count)) {
      case .end:
        print()
        if isFirst || Platform.isTerminated { return nil }
        entered = ""
      case .interrupted: entered = ""
      case .line(let line):
        let isBlank = line.allSatisfy(\.isWhitespace)
        if isFirst && isBlank { continue }
        entered += (isFirst ? "" : "\n") + line
        let parsed = Syntax.parse(SourceText(name: name, entered))
        if parsed.status != .incomplete { return parsed }
        if isBlank && !editor.hasMoreInput {
          // Giving up on a statement: what it lacked may be of interest.
          console.report(parsed.diagnostics, in: parsed.source)
          entered = ""
        }
      }
    }
  }

  private func prompt(_ text: String, width: Int) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    guard Platform.usesColor(console.color, on: .output) else { return "\(padding)\(text): " }
    // The marks tell readline which characters take no room.
    return "\(padding)\u{1}\u{1B}[1;32m\u{2}\(text):\u{1}\u{1B}[0m\u{2} "
  }
}
