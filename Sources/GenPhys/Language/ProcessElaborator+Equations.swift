internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// Dispersion relations that are not written out: implicit ones, and the equation itself.
extension ProcessElaborator {
  /// What a relation or an equation declares.
  struct Derivation {
    var frequencies: [Formula]
    var source = Process.Source.none
    var equation: FieldEquation?
  }

  /// The branches that solve `left = right`, a polynomial equation in omega.
  ///
  /// - Throws: GP0307 where it is no polynomial in omega, GP0304 where no formula for its roots is
  ///   known, and what `Formulation` throws.
  func derivation(
    relation left: Syntax.Expression, _ right: Syntax.Expression, at span: SourceSpan,
    parameters: [String]
  ) throws(Fault) -> Derivation {
    try refuseSigns(left, right)
    let formulation = relationFormulation(parameters)
    let residual = try formulation.formula(left) - formulation.formula(right)
    guard let powers = residual.asPolynomial(in: "omega", assuming: .wave) else {
      throw Fault(
        .invalidEquation, "this is no polynomial equation in omega", at: span,
        hint: "only whole powers of omega can be solved for; else write omega = …")
    }
    let used = powers.filter { !$0.value.isZero(assuming: .wave) }.keys
    guard let lowest = used.min(), let highest = used.max(), highest > min(lowest, 0) else {
      throw Fault(
        .invalidEquation, "omega cancels or does not occur in this relation", at: span,
        hint: "write it for omega, such as omega^2 + 2i*eps*omega = k^2")
    }
    let offset = min(lowest, 0)
    guard highest - offset <= FieldEquation.highestOrder else {
      throw unsolvable(degree: highest - offset, at: span)
    }
    // omega = −iλ.
    let polynomial = CharacteristicPolynomial(
      coefficients: (offset...highest).map { power in
        (powers[power] ?? 0)
          * (-Formula.imaginaryUnit).raised(to: .number(Number(power - offset)))
      })
    return Derivation(frequencies: try frequencies(of: polynomial, at: span))
  }

  /// Dispersion and source of an equation for `phi`.
  ///
  /// - Throws: GP0307 with what the equation lacks, GP0304 where no formula for its branches is known.
  func derivation(
    equation left: Syntax.Expression, _ right: Syntax.Expression, at span: SourceSpan,
    parameters: [String]
  ) throws(Fault) -> Derivation {
    try refuseSigns(left, right)
    let formulation = equationFormulation(parameters)
    let residual = try formulation.formula(left) - formulation.formula(right)
    guard residual.isWithinLimits else {
      throw Fault(.notAFormula, "this equation is too large", at: span)
    }
    try refuseTimeInsideDerivatives(left, formulation)
    try refuseTimeInsideDerivatives(right, formulation)
    let equation: FieldEquation
    do throws(FieldEquation.Problem) {
      equation = try FieldEquation(residual: residual)
    } catch {
      throw fault(error, left, right, at: span, formulation)
    }
    return Derivation(
      frequencies: try frequencies(of: equation.characteristicPolynomial, at: span),
      source: equation.source, equation: equation)
  }

  func relationFormulation(_ parameters: [String]) -> Formulation {
    Formulation(
      names: variables(["k", "t", "omega"] + parameters), surroundings: surroundings, used: used,
      hint: "an implicit dispersion relation holds omega, k, t and the parameters")
  }

  func equationFormulation(_ parameters: [String]) -> Formulation {
    let dt = Formula.variable(FieldEquation.timeDerivative)
    let square = Formula.variable("k").raised(to: 2)
    var names = variables(["t", FieldEquation.field] + parameters)
    var operators: [String: @Sendable (Formula) -> Formula] = [:]
    // The operators are symbols as well: dt^2*phi, (lap - m^2)*phi.
    names["lap"] = -square
    operators["lap"] = { -square * $0 }
    for order in 1...4 {
      let symbol = order == 1 ? dt : dt.raised(to: .number(Number(order)))
      let name = "d" + String(repeating: "t", count: order)
      names[name] = symbol
      operators[name] = { symbol * $0 }
    }
    return Formulation(
      names: names, operators: operators, hidden: ["k"], surroundings: surroundings, used: used,
      hint: "an equation holds the field phi, dt(…), dtt(…), lap(…), t and the parameters")
  }

  private func frequencies(
    of polynomial: CharacteristicPolynomial, at span: SourceSpan
  ) throws(Fault) -> [Formula] {
    guard let rates = polynomial.roots, rates.allSatisfy(\.isWithinLimits) else {
      throw unsolvable(degree: polynomial.degree, at: span)
    }
    return rates.map { (-Formula.imaginaryUnit * $0).simplified(assuming: .wave) }
  }

