/// The commands that speak to the session, written `:name argument` on a line of their own.
public enum SessionCommand: String, CaseIterable, Hashable, Sendable {
  case vars, reset, load, save, time, explain, help, quit

  /// What follows the name, as help shows it; nil when nothing does.
  public var argument: String? {
    switch self {
    case .load, .save: "FILE"
    case .time: "EXPR"
    case .explain: "CODE"
    case .help: "[NAME]"
    case .vars, .reset, .quit: nil
    }
  }

  /// Whether the command leaves no trace in the session, so that running it again gives nothing.
  public var isQuery: Bool {
    switch self {
    case .vars, .save, .explain, .help, .quit: true
    case .reset, .load, .time: false
    }
  }

  /// What the command does, in one sentence.
  public var summary: String {
    switch self {
    case .vars: "List the names that this session has defined."
    case .reset: "Forget everything that this session has defined."
    case .load: "Run a file in this session."
    case .save: "Write the cells of this session to a file."
    case .time: "Evaluate an expression and say how long it took."
    case .explain: "Explain a diagnostic code such as GP0101."
    case .help: "Show help on a name, or the list of commands."
    case .quit: "Leave the session."
    }
  }
}
