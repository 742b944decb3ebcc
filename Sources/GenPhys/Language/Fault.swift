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

  /// The fault at the call of a function in whose body it arose.
  func moved(to span: SourceSpan, in function: String) -> Fault {
    var moved = diagnostic
    if moved.span != span { moved.notes.append(.init("it arises inside '\(function)'")) }
    moved.span = span
    return Fault(moved)
  }

  private init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  /// Whether the user asked to stop.
  public var isCancellation: Bool { diagnostic.code == .cancelled }
}
