internal import GenPhysSyntax

/// What checking knows of values before anything runs.
///
/// Formulas hold constants of the session. Those that cost nothing to compute are computed here, so
/// that a declaration which uses them is checked whole; others are known by their kind.
extension Checker {
  /// The names that formulas may use.
  var surroundings: Surroundings {
    let checker = self
    return Surroundings(
      names: scope.names,
      meaning: { name in
        if let meaning = checker.scope.meaning(of: name) { return meaning }
        return checker.mayHoldMore && Library.builtin(named: name) == nil ? .later(.any) : nil
      },
      value: { expression, arguments throws(Fault) in
        try checker.value(of: expression, with: arguments)
      })
  }

  /// The value of a constant in a formula; `nil` where only running the script will give it.
  ///
  /// - Throws: what checking finds wrong with it, and GP0204 if it is surely no number.
  private func value(
    of expression: Syntax.Expression, with arguments: [String: Value]
  ) throws(Fault) -> Value? {
    var inner = self
    inner.forgetDiagnostics()
    for (name, value) in arguments {
      inner.scope[name] = Scope.Entry(kind: [.number, .complex], value: value)
    }
    let kind = inner.kind(of: expression)
    if let first = inner.diagnostics.first { throw Fault(first) }
    guard !kind.isDisjoint(with: [.number, .complex]) else {
      throw Fault(
        .kindMismatch, "this must be a number, but it is \(kind.description)", at: expression.span)
    }
    return inner.cheapValue(of: expression)
  }

  /// The value of an expression that costs next to nothing; `nil` for all others, and for what fails,
  /// which running the script will tell.
  func cheapValue(of expression: Syntax.Expression) -> Value? {
    guard isCheap(expression) else { return nil }
    return try? Evaluator(environment: scope.known, evaluation: .pure).value(expression)
  }

  /// Whether an expression holds nothing but literals, known numbers, short lists and elementary
  /// functions: its cost is that of reading it.
  private func isCheap(_ expression: Syntax.Expression) -> Bool {
    switch expression.kind {
    case .number, .string, .boolean: true
    case .name(let name): scope.value(of: name)?.isSmall == true
    case .list(let parts): parts.allSatisfy(isCheap)
    case .unary(_, let operand): isCheap(operand)
    case .binary(_, let left, let right): isCheap(left) && isCheap(right)
    case .index(let base, let index): isCheap(base) && isCheap(index)
    case .call(let callee, let arguments):
      callee.asName.map { isCheapFunction($0.text) } == true
        && arguments.allSatisfy { isCheap($0.value) }
    case .branches, .range, .missing: false
    }
  }

  private func isCheapFunction(_ name: String) -> Bool {
    scope[name] == nil && Library.builtin(named: name)?.isCheap == true
  }
}

extension Builtin {
  /// Whether it gives a number, or a list as long as its argument, at once.
  fileprivate var isCheap: Bool {
    topic == .mathematics || (topic == .list && name != "linspace")
  }
}

extension Value {
  /// Whether work on the value takes no time: numbers, texts and lists of a few of them.
  fileprivate var isSmall: Bool {
    switch self {
    case .number, .complex, .string, .boolean: true
    case .list(let elements): elements.count <= 100 && elements.allSatisfy(\.isSmall)
    default: false
    }
  }
}
