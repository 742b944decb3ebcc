import Foundation
import GenPhysSyntax
import Testing

/// Every text of the corpus is read as its folder and its golden file say.
@Suite struct CorpusTests {
  @Test(arguments: Project.corpus("accept"))
  func accepts(file: String) throws {
    let source = SourceText(name: file, try Project.text("Grammar/corpus/accept/\(file)"))
    let result = Syntax.parse(source)
    #expect(result.status == .complete)
    #expect(result.diagnostics == [], "\(DiagnosticRenderer(source).render(result.diagnostics))")
    let printed = Printer.print(result.script)
    let again = Syntax.parse(printed)
    #expect(again.script == result.script, "printed as:\n\(printed)")
    #expect(Printer.print(again.script) == printed)
  }

  @Test(arguments: Project.corpus("reject"))
  func rejects(file: String) throws {
    let text = try Project.text("Grammar/corpus/reject/\(file)")
    let source = SourceText(name: file, text)
    let result = Syntax.parse(source)
    let codes = result.diagnostics.map(\.code.rawValue).joined(separator: " ")
    #expect(text.hasPrefix("# expect: \(codes)\n"), "found \(codes)")
    #expect(result.status != .complete)
    try expectGolden(
      DiagnosticRenderer(source).render(result.diagnostics),
      "Grammar/corpus/reject/\(file.dropLast(3)).txt")
  }

  /// Compares with a golden file; `GENPHYS_RECORD=1` writes it, and a new one fails once.
  private func expectGolden(
    _ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = Project.root.appending(path: path)
    let golden = try? Project.text(path)
    if golden != text, Project.setting("GENPHYS_RECORD", default: 0) == 1 {
      try Data(text.utf8).write(to: url, options: .atomic)
    }
    #expect(text == golden, "\(path) differs", sourceLocation: sourceLocation)
  }

  /// Codes that no short text can show, each with a test of its own.
  private static let shownElsewhere: Set<DiagnosticCode> = [.sourceTooLong, .tooManyDiagnostics]

  @Test(arguments: DiagnosticCode.allCases.filter(\.isSyntactic))
  func everyCodeIsShown(code: DiagnosticCode) throws {
    guard !Self.shownElsewhere.contains(code) else { return }
    let isShown = try Project.corpus("reject").contains {
      try Project.text("Grammar/corpus/reject/\($0)").prefix(200).split(separator: "\n").first?
        .contains(code.rawValue) == true
    }
    #expect(isShown, "no text of the corpus shows \(code)")
  }

  @Test(arguments: DiagnosticCode.allCases)
  func everyCodeIsExplained(code: DiagnosticCode) {
    #expect(!code.title.isEmpty && code.title.count < 60)
    #expect(code.explanation.hasSuffix("."))
    #expect(code.rawValue.count == 6 && code.rawValue.hasPrefix("GP0"))
  }
}
