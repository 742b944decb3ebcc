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
  /// φ̂/p̂ and R̂/p̂.
  let symbols: ClosureSymbols
  /// b(t): P is analytic in s to the right of it.
  let singularity: Double
  let time: Double
  /// `lim ∂S/∂s` as s → ∞: the law of u begins there.
  ///
  /// It is c t for a term c k² of λ; what counts along a contour is u − drift.
  let drift: Double

  init(
    action: LaplaceAction, symbols: ClosureSymbols, singularity: Double, time: Double
  ) {
    self.action = action
    self.symbols = symbols
    self.singularity = singularity
    self.time = time
    let slope = action.derivatives(1e80, time: time).first
    drift = slope.isFinite && slope > 0 ? slope : 0
  }

  /// The node at saddle coordinate `ξ = ln(s − b)`, or `nil` where there is no positive density.
  ///
  /// - Parameter stretch: dξ/dη, where the grid is uniform in another coordinate η.
  func node(at coordinate: Double, stretch: Double) -> MixingNode? {
    let distance = Double.exp(coordinate)
    let saddle = singularity + distance
    guard distance > 0, distance.isFinite, saddle != 0 else { return nil }
    let derivatives = action.derivatives(saddle, time: time)
    let u = derivatives.first
    guard u > drift, u.isFinite, derivatives.second < 0, derivatives.second.isFinite else {
      return nil
    }
    guard let integral = transform(scale: u, saddleDistance: distance) else { return nil }
    guard integral.density > 0 else { return nil }
    let jacobian = -derivatives.second * distance * stretch
    let logWeight =
      integral.exponent + Double.log(integral.density) + Double.log(jacobian)
    guard logWeight.isFinite else { return nil }
    let rounding =
      Double.ulpOfOne * (4 * integral.magnitude / integral.density + integral.exponent.magnitude)
    return MixingNode(
      scale: u, logScale: Double.log(u), logWeight: logWeight,
      flux: integral.flux / integral.density,
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
    let radius = max(saddleDistance, 3 / (u - drift))
    return (radius, max(3, radius * (u - drift)))
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
    let (flux, growth) = symbols.values(rate: action.rate(end, time: time), s: end, time: time)
    return Offset(action: value, flux: regular(flux), growth: regular(growth))
  }

  /// A symbol's value at b, or 0 where it diverges there.
  ///
  /// The transform of a diverging symbol does not cancel, and 0 is the offset to take. 1e4 tells a
  /// pole rounded to 1/√ε from an honest value.
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
      if Deadline.isOver { return nil }
      let theta = Double(index) * step
      let shift = Complex(radius) * (Complex(-theta * theta, 2 * theta))
      let s = vertex + shift
      let rate = action.rate(s, time: time)
      let value = action.value(s, rate: rate, time: time)
      let weight = Complex(prefactor * (index == 0 ? 0.5 : 1)) * Complex(1, theta)
      let (flux, growth) = symbols.values(rate: rate, s: s, time: time)
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

// MARK: - Median

extension SaddleContour {
  /// The u below which half of the normalised law lies, to a relative accuracy of about 1e-10; `nil`
  /// where there is no such law.
  func median() -> Double? {
    let base = action.value(.zero, time: time).real
    func excess(_ coordinate: Double) -> Double? {
      lowerShare(at: coordinate, base: base).map { $0 - 0.5 }
    }
    // Large coordinates mean small u and small shares: bracket outward from the bulk.
    guard let start = bulk, var low = Optional(start), let first = excess(start) else { return nil }
    var high = start
    var step = 1.0
    var (atLow, atHigh) = (first, first)
    while atLow < 0 {
      low -= step
      step *= 2
      guard step < 1e3, let value = excess(low) else { return nil }
      atLow = value
    }
    step = 1
    while atHigh > 0 {
      high += step
      step *= 2
      guard step < 1e3, let value = excess(high) else { return nil }
      atHigh = value
    }
    for _ in 0..<60 where high - low > 1e-11 {
      // Regula falsi with a bisection every third time never stalls.
      let secant = high - atHigh * (high - low) / (atHigh - atLow)
      let middle = secant > low && secant < high ? secant : 0.5 * (low + high)
      guard let value = excess(middle) else { return nil }
      if value == 0 { return scale(at: middle) }
      if value > 0 {
        (low, atLow, atHigh) = (middle, value, 0.5 * atHigh)
      } else {
        (high, atHigh, atLow) = (middle, value, 0.5 * atLow)
      }
    }
    return scale(at: 0.5 * (low + high))
  }

  private func scale(at coordinate: Double) -> Double {
    action.derivatives(singularity + Double.exp(coordinate), time: time).first
  }

  /// The share of the law below u: the inverse transform of P/s, on a parabola that keeps to the right
  /// of the pole at s = 0. [derived]
  private func lowerShare(at coordinate: Double, base: Double) -> Double? {
    let u = scale(at: coordinate)
    guard u > drift, u.isFinite else { return nil }
    // One standard deviation of the exponential's Gaussian away from the pole, at least.
    let clearance = 1 / (u - drift)
    let radius = max(Double.exp(coordinate), clearance - singularity)
    let decay = max(3, self.decay(at: radius))
    let vertex = Complex(singularity + radius)
    let actionAtVertex = action.value(vertex, time: time)
    let nearness = vertex.real / (2 * radius)
    let step = min(.pi / (37 * decay).squareRoot(), 2 * .pi / (37 + decay), nearness / 6)
    var sum = 0.0
    for index in 0..<4000 {
      if Deadline.isOver { return nil }
      let theta = Double(index) * step
      let shift = Complex(radius) * Complex(-theta * theta, 2 * theta)
      let s = vertex + shift
      let exponent = shift * Complex(u) - (action.value(s, time: time) - actionAtVertex)
      let full = Complex.exp(exponent) * Complex(1, theta) / s
      guard full.isFinite else { return nil }
      sum += index == 0 ? 0.5 * full.real : full.real
      if full.length * radius < 1e-13, index > 2 { break }
    }
    let exponent = vertex.real * u - actionAtVertex.real + base
    let share = 2 * radius / .pi * step * sum * Double.exp(exponent)
    return share.isFinite ? share : nil
  }

  /// ξ near the bulk of the law: s = 0, where u is the mean; for laws without a mean (b = 0) where S
  /// has grown to 1.
  var bulk: Double? {
    if singularity < 0 { return Double.log(-singularity) }
    let base = action.value(.zero, time: time).real
    return (-160...160).lazy.map(Double.init).first { unit in
      action.value(Complex(Double.exp(unit)), time: time).real - base >= 1
    }
  }
}
