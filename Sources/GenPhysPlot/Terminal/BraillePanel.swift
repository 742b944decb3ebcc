internal import GenPhysSupport

/// One panel in characters.
struct BraillePanel {
  private let model: PanelModel
  private let columns: Int
  private let rows: Int
  private let color: Bool

  init(_ model: PanelModel, columns: Int, rows: Int, color: Bool) {
    self.model = model
    self.columns = columns
    self.rows = rows
    self.color = color
  }

  /// The lines of the panel: title, graph with its axes, labels, legend.
  var block: TerminalBlock {
    guard let images = model.images else { return graph }
    var block = TerminalBlock()
    if !model.title.isEmpty {
      block.lines.append(Self.centered(model.title.plain, columns, from: 0, of: columns))
    }
    block.lines += images.terminalBlock(columns: columns, rows: rows - 1, color: color).lines
    return block
  }

  private var graph: TerminalBlock {
    var block = TerminalBlock()
    let legend = legendLines
    let around =
      (model.title.isEmpty ? 0 : 1) + 2 + legend.count + (caption.isEmpty ? 0 : 1)
    let graphRows = max(rows - around, 3)
    let yTicks =
      TickSet.fitting(model.y, length: Double(graphRows), spacing: 3) { _ in -5 }
    let labels = yTicks.major.map { RichText($0.label).plain }
    let gutter = min(labels.map(\.count).max() ?? 0, columns / 2) + 1
    let graphColumns = max(columns - gutter - 1, 4)

    var canvas = DotCanvas(columns: graphColumns, rows: graphRows, inks: model.colors)
    draw(on: &canvas)
    if !model.title.isEmpty {
      block.lines.append(Self.centered(model.title.plain, columns, from: gutter, of: graphColumns))
    }
    let marks = Dictionary(
      zip(yTicks.major, labels).map { tick, label in
        let row = Int(saturating: (1 - model.y.fraction(of: tick.value)) * Double(graphRows))
        return (min(max(row, 0), graphRows - 1), label)
      }, uniquingKeysWith: { first, _ in first })
    for (row, cells) in canvas.cells.enumerated() {
      let label = marks[row] ?? ""
      let blank = String(repeating: " ", count: max(gutter - 1 - label.count, 0))
      let spine = marks[row] == nil ? "│" : "┤"
      block.lines.append(TerminalBlock.text(blank + label.prefix(gutter - 1) + " " + spine) + cells)
    }
    block.lines += horizontalAxis(gutter, graphColumns)
    if !caption(yTicks.note).isEmpty {
      block.lines.append(
        Self.centered(caption(yTicks.note), columns, from: gutter, of: graphColumns))
    }
    block.lines += legend
    return block
  }

  private func draw(on canvas: inout DotCanvas) {
    guard !model.isEmpty else {
      let row = Double(canvas.rows) * 2
      let text = "no data"
      let start = (canvas.columns - text.count) / 2
      for (offset, character) in text.enumerated() {
        canvas.put(character, at: Point(x: Double(2 * (start + offset)), y: row), Theme.missing)
      }
      return
    }
    let view = Viewport(rect: canvas.rect, x: model.x, y: model.y)
    for (index, content) in model.contents.enumerated() {
      content.plot(on: &canvas, in: view, ink: index, color: model.colors[index])
    }
  }

  /// The names of the axes, which have no room beside them.
  private var caption: String { caption("") }

  private func caption(_ note: String) -> String {
    let y = [model.yLabel.plain, RichText(note).plain].filter { !$0.isEmpty }.joined(separator: " ")
    let parts = [
      model.xLabel.isEmpty ? "" : "x: " + model.xLabel.plain, y.isEmpty ? "" : "y: " + y,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "   ")
  }

  private func horizontalAxis(_ gutter: Int, _ graphColumns: Int) -> [[TerminalCell]] {
    let ticks = TickSet.fitting(model.x, length: Double(graphColumns), spacing: 9) { label in
      Double(RichText(label).plain.count) - 4
    }
    var axis = Array(repeating: Character("─"), count: graphColumns)
    var labels = Array(repeating: Character(" "), count: columns)
    for tick in ticks.major {
      let column = Int(
        saturating: (model.x.fraction(of: tick.value) * Double(graphColumns))
          .clamped(to: 0...Double(graphColumns - 1)))
      axis[max(column, 0)] = "┬"
      let text = Array(RichText(tick.label).plain)
      let start = min(max(gutter + 1 + column - text.count / 2, 0), max(columns - text.count, 0))
      for (offset, character) in text.enumerated() where start + offset < columns {
        labels[start + offset] = character
      }
    }
    let note = Array(RichText(ticks.note).plain)
    var lines = [
      TerminalBlock.text(String(repeating: " ", count: gutter) + "└" + String(axis)),
      TerminalBlock.text(String(labels)),
    ]
    if !note.isEmpty {
      lines.append(
        TerminalBlock.text(
          String(repeating: " ", count: max(columns - note.count, 0)) + String(note)))
    }
    return lines
  }

  /// Names of the labelled layers, each with a mark in its colour, as many in a line as fit.
  private var legendLines: [[TerminalCell]] {
    var lines: [[TerminalCell]] = []
    for entry in model.legend {
      let cells =
        TerminalBlock.text("⣿⣿ ", entry.color) + TerminalBlock.text(entry.text.plain)
      if let last = lines.last, last.count + 3 + cells.count <= columns {
        lines[lines.count - 1] += TerminalBlock.text("   ") + cells
      } else {
        lines.append(TerminalBlock.text("  ") + cells)
      }
    }
    return lines
  }

  /// A text in the middle of a part of a line, cut where it is too long.
  static func centered(_ text: String, _ columns: Int, from start: Int, of width: Int)
    -> [TerminalCell]
  {
    let shown = text.count > columns ? text.prefix(max(columns - 1, 0)) + "…" : Substring(text)
    let left = min(max(start + (width - shown.count) / 2, 0), max(columns - shown.count, 0))
    return TerminalBlock.text(String(repeating: " ", count: left) + shown)
  }
}
