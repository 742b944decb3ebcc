internal import GenPhysText

/// A finding about a text: what is wrong, where, and what would mend it.
public struct Diagnostic: Sendable, Equatable {
  /// How grave a finding is.
  public enum Severity: String, Sendable, Hashable {
    case error, warning, note
  }

  /// A further remark, pointing to another place if it has a span.
  public struct Note: Sendable, Equatable {
    public var message: String
    public var span: SourceSpan?

    public init(_ message: String, span: SourceSpan? = nil) {
      self.message = message.withShortWords.elided(to: Diagnostic.longestMessage)
      self.span = span
    }
  }

  /// A replacement of the text under `span` that would mend the finding.
  public struct FixIt: Sendable, Equatable {
    public var span: SourceSpan
    public var replacement: String

    public init(_ span: SourceSpan, replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  /// The scalars of a message; the middle of a longer one is left out.
  ///
  /// Arbitrary: five to ten lines of a terminal.
  static let longestMessage = 1000

  public var code: DiagnosticCode
  public var severity: Severity
  /// The headline; it makes sense alone.
  public var message: String
  public var span: SourceSpan
  public var notes: [Note]
  public var hint: String?
  public var fixIt: FixIt?

  public init(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, severity: Severity = .error,
    notes: [Note] = [], hint: String? = nil, fixIt: FixIt? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message.withShortWords.elided(to: Self.longestMessage)
    self.span = span
    self.notes = notes
    self.hint = hint?.elided(to: Self.longestMessage)
    self.fixIt = fixIt
  }
}

extension String {
  /// The text with the middle of long words left out, as of a name of 100,000 letters.
  ///
  /// Messages quote names, numbers and paths of a script, which may be of any length. The limit is
  /// arbitrary: formulas in messages have blanks around their operators, and file names without
  /// blanks are hardly longer.
  fileprivate var withShortWords: String {
    let limit = 160
    guard utf8.count > limit else { return self }
    return split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.elided(to: limit) }.joined(separator: " ")
  }
}
