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
  /// - Throws: GP0301 without `omega`, GP0303 for sources that are not linear in phi and p, GP0304 for
  ///   forms that are not supported yet, and what `Formulation` throws.
  func process() throws(Fault) -> Process {
    let parameters = try self.parameters()
    try rejectUnsupportedForms()
    let names = declaration.parameters.map(\.name.text)
    guard let omega = declaration.values(of: .omega).first else {
      throw Fault(
        .missingDispersion, "'\(declaration.name.text)' has no dispersion relation",
        at: declaration.name.span, hint: "add a line such as omega = -i*k^2")
    }
    return Process(
      name: declaration.name.text, parameters: parameters,
      frequencies: try branches(of: omega, parameters: names),
      source: try source(parameters: names))
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

  private static let reserved: Set<String> = ["k", "t", "i", "phi", "p", "omega", "lap"]

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
    return result
  }

  private func source(parameters: [String]) throws(Fault) -> Process.Source {
    guard let expression = declaration.values(of: .source).first else { return .none }
    let square = Formula.variable("k").raised(to: 2)
    let formulation = Formulation(
      names: variables(["t", "phi", "p"] + (allowsMultipliers ? ["k"] : []) + parameters),
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

  private func variables(_ names: [String]) -> [String: Formulation.Meaning] {
    surroundings.merging(names.map { ($0, .formula(.variable($0))) }) { $1 }
  }

  private func rejectUnsupportedForms() throws(Fault) {
    for item in declaration.items {
      switch item.kind {
      case .field: continue
      case .relation:
        throw Fault(
          .notYetSupported, "an implicit dispersion relation is not yet supported", at: item.span,
          hint: "solve it for omega: omega = …, with ± for two branches")
      case .equation:
        throw Fault(
          .notYetSupported, "declaring a process by its equation is not yet supported",
          at: item.span,
          hint: "put in a plane wave exp(i(k x − omega t)) and write omega = …")
      }
    }
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
