internal import GenPhysSupport

/// A character of a terminal with its colours.
struct TerminalCell {
  var character: Character
  var foreground: Color?
  var background: Color?
  /// Whether the two colours, where the terminal shows them, are the upper and lower half of the
  /// cell and the character stands in for them where it does not.
  var isHalfBlock = false

  init(
    character: Character, foreground: Color? = nil, background: Color? = nil,
    isHalfBlock: Bool = false
  ) {
    self.character = character
    self.foreground = foreground
    self.background = background
    self.isHalfBlock = isHalfBlock
  }
}

extension TerminalCell {
  /// A cell that shows two values above each other in colours, or their mean as a shade.
  init(top: (color: Color, level: Double)?, bottom: (color: Color, level: Double)?) {
    self.init(shade: ((top?.level ?? 0) + (bottom?.level ?? 0)) / 2)
    foreground = top?.color
    background = bottom?.color
    isHalfBlock = true
  }

  /// A cell filled the more the larger a value between 0 and 1.
  init(shade level: Double) {
    let shades: [Character] = [" ", "░", "▒", "▓", "█"]
    self.init(character: shades[min(Int(saturating: level.clampedToUnit * 5), 4)])
  }
}

/// Lines of cells that become text.
struct TerminalBlock {
  var lines: [[TerminalCell]] = []

  /// The cells of a text without colours.
  static func text(_ text: String, _ color: Color? = nil) -> [TerminalCell] {
    text.map { TerminalCell(character: $0, foreground: color) }
  }

  /// The lines with blanks at their ends so that all have the same width.
  func padded(to width: Int) -> [[TerminalCell]] {
    lines.map { line in
      line.prefix(width)
        + Array(repeating: TerminalCell(character: " "), count: max(width - line.count, 0))
    }
  }

  /// The text; with colours as ANSI sequences of the 256-colour palette, reset at each line's end.
  func rendered(color: Bool) -> String {
    lines.map { Self.render($0, color: color) }.joined(separator: "\n")
  }

  private static func render(_ line: [TerminalCell], color: Bool) -> String {
    var visible = line
    while let last = visible.last, last.character == " ", last.background == nil,
      !(last.isHalfBlock && color)
    { visible.removeLast() }
    var text = ""
    var active = ""
    for cell in visible {
      guard color else {
        text.append(cell.character)
        continue
      }
      let (character, codes) = styled(cell)
      if codes != active {
        text += "\u{1B}[0" + codes + "m"
        active = codes
      }
      text.append(character)
    }
    return active.isEmpty ? text : text + "\u{1B}[0m"
  }

  /// The character and the parameters of its colours.
  private static func styled(_ cell: TerminalCell) -> (Character, String) {
    guard cell.isHalfBlock else {
      return (
        cell.character,
        (cell.foreground.map { ";38;5;\(AnsiColor.index(of: $0))" } ?? "")
          + (cell.background.map { ";48;5;\(AnsiColor.index(of: $0))" } ?? "")
      )
    }
    switch (cell.foreground, cell.background) {
    case (let top?, let bottom?):
      return ("▀", ";38;5;\(AnsiColor.index(of: top));48;5;\(AnsiColor.index(of: bottom))")
    case (let top?, nil): return ("▀", ";38;5;\(AnsiColor.index(of: top))")
    case (nil, let bottom?): return ("▄", ";38;5;\(AnsiColor.index(of: bottom))")
    case (nil, nil): return (" ", "")
    }
  }
}

/// The palette of 256 colours that terminals share.
enum AnsiColor {
  /// The nearest colour of the 6 × 6 × 6 cube or the ramp of 24 greys; the first 16 are the user's own.
  static func index(of color: Color) -> Int {
    let levels = [0.0, 95, 135, 175, 215, 255]
    func nearest(_ value: Double) -> Int {
      levels.indices.min { abs(levels[$0] - value * 255) < abs(levels[$1] - value * 255) } ?? 0
    }
    let (red, green, blue) = (nearest(color.red), nearest(color.green), nearest(color.blue))
    let cube = distance(color, levels[red], levels[green], levels[blue])
    let mean = (color.red + color.green + color.blue) / 3 * 255
    let step = Int(saturating: ((mean - 8) / 10).rounded().clamped(to: 0...23))
    let gray = Double(8 + 10 * step)
    return distance(color, gray, gray, gray) < cube
      ? 232 + step : 16 + 36 * red + 6 * green + blue
  }

  private static func distance(_ color: Color, _ red: Double, _ green: Double, _ blue: Double)
    -> Double
  {
    let (dr, dg, db) = (color.red * 255 - red, color.green * 255 - green, color.blue * 255 - blue)
    return dr * dr + dg * dg + db * db
  }
}