  private func unsolvable(degree: Int, at span: SourceSpan) -> Fault {
    Fault(
      .notYetSupported, "no formula is known for the \(degree) branches of omega", at: span,
      hint: "write them out as omega = {…, …}, or the equation as a product of simpler ones")
  }

  // MARK: - Diagnostics

  func refuseSigns(
    _ left: Syntax.Expression, _ right: Syntax.Expression
  ) throws(Fault) {
    guard let side = [left, right].first(where: \.containsPlusMinus) else { return }
    throw Fault(
      .notAFormula, "± has no meaning here: it makes branches of omega", at: side.span,
      hint: "write omega = … ± …; an equation in omega has all its branches already")
  }

  /// `dt(t*phi)` is not `t*dt(phi)`, but formulas know no order.
  private func refuseTimeInsideDerivatives(
    _ expression: Syntax.Expression, _ formulation: Formulation
  ) throws(Fault) {
    for child in expression.children { try refuseTimeInsideDerivatives(child, formulation) }
    guard case .call(let callee, let arguments) = expression.kind,
      let name = callee.asName?.text, name.hasPrefix("dt"), formulation.operators[name] != nil,
      let inner = arguments.first?.value, try formulation.formula(inner).contains("t")
    else { return }
    throw Fault(
      .invalidEquation, "a coefficient inside \(name)(…) cannot depend on t", at: inner.span,
      hint: "carry out the derivative: d(t*phi)/dt is phi + t*dt(phi)")
  }

  private func fault(
    _ problem: FieldEquation.Problem, _ left: Syntax.Expression, _ right: Syntax.Expression,
    at span: SourceSpan, _ formulation: Formulation
  ) -> Fault {
    switch problem {
    case .noField:
      Fault(
        .invalidEquation, "the equation has no phi", at: span,
        hint: "the field is called phi: dt(phi) = lap(phi)")
    case .notLinear:
      Fault(
        .invalidEquation, "the equation must be linear in phi",
        at: culprit(left, right, formulation) { !Self.isAffine($0) } ?? span,
        hint: "a process is a linear equation; near phi = 0 keep the linear terms only")
    case .inhomogeneous:
      Fault(
        .invalidEquation, "every term of the equation must hold phi",
        at: culprit(left, right, formulation) {
          !$0.contains(FieldEquation.field) && !$0.isZero(assuming: .wave)
        } ?? span, hint: "drop the constant term, or multiply it by phi")
    case .notPolynomial:
      Fault(
        .invalidEquation, "dt can only be repeated, not stand in a quotient, root or function",
        at: span, hint: "write dt(phi), dtt(phi), dt(lap(phi)), …")
    case .noTimeDerivative:
      Fault(
        .invalidEquation, "the equation has no time derivative: nothing evolves", at: span,
        hint: "make one coordinate the time: lap(phi) = 0 becomes dtt(phi) + lap(phi) = 0")
    case .dependsOnTime:
      Fault(
        .invalidEquation, "the coefficients of this equation cannot depend on t", at: span,
        hint: "only dt(phi) = f(t)*lap(phi) and the like, of first order, can")
    case .noTransport:
      Fault(
        .invalidEquation, "the equation has no lap(phi): nothing is transported", at: span,
        hint: "a term such as lap(phi), without dt, makes the flux")
    case .tooHigh(let order):
      Fault(
        .invalidEquation, "the equation is of order \(order) in time", at: span,
        hint: "orders up to \(FieldEquation.highestOrder) are understood")
    }
  }

  /// Whether phi occurs at most linearly.
  private static func isAffine(_ formula: Formula) -> Bool {
    let offset = formula.substituting([FieldEquation.field: 0])
    return (formula - offset).coefficients(linearIn: [FieldEquation.field], assuming: .wave) != nil
  }

  /// The smallest part of the equation, among its terms and their parts, that is to blame.
  private func culprit(
    _ left: Syntax.Expression, _ right: Syntax.Expression, _ formulation: Formulation,
    _ isGuilty: (Formula) -> Bool
  ) -> SourceSpan? {
    func search(_ expression: Syntax.Expression) -> SourceSpan? {
      guard let formula = try? formulation.formula(expression) else { return nil }
      if isGuilty(formula) {
        // Of a guilty power or product the whole is shown, of a sum the term.
        if case .binary(let operation, let a, let b) = expression.kind,
          operation == .add || operation == .subtract
        {
          return search(a) ?? search(b) ?? expression.span
        }
        if case .call(_, let arguments) = expression.kind, let inner = arguments.first?.value,
          let span = search(inner)
        {
          return span
        }
        return expression.span
      }
      guard case .binary(let operation, let a, let b) = expression.kind,
        operation == .add || operation == .subtract
      else { return nil }
      return search(a) ?? search(b)
    }
    return search(left) ?? search(right)
  }
}
