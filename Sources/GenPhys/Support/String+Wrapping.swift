internal import GenPhysSyntax

extension String {
  /// The text with lines of more than `width` columns broken at blanks.
  ///
  /// What follows a break is indented as its line, and two columns more, so that lists of things stay
  /// readable. Words that are too long, such as paths, are left whole; escape sequences take no room.
  package func wrapped(to width: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.wrapped(line: $0, to: width) }.joined(separator: "\n")
  }

  private static func wrapped(line: Substring, to width: Int) -> String {
    guard columns(line) > width else { return String(line) }
    let indent = String(line.prefix { $0 == " " })
    let margin = Swift.min(indent.count + 2, width / 2)
    var lines: [String] = []
    var current = indent
    var used = indent.count
    var isEmpty = true
    for word in line.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false)
    {
      let length = columns(word)
      if !isEmpty, used + 1 + length > width {
        while current.hasSuffix(" ") { current.removeLast() }
        lines.append(current)
        current = String(repeating: " ", count: margin)
        used = margin
        isEmpty = true
        // Blanks at a break are the break.
        if word.isEmpty { continue }
      }
      current += (isEmpty ? "" : " ") + word
      used += (isEmpty ? 0 : 1) + length
      isEmpty = false
    }
    lines.append(current)
    return lines.joined(separator: "\n")
  }

  /// Columns on the terminal.
  private static func columns(_ text: Substring) -> Int {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "").reduce(0) { $0 + DisplayWidth.of($1) }
  }
}
