internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysText

/// Turns an expression of the language into a formula: names become variables, constants or calls.
///
/// What does not hold a variable of the formula is a constant. The names and functions of the session
/// give constants, exactly where they are known exactly.
struct Formulation {
  /// What the formula's own names stand for: variables, and the arguments of functions written out.
  ///
  /// They hide the names of the session.
  var names: [String: Formula]
  /// Extra functions of one argument, such as `lap` in sources.
  var operators: [String: @Sendable (Formula) -> Formula] = [:]
  /// Names that mean nothing here even where the session has them: a `k` of the session in a source
  /// would be taken for the wavenumber by every reader.
  var hidden: Set<String> = []
  /// The names of the session.
  let surroundings: Surroundings
  /// Where inexact constants are noted.
  let used: ConstantsUsed
  /// What may be written here, for the hint of an unknown name.
  let hint: String
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
    case .index: return try constant(expression)
    case .branches:
      throw notAFormula(expression, "a list of branches stands alone: omega = {a, b}")
    default: throw notAFormula(expression, "a formula is made of numbers, names and functions")
    }
  }

  private func formula(named name: String, at span: SourceSpan) throws(Fault) -> Formula {
    if let formula = names[name] { return formula }
    switch meaning(of: name) {
    case .value(let value): return try formula(of: value, called: name, at: span)
    case .later(let kind): return try placeholder(kind, called: name, at: span)
    case .function:
      throw Fault(
        .notAFormula, "'\(name)' is a function; give it arguments", at: span,
        hint: "write \(name)(…)")
    case nil:
      let known =
        Array(names.keys) + surroundings.names.filter { !hidden.contains($0) }
        + ["i", "pi", "e"] + Self.functionNames
      throw Fault(
        .unknownName, unknown(name, among: known, what: "name"), at: span, hint: hint)
    }
  }

  private func meaning(of name: String) -> Surroundings.Meaning? {
    hidden.contains(name) ? nil : surroundings.meaning(name)
  }

  /// The functions of formulas, by their spelling in the language.
  static let functionNames = Formula.Function.allCases.map(\.rawValue) + ["sqrt", "ln"]

  private func call(
    _ expression: Syntax.Expression, _ callee: Syntax.Expression, _ arguments: [Syntax.Argument],
    inlined: Int
  ) throws(Fault) -> Formula {
    guard let name = callee.asName else { return try constant(expression) }
    func operands(_ count: Int) throws(Fault) -> [Formula] {
      try values(of: arguments, count: count, name, at: expression.span, inlined: inlined)
    }
    if let transform = operators[name.text] {
      return transform(try operands(1)[0])
    }
    if names[name.text] == nil, let meaning = meaning(of: name.text) {
      if case .function(let definition) = meaning {
        return try written(out: definition, expression, name, arguments, inlined: inlined)
      }
      guard meaning.mayBeCalled else {
        throw Fault(.notCallable, "'\(name.text)' is no function", at: name.span)
      }
      // A function of a file that is not loaded yet, perhaps.
      if case .later(let kind) = meaning, kind.contains(.function), dependsOnVariables(expression) {
        for argument in arguments { _ = try formula(argument.value, inlined: inlined) }
        return try placeholder(.number, called: name.text, at: name.span)
      }
      return try constant(expression)
    }
    switch name.text {
    case "sqrt": return try operands(1)[0].squareRoot
    case "ln": return .call(.log, try operands(1))
    default:
      if let function = Formula.Function(rawValue: name.text) {
        return .call(function, try operands(function.arity))
      }
      guard Library.builtin(named: name.text) == nil else { return try constant(expression) }
      let known =
        Self.functionNames + Array(operators.keys) + Array(names.keys) + surroundings.names
      throw Fault(
        .unknownName, unknown(name.text, among: known, what: "function"), at: name.span,
        hint: operators.isEmpty
          ? "functions of formulas: " + Self.functionNames.joined(separator: ", ") : hint)
    }
  }

  /// The arguments of a function of formulas.
  private func values(
    of arguments: [Syntax.Argument], count: Int, _ name: Syntax.Identifier, at span: SourceSpan,
    inlined: Int
  ) throws(Fault) -> [Formula] {
    if let labelled = arguments.first(where: { $0.label != nil }) {
      throw Fault(
        .unknownLabel, "'\(name.text)' takes no labelled arguments here", at: labelled.span)
    }
    guard arguments.count == count else {
      throw wrongCount(name, expected: count, found: arguments.count, at: span)
    }
    var values: [Formula] = []
    for argument in arguments { values.append(try formula(argument.value, inlined: inlined)) }
    return values
  }

  private func wrongCount(
    _ name: Syntax.Identifier, expected: Int, found: Int, at span: SourceSpan
  ) -> Fault {
    Fault(
      .wrongArity,
      "'\(name.text)' takes \(expected) argument\(expected == 1 ? "" : "s"), but got \(found)",
      at: span)
  }

  // MARK: - Functions of the session

  /// The body of a function with the arguments put in; of a function of lists, its value.
  private func written(
    out definition: Syntax.FunctionDefinition, _ expression: Syntax.Expression,
    _ name: Syntax.Identifier, _ arguments: [Syntax.Argument], inlined: Int
  ) throws(Fault) -> Formula {
    do throws(Fault) {
      return try inline(definition, expression, name, arguments, inlined: inlined)
    } catch {
      let code = error.diagnostic.code
      if code == .kindMismatch || code == .notAFormula, !dependsOnVariables(expression) {
        return try constant(expression)
      }
      throw error
    }
  }

  private func inline(
    _ definition: Syntax.FunctionDefinition, _ expression: Syntax.Expression,
    _ name: Syntax.Identifier, _ arguments: [Syntax.Argument], inlined: Int
  ) throws(Fault) -> Formula {
    guard inlined < Self.maximumInlining else {
      throw notAFormula(
        expression, "'\(name.text)' calls itself, or lies too deep in calls of functions")
    }
    // A body sees its parameters and the session, not the variables of the formula it stands in.
    var inner = Formulation(names: [:], surroundings: surroundings, used: used, hint: hint)
    inner.upperSign = upperSign
    let parameters = definition.parameters
    for (position, argument) in arguments.enumerated() {
      let parameter =
        argument.label.map { label in parameters.first { $0.name.text == label.text } }
        ?? (position < parameters.count ? parameters[position] : nil)
      guard let parameter else {
        if let label = argument.label {
          throw Fault(
            .unknownLabel,
            unknown(label.text, among: parameters.map(\.name.text), what: "parameter"),
            at: label.span)
        }
        throw wrongCount(
          name, expected: parameters.count, found: arguments.count, at: expression.span)
      }
      inner.names[parameter.name.text] = try formula(argument.value, inlined: inlined)
    }
    let missing = parameters.filter { inner.names[$0.name.text] == nil }
    guard missing.allSatisfy({ $0.defaultValue != nil }) else {
      throw wrongCount(
        name, expected: parameters.count, found: arguments.count, at: expression.span)
    }
    let result: Formula
    // The definition may stand in another text: only the call can be pointed at.
    do throws(Fault) {
      for parameter in missing {
        guard let standard = parameter.defaultValue else { continue }
        inner.names[parameter.name.text] = try inner.formula(standard, inlined: inlined + 1)
      }
      result = try inner.formula(definition.body, inlined: inlined + 1)
    } catch {
      throw inlined == 0
        ? error.moved(to: expression.span, note: "it arises inside '\(name.text)'") : error
    }
    // Functions that repeat their argument, inside each other, double the formula every time.
    guard result.isWithinLimits else {
      throw Fault(
        .notAFormula, "this formula is too large", at: expression.span,
        hint: "write it out once, in its simplest form")
    }
    return result
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
    headline =
      "unknown \(what) '\(name.field(60))'" + (guess.map { "; did you mean '\($0)'?" } ?? "")
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
