internal import GenPhysNumerics

/// A part of λ compiled with its first two derivatives in k.
struct WaveTerm: Sendable {
  let value: CompiledFormula
  let slope: CompiledFormula
  let curvature: CompiledFormula
  /// The value at k = ∞ less that at k, where a form of it is known that loses no digits.
  let remainder: CompiledFormula?
  let isConstant: Bool

  /// - Throws: `.noDerivative`, `.tooLarge`, or `.unknownVariable` for a parameter without value.
  init(_ formula: Formula) throws(FormulaError) {
    let assumptions = Process.assumptions
    let rest = formula.contains("t") ? nil : formula.remainderInWavenumbers
    remainder = try rest?.program()
    let first = try (rest.map { -$0 } ?? formula).derivative(in: "k")
      .simplified(assuming: assumptions).withoutCancellingTanh
    let second = try first.derivative(in: "k").simplified(assuming: assumptions)
      .withoutCancellingTanh
    value = try formula.program()
    slope = try first.program()
    curvature = try second.program()
    isConstant = !formula.contains("k")
  }
}
