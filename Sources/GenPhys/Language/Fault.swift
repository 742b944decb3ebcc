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

  /// Whether the user asked to stop.
  public var isCancellation: Bool { diagnostic.code == .cancelled }
}
