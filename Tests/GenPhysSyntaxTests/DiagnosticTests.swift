import GenPhysSyntax
import Testing

/// Diagnostics point to the right columns, render safely and propose near names.
@Suite struct DiagnosticTests {
  private func render(_ text: String, color: Bool = false) -> String {
    let source = SourceText(name: "t.gp", text)
    return DiagnosticRenderer(source, usesColor: color).render(Syntax.parse(source).diagnostics)
  }

  @Test(arguments: [
    ("x = 2 k", "2 k", 7), ("\tx = 2 k", "2 k", 8), ("x = 日本 + 2 k", "2 k", 12),
    ("x = \"👩‍🔬\" + 2 k", "2 k", 13), ("x = \"e\u{301}\" + 2 k", "2 k", 13),
  ])
  func caretStandsUnderTheCharacter(text: String, mark: String, column: Int) {
    let lines = render(text).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1].hasSuffix(":1:\(column)"))
    let shown = lines[3].prefix { $0 != "2" } + "2 "
    let width = shown.reduce(0) { $0 + DisplayWidth.of($1) }
    #expect(lines[4].prefix { $0 != "^" }.count == width)
  }

  @Test func colourIsOptionalAndControlIsShown() {
    #expect(!render("a = \"\u{1B}[2J\" )").contains("\u{1B}"))
    #expect(render("a = )", color: true).contains("\u{1B}[1;31merror[GP0106]"))
  }

  @Test func longLinesAreCut() {
    let text = String(repeating: "a + ", count: 100) + "2 k" + String(repeating: " + b", count: 100)
    let lines = render(text).split(separator: "\n")
    #expect(lines[3].count < 110)
    #expect(lines[3].contains("2 k"))
    #expect(lines[3].first { !"1 |".contains($0) } == "…")
  }

  @Test func manyDiagnosticsAreCut() {
    let result = Syntax.parse(String(repeating: "a = )\n", count: 1000))
    #expect(result.diagnostics.count == Syntax.maximumDiagnostics + 1)
    #expect(result.diagnostics.last?.code == .tooManyDiagnostics)
  }

  @Test func hugeTextsAreRefused() {
    let text = String(repeating: "a\n", count: SourceText.maximumLength / 2 + 1)
    #expect(Syntax.parse(text).diagnostics.map(\.code) == [.sourceTooLong])
  }

  @Test(arguments: [
    ("omga", "omega"), ("Omega", "omega"), ("soruce", "source"), ("omeg", "omega"), ("xyz", nil),
    ("k", nil), ("phi", nil),
  ])
  func proposesNearNames(name: String, guess: String?) {
    #expect(Spelling.closest(to: name, among: ["omega", "source", "phase"]) == guess)
  }

  @Test func positionsCountCharacters() {
    let source = SourceText("aé\r\n👍b\rc\n")
    #expect(source.position(at: 0) == (1, 1))
    #expect(source.position(at: 3) == (1, 3))
    #expect(source.position(at: 9) == (2, 2))
    #expect(source.position(at: 11) == (3, 1))
    #expect(source.text(in: source.lineSpan(1)) == "aé")
    #expect(source.text(in: source.lineSpan(2)) == "👍b")
  }
}
