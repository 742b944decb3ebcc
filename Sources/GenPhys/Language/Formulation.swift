internal import GenPhysNumerics
internal import GenPhysSyntax

/// Turns an expression of the language into a formula: names become variables, constants or calls.
struct Formulation {
  /// What a name may stand for inside a formula.
  enum Meaning {
    case formula(Formula)
    case function(Syntax.FunctionDefinition)
  }

  /// Names with their meaning; what is not here is looked up among constants and functions.
  var names: [String: Meaning]
  /// Extra functions of one argument, such as `lap` in sources.
  var operators: [String: @Sendable (Formula) -> Formula] = [:]
  /// What may be written here, for the hint of an unknown name.
  var hint: String
  /// The sign that `±` takes in this reading.
  var upperSign = true

  private static let maximumInlining = 32

  /// The formula of an expression.
  ///
  /// - Throws: GP0201 for unknown names, GP0302 for what has no meaning in a formula.
  func formula(_ expression: Syntax.Expression, inlined: Int = 0) throws(Fault) -> Formula {
    switch expression.kind {
    case .number(let literal):
      let digits = literal.text.replacing("_", with: "")
      guard let number = Formula(decimal: digits) else {
        throw Fault(.notAFormula, "'\(literal.text)' is out of range", at: expression.span)
      }
      return literal.isImaginary ? number * .imaginaryUnit : number
    case .name(let name): return try formula(named: name, at: expression.span)
    case .unary(let sign, let operand):
      let value = try formula(operand, inlined: inlined)
      switch sign {
      case .plus: return value
      case .minus: return -value
      case .plusMinus: return upperSign ? value : -value
      case .not: throw notAFormula(expression, "'not' yields no number")
      }
    case .binary(let operation, let left, let right):
      let a = try formula(left, inlined: inlined)
      let b = try formula(right, inlined: inlined)
      switch operation {
      case .add: return a + b
      case .subtract: return a - b
      case .plusMinus: return upperSign ? a + b : a - b
      case .multiply: return a * b
      case .divide: return a / b
      case .power: return a.raised(to: b)
      default: throw notAFormula(expression, "'\(operation.rawValue)' yields no number")
      }
    case .call(let callee, let arguments):
      return try call(expression, callee, arguments, inlined: inlined)
    case .branches:
      throw notAFormula(expression, "a list of branches stands alone: omega = {a, b}")
    default: throw notAFormula(expression, "a formula is made of numbers, names and functions")
    }
  }

  private func formula(named name: String, at span: SourceSpan) throws(Fault) -> Formula {
    switch names[name] {
    case .formula(let formula): return formula
    case .function:
      throw Fault(
        .notAFormula, "'\(name)' is a function; give it arguments", at: span,
        hint: "write \(name)(…)")
    case nil: break
    }
    switch name {
    case "i": return .imaginaryUnit
    case "pi": return .pi
    case "e": return .call(.exp, [1])
    default:
      let known = Array(names.keys) + ["i", "pi", "e"] + Self.functionNames
      throw Fault(
        .unknownName, unknown(name, among: known, what: "name"), at: span, hint: hint)
    }
  }

  /// The functions of formulas, by their spelling in the language.
  static let functionNames = Formula.Function.allCases.map(\.rawValue) + ["sqrt", "ln"]

  private func call(
    _ expression: Syntax.Expression, _ callee: Syntax.Expression, _ arguments: [Syntax.Argument],
    inlined: Int
  ) throws(Fault) -> Formula {
    guard let name = callee.asName else {
      throw notAFormula(callee, "only named functions can be called in a formula")
    }
    if let labelled = arguments.first(where: { $0.label != nil }) {
      throw Fault(
        .unknownLabel, "'\(name.text)' takes no labelled arguments here", at: labelled.span)
    }
    var values: [Formula] = []
    for argument in arguments { values.append(try formula(argument.value, inlined: inlined)) }
    func expect(_ count: Int) throws(Fault) {
      guard values.count == count else {
        throw Fault(
          .wrongArity,
          "'\(name.text)' takes \(count) argument\(count == 1 ? "" : "s"), but got \(values.count)",
          at: expression.span)
      }
    }
    if let transform = operators[name.text] {
      try expect(1)
      return transform(values[0])
    }
    if case .function(let definition) = names[name.text] {
      try expect(definition.parameters.count)
      guard inlined < Self.maximumInlining else {
        throw notAFormula(
          expression, "'\(name.text)' calls itself, or lies too deep in calls of functions")
      }
      var inner = self
      for (parameter, value) in zip(definition.parameters, values) {
        inner.names[parameter.name.text] = .formula(value)
      }
      let result = try inner.formula(definition.body, inlined: inlined + 1)
      // Functions that repeat their argument, inside each other, double the formula every time.
      guard result.isWithinLimits else {
        throw Fault(
          .notAFormula, "this formula is too large", at: expression.span,
          hint: "write it out once, in its simplest form")
      }
      return result
    }
    switch name.text {
    case "sqrt":
      try expect(1)
      return values[0].squareRoot
    case "ln":
      try expect(1)
      return .call(.log, values)
    default:
      guard let function = Formula.Function(rawValue: name.text) else {
        let known = Self.functionNames + Array(operators.keys) + Array(names.keys)
        throw Fault(
          .unknownName, unknown(name.text, among: known, what: "function"), at: name.span,
          hint: operators.isEmpty
            ? "functions of formulas: " + Self.functionNames.joined(separator: ", ") : hint)
      }
      try expect(function.arity)
      return .call(function, values)
    }
  }

  private func notAFormula(_ expression: Syntax.Expression, _ reason: String) -> Fault {
    Fault(.notAFormula, "this is no formula: \(reason)", at: expression.span)
  }
}

/// A name that means nothing here, and the one it was probably meant to be.
struct Unknown {
  /// Such as "unknown name 'omga'; did you mean 'omega'?".
  let headline: String
  private let what: String
  private let hasGuess: Bool

  init(_ name: String, among candidates: [String], what: String) {
    let guess = Spelling.closest(to: name, among: candidates)
    let shown = name.count > 60 ? name.prefix(60) + "…" : name[...]
    headline = "unknown \(what) '\(shown)'" + (guess.map { "; did you mean '\($0)'?" } ?? "")
    self.what = what
    hasGuess = guess != nil
  }

  /// The error, for a name or function of the session; where nothing is near, with what helps.
  func fault(at span: SourceSpan) -> Fault {
    let hint =
      what == "function"
      ? "? lists all functions; a statement shows its value by itself" : "? lists all names"
    return Fault(.unknownName, headline, at: span, hint: hasGuess ? nil : hint)
  }
}

/// A headline such as "unknown name 'omga'; did you mean 'omega'?".
func unknown(_ name: String, among candidates: [String], what: String) -> String {
  Unknown(name, among: candidates, what: what).headline
}
