import GenPhysSyntax
import Testing

/// The parser and the normative grammar accept the same texts.
@Suite struct GrammarConformanceTests {
  let grammar: EBNF
  let recogniser: Earley

  init() throws {
    grammar = try Project.grammar()
    recogniser = Earley(grammar, start: "script", isTerminal: EBNF.isToken)
  }

  /// Whether parser and recogniser accept `text`.
  private func verdicts(_ text: String) -> (parser: Bool, grammar: Bool) {
    var parser = Parser(SourceText(text))
    _ = parser.statements()
    let terminals = Terminals.tokens(text).compactMap(Terminals.terminal)
    return (parser.status == .complete, recogniser.recognises(terminals))
  }

  @Test func everyReferenceIsDefined() throws {
    let builtIn: Set = ["LETTER", "MARK", "PLAIN", "HEX", "INDEX", "NEWLINE", "COMMAND"]
    func check(_ node: EBNF.Node) {
      switch node {
      case .reference(let name):
        #expect(grammar.rules[name] != nil || builtIn.contains(name), "\(name) is not defined")
      case .sequence(let nodes), .choice(let nodes): nodes.forEach(check)
      case .optional(let node), .repetition(let node): check(node)
      case .terminal, .lookahead: break
      }
    }
    grammar.rules.values.forEach(check)
  }

  @Test(arguments: Project.corpus("accept"))
  func grammarAcceptsCorpus(file: String) throws {
    // The recogniser reads scripts without cells, and is too slow for what is long and deep.
    let text = try Project.text("Grammar/corpus/accept/\(file)")
    let verdict = verdicts(text)
    #expect(verdict.parser)
    #expect(verdict.grammar)
  }

  /// `GENPHYS_SEEDS=200` asks for that many runs.
  @Test(arguments: 0..<UInt64(Project.setting("GENPHYS_SEEDS", default: 8)))
  func agreesOnSentencesAndMutations(seed: UInt64) {
    var generator = SentenceGenerator(grammar, seed: seed)
    var random = SeededGenerator(seed: seed &+ 1000)
    let alphabet = Array(
      grammar.literals.sorted() + ["NAME", "NUMBER", "STRING", "NEWLINE", "INDEX"])
    var accepted = 0
    let rounds = 60
    for round in 0..<rounds {
      let sentence = generator.sentence(of: "script", budget: 8 + round % 14)
      let text = Terminals.text(sentence, using: &random)
      let verdict = verdicts(text)
      #expect(verdict.parser == verdict.grammar, "seed \(seed): \(text.debugDescription)")
      if verdict.parser {
        accepted += 1
        checkPrefixes(text)
        checkRoundTrip(text)
      }
      let tokens = Terminals.tokens(text).compactMap(Terminals.terminal)
      for _ in 0..<6 where !tokens.isEmpty {
        let mutant = Terminals.text(
          mutate(tokens, alphabet, using: &random), using: &random)
        let verdict = verdicts(mutant)
        #expect(verdict.parser == verdict.grammar, "seed \(seed): \(mutant.debugDescription)")
      }
    }
    #expect(accepted > rounds / 2, "too few of the generated sentences survive spelling")
  }

  /// Deletes, inserts, replaces or swaps one token.
  private func mutate(
    _ tokens: [String], _ alphabet: [String], using random: inout SeededGenerator
  ) -> [String] {
    var result = tokens
    let index = Int.random(in: 0..<tokens.count, using: &random)
    let other = alphabet.randomElement(using: &random) ?? "NAME"
    switch Int.random(in: 0..<4, using: &random) {
    case 0: result.remove(at: index)
    case 1: result.insert(other, at: index)
    case 2: result[index] = other
    default: result.swapAt(index, Int.random(in: 0..<tokens.count, using: &random))
    }
    return result
  }

  /// No prefix of an accepted text that ends with a token is ever wrong, with a newline or without.
  private func checkPrefixes(_ text: String) {
    for token in Terminals.tokens(text) {
      let prefix = SourceText(text).text(in: SourceSpan(0, token.span.end))
      for candidate in [prefix, prefix + "\n"] {
        var parser = Parser(SourceText(candidate))
        _ = parser.statements()
        #expect(parser.status != .invalid, "a prefix is invalid: \(candidate.debugDescription)")
      }
    }
  }

  private func checkRoundTrip(_ text: String) {
    let script = Syntax.parse(text).script
    let printed = Printer.print(script)
    let again = Syntax.parse(printed).script
    #expect(again == script, "\(text.debugDescription) printed as \(printed.debugDescription)")
    #expect(Printer.print(again) == printed)
  }
}
