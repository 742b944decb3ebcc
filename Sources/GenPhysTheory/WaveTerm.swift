internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// A part of λ compiled with its first two derivatives in k.
struct WaveTerm: Sendable {
  let value: CompiledFormula
  let slope: CompiledFormula
  let curvature: CompiledFormula
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
    let second = try first.derivative(in: "k").simplified(assuming: assumptions)
      .withoutCancellingHyperbolics
    value = try formula.withGrowthOutOfLogarithms.program()
    slope = try first.program()
    curvature = try second.program()
    isConstant = !formula.contains("k")
    noisyFrom = Self.noisyFrom(remainder ?? value, slope, curvature)
  }

  private static func noisyFrom(
    _ value: CompiledFormula, _ slope: CompiledFormula, _ curvature: CompiledFormula
  ) -> Double {
    stride(from: 0, through: 6, by: 0.5).lazy.map { Double.pow(10, $0) }.first { k in
      func at(_ program: CompiledFormula) -> (value: Double, error: Double) {
        let (value, error) = program.evaluateWithError([Complex(k), .one])
        return (value.real, error)
      }
      let (f, first, second) = (at(value), at(slope), at(curvature))
      // d²f/ds² is a quarter of this over k².
      let bend = second.value - first.value / k
      let error = second.error + first.error / k
      return error > 1e-12 * bend.magnitude && error > f.error * ActionSlice.circleLoss / (k * k)
    } ?? .infinity
  }
}
