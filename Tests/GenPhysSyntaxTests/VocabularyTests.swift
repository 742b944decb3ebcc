import Foundation
import GenPhysSyntax
import Testing

/// Grammar, lexer, highlighter and editor grammar know the same words.
@Suite struct VocabularyTests {
  @Test func grammarAndLexerShareOneVocabulary() throws {
    let words = Set(Keyword.allCases.map(\.rawValue) + Symbol.allCases.map(\.rawValue))
    #expect(try Project.grammar().literals == words)
  }

  @Test func operatorsAreSymbolsOrKeywords() {
    let words = Set(Keyword.allCases.map(\.rawValue) + Symbol.allCases.map(\.rawValue))
    #expect(words.isSuperset(of: BinaryOperator.allCases.map(\.rawValue)))
    #expect(words.isSuperset(of: UnaryOperator.allCases.map(\.rawValue)))
  }

  @Test func everySpellingLexesAsItsSymbol() {
    for symbol in Symbol.allCases {
      for spelling in [symbol.rawValue] + symbol.aliases {
        let tokens = Lexer.lex(SourceText(spelling)).tokens
        #expect(tokens.map(\.kind) == [.symbol(symbol), .end], "\(spelling)")
      }
    }
    for keyword in Keyword.allCases {
      #expect(Lexer.lex(SourceText(keyword.rawValue)).tokens.first?.kind == .keyword(keyword))
    }
  }

  @Test func grammarListsEveryAliasAndCommand() throws {
    let grammar = try Project.text("Grammar/genphys.ebnf")
    for alias in Symbol.allCases.flatMap(\.aliases) where alias != "\u{387}" {
      #expect(grammar.contains("\"\(alias)\""), "\(alias)")
    }
    for field in ProcessField.allCases { #expect(grammar.contains("\"\(field.rawValue)\"")) }
  }

  @Test(arguments: [
    ("ω₀", "omega0"), ("λ_max", "lambda_max"), ("ε", "eps"), ("ϵ", "eps"), ("μ", "mu"),
    ("\u{B5}", "mu"), ("∂tt", "dtt"), ("∂ₜ", "dt"), ("∇²", "lap"), ("∞", "inf"), ("φ", "phi"),
    ("größe", "größe"),
  ])
  func lettersHaveNames(text: String, name: String) {
    let tokens = Lexer.lex(SourceText(text)).tokens
    #expect(tokens.map(\.kind) == [.name, .end])
    #expect(tokens.first?.text == name)
  }

  @Test func editorGrammarKnowsTheSameWords() throws {
    let data = Data(try Project.text("Grammar/genphys.tmLanguage.json").utf8)
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let patterns = object?["patterns"] as? [[String: Any]] ?? []
    func rules(_ scope: String) -> [NSRegularExpression] {
      patterns.compactMap { pattern in
        guard (pattern["name"] as? String)?.hasPrefix(scope) == true else { return nil }
        return (pattern["match"] as? String).flatMap { try? NSRegularExpression(pattern: $0) }
      }
    }
    func matches(_ expressions: [NSRegularExpression], _ text: String) -> Bool {
      expressions.contains {
        let all = NSRange(text.startIndex..., in: text)
        return $0.firstMatch(in: text, range: all)?.range == all
      }
    }
    let words = rules("keyword.control.genphys") + rules("constant.language")
    for keyword in Keyword.allCases {
      #expect(matches(words + rules("keyword.operator.word"), keyword.rawValue), "\(keyword)")
    }
    let symbols = rules("keyword.operator.genphys") + rules("punctuation")
    for spelling in Symbol.allCases.flatMap({ [$0.rawValue] + $0.aliases })
    where spelling != "\u{387}" {
      #expect(matches(symbols, spelling), "\(spelling)")
    }
    for field in ProcessField.allCases {
      #expect(matches(rules("support.variable.field"), field.rawValue))
    }
    for number in ["1", "1.5", ".5", "1e-3", "2i", "1_000", "1."] {
      #expect(matches(rules("constant.numeric.genphys"), number), "\(number)")
    }
    for pattern in patterns {
      for key in ["match", "begin", "end"] {
        guard let text = pattern[key] as? String else { continue }
        #expect(throws: Never.self) { try NSRegularExpression(pattern: text) }
      }
    }
  }

  @Test func highlighterClassifies() {
    let text = "# %% One\npde p { omega = sqrt(k²) } # why\nf(x, n = 3) + \"s\"\n:help\n"
    let source = SourceText(text)
    let pieces = Syntax.highlight(text).map { (source.text(in: $0.span), $0.class) }
    let classes = Dictionary(pieces, uniquingKeysWith: { first, _ in first })
    #expect(classes["# %% One"] == .cellMarker)
    #expect(classes["# why"] == .comment)
    #expect(classes["pde"] == .keyword)
    #expect(classes["omega"] == .field)
    #expect(classes["sqrt"] == .function)
    #expect(classes["²"] == .number)
    #expect(classes["n"] == .label)
    #expect(classes["\"s\""] == .string)
    #expect(classes[":help"] == .command)
    let spans = Syntax.highlight(text).map(\.span)
    #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.end <= $1.start })
  }
}
