public import GenPhysSyntax

/// A run-time error: one diagnostic, thrown through the evaluator.
public struct Fault: Error, Sendable {
  /// What is wrong, where, and what to type instead.
  public let diagnostic: Diagnostic

  /// A fault with its code.
  init(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, hint: String? = nil
  ) {
    diagnostic = Diagnostic(code, message, at: span, hint: hint)
  }

  /// The fault at another place, such as the call of the function in whose body it arose.
  func moved(to span: SourceSpan, note: String) -> Fault {
    var moved = diagnostic
    // Notes that point into the other text would point nowhere.
    moved.notes = moved.notes.map { .init($0.message) }
    moved.notes.append(.init(note))
    moved.span = span
    return Fault(moved)
  }

  /// The fault with the file at fault in front of its message.
  func naming(_ path: String) -> Fault {
    var named = diagnostic
    named.message = "'\(path)': \(named.message)"
    return Fault(named)
  }

  /// The fault of a diagnostic that was found already.
  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}
