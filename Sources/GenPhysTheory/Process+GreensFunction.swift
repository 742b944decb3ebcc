public import GenPhysNumerics

extension Process {
  /// Which way of computing a Green's function is asked for.
  public enum GreensFunctionChoice: String, CaseIterable, Sendable {
    /// A closed form where one is recognised, else a scale mixture, else quadrature.
    case automatic
    /// Only a recognised closed form.
    case closed
    /// Never a closed form.
    case numeric
    /// Quadrature of the Hankel integral, N ≤ 3.
    case quadrature
    /// Integration in ball arithmetic, N ≤ 200: every error is a proven bound.
    case rigorous
  }

  /// The Green's function of this process in N dimensions.
  ///
  /// - Throws: `.unsupported` with what is missing and what to do about it.
  public func greensFunction(
    dimension: Int, choice: GreensFunctionChoice = .automatic
  ) throws(GreensFunctionError) -> any GreensFunction {
    guard dimension >= 1, dimension <= 1_000_000 else {
      throw .unsupported("the dimension must be between 1 and 1,000,000, but is \(dimension)")
    }
    // Numbers far from 1 are computed in units of the process's own; see `NaturalUnits`.
    let units = choice == .rigorous ? nil : NaturalUnits(of: self)
    let rates = try supported { () throws(FormulaError) in try keptDecayRates() }
    guard !rates.isEmpty else {
      throw .unsupported(
        "every branch of '\(name)' grows without bound at large k: there is no causal "
          + "Green's function")
    }
    if let problem = closure(of: rates).finding().problem {
      throw .unsupported("the source of '\(name)' does not close it: \(sentence(on: problem))")
    }
    switch choice {
    case .closed:
      guard let closed = closedForm(rates, dimension: dimension, units: units) else {
        throw .unsupported(
          "no closed form is known for '\(name)' in dimension \(dimension); "
            + "use method = \"numeric\"")
      }
      return closed
    case .quadrature:
      return try inNaturalUnits(units) { (process, rates) throws(GreensFunctionError) in
        try process.hankel(rates, dimension: dimension)
      }
    case .rigorous:
      return try RigorousGreensFunction(
        dimension: dimension, decayRates: rates, source: boundSource)
    case .automatic, .numeric:
      if choice == .automatic,
        let closed = closedForm(rates, dimension: dimension, units: units)
      {
        return closed
      }
      return try inNaturalUnits(units) { (process, rates) throws(GreensFunctionError) in
        if rates.count == 1,
          let lattice = LatticeGreensFunction(
            dimension: dimension, decayRate: rates[0], source: process.boundSource)
        {
          return lattice
        }
        if let mixture = process.scaleMixture(rates, dimension: dimension) { return mixture }
        return try process.hankel(rates, dimension: dimension)
      }
    }
  }

  /// A Green's function computed in a process's own units, where it has some, brought back to these.
  private func inNaturalUnits(
    _ units: NaturalUnits?,
    _ make: (Process, [Formula]) throws(GreensFunctionError) -> any GreensFunction
  ) throws(GreensFunctionError) -> any GreensFunction {
    let process = units?.process ?? self
    let rates = try supported { () throws(FormulaError) in try process.keptDecayRates() }
    let kernel = try make(process, rates)
    guard let units else { return kernel }
    return try ScaledGreensFunction(kernel, units: units)
  }

  private func hankel(
    _ rates: [Formula], dimension: Int
  ) throws(GreensFunctionError) -> any GreensFunction {
    if rates.count > 1, rates.contains(where: { $0.contains("t") }) {
      throw .unsupported(
        "several branches of '\(name)' depend on time: how they join is not known")
    }
    let spectrum = try supported { () throws(FormulaError) in
      try Spectrum(decayRates: rates, closure: closure(of: rates))
    }
    return try HankelGreensFunction(dimension: dimension, spectrum: spectrum)
  }

  /// Says what a formula lacks in the words of a Green's function error.
  private func supported<T>(
    _ body: () throws(FormulaError) -> T
  ) throws(GreensFunctionError) -> T {
    do { return try body() } catch { throw .unsupported(error.explanation(in: self)) }
  }

  /// A recognised closed form, or `nil`.
  ///
  /// Densities of closed forms are logarithms, good at any scale; only transport that is computed
  /// numerically needs units.
  private func closedForm(
    _ rates: [Formula], dimension: Int, units: NaturalUnits?
  ) -> (any GreensFunction)? {
    if let closed = ownClosedForm(rates, dimension: dimension, units: units) { return closed }
    // A coefficient such as 10²⁰ may fit no number; in units of its own it is 1.
    guard let units, let scaled = try? units.process.keptDecayRates(),
      let closed = units.process.ownClosedForm(scaled, dimension: dimension, units: nil)
    else { return nil }
    return try? ScaledGreensFunction(closed, units: units)
  }

  private func ownClosedForm(
    _ rates: [Formula], dimension: Int, units: NaturalUnits?
  ) -> (any GreensFunction)? {
    let source = boundSource
    if rates.count == 2, dimension == 1,
      let telegraph = TelegraphGreensFunction(decayRates: rates, source: source)
    {
      return telegraph
    }
    guard rates.count == 1, let law = RecognisedLaw(decayRate: rates[0]) else { return nil }
    let closure = Closure(decayRate: rates[0], source: source)
    let rays = law.rays(source: source, closure: closure)
    func closed<Law: KernelLaw>(_ law: Law) -> (any GreensFunction)? {
      if let rays {
        return ClosedFormGreensFunction(
          dimension: dimension, law: law,
          transport: .rays(potential: rays.potential, density: rays.density))
      }
      let numeric = try? inNaturalUnits(units) { (process, rates) throws(GreensFunctionError) in
        if let mixture = process.scaleMixture(rates, dimension: dimension) { return mixture }
        return try process.hankel(rates, dimension: dimension)
      }
      return ClosedFormGreensFunction(
        dimension: dimension, law: law,
        transport: numeric.map { .numeric($0) }
          ?? .unknown(
            "the density of '\(name)' has a closed form, but its velocity with this source is only "
              + "computed for dim = 1, 2 and 3, not \(dimension)"))
    }
    return switch law {
    case .gaussian(let law): closed(law)
    case .power(let law): closed(law)
    case .yukawa(let law): closed(law)
    case .varianceGamma(let law): closed(law)
    }
  }

  /// The numeric scale mixture, if the propagator is found to be one.
  ///
  /// A law that could be computed at some of the times tried only serves where there is no quadrature,
  /// which knows no time at which laws leave the doubles.
  func scaleMixture(_ rates: [Formula], dimension: Int) -> MixtureGreensFunction? {
    guard rates.count == 1 else { return nil }
    let closure = Closure(decayRate: rates[0], source: boundSource)
    guard let law = ScaleMixture.derived(decayRate: rates[0], closure: closure),
      !law.isPartial || dimension > 3
    else { return nil }
    return MixtureGreensFunction(dimension: dimension, law: law)
  }
}

extension FormulaError {
  /// What stands in the way, in a sentence a user can act on.
  public func explanation(in process: Process) -> String {
    switch self {
    case .unknownVariable(let name):
      "parameter '\(name)' of '\(process.name)' has no value; write \(process.name)(\(name) = …)"
    case .tooLarge: "the formula of '\(process.name)' is too large"
    case .wrongArity(let function, let given):
      "'\(function.rawValue)' takes \(function.arity) arguments, but got \(given)"
    case .noDerivative(let function):
      "'\(function.rawValue)' has no derivative among the formulas"
    }
  }
}
