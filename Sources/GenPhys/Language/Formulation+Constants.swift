internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysSyntax

/// Parts of formulas that hold no variable: elements of lists, means, values of Green's functions.
extension Formulation {
  /// The value of an expression of the session, as a formula.
  ///
  /// - Throws: GP0302 where it holds a variable of the formula, GP0204 where it is no number, and what
  ///   its evaluation throws.
  func constant(_ expression: Syntax.Expression) throws(Fault) -> Formula {
    let text = Printer.print(expression)
    if let known = used.constants[text] { return known }
    var arguments: [String: Value] = [:]
    for name in expression.names {
      if operators[name] == nil, names[name] == nil { continue }
      guard let formula = names[name], let value = try value(of: formula, at: expression.span)
      else {
        throw Fault(
          .notAFormula, "'\(text)' must be a constant, but it depends on '\(name)'",
          at: expression.span,
          hint: "only functions of formulas can: "
            + Self.functionNames.joined(separator: ", "))
      }
      arguments[name] = value
    }
    guard let value = try surroundings.value(expression, arguments) else {
      return try placeholder([.number, .complex], called: text, at: expression.span)
    }
    let formula = try formula(of: value, called: text, at: expression.span)
    if arguments.isEmpty { used.constants[text] = formula }
    return formula
  }

  /// Whether an expression holds a variable of the formula.
  func dependsOnVariables(_ expression: Syntax.Expression) -> Bool {
    expression.names.contains { name in
      operators[name] != nil
        || names[name]?.variables.contains { !Self.isPlaceholder($0) } == true
    }
  }

  /// A formula without variables as a value; `nil` where it has some.
  private func value(of formula: Formula, at span: SourceSpan) throws(Fault) -> Value? {
    let variables = formula.variables
    guard variables.allSatisfy(Self.isPlaceholder) else { return nil }
    // What is known later is 1 for now, since nothing is elaborated before it is known.
    guard variables.isEmpty else { return .count(1) }
    guard let program = try? formula.compiled(variables: []) else { return nil }
    return try Arithmetic.normal(
      program.evaluate([] as [Complex<Double>]), exact: formula.simplified(), at: span)
  }

  // MARK: - Values

  /// A value as a formula: exactly where it is known so, else as the decimal it prints as.
  func formula(
    of value: Value, called text: String, at span: SourceSpan
  ) throws(Fault) -> Formula {
    switch value {
    case .number(let number):
      guard number.value.isFinite else { throw notFinite(text, at: span) }
      if !number.isExact { used.note(text, number.value, error: number.error) }
      return number.formula
    case .complex(let number):
      if let exact = number.exact { return exact }
      guard number.value.isFinite else { throw notFinite(text, at: span) }
      let parts = [("re", number.value.real), ("im", number.value.imaginary)]
      for (part, value) in parts { used.note("\(part)(\(text))", value, error: number.error) }
      return .exactly(Number(number.value.real))
        + .imaginaryUnit * .exactly(Number(number.value.imaginary))
    default: throw noNumber(value.kind, text, at: span)
    }
  }

  /// A variable in place of a constant that only running the script will give.
  func placeholder(
    _ kind: Kind, called text: String, at span: SourceSpan
  ) throws(Fault) -> Formula {
    guard !kind.isDisjoint(with: [.number, .complex]) else {
      throw noNumber(kind, text, at: span)
    }
    used.isIncomplete = true
    return .variable(Self.placeholderMark + text)
  }

  /// No name of the language begins with it.
  private static let placeholderMark = "?"

  private static func isPlaceholder(_ variable: String) -> Bool {
    variable.hasPrefix(placeholderMark)
  }

  private func noNumber(_ kind: Kind, _ text: String, at span: SourceSpan) -> Fault {
    Fault(
      .kindMismatch, "'\(text)' must be a number here, but this is \(kind.description)", at: span,
      hint: kind == .list ? "its elements are \(text)[1], \(text)[2], …" : nil)
  }

  private func notFinite(_ text: String, at span: SourceSpan) -> Fault {
    Fault(.outOfRange, "'\(text)' must be finite here", at: span)
  }
}

extension Surroundings.Meaning {
  /// Whether something of this name can be called.
  var mayBeCalled: Bool {
    let callable: Kind = [.function, .process, .kernel, .dispersion]
    return switch self {
    case .function: true
    case .value(let value): callable.contains(value.kind)
    case .later(let kind): !kind.isDisjoint(with: callable)
    }
  }
}

extension Syntax.Expression {
  /// The names that occur in the expression, those of called functions included.
  var names: Set<String> {
    if case .name(let name) = kind { return [name] }
    return children.reduce(into: []) { $0.formUnion($1.names) }
  }
}
