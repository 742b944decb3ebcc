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

  private struct Mode: Sendable {
    let rate: CompiledFormula
    let action: LaplaceAction
  }

  private let modes: [Mode]
  /// H, a and b.
  private let flux: CompiledFormula
  private let potential: CompiledFormula
  private let source: CompiledFormula

  /// Compiles kept branches with their closure.
  init(decayRates: [Formula], closure: Closure) throws(FormulaError) {
    var modes: [Mode] = []
    for rate in decayRates {
      modes.append(
        Mode(rate: try rate.program(), action: try LaplaceAction(decayRate: rate)))
    }
    self.modes = modes
    flux = try closure.flux.program()
    potential = try closure.potential.program()
    source = try closure.density.program()
  }

  /// The symbols at real k ≥ 0.
  func value(_ k: Double, time t: Double) -> Value {
    let arguments = [Complex(k), Complex(t)]
    let birth = source.evaluate(arguments)
    var rates = modes.map { $0.rate.evaluate(arguments) }
    separate(&rates)
    var density = Complex<Double>.zero
    var flux = Complex<Double>.zero
    for (j, mode) in modes.enumerated() {
      let decay = Complex.exp(-mode.action.value(Complex(k * k), time: t))
      var distance = Complex<Double>.one
      var weight = Complex<Double>.one
      for l in rates.indices where l != j {
        distance *= rates[l] - rates[j]
        weight *= rates[l] + birth
      }
      // One branch has weight 1 wherever its rate is a number or not.
      density += rates.count == 1 ? decay : decay * (weight / distance)
      flux += decay / distance
    }
    flux *= self.flux.evaluate(arguments)
    return Value(
      density: density, flux: flux,
      growth: potential.evaluate(arguments) * flux + birth * density)
  }

  /// Pulls coinciding rates apart by 1e-7 of their size: the limit is regular, the formula is not.
  private func separate(_ rates: inout [Complex<Double>]) {
    for i in rates.indices.dropFirst() {
      for j in 0..<i where (rates[i] - rates[j]).length < 1e-7 * (1 + rates[i].length) {
        rates[i] += Complex(1e-7 * (1 + rates[i].length))
      }
    }
  }
}
