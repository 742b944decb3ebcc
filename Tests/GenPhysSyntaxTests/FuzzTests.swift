import GenPhysSyntax
import Testing

/// Whatever the text, the parser ends soon and its answers hold together.
///
/// `GENPHYS_FUZZ=100000` asks for that many mutations of the corpus.
@Suite struct FuzzTests {
  /// What must hold for any text.
  private func check(_ text: String) {
    let source = SourceText(text)
    let result = Syntax.parse(source)
    let inside = { (span: SourceSpan) in span.start >= 0 && span.end <= source.span.end }
    for diagnostic in result.diagnostics {
      #expect(inside(diagnostic.span), "\(text.debugDescription)")
    }
    #expect((result.status == .complete) == !result.hasErrors, "\(text.debugDescription)")
    var last = 0
    for statement in result.script.statements {
      #expect(statement.span.start >= last && inside(statement.span), "\(text.debugDescription)")
      last = statement.span.end
    }
    for piece in Syntax.highlight(text) { #expect(inside(piece.span)) }
    let rendered = DiagnosticRenderer(source, maximumWidth: 40).render(result.diagnostics)
    #expect(rendered.isEmpty == result.diagnostics.isEmpty)
    if result.status == .complete {
      let printed = Printer.print(result.script)
      let again = Syntax.parse(printed)
      #expect(again.script == result.script, "\(text.debugDescription)")
      #expect(Printer.print(again.script) == printed)
    }
  }

  @Test func mutatedCorpusHoldsTogether() throws {
    let corpus = try Project.corpusTexts().filter { $0.utf8.count < 2000 }.map { Array($0.utf8) }
    let seed: UInt64 = 20_230_405
    var random = SeededGenerator(seed: seed)
    let snippets =
      (Keyword.allCases.map(\.rawValue) + Symbol.allCases.map(\.rawValue) + [
        "\n", "\r", "\"", "\\", "#", "# %%\n", ":", " ", "\t", "²", "∇", "ω", "1e9", "..", "\u{0}",
        "é",
      ]).map { Array($0.utf8) }
    for _ in 0..<Project.setting("GENPHYS_FUZZ", default: 3000) {
      var bytes = corpus.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, index + Int.random(in: 0..<6, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(index..<end)
        case 1: bytes.insert(contentsOf: snippets.randomElement(using: &random) ?? [], at: index)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
        default:
          let other = corpus.randomElement(using: &random) ?? []
          let start = Int.random(in: 0...other.count, using: &random)
          bytes.replaceSubrange(index..<end, with: other[start...].prefix(20))
        }
      }
      check(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test(arguments: [
    "(", "[", "{", "-", "√", "not ", "1+", "2^", "f(", "f(\n", "x[", "[(", "pde ", "pde p {",
    "a b ",
    "a..", "\n", "\"", "'", "#", "?", ":x\n", "^", ")", "(}", "x=", "x,", "\\", "²", "ω", "∇", "1 ",
    "f(a\n", "(]", "f()", ";", "# %%\n", "a<", "a and ", "!", "“", "e\u{301}", "1_", "±",
  ])
  func repetitionIsLinear(piece: String) {
    let text = String(repeating: piece, count: 100_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      let result = Syntax.parse(text)
      _ = DiagnosticRenderer(result.source).render(result.diagnostics)
      _ = Syntax.highlight(text)
    }
    // A quadratic step over 100,000 pieces takes far longer even on a busy machine.
    #expect(time < .seconds(10), "\(piece.debugDescription) took \(time)")
    check(piece + text.suffix(2000))
  }
}
