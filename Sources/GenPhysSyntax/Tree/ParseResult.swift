extension Syntax {
  /// Whether a text is finished.
  public enum Status: Sendable, Hashable {
    /// The text is well formed.
    case complete
    /// The text is well formed so far and ends too early: more input could complete it.
    case incomplete
    /// The text is wrong whatever follows.
    case invalid
  }

  /// What the parser made of a text: always a tree, whatever the text.
  public struct ParseResult: Sendable {
    public var source: SourceText
    public var script: Script
    /// The cells of the script: between `# %%` markers, or one a statement where there are none.
    public var cells: [Cell]
    /// What is wrong, in source order.
    public var diagnostics: [Diagnostic]
    public var status: Status

    /// Whether any diagnostic is an error.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
  }
}
