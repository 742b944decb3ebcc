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
    let rounding =
      Double.ulpOfOne * (4 * integral.magnitude / integral.density + integral.exponent.magnitude)
    return MixingNode(
      scale: u, logWeight: logWeight, flux: integral.flux / integral.density,
      growth: integral.growth / integral.density, error: rounding,
      transportError: rounding
        + 4 * Double.ulpOfOne * (1 + singularity.magnitude / integral.radius))
  }

  /// What one contour gives: transforms divided by e^exponent.
  private struct Transform {
    var exponent = 0.0
    var density = 0.0
    var flux = 0.0
    var growth = 0.0
    /// Sum of the magnitudes of the density's terms, for the rounding error.
    var magnitude = 0.0
    /// R of the contour.
    var radius = 0.0
  }

  /// The radius R of a parabola fit for scale u, and its decay B.
  private func parabola(scale u: Double, saddleDistance: Double) -> (radius: Double, decay: Double)
  {
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

  /// The symbols at the singularity where they are finite there.
  ///
  /// A constant transforms to zero at u > 0, so P may be replaced by P − P(b): in the algebraic
  /// tail, where P ≈ P(b) all along the contour, this is what keeps the relative accuracy. Where P
  /// varies by more than a factor e the replacement would lose more than it gains.
  private struct Offset {
    let action: Complex<Double>
    let flux: Complex<Double>
    let growth: Complex<Double>
  }

  private func offset(near vertexAction: Complex<Double>) -> Offset? {
    let end = Complex(singularity)
    let value = action.value(end, time: time)
    guard (value - vertexAction).length < 1 else { return nil }
    let symbols = [Complex.sqrt(end), Complex(time)]
    return Offset(
      action: value, flux: regular(fluxSymbol.evaluate(symbols)),
      growth: regular(growthSymbol.evaluate(symbols)))
  }

  /// A symbol's value at b, unless it diverges there: then its transform does not cancel and 0 is
  /// the offset to take. 1e4 tells a pole rounded to 1/√ε from an honest value.
  private func regular(_ value: Complex<Double>) -> Complex<Double> {
    value.length < 1e4 * (1 + singularity.magnitude) ? value : .zero
  }

  private func transform(scale u: Double, saddleDistance: Double) -> Transform? {
    let (radius, decay) = parabola(scale: u, saddleDistance: saddleDistance)
    let vertex = Complex(singularity + radius)
    let actionAtVertex = action.value(vertex, time: time)
    var result = Transform()
    result.radius = radius
    result.exponent = vertex.real * u - actionAtVertex.real
    let step = decay >= 37 ? Double.pi / (37 * decay).squareRoot() : 2 * .pi / (37 + decay)
    let prefactor = 2 * radius / .pi * step
    let offset = offset(near: actionAtVertex)
    var quietTerms = 0
    var largest = 0.0
    for index in 0..<600 {
      let theta = Double(index) * step
      let shift = Complex(radius) * (Complex(-theta * theta, 2 * theta))
      let s = vertex + shift
      let value = action.value(s, time: time)
      let weight = Complex(prefactor * (index == 0 ? 0.5 : 1)) * Complex(1, theta)
      let symbols = [Complex.sqrt(s), Complex(time)]
      let flux = fluxSymbol.evaluate(symbols)
      let growth = growthSymbol.evaluate(symbols)
      let full = weight * Complex.exp(shift * Complex(u) - (value - actionAtVertex))
      var term = full
      var fluxTerm = flux * full
      var growthTerm = growth * full
      if let offset {
        term =
          weight * Complex.exp(shift * Complex(u) - (offset.action - actionAtVertex))
          * Complex.expMinusOne(-(value - offset.action))
        fluxTerm = (flux - offset.flux) * full + offset.flux * term
        growthTerm = (growth - offset.growth) * full + offset.growth * term
      }
      guard term.isFinite, fluxTerm.isFinite, growthTerm.isFinite else { return nil }
      result.density += term.real
      result.flux += fluxTerm.real
      result.growth += growthTerm.real
      result.magnitude += term.length
      largest = max(largest, full.length)
      quietTerms = full.length < 1e-17 * largest ? quietTerms + 1 : 0
      if quietTerms == 2 { return result }
    }
    return nil
  }
}
