/// The tree of the language: what a text says, before anybody asks what it means.
///
/// Every node knows its span. Equality compares what nodes say and ignores where they stand, so that
/// a tree equals its printed and reparsed self.
public enum Syntax {
  /// The deepest nesting that the parser follows.
  ///
  /// Brackets, prefix operators, exponents and right operands count. With the height below it keeps
  /// every recursion over a tree within 512 KiB of stack.
  public static let maximumNesting = 128
  /// The tallest expression tree that the parser builds; a sum of n terms is n tall.
  public static let maximumHeight = 500
  /// How many diagnostics one parse reports before it stops.
  public static let maximumDiagnostics = 100
}

extension Syntax {
  /// A name where it is declared or refers to a parameter, in its ASCII spelling.
  public struct Identifier: Sendable, Hashable {
    public var text: String
    public var span: SourceSpan

    public init(_ text: String, span: SourceSpan) {
      self.text = text
      self.span = span
    }

    public static func == (left: Identifier, right: Identifier) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }
}
