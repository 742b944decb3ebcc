internal import GenPhysPlot
public import GenPhysSyntax
public import GenPhysText

extension CellResult.Output {
  /// What a terminal shows: the text, broken between words, and for a figure its drawing in braille.
  public func terminalText(color: ColorChoice = .auto) -> TerminalText {
    guard let figure else { return Platform.fitted(TerminalText(text), to: .output) }
    let columns = max(40, min(Platform.terminalWidth - 2, 100))
    // The drawing's texts went through `RichText`, which makes them visible.
    return TerminalText(
      trusting: figure.braille(
        columns: columns, rows: 22, color: Platform.usesColor(color, on: .output)))
  }
}

extension DiagnosticRenderer {
  /// The diagnostics for a terminal; the renderer makes all that comes from outside visible.
  public func terminalText(_ diagnostics: [Diagnostic]) -> TerminalText {
    TerminalText(trusting: render(diagnostics))
  }
}
