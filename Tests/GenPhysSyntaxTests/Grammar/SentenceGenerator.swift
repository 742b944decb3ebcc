/// Draws random sentences of a grammar, as lists of terminals.
struct SentenceGenerator {
  private let grammar: EBNF
  /// The fewest rules that each rule must go through to end.
  private var cost: [String: Int] = [:]
  var random: SeededGenerator

  init(_ grammar: EBNF, seed: UInt64) {
    self.grammar = grammar
    random = SeededGenerator(seed: seed)
    var changed = true
    while changed {
      changed = false
      for (name, node) in grammar.rules {
        let new = costOf(node)
        if new < 1000, new + 1 < cost[name, default: 1000] {
          cost[name] = new + 1
          changed = true
        }
      }
    }
  }

  private func costOf(_ node: EBNF.Node) -> Int {
    switch node {
    case .terminal, .lookahead, .optional, .repetition: 0
    case .reference(let name): EBNF.isToken(name) ? 0 : cost[name, default: 1000]
    case .sequence(let nodes): nodes.map(costOf).max() ?? 0
    case .choice(let nodes): nodes.map(costOf).min() ?? 0
    }
  }

  /// A sentence of `rule`; a larger `budget` makes deeper ones.
  mutating func sentence(of rule: String, budget: Int) -> [String] {
    var result: [String] = []
    expand(.reference(rule), budget, into: &result)
    return result
  }

  private mutating func expand(_ node: EBNF.Node, _ budget: Int, into result: inout [String]) {
    switch node {
    case .terminal(let text): result.append(text)
    case .lookahead: break
    case .reference(let name):
      if !EBNF.isToken(name), let rule = grammar.rules[name] {
        expand(rule, budget - 1, into: &result)
      } else {
        result.append(name)
      }
    case .sequence(let nodes): for node in nodes { expand(node, budget, into: &result) }
    case .choice(let nodes):
      let affordable = nodes.filter { costOf($0) <= max(budget, 0) }
      let cheapest = nodes.min { costOf($0) < costOf($1) }
      if let node = affordable.randomElement(using: &random) ?? cheapest {
        expand(node, budget, into: &result)
      }
    case .optional(let node):
      if costOf(node) < budget, Int.random(in: 0..<3, using: &random) == 0 {
        expand(node, budget, into: &result)
      }
    case .repetition(let node):
      while result.count < 60, costOf(node) < budget, Int.random(in: 0..<4, using: &random) == 0 {
        expand(node, budget, into: &result)
      }
    }
  }
}

/// SplitMix64: small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
