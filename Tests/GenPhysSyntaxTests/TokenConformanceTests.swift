import GenPhysSyntax
import Testing

/// The lexer reads numbers, strings, names and raised digits as the grammar defines them.
@Suite struct TokenConformanceTests {
  @Test(arguments: [
    ("NUMBER", "0123.eE+-_"), ("IMAGINARY", "01.e-i"), ("STRING", "\"\\nu{3c}x'"),
    ("NAME", "aé_1ω₀"), ("SUPERSCRIPT", "⁻¹²³"),
  ])
  func lexerAgrees(rule: String, letters: String) throws {
    let recogniser = Earley(
      try Project.grammar(), start: rule, isTerminal: ["LETTER", "MARK", "PLAIN", "HEX"].contains,
      splitsLiterals: true)
    var random = SeededGenerator(seed: 7)
    let alphabet = Array(letters)
    for _ in 0..<1500 {
      let count = Int.random(in: 1...7, using: &random)
      var text = String((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
      if rule == "STRING" { text = "\"" + text + "\"" }
      let lexed = Lexer.lex(SourceText(text))
      let isOneToken =
        lexed.tokens.count == 2 && Terminals.terminal(lexed.tokens[0]) == rule
        && lexed.diagnostics.isEmpty
      let isDerived = recogniser.recognises(text.map(String.init)) { terminal, letter in
        let scalar = letter.unicodeScalars.first ?? " "
        return switch terminal {
        case "LETTER": scalar.properties.isXIDStart
        case "MARK": scalar.properties.isXIDContinue
        case "PLAIN": !["\"", "\\", "\n"].contains(letter)
        case "HEX": letter.first?.isHexDigit == true
        default: terminal == letter
        }
      }
      #expect(isOneToken == isDerived, "\(rule): \(text)")
    }
  }
}
