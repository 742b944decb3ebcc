/// A part of a text between two `# %%` markers.
struct CellPart {
  var title: String?
  var span: SourceSpan
  /// Whether the text has markers at all: without them each statement is a cell.
  var isMarked: Bool
}

extension SourceText {
  /// The parts of the text between its cell markers; a part of blanks before the first is dropped.
  func cellParts(in span: SourceSpan) -> [CellPart] {
    var parts = [CellPart(title: nil, span: span, isMarked: false)]
    let first = line(at: span.start)
    let last = line(at: span.end)
    for number in first...last {
      let line = lineSpan(number)
      guard line.start >= span.start, line.end <= span.end, let title = markerTitle(line) else {
        continue
      }
      parts[parts.count - 1].span.end = line.start
      parts[parts.count - 1].isMarked = true
      parts.append(
        CellPart(
          title: title.isEmpty ? nil : title, span: SourceSpan(line.end, span.end), isMarked: true))
    }
    if parts.count > 1,
      parts[0].span.isEmpty
        || Lexer.lex(self, in: parts[0].span).tokens.allSatisfy({
          $0.kind == .newline || $0.kind == .end
        })
    {
      parts.removeFirst()
    }
    return parts
  }

  /// What follows `# %%` on a line that is a cell marker, without the blanks around it.
  func markerTitle(_ line: SourceSpan) -> String? {
    guard line.length >= 3, bytes[line.start] == UInt8(ascii: "#") else { return nil }
    let blank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let rest = bytes[line.start + 1..<line.end].drop(while: blank)
    guard rest.starts(with: Array("%%".utf8)) else { return nil }
    var title = rest.dropFirst(2).drop(while: blank)
    while let byte = title.last, blank(byte) { title.removeLast() }
    return String(decoding: title, as: UTF8.self)
  }
}
