/// The rules of `genphys.ebnf`, read as its first comment says.
struct EBNF {
  indirect enum Node {
    case terminal(String)
    case reference(String)
    case sequence([Node])
    case choice([Node])
    case optional(Node)
    case repetition(Node)
    /// Holds where one of these tokens comes next.
    case lookahead(Set<String>)
  }

  struct ReadError: Error { var message: String }

  private(set) var rules: [String: Node] = [:]

  /// Reads a grammar.
  init(_ text: String) throws {
    var reader = Reader(Array(text))
    while let name = try reader.ruleName() {
      if rules[name] != nil { throw ReadError(message: "\(name) is defined twice") }
      rules[name] = try reader.choice()
      try reader.expect(";")
    }
  }

  /// Every quoted word or symbol of the rules whose names are in lower case.
  var literals: Set<String> {
    var result: Set<String> = []
    func collect(_ node: Node) {
      switch node {
      case .terminal(let text): result.insert(text)
      case .sequence(let nodes), .choice(let nodes): nodes.forEach(collect)
      case .optional(let node), .repetition(let node): collect(node)
      case .reference, .lookahead: break
      }
    }
    for (name, node) in rules where !EBNF.isToken(name) { collect(node) }
    return result
  }

  /// Whether a name is that of a token: all capitals.
  static func isToken(_ name: String) -> Bool { name == name.uppercased() }
}

/// Cuts the text of a grammar into its signs.
private struct Reader {
  let text: [Character]
  var index = 0

  init(_ text: [Character]) { self.text = text }

  mutating func ruleName() throws -> String? {
    skip()
    guard index < text.count else { return nil }
    let name = word()
    guard !name.isEmpty else { throw fail("a rule name") }
    try expect("=")
    return name
  }

  mutating func choice() throws -> EBNF.Node {
    var alternatives = [try sequence()]
    while take("|") { alternatives.append(try sequence()) }
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private mutating func sequence() throws -> EBNF.Node {
    var parts = [try factor()]
    while take(",") { parts.append(try factor()) }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func factor() throws -> EBNF.Node {
    skip()
    if take("[") { return .optional(try bracketed("]")) }
    if take("{") { return .repetition(try bracketed("}")) }
    if take("(") { return try bracketed(")") }
    if take("?") { return try lookahead() }
    if let literal = literal() { return .terminal(literal) }
    let name = word()
    guard !name.isEmpty else { throw fail("a name or literal") }
    return .reference(name)
  }

  private mutating func bracketed(_ closer: Character) throws -> EBNF.Node {
    let node = try choice()
    try expect(closer)
    return node
  }

  private mutating func lookahead() throws -> EBNF.Node {
    var items: Set<String> = []
    while !take("?") {
      if let literal = literal() {
        items.insert(literal)
      } else {
        let words = word().split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw fail("a token") }
        items.formUnion(words)
      }
    }
    guard items.remove("before") != nil else { throw fail("`before`") }
    return .lookahead(items)
  }

  private mutating func literal() -> String? {
    skip()
    guard index < text.count, text[index] == "\"" || text[index] == "'" else { return nil }
    let quote = text[index]
    let end = text[(index + 1)...].firstIndex(of: quote) ?? text.count - 1
    defer { index = end + 1 }
    return String(text[(index + 1)..<end])
  }

  private mutating func word() -> String {
    skip()
    let start = index
    while index < text.count, text[index].isLetter || text[index] == " " { index += 1 }
    return String(text[start..<index]).trimmed
  }

  mutating func expect(_ sign: Character) throws {
    guard take(sign) else { throw fail("`\(sign)`") }
  }

  private mutating func take(_ sign: Character) -> Bool {
    skip()
    guard index < text.count, text[index] == sign else { return false }
    index += 1
    return true
  }

  private mutating func skip() {
    while index < text.count {
      if text[index].isWhitespace {
        index += 1
      } else if text[index] == "(", index + 1 < text.count, text[index + 1] == "*" {
        index += 2
        while index + 1 < text.count, !(text[index] == "*" && text[index + 1] == ")") { index += 1 }
        index += 2
      } else {
        return
      }
    }
  }

  private func fail(_ expected: String) -> EBNF.ReadError {
    let rest = String(text[min(index, text.count)...].prefix(40))
    return EBNF.ReadError(message: "expected \(expected) before: \(rest)")
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
