/// Text that may be sent to a terminal: characters that steer nothing, in styles of our own.
///
/// Standard output and standard error take this type alone, so that no string gets there past
/// `visibleLines`. What is interpolated into a literal is made visible as well.
public struct TerminalText: Sendable, Hashable {
  /// What is sent, escape sequences of styles included.
  package let sent: String

  /// A text of one line or several; whatever steers a terminal is written out.
  public init(_ text: some StringProtocol) { sent = text.visibleLines }

  /// Escape sequences and text that this package itself has made: colours, drawings, the progress
  /// bar.
  ///
  /// - Parameter sequence: text whose foreign parts are visible already.
  package init(trusting sequence: String) { sent = sequence }

  /// The text in a style, such as `1;31` for bold and red; as it is where `isStyled` is false.
  public func styled(_ style: StaticString, when isStyled: Bool = true) -> TerminalText {
    isStyled ? TerminalText(trusting: "\u{1B}[\(style)m\(sent)\u{1B}[0m") : self
  }

  /// Whether there is nothing to send.
  public var isEmpty: Bool { sent.isEmpty }

  /// Whether the text takes one line of at most `columns` characters.
  public func isOneLine(of columns: Int) -> Bool {
    !sent.contains("\n") && sent.count <= columns
  }

  public static func + (a: TerminalText, b: TerminalText) -> TerminalText {
    TerminalText(trusting: a.sent + b.sent)
  }
}

extension TerminalText: ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self.init(text) }

  public init(stringInterpolation: StringInterpolation) {
    self.init(trusting: stringInterpolation.sent)
  }

  /// Collects the parts of a literal, each visible.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sent = ""

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ text: String) { sent += text.visibleLines }

    public mutating func appendInterpolation(_ text: TerminalText) { sent += text.sent }

    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      sent += value.description.visibleLines
    }
  }
}
