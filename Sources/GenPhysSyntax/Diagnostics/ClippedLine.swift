internal import GenPhysText

/// The part of a source line around a span that fits a terminal, with the place of the caret.
struct ClippedLine {
  /// What to show.
  private(set) var text = ""
  /// How many columns stand before the caret, and how many carets to draw.
  private(set) var caretColumn = 0
  private(set) var caretWidth = 1

  /// Tabs advance to the next multiple of this many columns.
  private static let tabWidth = 4

  /// The line on which `span` begins, cut to `width` columns around it.
  init(_ source: SourceText, _ span: SourceSpan, _ width: Int) {
    let line = source.lineSpan(source.line(at: span.start))
    // A long line is cut by bytes first: measuring all of it would take too long.
    let reach = 4 * width
    var start = max(line.start, span.start - reach)
    while start > line.start, source.bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(line.end, max(start, span.start) + 2 * reach)
    while end < line.end, source.bytes[end] & 0xC0 == 0x80 { end += 1 }

    var cells: [(text: String, width: Int, offset: Int)] = []
    var column = 0
    var offset = start
    for character in source.text(in: SourceSpan(start, end)) {
      let shown =
        character == "\t"
        ? String(repeating: " ", count: Self.tabWidth - column % Self.tabWidth)
        : String(character).visible
      let columns = shown.reduce(0) { $0 + DisplayWidth.of($1) }
      cells.append((shown, columns, offset))
      column += columns
      offset += character.utf8.count
    }
    let isCutBefore = start > line.start
    let before = cells.prefix { $0.offset < span.start }
    let caret = before.reduce(0) { $0 + $1.width }
    // The window shows the caret with half its width before it.
    let first = caret + 1 > width ? caret - width / 2 : 0
    draw(cells, span, from: first, width: width, isCut: isCutBefore, after: end < line.end)
  }

  private mutating func draw(
    _ cells: [(text: String, width: Int, offset: Int)], _ span: SourceSpan, from first: Int,
    width: Int, isCut: Bool, after isCutAfter: Bool
  ) {
    var column = 0
    var shown = 0
    if first > 0 || isCut {
      text = "…"
      shown = 1
    }
    caretColumn = shown
    var carets = 0
    var isFull = false
    for cell in cells {
      defer { column += cell.width }
      guard column >= first else { continue }
      guard shown + cell.width <= width else {
        isFull = true
        break
      }
      text += cell.text
      shown += cell.width
      if cell.offset < span.start {
        caretColumn = shown
      } else if cell.offset < span.end {
        carets += cell.width
      }
    }
    if isFull || isCutAfter { text += "…" }
    caretWidth = max(1, carets)
    while text.last == " " { text.removeLast() }
  }
}
