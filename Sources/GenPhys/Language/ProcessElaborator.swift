internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// Turns a `pde` declaration into a process.
struct ProcessElaborator {
  let declaration: Syntax.ProcessDeclaration
  /// Numbers and functions of the session that the body may use.
  let surroundings: Surroundings
  /// Whether coefficients of the source may be multipliers in k, as in a declaration from a file.
  var allowsMultipliers = false
  /// What the body took from the session.
  let used = ConstantsUsed()

  /// Checks names, arities and kinds, and what else needs no value of a constant.
  ///
  /// - Throws: as `process`. `used.isIncomplete` says afterwards whether the process can be
  ///   elaborated already.
  func checkNames() throws(Fault) {
    try refuseReservedParameters()
    for parameter in declaration.parameters {
      if let standard = parameter.defaultValue { _ = try constant(standard, for: parameter) }
    }
    let names = declaration.parameters.map(\.name.text)
    var hasDispersion = false
    for item in declaration.items {
      if case .field(let name, let value) = item.kind, name.text != ProcessField.omega.rawValue {
        try refuseSigns(inSource: value)
        _ = try sourceFormulation(names).formula(value)
        continue
      }
      if hasDispersion { throw secondDispersion(at: item.span) }
      hasDispersion = true
      switch item.kind {
      case .field(_, let omega):
        for part in try parts(of: omega) { _ = try omegaFormulation(names).formula(part) }
      case .relation(let left, let right):
        try refuseSigns(left, right)
        for side in [left, right] { _ = try relationFormulation(names).formula(side) }
      case .equation(let left, let right):
        try refuseSigns(left, right)
        for side in [left, right] { _ = try equationFormulation(names).formula(side) }
      }
    }
    if !hasDispersion { throw missingDispersion }
  }

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
    var process = Process(
      name: declaration.name.text, parameters: parameters, frequencies: derivation.frequencies,
      source: written ?? derivation.source, equation: written == nil ? derivation.equation : nil)
    process.approximations = used.approximations
    return process
  }

  /// The branches, from the one line that gives them.
  private func derivation(parameters: [String]) throws(Fault) -> Derivation {
    var result: Derivation?
    for item in declaration.items {
      if case .field(let name, _) = item.kind, name.text != ProcessField.omega.rawValue { continue }
      if result != nil { throw secondDispersion(at: item.span) }
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
    guard let result else { throw missingDispersion }
    return result
  }

  private func secondDispersion(at span: SourceSpan) -> Fault {
    Fault(
      .invalidEquation, "'\(declaration.name.text)' has two dispersion relations", at: span,
      hint: "give one of omega = …, a relation in omega, or an equation")
  }

  private var missingDispersion: Fault {
    Fault(
      .missingDispersion, "'\(declaration.name.text)' has no dispersion relation",
      at: declaration.name.span,
      hint: "add a line such as omega = -i*k^2, or equation dt(phi) = lap(phi)")
  }

  // MARK: - Parameters

  private func parameters() throws(Fault) -> [Process.Parameter] {
    try refuseReservedParameters()
    return try declaration.parameters.map { parameter throws(Fault) in
      guard let standard = parameter.defaultValue else {
        return Process.Parameter(name: parameter.name.text, value: nil)
      }
      return try constant(standard, for: parameter)
    }
  }

  private func refuseReservedParameters() throws(Fault) {
    for parameter in declaration.parameters where Self.reserved.contains(parameter.name.text) {
      throw Fault(
        .reservedVariable,
        "'\(parameter.name.text)' cannot be a parameter: it has a meaning here",
        at: parameter.name.span, hint: "choose another name")
    }
  }

  private static let reserved: Set<String> = [
    "k", "t", "i", "phi", "p", "omega", "lap", "dt", "dtt", "dttt", "dtttt",
  ]

  /// A default value: an expression of numbers and names of the session, exact where it can be.
  private func constant(
    _ expression: Syntax.Expression, for parameter: Syntax.Parameter
  ) throws(Fault) -> Process.Parameter {
    guard let value = try surroundings.value(expression, [:]) else {
      used.isIncomplete = true
      return Process.Parameter(name: parameter.name.text, value: nil)
    }
    guard case .number(let number) = value, number.value.isFinite else {
      throw Fault(
        .kindMismatch, "the default of a parameter must be a finite real number",
        at: expression.span)
    }
    return Process.Parameter(name: parameter.name.text, number)
  }

  // MARK: - Dispersion and source

  private func omegaFormulation(_ parameters: [String]) -> Formulation {
    Formulation(
      names: variables(["k", "t"] + parameters), surroundings: surroundings, used: used,
      hint: "omega is a formula in k, t and the parameters")
  }

  private func parts(of omega: Syntax.Expression) throws(Fault) -> [Syntax.Expression] {
    guard case .branches(let list) = omega.kind else { return [omega] }
    guard !list.isEmpty else {
      throw Fault(
        .notAFormula, "omega has no branch", at: omega.span, hint: "write omega = {a, b} or ±a")
    }
    return list
  }

  private func branches(
    of omega: Syntax.Expression, parameters: [String]
  ) throws(Fault) -> [Formula] {
    var formulation = omegaFormulation(parameters)
    var result: [Formula] = []
    for part in try parts(of: omega) {
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

  private func refuseSigns(inSource expression: Syntax.Expression) throws(Fault) {
    guard expression.containsPlusMinus else { return }
    throw Fault(
      .notAFormula, "± has no meaning here: it makes branches of omega", at: expression.span)
  }

  private func sourceFormulation(_ parameters: [String]) -> Formulation {
    let square = Formula.variable("k").raised(to: 2)
    return Formulation(
      names: variables(["t", "phi", "p"] + (allowsMultipliers ? ["k"] : []) + parameters)
        .merging(["lap": -square]) { $1 },
      operators: ["lap": { -square * $0 }], hidden: ["k"], surroundings: surroundings, used: used,
      hint: "a source is linear in phi and p: a*phi + b*p, with lap(…) for the Laplacian")
  }

  /// The source that is written out, if one is.
  private func source(parameters: [String]) throws(Fault) -> Process.Source? {
    guard let expression = declaration.values(of: .source).first else { return nil }
    try refuseSigns(inSource: expression)
    let formula = try sourceFormulation(parameters).formula(expression)
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

  func variables(_ names: [String]) -> [String: Formula] {
    Dictionary(names.map { ($0, .variable($0)) }) { $1 }
  }
}

extension Process.Parameter {
  /// A parameter with a value of the language.
  init(name: String, _ number: RealNumber) {
    let exact = number.exact
    self.init(
      name: name, value: exact?.numberValue ?? Number(number.value),
      form: exact?.numberValue == nil ? exact : nil, error: number.isExact ? nil : number.error)
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
