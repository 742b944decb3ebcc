import Foundation
internal import GenPhysSupport

/// The inside of a panel in a terminal: braille cells of 2 × 4 dots, some replaced by a character.
struct DotCanvas {
  let columns: Int
  let rows: Int
  /// The colour of each layer.
  let inks: [Color]

  private var dots: [UInt8]
  /// How many dots each layer has set in each cell: the layer with most gives the colour.
  private var tallies: [UInt8]
  private var overlays: [Int: (Character, Color)] = [:]
  private var backdrops: [Int: TerminalCell] = [:]

  init(columns: Int, rows: Int, inks: [Color]) {
    self.columns = columns
    self.rows = rows
    self.inks = inks
    dots = Array(repeating: 0, count: columns * rows)
    tallies = Array(repeating: 0, count: columns * rows * max(inks.count, 1))
  }

  /// The area in dots, which are the pixels of a terminal.
  var rect: Rect {
    Rect(x: 0, y: 0, width: Double(2 * columns), height: Double(4 * rows))
  }

  // MARK: - Drawing

  /// Sets the dot at a place.
  mutating func set(_ point: Point, _ ink: Int) {
    guard rect.contains(point.x, point.y) else { return }
    let x = min(Int(saturating: point.x), 2 * columns - 1)
    let y = min(Int(saturating: point.y), 4 * rows - 1)
    let cell = y / 4 * columns + x / 2
    dots[cell] |= Self.bit[y % 4 * 2 + x % 2]
    let tally = cell * inks.count + ink
    if inks.indices.contains(ink), tallies[tally] < .max { tallies[tally] += 1 }
  }

  /// Sets the dots along a path.
  mutating func trace(_ path: [Point], _ ink: Int, dash: Line.Dash) {
    var count = 0
    var last: (Int, Int)?
    visit(along: [path], step: 0.5) { point in
      let dot = (Int(saturating: point.x.rounded(.down)), Int(saturating: point.y.rounded(.down)))
      if let last, last == dot { return }
      last = dot
      count += 1
      let isOn =
        switch dash {
        case .solid: true
        case .dashed: count % 6 < 4
        case .dotted: count % 3 == 0
        }
      if isOn { set(point, ink) }
    }
  }

  /// Sets sparse dots in a vertical strip.
  mutating func hatch(from left: Double, to right: Double, _ ink: Int) {
    let last = min(max(Int(saturating: right.rounded(.up)), Int(saturating: left) + 1), 2 * columns)
    for x in stride(from: max(Int(saturating: left), 0), to: last, by: 1) {
      for y in 0..<4 * rows where x % 4 == 0 && y % 4 == x / 4 % 2 * 2 {
        set(Point(x: Double(x), y: Double(y)), ink)
      }
    }
  }

  /// Sets the upper edge of a rectangle and every second dot below it: curves over it stay visible.
  mutating func fill(_ area: Rect, _ ink: Int) {
    var y = area.y.rounded(.down)
    while y < area.maxY {
      var x = area.x.rounded(.down)
      while x < area.maxX {
        let isEdge = y < area.y
        if isEdge || Int(saturating: x + y) % 2 == 0 { set(Point(x: x, y: y), ink) }
        x += 1
      }
      y += 1
    }
  }

  /// Puts a character over the dots of a cell.
  mutating func put(_ character: Character, at point: Point, _ color: Color) {
    guard rect.contains(point.x, point.y) else { return }
    let cell =
      min(Int(saturating: point.y) / 4, rows - 1) * columns
      + min(Int(saturating: point.x) / 2, columns - 1)
    overlays[cell] = (character, color)
  }

  /// Fills the background from a function of the place: half blocks of two colours a cell.
  mutating func shade(_ value: (_ across: Double, _ up: Double) -> (color: Color, level: Double)?) {
    for row in 0..<rows {
      for column in 0..<columns {
        let across = (Double(column) + 0.5) / Double(columns)
        let top = value(across, 1 - (Double(row) + 0.25) / Double(rows))
        let bottom = value(across, 1 - (Double(row) + 0.75) / Double(rows))
        guard top != nil || bottom != nil else { continue }
        backdrops[row * columns + column] = TerminalCell(top: top, bottom: bottom)
      }
    }
  }

  // MARK: - Result

  /// The characters row by row.
  var cells: [[TerminalCell]] {
    (0..<rows).map { row in (0..<columns).map { cell(row * columns + $0) } }
  }

  private func cell(_ index: Int) -> TerminalCell {
    if let (character, color) = overlays[index] {
      return TerminalCell(
        character: character, foreground: color, background: backdrops[index]?.background)
    }
    if dots[index] == 0 { return backdrops[index] ?? TerminalCell(character: " ") }
    let start = index * inks.count
    let winner = inks.indices.max { tallies[start + $0] < tallies[start + $1] }
    let scalar = Unicode.Scalar(0x2800 + UInt32(dots[index])) ?? " "
    return TerminalCell(
      character: Character(scalar), foreground: winner.map { inks[$0] },
      background: backdrops[index]?.background)
  }

  /// The bits of the dots of a cell, row by row: Unicode counts the first three rows by column.
  private static let bit: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}
