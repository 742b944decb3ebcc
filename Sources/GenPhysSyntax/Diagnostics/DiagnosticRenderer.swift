internal import GenPhysText

/// Renders diagnostics for people: headline, place, source line, caret, notes and hint.
///
///     error[GP0108]: this `(` is never closed
///      --> yukawa.gp:2:19
///       |
///     2 |   omega = -i*sqrt(k^2 + m^2
///       |                  ^
///       = hint: add `)`
///
/// Carets stand under the characters they mean also after tabs and wide characters. Long lines are
/// cut around the caret. What would steer the terminal is written out, as `\u{1B}`.
public struct DiagnosticRenderer: Sendable {
  public var source: SourceText
  /// Whether to colour with ANSI escape sequences.
  public var usesColor: Bool
  /// How many columns of a source line to show.
  public var maximumWidth: Int

  /// A renderer for diagnostics about `source`.
  public init(_ source: SourceText, usesColor: Bool = false, maximumWidth: Int = 100) {
    self.source = source
    self.usesColor = usesColor
    self.maximumWidth = max(20, maximumWidth)
  }

  /// The diagnostics one after the other, separated by empty lines.
  public func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n")
  }

  /// The diagnostic as some lines, each ended by a newline.
  public func render(_ diagnostic: Diagnostic) -> String {
    let spans = [diagnostic.span] + diagnostic.notes.compactMap(\.span)
    let gutter = spans.map { String(source.line(at: $0.start)).count }.max() ?? 1
    let style = Style(diagnostic.severity)
    var text = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", style)
    text += paint(": \(diagnostic.message.visible)", .bold) + "\n"
    text += snippet(diagnostic.span, style, gutter: gutter)
    for note in diagnostic.notes {
      if let span = note.span {
        text += paint("note", .note) + ": \(note.message.visible)\n"
        text += snippet(span, .note, gutter: gutter)
      } else {
        text += remark("note", note.message, gutter: gutter)
      }
    }
    if let hint = diagnostic.hint { text += remark("hint", hint, gutter: gutter) }
    return text
  }

  // MARK: - Parts

  private func remark(_ kind: String, _ message: String, gutter: Int) -> String {
    let margin = String(repeating: " ", count: gutter + 1)
    return margin + paint("=", .frame) + " " + paint(kind, .note) + ": \(message.visible)\n"
  }

  private func snippet(_ span: SourceSpan, _ style: Style, gutter: Int) -> String {
    let position = source.position(at: span.start)
    let number = String(position.line)
    let margin = String(repeating: " ", count: gutter)
    let line = ClippedLine(source, span, maximumWidth)
    let indent = String(repeating: " ", count: line.caretColumn)
    let carets = String(repeating: "^", count: line.caretWidth)
    let padding = String(repeating: " ", count: gutter - number.count)
    return """
      \(margin)\(paint("-->", .frame)) \(source.name.field(200)):\(position.line):\(position.column)
      \(margin) \(paint("|", .frame))
      \(padding)\(paint("\(number) |", .frame))\(line.text.isEmpty ? "" : " " + line.text)
      \(margin) \(paint("|", .frame)) \(indent)\(paint(carets, style))

      """
  }

  // MARK: - Colour

  private enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case note = "1;36"
    case bold = "1"
    case frame = "34"

    init(_ severity: Diagnostic.Severity) {
      switch severity {
      case .error: self = .error
      case .warning: self = .warning
      case .note: self = .note
      }
    }
  }

  private func paint(_ text: String, _ style: Style) -> String {
    usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
