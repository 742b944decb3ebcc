internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// The Fourier symbols of density, flux potential and source at one k and t, for any branches.
///
/// Several kept branches evolve from φ^{(j)} = 0 for j < b−1 and p̂ = 1 at t = 0⁺ (the causal
/// Green's function): the amplitude of branch j is ∝ 1/∏(λ_l − λ_j). [THEORY 2, derived]
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
    let flux: CompiledFormula
    let growth: CompiledFormula
    let action: LaplaceAction
  }

  private let modes: [Mode]

  /// Compiles kept branches with their closures.
  init(decayRates: [Formula], source: Process.Source) throws(FormulaError) {
    var modes: [Mode] = []
    for rate in decayRates {
      let closure = Closure(decayRate: rate, source: source)
      modes.append(
        Mode(
          rate: try rate.program(), flux: try closure.flux.program(),
          growth: try closure.growth.program(), action: try LaplaceAction(decayRate: rate)))
    }
    self.modes = modes
  }

  /// The symbols at real k ≥ 0.
  func value(_ k: Double, time t: Double) -> Value {
    let arguments = [Complex(k), Complex(t)]
    guard modes.count > 1 else {
      guard let mode = modes.first else {
        return Value(density: .zero, flux: .zero, growth: .zero)
      }
      return amplitude(mode, weight: .one, arguments, k: k, time: t)
    }
    var rates = modes.map { $0.rate.evaluate(arguments) }
    separate(&rates)
    // φ̂_j ∝ 1/∏(λ_l − λ_j); p̂_j = φ̂_j/h_j; Σ p̂_j = 1 fixes the factor.
    let potentials = rates.indices.map { j in
      rates.indices.reduce(Complex<Double>.one) { product, l in
        l == j ? product : product / (rates[l] - rates[j])
      }
    }
    let densities = zip(modes, potentials).map { $1 / $0.flux.evaluate(arguments) }
    let total = densities.reduce(.zero, +)
    return zip(modes, densities).reduce(
      Value(density: .zero, flux: .zero, growth: .zero)
    ) { sum, pair in
      let part = amplitude(pair.0, weight: pair.1 / total, arguments, k: k, time: t)
      return Value(
        density: sum.density + part.density, flux: sum.flux + part.flux,
        growth: sum.growth + part.growth)
    }
  }

  private func amplitude(
    _ mode: Mode, weight: Complex<Double>, _ arguments: [Complex<Double>], k: Double, time t: Double
  ) -> Value {
    let density = weight * Complex.exp(-mode.action.value(Complex(k * k), time: t))
    return Value(
      density: density, flux: mode.flux.evaluate(arguments) * density,
      growth: mode.growth.evaluate(arguments) * density)
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
