internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// φ̂/p̂ and R̂/p̂ along a contour, from the decay rate already known there where the source allows it.
struct ClosureSymbols: Sendable {
  private enum Form: Sendable {
    /// `R = aφ + bp` with numbers: `h = (λ + b)/(s − a)` is arithmetic on λ.
    case numbers(potential: Double, density: Double)
    /// Coefficients that depend on k.
    case formulas(flux: CompiledFormula, growth: CompiledFormula)
  }

  private let form: Form
  /// The pole s = a of h where a is a negative number; contours must pass right of it.
  let pole: Double?

  /// Compiles a closure.
  init(_ closure: Closure) throws(FormulaError) {
    if let a = closure.potential.numberValue?.doubleValue,
      let b = closure.density.numberValue?.doubleValue
    {
      form = .numbers(potential: a, density: b)
      pole = a < 0 ? a : nil
    } else {
      form = .formulas(flux: try closure.flux.program(), growth: try closure.growth.program())
      pole = nil
    }
  }

  /// h and a h + b at s, where λ has the value `rate`.
  func values(
    rate: Complex<Double>, s: Complex<Double>, time: Double
  ) -> (flux: Complex<Double>, growth: Complex<Double>) {
    switch form {
    case .numbers(let a, let b):
      let flux = (rate + Complex(b)) / (s - Complex(a))
      return (flux, Complex(a) * flux + Complex(b))
    case .formulas(let flux, let growth):
      let arguments = [Complex.sqrt(s), Complex(time)]
      return (flux.evaluate(arguments), growth.evaluate(arguments))
    }
  }
}
