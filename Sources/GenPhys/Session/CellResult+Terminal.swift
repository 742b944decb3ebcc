internal import GenPhysPlot

extension CellResult.Output {
  /// What a terminal shows: the text, broken between words, and for a figure its drawing in braille.
  public func terminalText(color: ColorChoice = .auto) -> String {
    guard let figure else { return Platform.fitted(text, to: .output) }
    let columns = max(40, min(Platform.terminalWidth - 2, 100))
    return figure.braille(
      columns: columns, rows: 22, color: Platform.usesColor(color, on: .output))
  }
}
