extension StringProtocol {
  /// The text on one line, with every character that steers a terminal written out.
  ///
  /// A line break becomes `\n`, an escape character `\u{1B}`: the spelling of strings in the
  /// language. For names, file names, metadata and whatever else comes from outside.
  package var visible: String { written { $0.steers } }

  /// The text with its line breaks and tabs, every other character that steers a terminal written
  /// out.
  ///
  /// For text of several lines, such as tables and the strings of a script.
  package var visibleLines: String { written { $0.steers && $0 != "\n" && $0 != "\t" } }

  /// At most `limit` scalars of the text: its beginning, `…` and its end.
  ///
  /// Scalars are counted, not characters, because one character may be a letter and a million
  /// accents.
  package func elided(to limit: Int) -> String {
    let scalars = unicodeScalars
    guard utf8.count > limit, scalars.dropFirst(limit).first != nil else { return String(self) }
    let head = Swift.max(1, limit * 2 / 3)
    let tail = Swift.max(0, limit - head - 1)
    var result = String.UnicodeScalarView(scalars.prefix(head))
    result.append("\u{2026}")
    result.append(contentsOf: scalars.suffix(tail))
    return String(result)
  }

  /// The text as a part of a message: on one line, visible, at most `limit` scalars of it.
  ///
  /// The limit of 80 is arbitrary: half of it hides the ends of long paths, and twice of it fills
  /// two lines of a terminal.
  package func field(_ limit: Int = 80) -> String { elided(to: limit).visible }

  private func written(where steers: (Unicode.Scalar) -> Bool) -> String {
    // Most texts are plain ASCII, and looking at bytes is fast.
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(self) }
    var result = ""
    for scalar in unicodeScalars {
      if steers(scalar) {
        result += scalar.writtenOut
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether the scalar steers a terminal, changes the order of the letters around it, ends a line
  /// or is invisible.
  ///
  /// Control characters (C0, DEL, C1), separators of lines and paragraphs, all format characters
  /// (the marks, embeddings, overrides and isolates of bidirectional text, zero-width space, byte
  /// order mark, tags) and the noncharacters that end each plane, which XML does not allow. The
  /// joiners U+200C and U+200D are left: emoji and Persian words are made of them.
  package var steers: Bool {
    if value < 0x7F { return value < 0x20 }
    if value < 0xA0 { return true }
    if value & 0xFFFE == 0xFFFE { return true }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    case .format: return value != 0x200C && value != 0x200D
    default: return false
    }
  }

  /// The scalar as the language writes it in a string: `\n`, `\u{1B}`.
  package var writtenOut: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(value, radix: 16, uppercase: true))}"
    }
  }
}
