import GenPhysSyntax
import Testing

/// Completion proposes the words that fit where the cursor stands.
@Suite struct CompletionTests {
  @Test(
    arguments: [
      ("p", .name, "p", ["pde"]), ("x = t", .name, "t", ["true"]), ("x a", .name, "a", ["and"]),
      ("x = y a", .name, "a", ["and"]), ("pde p { o", .field, "o", ["omega"]),
      ("pde p {\n  omega = k\n  ", .field, "", ["equation", "omega", "source"]),
      ("pde p { omega = n", .name, "n", ["not"]), (":ex", .command, "ex", ["explain"]),
      (
        ":explain GP010", .code, "GP010",
        DiagnosticCode.allCases.map(\.rawValue).filter {
          $0.hasPrefix("GP010")
        }
      ), ("load(\"moo", .file, "moo", []), (":load a", .file, "a", []),
      (":time f(x, tr", .name, "tr", ["true"]), ("x = 1 # tr", .name, "", []),
    ] as [(String, Syntax.Completion.Kind, String, [String])])
  func proposes(text: String, kind: Syntax.Completion.Kind, prefix: String, words: [String]) {
    let completion = Syntax.completion(in: text, at: text.utf8.count)
    #expect(completion.kind == kind)
    #expect(completion.prefix == prefix)
    #expect(completion.candidates == words)
    #expect(completion.span.end == text.utf8.count)
  }

  @Test func knowsTheCallAndTheWordBeforeTheCursor() {
    let text = "train(yukawa, score([1, ω) + 1"
    let completion = Syntax.completion(in: text, at: 26)
    #expect(completion.enclosingCall == "score")
    #expect(completion.prefix == "omega")
    #expect(SourceText(text).text(in: completion.span) == "ω")
  }

  @Test func everyWordOfTheLanguageIsProposedSomewhere() {
    let texts = ["", "x ", "pde p { ", ":", "x = "]
    let words = Set(texts.flatMap { Syntax.completion(in: $0, at: $0.utf8.count).candidates })
    let vocabulary =
      Keyword.allCases.map(\.rawValue) + ProcessField.allCases.map(\.rawValue)
      + SessionCommand.allCases.map(\.rawValue)
    #expect(words == Set(vocabulary))
  }
}
