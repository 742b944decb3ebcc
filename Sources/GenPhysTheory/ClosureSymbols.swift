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
    if let a = closure.potential.realValue,
      let b = closure.density.realValue
    {
      form = .numbers(potential: a, density: b)
      pole = a < 0 ? a : nil
    } else {
      form = .formulas(flux: try closure.flux.program(), growth: try closure.growth.program())
      pole = nil
    }
  }

  /// h and a h + b at many k = √s, where λ has the values `rates`.
  func values(
    roots: [Complex<Double>], rates: [Complex<Double>], time: Double
  ) -> (flux: [Complex<Double>], growth: [Complex<Double>]) {
    switch form {
    case .numbers(let a, let b):
      let (a, b) = (Complex(a), Complex(b))
      let flux = roots.indices.map { (rates[$0] + b) / (roots[$0] * roots[$0] - a) }
      return (flux, flux.map { a * $0 + b })
    case .formulas(let flux, let growth):
      let arguments = [.zero, Complex(time)]
      return (
        flux.evaluate(arguments, varying: 0, through: roots),
        growth.evaluate(arguments, varying: 0, through: roots)
      )
    }
  }

  /// h and a h + b at one k.
  func value(
    root: Complex<Double>, rate: Complex<Double>, time: Double
  ) -> (flux: Complex<Double>, growth: Complex<Double>) {
    let (flux, growth) = values(roots: [root], rates: [rate], time: time)
    return (flux[0], growth[0])
  }
}
