internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// The action `S(s,t) = ∫₀ᵗ λ(√s,τ) dτ` of one branch, continued to complex s, with derivatives.
///
/// `P = e^{−S}` is the propagator as a function of s = k². Values come from the formula of λ, so
/// the continuation is exact up to rounding. [THEORY 3, 4]
struct LaplaceAction: Sendable {
  private let program: CompiledFormula
  private let slope: CompiledFormula
  private let curvature: CompiledFormula
  private let dependsOnTime: Bool

  /// Compiles λ(k,t) and its first two derivatives in k.
  ///
  /// - Throws: `.noDerivative`, `.tooLarge`, or `.unknownVariable` for a parameter without value.
  init(decayRate: Formula) throws(FormulaError) {
    let first = try decayRate.derivative(in: "k").simplified(assuming: Process.assumptions)
    let second = try first.derivative(in: "k").simplified(assuming: Process.assumptions)
    program = try decayRate.program()
    slope = try first.program()
    curvature = try second.program()
    dependsOnTime = decayRate.contains("t")
  }

  /// S at complex s off the singularities of λ; k = √s on the principal branch.
  func value(_ s: Complex<Double>, time t: Double) -> Complex<Double> {
    value(s, rate: dependsOnTime ? .zero : rate(s, time: t), time: t)
  }

  /// S where λ(√s,t) is known already.
  func value(_ s: Complex<Double>, rate: Complex<Double>, time t: Double) -> Complex<Double> {
    guard dependsOnTime else { return rate * Complex(t) }
    let k = Complex.sqrt(s)
    return integrated(over: t) { program.evaluate([k, Complex($0)]) }
  }

  /// λ(√s,t).
  func rate(_ s: Complex<Double>, time t: Double) -> Complex<Double> {
    program.evaluate([Complex.sqrt(s), Complex(t)])
  }

  /// `∂S/∂s` and `∂²S/∂s²` at real s ≠ 0, where S is real (also for s < 0 left of which it is not).
  func derivatives(_ s: Double, time t: Double) -> (first: Double, second: Double) {
    let k = Complex.sqrt(Complex(s))
    let first = integrated(over: t) { slope.evaluate([k, Complex($0)]) } / (k * Complex(2))
    let second = integrated(over: t) { curvature.evaluate([k, Complex($0)]) } / Complex(4 * s)
    return (first.real, second.real - first.real / (2 * s))
  }

  /// `∫₀ᵗ g(τ) dτ`: exact when λ is independent of time, else by a tanh–sinh rule of 61 nodes,
  /// which resolves algebraic end points to about 1e-13.
  private func integrated(
    over t: Double, _ integrand: (Double) -> Complex<Double>
  ) -> Complex<Double> {
    guard dependsOnTime else { return integrand(t) * Complex(t) }
    var sum = Complex<Double>.zero
    for node in TimeRule.nodes {
      sum += integrand(t * node.position) * Complex(node.weight)
    }
    return sum * Complex(t)
  }
}

/// The tanh–sinh rule on (0,1) for time integrals of decay rates.
private enum TimeRule {
  static let nodes: [(position: Double, weight: Double)] = (-30...30).map { index in
    let step = 0.105
    let x = Double(index) * step
    let inner = Double.pi / 2 * Double.sinh(x)
    // 1/(1+e^{−2y}) keeps the relative distance to 0, where rates may be singular.
    let position = 1 / (1 + Double.exp(-2 * inner))
    let weight = step * Double.pi / 4 * Double.cosh(x) / Double.pow(Double.cosh(inner), 2)
    return (position, weight)
  }
}
