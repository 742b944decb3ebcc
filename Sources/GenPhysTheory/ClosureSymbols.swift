internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// φ̂/p̂ and R̂/p̂ along a contour, from the decay rate already known there where the source allows it.
///
/// With λ = c k² + λ₁ and numbers for coefficients h = c + (λ₁ + b + ac)/(k² − a): the term c k², which
/// dwarfs λ₁ at large k, is taken out of both beforehand.
struct ClosureSymbols: Sendable {
  private enum Form: Sendable {
    /// `R = aφ + bp` with numbers: `h = (λ + b)/(s − a)` is arithmetic on λ.
    ///
    /// With b ≠ 0 the sum λ + b has a program of its own, in which −λ(0) cancels exactly.
    case numbers(potential: Double, density: Double, balance: CompiledFormula?)
    /// Coefficients that depend on k.
    case formulas(flux: CompiledFormula, growth: CompiledFormula)
  }

  private let form: Form
  /// The pole s = a of h where a is a negative number; contours must pass right of it.
  let pole: Double?

  /// Compiles a closure.
  init(_ closure: Closure) throws(FormulaError) {
    if let a = closure.potential.realValue,
      let b = closure.density.realValue
    {
      form = .numbers(
        potential: a, density: b, balance: b == 0 ? nil : try closure.mismatch.program())
      pole = a < 0 ? a : nil
    } else {
      form = .formulas(flux: try closure.flux.program(), growth: try closure.growth.program())
      pole = nil
    }
  }

  /// What h and a h + b contain that does not depend on k.
  func constants(driftRate c: Double) -> (flux: Double, growth: Double) {
    guard case .numbers(let a, let b, _) = form else { return (0, 0) }
    return (c, a * c + b)
  }

  /// `λ₁ + b + ac` where λ₁ has the value `excessRate`, and a: what h is over s − a; `nil` where
  /// coefficients depend on k.
  func residue(excessRate: Double, driftRate c: Double) -> (strength: Double, pole: Double)? {
    guard case .numbers(let a, let b, _) = form else { return nil }
    return (excessRate + b + a * c, a)
  }

  /// h and a h + b less their constants at many k = √s, where λ − c k² has the values `excessRates`.
  func values(
    roots: [Complex<Double>], excessRates: [Complex<Double>], driftRate c: Double, time: Double
  ) -> (flux: [Complex<Double>], growth: [Complex<Double>]) {
    switch form {
    case .numbers(let a, let b, let balance):
      let (pole, constant) = (Complex(a), Complex(b + a * c))
      let sums =
        c == 0
        ? balance?.evaluate([.zero, Complex(time)], varying: 0, through: roots)
        : nil
      let flux = roots.indices.map {
        (sums?[$0] ?? excessRates[$0] + constant) / (roots[$0] * roots[$0] - pole)
      }
      return (flux, flux.map { pole * $0 })
    case .formulas(let flux, let growth):
      let arguments = [.zero, Complex(time)]
      return (
        flux.evaluate(arguments, varying: 0, through: roots),
        growth.evaluate(arguments, varying: 0, through: roots)
      )
    }
  }
}
