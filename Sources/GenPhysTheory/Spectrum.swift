internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// The Fourier symbols of density, flux potential and source at one k and t, for any branches.
///
/// Several kept branches evolve from φ^{(j)} = 0 for j < b−1 and p̂ = 1 at t = 0⁺ (the causal
/// Green's function); `Closure` has the formulas. [THEORY 2, derived]
struct Spectrum: Sendable {
  /// What one wavenumber carries.
  struct Value {
    /// p̂ = P(k,t).
    var density: Complex<Double>
    /// φ̂.
    var flux: Complex<Double>
    /// R̂.
    var growth: Complex<Double>
  }

  private let rates: [CompiledFormula]
  /// The action of a lone branch, which may depend on time.
  private let action: LaplaceAction?
  /// H, a and b.
  private let flux: CompiledFormula
  private let potential: CompiledFormula
  private let source: CompiledFormula

  /// Compiles kept branches with their closure.
  init(decayRates: [Formula], closure: Closure) throws(FormulaError) {
    var rates: [CompiledFormula] = []
    for rate in decayRates { rates.append(try rate.program()) }
    self.rates = rates
    action = decayRates.count == 1 ? try LaplaceAction(decayRate: decayRates[0]) : nil
    flux = try closure.flux.program()
    potential = try closure.potential.program()
    source = try closure.density.program()
  }

  /// Why there are no symbols at a time.
  func problem(time t: Double) -> String? { action?.at(time: t).problem }

  /// What stays at the source as a point mass: the limits of p̂ and R̂ at k = ∞; 0 where there are none.
  func atom(time t: Double) -> (density: Complex<Double>, growth: Complex<Double>) {
    let far = [1e30, 1e45, 1e60].map { value($0, time: t) }
    let peak = value(1e-9, time: t).density.length
    guard
      far.allSatisfy({ (value: Value) in
        value.density.isFinite && value.growth.isFinite
          && (value.density - far[2].density).length <= 1e-13 * peak
          && (value.growth - far[2].growth).length <= 1e-13 * far[2].growth.length + 1e-13 * peak
      }), far[2].density.length > 1e-15 * peak
    else { return (.zero, .zero) }
    return (far[2].density, far[2].growth)
  }

  /// Bounds on the errors of a value's parts.
  typealias Errors = (density: Double, flux: Double, growth: Double)

  /// Bounds on the errors of the magnitudes of `value`: rounding of λ and h, where terms may cancel,
  /// and what integrals over time miss.
  func errors(
    _ k: Double, time t: Double
  ) -> Errors {
    let arguments = [Complex(k), Complex(t)]
    let value = value(k, time: t)
    // dP = −P dS.
    let actionError: Double
    if let action {
      let slice = action.at(time: t)
      actionError =
        slice.error(Complex(k * k)) + k * k * (slice.driftError + Double.ulpOfOne * slice.drift)
    } else {
      actionError =
        t
        * rates.reduce(0) { sum, rate in
          let (value, error) = rate.evaluateWithError(arguments)
          return sum + error + Double.ulpOfOne * value.length
        }
    }
    let relative = min(actionError, 1) + 4 * Double.ulpOfOne
    let (h, hError) = flux.evaluateWithError(arguments)
    let (a, aError) = potential.evaluateWithError(arguments)
    let (b, bError) = source.evaluateWithError(arguments)
    let density = value.density.length * relative
    let response = h.isZero ? 0 : value.flux.length / h.length
    let flux = value.flux.length * relative + response * hError
    return (
      density, flux,
      a.length * flux + value.flux.length * aError + b.length * density
        + value.density.length * bError
    )
  }

  /// The symbols at real k ≥ 0.
  func value(_ k: Double, time t: Double) -> Value {
    let arguments = [Complex(k), Complex(t)]
    let birth = source.evaluate(arguments)
    let responses: [Complex<Double>]
    var density = Complex<Double>.zero
    if let action {
      responses = [Complex.exp(-action.value(Complex(k * k), time: t))]
      density = responses[0]
    } else {
      let rates = rates.map { $0.evaluate(arguments) }
      responses = CausalChain.responses(rates, time: t)
      var weight = Complex<Double>.one
      for (response, rate) in zip(responses, rates) {
        density += weight * response
        weight *= rate + birth
      }
    }
    let flux = (responses.last ?? .zero) * flux.evaluate(arguments)
    return Value(
      density: density, flux: flux,
      growth: potential.evaluate(arguments) * flux + birth * density)
  }
}
