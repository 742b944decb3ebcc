/// A half-open range of UTF-8 offsets in a source text.
public struct SourceSpan: Hashable, Sendable {
  /// The offset of the first byte.
  public var start: Int
  /// The offset after the last byte; never less than `start`.
  public var end: Int

  /// A span from `start` to `end`; reversed bounds make an empty span at `start`.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// How many bytes the span covers.
  public var length: Int { end - start }

  /// Whether the span covers nothing.
  public var isEmpty: Bool { start == end }

  /// The smallest span that covers both.
  public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(min(start, other.start), max(end, other.end))
  }

  /// Whether `other` lies in the span.
  public func covers(_ other: SourceSpan) -> Bool { start <= other.start && other.end <= end }

  /// Whether `offset` lies in the span; the end counts as inside when `orAtEnd` is true.
  public func contains(_ offset: Int, orAtEnd: Bool = false) -> Bool {
    start <= offset && (offset < end || (orAtEnd && offset == end))
  }
}

extension SourceSpan: CustomStringConvertible {
  /// The span as `start..<end`.
  public var description: String { "\(start)..<\(end)" }
}
