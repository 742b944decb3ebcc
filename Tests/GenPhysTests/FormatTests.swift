import GenPhys
import GenPhysEngine
import GenPhysNumerics
import Testing

/// Numbers and texts as a terminal shows them.
@Suite struct FormatTests {
  @Test(arguments: [
    (-9679, 7e3, "-10000 ± 7e3"), (1_234_567, 1.2e3, "1230000 ± 2e3"),
    (1_234_567, 0.5, "1234567 ± 5e-1"), (0.0330267376882, 2e-17, "0.0330267376882 ± 2e-17"),
    (12.3456, 0.01, "12.3 ± 1e-2"), (0, 1e-3, "0 ± 1e-3"),
  ])
  func onlyDigitsThatHold(value: Double, error: Double, text: String) {
    #expect(NumberFormat.text(Estimate(value, error: error)) == text)
  }

  @Test func linesBreakBetweenWords() {
    let text = "  a function of one or more variables"
    #expect(text.wrapped(to: 16) == "  a function of\n    one or more\n    variables")
    #expect(text.wrapped(to: 80) == text)
    #expect("short\n\nlines".wrapped(to: 5) == "short\n\nlines")
    #expect("averyveryverylongword b".wrapped(to: 8) == "averyveryverylongword\n  b")
    // Escape sequences take no room.
    #expect("\u{1B}[1mbold\u{1B}[0m text".wrapped(to: 9) == "\u{1B}[1mbold\u{1B}[0m text")
  }

  @Test(arguments: [(0, "\r\u{1B}[K"), (79, "\r\u{1B}[K"), (81, "\r\u{1B}[1A\u{1B}[J")])
  func barsAreWipedAfterTheWindowNarrows(length: Int, text: String) {
    #expect(ProgressBar.wiping(length, width: 80) == text)
  }
}
