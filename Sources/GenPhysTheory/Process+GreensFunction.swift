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
    let rates = keptDecayRates
    guard !rates.isEmpty else {
      throw .unsupported(
        "every branch of '\(name)' grows without bound at large k: there is no causal "
          + "Green's function")
    }
    if let problem = rates.lazy.compactMap({ rate in
      rates.count == 1 ? Closure(decayRate: rate, source: boundSource).problem(time: 1) : nil
    }).first {
      throw .unsupported("the source of '\(name)' does not close it: \(problem.reason)")
    }
    switch choice {
    case .closed:
      guard let closed = closedForm(dimension: dimension) else {
        throw .unsupported(
          "no closed form is known for '\(name)' in dimension \(dimension); "
            + "use method = \"numeric\"")
      }
      return closed
    case .quadrature:
      return try HankelGreensFunction(
        dimension: dimension, spectrum: Spectrum(decayRates: rates, source: boundSource))
    case .automatic, .numeric:
      if choice == .automatic, let closed = closedForm(dimension: dimension) { return closed }
      if let mixture = scaleMixture(dimension: dimension) { return mixture }
      return try HankelGreensFunction(
        dimension: dimension, spectrum: Spectrum(decayRates: rates, source: boundSource))
    }
  }

  /// A recognised closed form, or `nil`.
  func closedForm(dimension: Int) -> (any GreensFunction)? {
    let rates = keptDecayRates
    let source = boundSource
    if rates.count == 2, dimension == 1, source == .none,
      let telegraph = TelegraphGreensFunction(decayRates: rates)
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
      guard let mixture = scaleMixture(dimension: dimension) else { return nil }
      return ClosedFormGreensFunction(
        dimension: dimension, law: law, transport: .mixture(mixture))
    }
    return switch law {
    case .gaussian(let law): closed(law)
    case .power(let law): closed(law)
    case .yukawa(let law): closed(law)
    }
  }

  /// The numeric scale mixture, if the propagator proves to be one at three times.
  func scaleMixture(dimension: Int) -> MixtureGreensFunction? {
    let rates = keptDecayRates
    guard rates.count == 1 else { return nil }
    let mixture = MixtureGreensFunction(
      dimension: dimension, decayRate: rates[0],
      closure: Closure(decayRate: rates[0], source: boundSource))
    // A signed or lattice measure shows as a missing density or a mixture that is not P.
    for time in [0.1, 1, 10] {
      guard let mismatch = try? mixture.mismatch(time: time), mismatch < 1e-8 else { return nil }
    }
    return mixture
  }
}
