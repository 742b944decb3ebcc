extension Formula {
  /// The parts directly below this node.
  package var children: [Formula] {
    switch self {
    case .number, .imaginaryUnit, .pi, .variable: []
    case .sum(let parts), .product(let parts), .call(_, let parts): parts
    case .power(let base, let exponent): [base, exponent]
    }
  }

  /// The node with every direct part replaced by `transform` of it.
  package func mapChildren(_ transform: (Formula) -> Formula) -> Formula {
    switch self {
    case .number, .imaginaryUnit, .pi, .variable: self
    case .sum(let parts): .sum(parts.map(transform))
    case .product(let parts): .product(parts.map(transform))
    case .call(let function, let parts): .call(function, parts.map(transform))
    case .power(let base, let exponent): .power(transform(base), transform(exponent))
    }
  }

  /// The number of nodes, counted up to `limit`, and `nil` beyond it or beyond `depth` levels.
  package func size(
    upTo limit: Int = FormulaLimits.size, depth: Int = FormulaLimits.depth
  ) -> Int? {
    var count = 0
    return visit(&count, limit, depth) ? count : nil
  }

  private func visit(_ count: inout Int, _ limit: Int, _ depth: Int) -> Bool {
    count += 1
    if count > limit || depth < 0 { return false }
    switch self {
    case .number, .imaginaryUnit, .pi, .variable: return true
    case .sum(let parts), .product(let parts), .call(_, let parts):
      return parts.allSatisfy { $0.visit(&count, limit, depth - 1) }
    case .power(let base, let exponent):
      return base.visit(&count, limit, depth - 1) && exponent.visit(&count, limit, depth - 1)
    }
  }

  /// Whether work on the formula is attempted at all.
  public var isWithinLimits: Bool { size() != nil }

  /// The variables that occur, in alphabetical order.
  public var variables: [String] {
    var names: Set<String> = []
    var pending = [self]
    var steps = 0
    while let formula = pending.popLast(), steps < 20 * FormulaLimits.size {
      steps += 1
      if case .variable(let name) = formula { names.insert(name) }
      pending += formula.children
    }
    return names.sorted()
  }

  /// Whether the variable occurs.
  public func contains(_ name: String) -> Bool {
    isWithinLimits ? mentions(name) : variables.contains(name)
  }

  /// Whether the variable occurs in a formula known to be within the limits.
  func mentions(_ name: String) -> Bool {
    switch self {
    case .variable(let other): other == name
    case .number, .imaginaryUnit, .pi: false
    case .sum(let parts), .product(let parts), .call(_, let parts):
      parts.contains { $0.mentions(name) }
    case .power(let base, let exponent): base.mentions(name) || exponent.mentions(name)
    }
  }

  /// Whether the imaginary unit occurs in a formula known to be within the limits.
  var mentionsImaginaryUnit: Bool {
    self == .imaginaryUnit || children.contains(where: \.mentionsImaginaryUnit)
  }

  /// Every variable named in `replacements` replaced, all at once.
  ///
  /// The result is not simplified, and what replaces a variable is not searched again.
  public func substituting(_ replacements: [String: Formula]) -> Formula {
    if replacements.isEmpty { return self }
    return isWithinLimits ? substituted(replacements) : self
  }

  private func substituted(_ replacements: [String: Formula]) -> Formula {
    if case .variable(let name) = self { return replacements[name] ?? self }
    return mapChildren { $0.substituted(replacements) }
  }
}
