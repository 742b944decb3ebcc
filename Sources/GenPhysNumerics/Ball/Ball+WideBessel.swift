internal import ComplexModule

extension Ball {
  /// A Bessel function on a wide real interval x > 0, by its slope or its monotony.
  ///
  /// Reason: Arb's series amplifies the radius of its argument by e^x, and nothing was left of J₀ on
  /// [11, 11.01].
  ///
  /// - |J_ν′| ≤ 1 for whole ν and for ν ≥ 1: from 2J_ν′ = J_{ν−1} − J_{ν+1} and |J_μ| ≤ 1 for μ ≥ 0.
  ///   [DLMF 10.6.1, 10.14.1]
  /// - I_ν increases for ν ≥ 0, and K_ν decreases. [DLMF 10.37]
  ///
  /// - Returns: `nil` where none of this applies; Arb's own enclosure is right there.
  static func wideBessel(_ function: Formula.Function, order: Ball, _ x: Ball) -> Ball? {
    // A point has no width, and the ends below are points: asked again they would never end.
    guard order.isReal, order.isExact, x.isReal, x.isFinite, !x.isExact, x.isPositive == true,
      x.radius > 0x1p-30 * x.upperBound
    else { return nil }
    let nu = order.midpoint.real
    let (lower, upper) = x.realBounds
    func value(_ k: Double) -> Ball {
      apply(function, order: order, Ball(k, precision: x.precision))
    }
    switch function {
    case .besselj where nu >= 1 || nu == nu.rounded():
      let middle = lower + 0.5 * (upper - lower)
      let reach = max(upper - middle, middle - lower).nextUp
      let value = value(middle) + Ball(lower: -reach, upper: reach, precision: x.precision)
      return value.requiringAnalytic(x.requiresAnalytic)
    case .besseli where nu >= 0, .besselk:
      return value(lower).union(value(upper)).requiringAnalytic(x.requiresAnalytic)
    default: return nil
    }
  }
}
