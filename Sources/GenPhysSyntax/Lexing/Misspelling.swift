extension LexedText {
  /// Words that people write for `pde`.
  private static let namesForProcess: Set<String> = ["process", "model", "define", "system"]

  /// Reads `PDE name {` and `process name(m = 1) {` as the declarations they are meant to be.
  ///
  /// A statement that begins with two names and, after optional parentheses, a `{` is never well
  /// formed, so nothing that was right is read differently.
  mutating func mendDeclarations(in source: SourceText) {
    var isAtStart = true
    for index in tokens.indices {
      defer { isAtStart = tokens[index].endsStatement }
      let token = tokens[index]
      guard isAtStart, token.kind == .name, opensBlock(after: index) else { continue }
      let isMeant =
        Self.namesForProcess.contains(token.text)
        || Spelling.closest(to: token.text, among: [Keyword.pde.rawValue]) != nil
      guard isMeant, diagnostics.count <= Syntax.maximumDiagnostics else { continue }
      tokens[index].kind = .keyword(.pde)
      tokens[index].text = ""
      diagnostics.append(
        Diagnostic(
          .foreignSpelling, "`\(source.text(in: token.span))` is written `pde` here",
          at: token.span, hint: "write `pde`", fixIt: .init(token.span, replacement: "pde")))
    }
  }

  /// Whether a name, optional parentheses and a `{` follow the token at `index`.
  private func opensBlock(after index: Int) -> Bool {
    // The head of a process is short: looking further would make long texts slow.
    let reach = min(tokens.count, index + 100)
    guard index + 2 < reach, tokens[index + 1].kind == .name else { return false }
    var depth = 0
    for token in tokens[(index + 2)..<reach] {
      switch token.kind {
      case .symbol(.leftParenthesis): depth += 1
      case .symbol(.rightParenthesis): depth -= 1
      case .symbol(.leftBrace) where depth == 0: return true
      case .newline: continue
      default: if depth == 0 { return false }
      }
    }
    return false
  }
}
