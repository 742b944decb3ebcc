internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// Turns a `pde` declaration into a process.
struct ProcessElaborator {
  let declaration: Syntax.ProcessDeclaration
  /// Numbers and functions of the session that the body may use.
  let surroundings: [String: Formulation.Meaning]
  /// Whether coefficients of the source may be multipliers in k, as in a declaration from a file.
  var allowsMultipliers = false

  /// The process with its default parameter values.
  ///
  /// - Throws: GP0301 without a dispersion relation, GP0303 for sources that are not linear in phi and
  ///   p, GP0304 and GP0307 for relations and equations that cannot be read, and what `Formulation`
  ///   throws.
  func process() throws(Fault) -> Process {
    let parameters = try self.parameters()
    let names = declaration.parameters.map(\.name.text)
    let derivation = try self.derivation(parameters: names)
    // A source that is written out says how the same ω closes otherwise.
    let written = try source(parameters: names)
    return Process(
      name: declaration.name.text, parameters: parameters, frequencies: derivation.frequencies,
      source: written ?? derivation.source, equation: written == nil ? derivation.equation : nil)
  }

  /// The branches, from the one line that gives them.
  private func derivation(parameters: [String]) throws(Fault) -> Derivation {
    var result: Derivation?
    for item in declaration.items {
      if case .field(let name, _) = item.kind, name.text != ProcessField.omega.rawValue { continue }
      if result != nil {
        throw Fault(
          .invalidEquation, "'\(declaration.name.text)' has two dispersion relations",
          at: item.span, hint: "give one of omega = …, a relation in omega, or an equation")
      }
      switch item.kind {
      case .field(_, let omega):
        result = Derivation(frequencies: try branches(of: omega, parameters: parameters))
      case .relation(let left, let right):
        result = try derivation(
          relation: left, right, at: item.span, parameters: parameters)
      case .equation(let left, let right):
        result = try derivation(
          equation: left, right, at: item.span, parameters: parameters)
      }
    }
    guard let result else {
      throw Fault(
        .missingDispersion, "'\(declaration.name.text)' has no dispersion relation",
        at: declaration.name.span,
        hint: "add a line such as omega = -i*k^2, or equation dt(phi) = lap(phi)")
    }
    return result
  }

  private func parameters() throws(Fault) -> [Process.Parameter] {
    var result: [Process.Parameter] = []
    for parameter in declaration.parameters {
      if Self.reserved.contains(parameter.name.text) {
        throw Fault(
          .reservedVariable,
          "'\(parameter.name.text)' cannot be a parameter: it has a meaning here",
          at: parameter.name.span, hint: "choose another name")
      }
      var value: Number?
      if let expression = parameter.defaultValue {
        value = try constant(expression)
      }
      result.append(Process.Parameter(name: parameter.name.text, value: value))
    }
    return result
  }

  private static let reserved: Set<String> = [
    "k", "t", "i", "phi", "p", "omega", "lap", "dt", "dtt", "dttt", "dtttt",
  ]

  /// A default value: a formula of numbers and session constants, exact where it can be.
  private func constant(_ expression: Syntax.Expression) throws(Fault) -> Number {
    let formulation = Formulation(
      names: surroundings, hint: "the default of a parameter is a real number")
    let formula = try formulation.formula(expression).simplified()
    if let number = formula.numberValue { return number }
    guard let value = try? formula.compiled(variables: []).realValue([]), value.isFinite else {
      throw Fault(
        .kindMismatch, "the default of a parameter must be a finite real number",
        at: expression.span)
    }
    return Number(value)
  }

  private func branches(
    of omega: Syntax.Expression, parameters: [String]
  ) throws(Fault) -> [Formula] {
    var formulation = Formulation(
      names: variables(["k", "t"] + parameters),
      hint: "omega is a formula in k, t and the parameters")
    let parts: [Syntax.Expression] =
      if case .branches(let list) = omega.kind { list } else { [omega] }
    guard !parts.isEmpty else {
      throw Fault(
        .notAFormula, "omega has no branch", at: omega.span, hint: "write omega = {a, b} or ±a")
    }
    var result: [Formula] = []
    for part in parts {
      formulation.upperSign = true
      result.append(try formulation.formula(part))
      if part.containsPlusMinus {
        formulation.upperSign = false
        result.append(try formulation.formula(part))
      }
    }
    for formula in result where !formula.isWithinLimits {
      throw Fault(
        .notAFormula, "this formula is too large", at: omega.span,
        hint: "split it with a function definition, or simplify it")
    }
    return result.map { $0.simplified(assuming: .wave) }
  }

  /// The source that is written out, if one is.
  private func source(parameters: [String]) throws(Fault) -> Process.Source? {
    guard let expression = declaration.values(of: .source).first else { return nil }
    if expression.containsPlusMinus {
      throw Fault(
        .notAFormula, "± has no meaning here: it makes branches of omega", at: expression.span)
    }
    let square = Formula.variable("k").raised(to: 2)
    let formulation = Formulation(
      names: variables(["t", "phi", "p"] + (allowsMultipliers ? ["k"] : []) + parameters)
        .merging(["lap": .formula(-square)]) { $1 },
      operators: ["lap": { -square * $0 }],
      hint: "a source is linear in phi and p: a*phi + b*p, with lap(…) for the Laplacian")
    let formula = try formulation.formula(expression)
    let linear = formula.coefficients(linearIn: ["phi", "p"], assuming: .wave)
    guard let potential = linear?["phi"], let density = linear?["p"] else {
      throw Fault(
        .sourceNotLinear, "the source must be linear in phi and p, without a constant term",
        at: expression.span, hint: "write it as a*phi + b*p; a and b may hold parameters and lap")
    }
    return Process.Source(
      potential: potential.simplified(assuming: .wave),
      density: density.simplified(assuming: .wave))
  }

  func variables(_ names: [String]) -> [String: Formulation.Meaning] {
    surroundings.merging(names.map { ($0, .formula(.variable($0))) }) { $1 }
  }
}

extension Syntax.Expression {
  /// Whether `±` occurs anywhere in the expression.
  var containsPlusMinus: Bool {
    switch kind {
    case .unary(.plusMinus, _), .binary(.plusMinus, _, _): true
    default: children.contains(where: \.containsPlusMinus)
    }
  }
}
