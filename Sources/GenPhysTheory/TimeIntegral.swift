internal import GenPhysNumerics
internal import Numerics

/// `∫₀ᵗ g(τ) dτ` of a factor of the decay rate that holds time alone.
enum TimeIntegral: Sendable {
  /// g = c t^p with p > −1: exact.
  case power(coefficient: Double, exponent: Double)
  /// Any other g, by `TimeRule`.
  case numeric(CompiledFormula)

  /// `nil` where g is not real, or not integrable at 0 as a power.
  init?(_ factor: Formula) {
    if let monomial = factor.asMonomial(in: "t"), let c = monomial.coefficient.realValue,
      let p = monomial.exponent.realValue
    {
      guard p > -1 else { return nil }
      self = .power(coefficient: c, exponent: p)
      return
    }
    guard let program = try? factor.compiled(variables: ["t"]), program.realValue([1]).isFinite
    else { return nil }
    self = .numeric(program)
  }

  /// The integral from 0 to t.
  func value(upTo t: Double) -> Double {
    switch self {
    case .power(let c, let p): c * Double.pow(t, p + 1) / (p + 1)
    case .numeric(let g):
      t * TimeRule.nodes.reduce(0) { $0 + $1.weight * g.realValue([t * $1.position]) }
    }
  }
}

/// The tanh–sinh rule of 61 nodes on (0,1), which resolves algebraic end points to about 1e-13.
enum TimeRule {
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
