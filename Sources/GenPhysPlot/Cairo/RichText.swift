internal import GenPhysText

/// Text with raised and lowered parts.
///
/// `^{…}` raises and `_{…}` lowers what is in braces; `^` before a number raises the number (`k^2`,
/// `10^-3`). Everything else stands as it is, Greek letters and Unicode superscripts included. Line
/// breaks and tabs become spaces, and what would steer a terminal or turn the order of letters is
/// written out, as `\u{1B}`.
package struct RichText: Sendable, Hashable {
  /// Where a run stands relative to the line.
  package enum Position: Sendable, Hashable {
    case line, raised, lowered

    /// Its size relative to the line's.
    var scale: Double { self == .line ? 1 : 0.72 }

    /// The rise of its base line in units of the line's font size.
    var rise: Double {
      switch self {
      case .line: 0
      case .raised: 0.38
      case .lowered: -0.18
      }
    }
  }

  /// Characters at one position.
  package struct Run: Sendable, Hashable {
    package var text: String
    package var position: Position
  }

  package private(set) var runs: [Run] = []

  /// The scalars of a text that are read; no figure is wide enough for more.
  private static let longest = 400

  package init(_ markup: String) {
    var rest = Substring(markup.elided(to: Self.longest))
    while let character = rest.first {
      if character == "^" || character == "_",
        let (text, end) = Self.script(after: rest.dropFirst(), character)
      {
        append(text, character == "^" ? .raised : .lowered)
        rest = rest[end...]
      } else {
        append(Self.shown(character), .line)
        rest = rest.dropFirst()
      }
    }
  }

  /// The number of characters.
  var count: Int {
    runs.reduce(0) { $0 + $1.text.count }
  }

  /// Whether there is nothing to draw.
  package var isEmpty: Bool { runs.isEmpty }

  /// The text without positions, as a terminal shows it: `10^−3`.
  package var plain: String {
    runs.map { run in
      switch run.position {
      case .line: run.text
      case .raised: Superscript.unicode(run.text) ?? "^" + run.text
      case .lowered: "_" + run.text
      }
    }.joined()
  }

  /// The first `count` characters and an ellipsis.
  func truncated(to count: Int) -> RichText {
    var result = RichText("")
    var left = count
    for run in runs where left > 0 {
      result.append(String(run.text.prefix(left)), run.position)
      left -= run.text.count
    }
    result.append("\u{2026}", .line)
    return result
  }

  private mutating func append(_ text: String, _ position: Position) {
    guard !text.isEmpty else { return }
    if runs.last?.position == position {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text: text, position: position))
    }
  }

  /// What follows `^` or `_` and belongs to it, and where the line goes on; `nil` if nothing does.
  private static func script(
    after rest: Substring, _ mark: Character
  ) -> (text: String, end: Substring.Index)? {
    if rest.first == "{" {
      guard let close = rest.firstIndex(of: "}") else { return nil }
      let text = rest[rest.index(after: rest.startIndex)..<close]
      return (text.map(shown).joined(), rest.index(after: close))
    }
    guard mark == "^" else { return nil }
    var digits = rest
    var sign = ""
    if let first = digits.first, first == "-" || first == "\u{2212}" || first == "+" {
      sign = first == "+" ? "+" : "\u{2212}"
      digits = digits.dropFirst()
    }
    var number = digits.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    if number.last == "." { number = number.dropLast() }
    guard let first = number.first, first != "." else { return nil }
    return (sign + number, number.endIndex)
  }

  /// The character as a figure shows it.
  private static func shown(_ character: Character) -> String {
    character == "\n" || character == "\r\n" || character == "\r" || character == "\t"
      ? " " : String(character).visible
  }
}

/// Raised digits of Unicode, for places where letters cannot be raised.
enum Superscript {
  private static let digits: [Character: Character] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
    "9": "⁹", "\u{2212}": "⁻", "+": "⁺", "n": "ⁿ", "i": "ⁱ",
  ]

  /// The text raised, or `nil` where a character has no raised form.
  static func unicode(_ text: String) -> String? {
    let raised = text.compactMap { digits[$0] }
    return raised.count == text.count ? String(raised) : nil
  }
}
