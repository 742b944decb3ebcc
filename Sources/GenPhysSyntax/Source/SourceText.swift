/// A named text with the places where its lines begin.
///
/// Offsets count UTF-8 bytes from 0; lines and columns count from 1, columns in characters as a
/// reader counts them. Lines end at `\n`, `\r\n` or `\r`.
public struct SourceText: Sendable {
  /// What diagnostics call the text: a file name or `In[3]`.
  public let name: String
  /// The text itself.
  public let text: String
  /// Its UTF-8 bytes, contiguous for constant-time access.
  package let bytes: [UInt8]
  /// The offset at which each line begins; never empty.
  package let lineStarts: [Int]

  /// The largest text the parser reads, in bytes.
  public static let maximumLength = 16 << 20

  /// A source text called `name`.
  public init(name: String = "input", _ text: String) {
    self.name = name
    self.text = text
    let bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() {
      let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
      if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && next != UInt8(ascii: "\n")) {
        starts.append(offset + 1)
      }
    }
    self.bytes = bytes
    self.lineStarts = starts
  }

  /// The span of the whole text.
  public var span: SourceSpan { SourceSpan(0, bytes.count) }

  /// The text under `span`, clamped to the text.
  public func text(in span: SourceSpan) -> String {
    let lower = min(max(0, span.start), bytes.count)
    return String(decoding: bytes[lower..<min(max(lower, span.end), bytes.count)], as: UTF8.self)
  }

  /// The number, from 1, of the line that holds `offset`.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The span of line `number` (from 1) without its line ending; empty outside the text.
  public func lineSpan(_ number: Int) -> SourceSpan {
    guard number >= 1, number <= lineStarts.count else {
      return SourceSpan(bytes.count, bytes.count)
    }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    return SourceSpan(start, end)
  }

  /// The line and the column in characters, both from 1, of `offset`.
  ///
  /// Very far to the right, where nobody counts, columns count Unicode scalars: finding characters
  /// takes too long there.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let line = line(at: offset)
    let start = lineStarts[line - 1]
    let end = min(max(start, offset), bytes.count)
    if end - start > 1 << 16 {
      return (line, bytes[start..<end].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) })
    }
    return (line, text(in: SourceSpan(start, end)).count + 1)
  }
}
