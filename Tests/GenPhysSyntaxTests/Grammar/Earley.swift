/// An Earley recogniser: it decides for any context-free grammar, slowly and with little to go wrong.
///
/// J. Earley, "An efficient context-free parsing algorithm", 1970; nullable symbols are advanced over
/// when predicted, after Aycock and Horspool, 2002.
struct Earley {
  enum Symbol {
    case terminal(String)
    case nonterminal(Int)
    case lookahead(Set<String>)
  }

  private struct Item: Hashable {
    var production: Int
    var dot: Int
    var origin: Int
  }

  private var productions: [(head: Int, body: [Symbol])] = []
  private var byHead: [[Int]] = []
  private var names: [String: Int] = [:]
  private var isNullable: [Bool] = []
  private let start: Int

  /// A recogniser for the sentences of one rule.
  ///
  /// References that `isTerminal` accepts are
  /// matched as they are; literals are cut into
  /// characters if `splitsLiterals` is true.
  init(
    _ grammar: EBNF, start name: String, isTerminal: (String) -> Bool, splitsLiterals: Bool = false
  ) {
    start = 0
    _ = identifier(name)
    var pending = [name]
    var done: Set<String> = []
    func compile(_ node: EBNF.Node) -> [Symbol] {
      switch node {
      case .terminal(let text):
        return splitsLiterals ? text.map { .terminal(String($0)) } : [.terminal(text)]
      case .reference(let name):
        if isTerminal(name) { return [.terminal(name)] }
        pending.append(name)
        return [.nonterminal(identifier(name))]
      case .lookahead(let tokens): return [.lookahead(tokens)]
      case .sequence(let nodes): return nodes.flatMap(compile)
      case .choice(let nodes):
        let head = fresh()
        for node in nodes { add(head, compile(node)) }
        return [.nonterminal(head)]
      case .optional(let node):
        let head = fresh()
        add(head, [])
        add(head, compile(node))
        return [.nonterminal(head)]
      case .repetition(let node):
        let head = fresh()
        add(head, [])
        add(head, [.nonterminal(head)] + compile(node))
        return [.nonterminal(head)]
      }
    }
    while let next = pending.popLast() {
      guard done.insert(next).inserted, let node = grammar.rules[next] else { continue }
      add(identifier(next), compile(node))
    }
    findNullable()
  }

  private mutating func identifier(_ name: String) -> Int {
    if let known = names[name] { return known }
    let head = fresh()
    names[name] = head
    return head
  }

  private mutating func fresh() -> Int {
    byHead.append([])
    return byHead.count - 1
  }

  private mutating func add(_ head: Int, _ body: [Symbol]) {
    byHead[head].append(productions.count)
    productions.append((head, body))
  }

  private mutating func findNullable() {
    isNullable = Array(repeating: false, count: byHead.count)
    var changed = true
    while changed {
      changed = false
      for (head, body) in productions where !isNullable[head] {
        let vanishes = body.allSatisfy {
          if case .nonterminal(let head) = $0 { isNullable[head] } else { false }
        }
        if vanishes {
          isNullable[head] = true
          changed = true
        }
      }
    }
  }

  /// Whether the grammar derives `sentence`; `matches` says whether a terminal is a given token.
  func recognises(
    _ sentence: [String], matches: (_ terminal: String, _ token: String) -> Bool = { $0 == $1 }
  ) -> Bool {
    var sets: [[Item]] = Array(repeating: [], count: sentence.count + 1)
    var known: [Set<Item>] = Array(repeating: [], count: sentence.count + 1)
    func insert(_ item: Item, at position: Int) {
      if known[position].insert(item).inserted { sets[position].append(item) }
    }
    for production in byHead[start] {
      insert(.init(production: production, dot: 0, origin: 0), at: 0)
    }
    for position in 0...sentence.count {
      var next = 0
      while next < sets[position].count {
        let item = sets[position][next]
        next += 1
        let (head, body) = productions[item.production]
        let advanced = Item(production: item.production, dot: item.dot + 1, origin: item.origin)
        guard item.dot < body.count else {
          for waiting in sets[item.origin] {
            let body = productions[waiting.production].body
            if waiting.dot < body.count, case .nonterminal(head) = body[waiting.dot] {
              insert(
                Item(
                  production: waiting.production, dot: waiting.dot + 1, origin: waiting.origin),
                at: position)
            }
          }
          continue
        }
        switch body[item.dot] {
        case .terminal(let terminal):
          if position < sentence.count, matches(terminal, sentence[position]) {
            insert(advanced, at: position + 1)
          }
        case .nonterminal(let head):
          for production in byHead[head] {
            insert(.init(production: production, dot: 0, origin: position), at: position)
          }
          if isNullable[head] { insert(advanced, at: position) }
        case .lookahead(let tokens):
          if position < sentence.count, tokens.contains(sentence[position]) {
            insert(advanced, at: position)
          }
        }
      }
    }
    return sets[sentence.count].contains {
      $0.origin == 0 && productions[$0.production].head == start
        && $0.dot == productions[$0.production].body.count
    }
  }
}
