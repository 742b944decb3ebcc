internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// A part f(k) of λ compiled with its derivatives in s = k².
struct WaveTerm: Sendable {
  let value: CompiledFormula
  /// f′, which is 2k df/ds.
  let slope: CompiledFormula
  /// `k (f′/k)′`, which is 4s d²f/ds².
  ///
  /// Simplified as it stands: the difference f″ − f′/k, the same thing, loses all digits of
  /// √(k² + m²) where k < 1e-8 m.
  let bend: CompiledFormula
  /// The value at k = ∞ less that at k, where a form of it is known that loses no digits.
  let remainder: CompiledFormula?
  let isConstant: Bool
  /// The k from which on formulas of the derivatives lose digits to cancelling terms, such as K₀²/K₁² − 1.
  let noisyFrom: Double

  /// - Throws: `.noDerivative`, `.tooLarge`, or `.unknownVariable` for a parameter without value.
  init(_ formula: Formula) throws(FormulaError) {
    let assumptions = Process.assumptions
    let rest = formula.remainderInWavenumbers
    remainder = try rest?.program()
    let first = try (rest.map { -$0 } ?? formula).derivative(in: "k")
      .simplified(assuming: assumptions).withoutCancellingHyperbolics
    let k = Formula.variable("k")
    let reduced = (first / k).simplified(assuming: assumptions)
    let second = try (k * reduced.derivative(in: "k")).simplified(assuming: assumptions)
      .withoutCancellingHyperbolics
    value = try formula.withGrowthOutOfLogarithms.program()
    slope = try first.program()
    bend = try second.program()
    isConstant = !formula.contains("k")
    noisyFrom = Self.noisyFrom(remainder ?? value, bend)
  }

  private static func noisyFrom(
    _ value: CompiledFormula, _ bend: CompiledFormula
  ) -> Double {
    stride(from: 0, through: 6, by: 0.5).lazy.map { Double.pow(10, $0) }.first { k in
      func at(_ program: CompiledFormula) -> (value: Double, error: Double) {
        let (value, error) = program.evaluateWithError([Complex(k), .one])
        return (value.real, error)
      }
      let (f, second) = (at(value), at(bend))
      return second.error > 1e-12 * second.value.magnitude
        && second.error > f.error * ActionSlice.circleLoss / (k * k)
    } ?? .infinity
  }
}
