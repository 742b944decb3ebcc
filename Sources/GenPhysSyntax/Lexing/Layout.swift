/// Decides which newlines end something, so that the grammar need not know about lines.
///
/// A newline is dropped inside `(`, `[` and the `{` of a list; after an operator, `,` or `=`; in the
/// head of a `pde` before its `(` or `{`; in its block before `=`; at the start of a text or block and
/// at the end of a text; and after another newline. A bracket that is still open where a line begins
/// with a new operand cannot be closed any more: there the newline is kept and the bracket given up,
/// so that one forgotten bracket does not swallow the rest of the script.
package struct Layout {
  private enum Opener: Equatable {
    case bracket(Symbol)
    /// The `{` of a `pde`: newlines inside separate items.
    case block

    var closer: Symbol {
      switch self {
      case .bracket(let symbol): symbol.closer ?? symbol
      case .block: .rightBrace
      }
    }
  }

  /// The brackets that are open; a block is only ever the outermost.
  private var open: [Opener] = []
  /// How many brackets of each kind are open: a closer that fits none costs no search.
  private var count: [Symbol: Int] = [:]
  private var result: [Token] = []
  /// Whether the statement being read began with `pde` and its block has not been opened yet.
  private var isInProcessHead = false
  private var isAtStatementStart = true

  /// The tokens without the newlines that mean nothing.
  package static func apply(to tokens: [Token]) -> [Token] {
    var layout = Layout()
    layout.result.reserveCapacity(tokens.count)
    var newline: Token?
    for token in tokens {
      if token.kind == .newline {
        newline = newline ?? token
        continue
      }
      if let newline { layout.newline(newline, before: token) }
      newline = nil
      layout.read(token)
    }
    return layout.result
  }

  private mutating func newline(_ token: Token, before next: Token) {
    guard let last = result.last, next.kind != .end else { return }
    if open.last == .block, last.kind == .symbol(.leftBrace) || next.kind == .symbol(.assign) {
      return
    }
    if isInProcessHead && open.isEmpty {
      let continues = next.kind == .symbol(.leftParenthesis) || next.kind == .symbol(.leftBrace)
      if last.kind == .keyword(.pde) || continues { return }
    }
    if case .bracket = open.last {
      guard last.endsOperand, next.startsFreshOperand || startsStatement(next) else { return }
      while case .bracket = open.last { _ = pop() }
    } else if continuesLine(last) {
      return
    }
    endStatement(with: token)
  }

  /// Whether a token can only be the start of a statement.
  private func startsStatement(_ token: Token) -> Bool {
    switch token.kind {
    case .command, .keyword(.pde), .keyword(.equation): true
    default: false
    }
  }

  /// Whether something must follow the last token on the next line if not on its own.
  private func continuesLine(_ last: Token) -> Bool {
    // The topic of `?and` is a word, not an operator.
    if result.count >= 2, result[result.count - 2].kind == .symbol(.question) { return false }
    return switch last.kind {
    case .symbol(let symbol): symbol.continuesLine
    case .keyword(.and), .keyword(.or), .keyword(.not), .keyword(.equation): true
    default: false
    }
  }

  private mutating func endStatement(with token: Token) {
    result.append(token)
    isAtStatementStart = true
    isInProcessHead = false
  }

  private mutating func read(_ token: Token) {
    if isAtStatementStart, token.kind == .keyword(.pde) {
      // No block holds a declaration: the one before was never closed.
      while pop() != nil {}
    }
    if isAtStatementStart, open.isEmpty { isInProcessHead = token.kind == .keyword(.pde) }
    isAtStatementStart = false
    switch token.kind {
    case .index: push(.bracket(.leftBracket))
    case .symbol(.semicolon):
      if case .bracket = open.last { break }
      endStatement(with: token)
      return
    case .symbol(.leftBrace) where isInProcessHead && open.isEmpty:
      push(.block)
      isInProcessHead = false
    case .symbol(let symbol) where symbol.closer != nil: push(.bracket(symbol))
    case .symbol(let symbol) where symbol.isCloser: close(symbol)
    default: break
    }
    result.append(token)
  }

  private mutating func push(_ opener: Opener) {
    open.append(opener)
    count[opener.closer, default: 0] += 1
  }

  private mutating func pop() -> Opener? {
    guard let opener = open.popLast() else { return nil }
    count[opener.closer, default: 0] -= 1
    return opener
  }

  /// Closes the innermost bracket that `symbol` can close, and all those inside it.
  private mutating func close(_ symbol: Symbol) {
    guard count[symbol, default: 0] > 0 else { return }
    while let opener = pop(), opener.closer != symbol {}
  }
}
