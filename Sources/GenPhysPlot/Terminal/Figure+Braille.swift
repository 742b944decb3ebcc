extension Figure {
  /// The figure in characters for a terminal: braille dots, blocks for fields and images, arrows for
  /// vectors; panels side by side where each gets at least 34 columns, else below each other.
  ///
  /// - Parameters:
  ///   - columns: the width in characters, at least 20.
  ///   - rows: the height of each panel in lines, its labels included, at least 6.
  ///   - color: whether to colour it with ANSI sequences.
  /// - Returns: lines separated by newlines, without one at the end.
  public func braille(columns: Int = 72, rows: Int = 24, color: Bool = false) -> String {
    let columns = min(max(columns, 20), 1000)
    let rows = min(max(rows, 6), 1000)
    let across = min(resolvedColumns, max(columns / 34, 1))
    let width = (columns - 2 * (across - 1)) / across
    var block = TerminalBlock()
    if !title.isEmpty {
      block.lines.append(
        BraillePanel.centered(RichText(title).plain, columns, from: 0, of: columns))
    }
    for start in stride(from: 0, to: panels.count, by: across) {
      let row = panels[start..<min(start + across, panels.count)].map {
        BraillePanel(PanelModel($0), columns: width, rows: rows, color: color).block
      }
      let height = row.map(\.lines.count).max() ?? 0
      for line in 0..<height {
        var cells: [TerminalCell] = []
        for (index, panel) in row.enumerated() {
          if index > 0 { cells += TerminalBlock.text("  ") }
          var padded = TerminalBlock()
          padded.lines = [line < panel.lines.count ? panel.lines[line] : []]
          cells += padded.padded(to: width).first ?? []
        }
        block.lines.append(cells)
      }
    }
    return block.rendered(color: color)
  }
}
