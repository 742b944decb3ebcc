internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// Inverse Laplace transforms of the propagator along parabolas through its saddle point.
///
/// Goals, ranked: 1. full *relative* accuracy of f(u) in both tails, because in thousands of
/// dimensions the left tail is all that counts; 2. one set of contour values for density, flux and
/// growth; 3. speed. The contour `s = b + R(1 + iθ)²` ends at the rightmost singularity b ≤ 0 of P
/// and passes through the saddle `u = ∂S/∂s` (or stays 3/u away from b, where the saddle comes
/// closer than the exponential can tell). There the integrand is a Gaussian e^{−Bθ²} times a slowly
/// varying function, analytic for |Im θ| < 1: the trapezoid rule with step π/√(37B), or
/// 2π/(37+B) for small B, is accurate to rounding. 12–30 evaluations of λ a node.
/// [Weideman & Trefethen, Math. Comp. 76 (2007) for the parabola; the saddle is derived here]
struct SaddleContour: Sendable {
  let action: LaplaceAction
  /// `h = φ̂/p̂` as a function of k and t.
  let fluxSymbol: CompiledFormula
  /// `R̂/p̂` as a function of k and t.
  let growthSymbol: CompiledFormula
  /// b(t): P is analytic in s to the right of it.
  let singularity: Double
  let time: Double

  /// The node at saddle coordinate `ξ = ln(s − b)`, or `nil` where there is no positive density.
  func node(at coordinate: Double) -> MixingNode? {
    let distance = Double.exp(coordinate)
    let saddle = singularity + distance
    guard distance > 0, distance.isFinite, saddle != 0 else { return nil }
    let derivatives = action.derivatives(saddle, time: time)
    let u = derivatives.first
    guard u > 0, u.isFinite, derivatives.second < 0, derivatives.second.isFinite else {
      return nil
    }
    guard let integral = transform(scale: u, saddleDistance: distance) else { return nil }
    guard integral.density > 0 else { return nil }
    let jacobian = -derivatives.second * distance
    let logWeight =
      integral.exponent + Double.log(integral.density) + Double.log(jacobian)
    guard logWeight.isFinite else { return nil }
    return MixingNode(
      scale: u, logWeight: logWeight, flux: integral.flux / integral.density,
      growth: integral.growth / integral.density)
  }

  /// What one contour gives: transforms divided by e^exponent.
  private struct Transform {
    var exponent = 0.0
    var density = 0.0
    var flux = 0.0
    var growth = 0.0
  }

  /// The radius R of a parabola fit for scale u, and its decay B.
  private func parabola(scale u: Double, saddleDistance: Double) -> (radius: Double, decay: Double) {
    let saddleDecay = decay(at: saddleDistance)
    if saddleDecay >= 3 { return (saddleDistance, saddleDecay) }
    let radius = max(saddleDistance, 3 / u)
    return (radius, max(3, radius * u))
  }

  /// B at a vertex this far right of the singularity.
  func decay(at distance: Double) -> Double {
    let second = action.derivatives(singularity + distance, time: time).second
    return 2 * distance * distance * second.magnitude
  }

  private func transform(scale u: Double, saddleDistance: Double) -> Transform? {
    let (radius, decay) = parabola(scale: u, saddleDistance: saddleDistance)
    let vertex = Complex(singularity + radius)
    let actionAtVertex = action.value(vertex, time: time)
    var result = Transform()
    result.exponent = vertex.real * u - actionAtVertex.real
    let step = decay >= 37 ? Double.pi / (37 * decay).squareRoot() : 2 * .pi / (37 + decay)
    let prefactor = 2 * radius / .pi * step
    var quietTerms = 0
    var largest = 0.0
    for index in 0..<600 {
      let theta = Double(index) * step
      let direction = Complex(1, theta)
      let shift = Complex(radius) * (Complex(-theta * theta, 2 * theta))
      let s = vertex + shift
      let exponent =
        index == 0 ? .zero : shift * Complex(u) - (action.value(s, time: time) - actionAtVertex)
      let term = direction * Complex.exp(exponent) * Complex(index == 0 ? 0.5 : 1)
      guard term.isFinite else { return nil }
      let symbols = [Complex.sqrt(s), Complex(time)]
      result.density += prefactor * term.real
      result.flux += prefactor * (fluxSymbol.evaluate(symbols) * term).real
      result.growth += prefactor * (growthSymbol.evaluate(symbols) * term).real
      largest = max(largest, term.length)
      quietTerms = term.length < 1e-17 * largest ? quietTerms + 1 : 0
      if quietTerms == 2 { return result }
    }
    return nil
  }
}
