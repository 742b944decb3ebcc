internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

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
  let action: ActionSlice
  /// φ̂/p̂ and R̂/p̂.
  let symbols: ClosureSymbols
  /// b(t): P is analytic in s to the right of it.
  let singularity: Double
  let time: Double
  /// What the symbols contain that does not depend on k.
  private let constants: (flux: Double, growth: Double)
  /// What the rest of them tends to as s → ∞, where S₁ stays finite: the transport of the atom.
  private let atomFlux: Double
  private let atomGrowth: Double
  private let advance: Double

  init(action: ActionSlice, symbols: ClosureSymbols, singularity: Double, time: Double) {
    self.action = action
    self.symbols = symbols
    self.singularity = singularity
    self.time = time
    advance = Self.advance(action, singularity)
    func limit(isFlux: Bool) -> Double {
      ActionSlice.limit { k in
        let (fluxes, growths) = Self.transport([k], action, symbols, time)
        return isFlux ? fluxes[0] : growths[0]
      } ?? 0
    }
    constants = symbols.constants(driftRate: action.driftRate)
    atomFlux = action.limit == nil ? 0 : limit(isFlux: true)
    atomGrowth = action.limit == nil ? 0 : limit(isFlux: false)
  }

  /// h and R̂/p̂ less their constants at some k = √s; see `ClosureSymbols.values`.
  private static func transport(
    _ roots: [Complex<Double>], values: [Complex<Double>]? = nil, _ action: ActionSlice,
    _ symbols: ClosureSymbols, _ time: Double
  ) -> (flux: [Complex<Double>], growth: [Complex<Double>]) {
    symbols.values(
      roots: roots,
      excessRates: action.excessRates(
        roots: roots, values: values ?? action.values(roots: roots)),
      driftRate: action.driftRate, time: time)
  }

  /// The point mass of the law at u = D, where λ less its term in k² stays finite.
  var atom: MixingNode? {
    action.limit.map { limit in
      MixingNode(
        scale: action.drift, logScale: Double.log(action.drift), logExcess: -.infinity,
        logWeight: -limit,
        flux: constants.flux + atomFlux, growth: constants.growth + atomGrowth,
        error: 2 * Double.ulpOfOne * (1 + limit.magnitude) + limitError,
        transportError: 4 * Double.ulpOfOne,
        scaleError: action.drift > 0 ? action.driftError / action.drift : 0)
    }
  }

  /// A bound on the error of the atom's logarithm.
  private var limitError: Double { action.error(Complex(1e60)) }

  /// The slice of a law that is a point mass and nothing else.
  func point(step: Double) -> MixingSlice? {
    atom.flatMap {
      $0.scale > 0
        ? MixingSlice(
          step: step, drift: action.driftEstimate, nodes: [], atom: $0, logMass: logMass) : nil
    }
  }

  /// What leaves the atom, where there is one and no digits are lost next to it.
  func stream(cut: Double) -> AtomStream? {
    guard action.hasSteepLimit, let limit = action.limit, let rate = action.limitRate,
      let residue = symbols.residue(excessRate: rate, driftRate: action.driftRate)
    else { return nil }
    let stream = AtomStream(
      residue: residue.strength, pole: residue.pole, limit: limit, cut: cut)
    // At late times nothing leaves an atom that is no more.
    return stream.strength.magnitude > 1e-290 ? stream : nil
  }

  /// Distances s − b below this lose digits: their quotients by s are those of subnormal numbers.
  private static let shortest = 1e-290

  /// The node at saddle coordinate `ξ = ln(s − b)`, or `nil` where there is no positive density.
  ///
  /// - Parameters:
  ///   - stretch: dξ/dη, where the grid is uniform in another coordinate η.
  ///   - dimension: N; u is as uncertain as the place of s, which a Gaussian feels N/2 times.
  ///   - stream: what is left out of the node's transport.
  func node(
    at coordinate: Double, stretch: Double, dimension: Int, without stream: AtomStream?
  ) -> MixingNode? {
    let distance = Double.exp(coordinate)
    let saddle = singularity + distance
    guard distance > Self.shortest, distance.isFinite, saddle != 0 else { return nil }
    let (u, slope) = grid(distance)
    let scale = action.drift + u
    guard u > 0, scale > 0, scale.isFinite, slope < 0, slope.isFinite else { return nil }
    guard let integral = transform(scale: u, saddleDistance: distance, without: stream) else {
      return nil
    }
    guard integral.density > 0 else { return nil }
    let jacobian = -slope * stretch
    let logWeight =
      integral.exponent + Double.log(integral.density) + Double.log(jacobian)
    guard logWeight.isFinite else { return nil }
    // s = b + distance is rounded, and with it the distance that λ sees: at the vertex, and in u.
    let nearness =
      Double.ulpOfOne * singularity.magnitude * (8 / integral.radius + 0.5 / distance)
    // So is the place on a grid that is finer than its distance from the singularity.
    let jitter = 8 * Double.ulpOfOne * coordinate.magnitude * max(0, 1 / stretch - 1)
    // And so is the gap between S and its limit.
    let gapError = action.gap(saddle).map { action.gapError(saddle) / $0 } ?? 0
    // Where the gap is known apart from S, the error of S acts on what is left after the constant.
    let exposed = action.knowsRemainder ? integral.magnitude : integral.fullMagnitude
    let rounding =
      Double.ulpOfOne * (4 * integral.magnitude / integral.density + integral.exponentMagnitude)
      + 2 * integral.actionError * exposed / integral.density
      + slopeError(saddle, distance) / slope.magnitude
      + (1 + 0.5 * Double(dimension)) * nearness + jitter + gapError
    let flux = constants.flux + integral.flux / integral.density
    let fluxRounding =
      4 * Double.ulpOfOne * integral.fluxMagnitude / integral.density
      / max(flux.magnitude, .leastNormalMagnitude)
    return MixingNode(
      scale: scale, logScale: Double.log(scale), logExcess: Double.log(u), logWeight: logWeight,
      flux: flux, growth: constants.growth + integral.growth / integral.density, error: rounding,
      transportError: rounding + nearness + 4 * Double.ulpOfOne + fluxRounding,
      scaleError: action.driftError / scale)
  }

  /// u and du/dξ = (s − b) du/ds at a distance s − b right of the singularity: the saddle's `∂A/∂s`, or
  /// ahead of it by κ/(s − b).
  func grid(_ distance: Double) -> (scale: Double, slope: Double) {
    let (first, second) = derivatives(singularity + distance, times: distance)
    return (first + advance / distance, second - advance / distance)
  }

  /// κ of the grid: 0 where saddles reach all of the law, else 1.
  ///
  /// Where `∂S₁/∂s` is finite at the singularity no saddle reaches the tail beyond it, as for
  /// k²/(1 + k): a finite mean with an algebraic tail. The vertex is then off the saddle by a phase of
  /// order one, which the trapezoid rule does not notice.
  private static func advance(_ action: ActionSlice, _ singularity: Double) -> Double {
    guard singularity.isFinite, !action.isPoint else { return 0 }
    let scale =
      singularity < 0
      ? -singularity
      : (-160...160).lazy.map { Double.exp(Double($0)) }.first {
        action.value(Complex($0)).real - action.value(.zero).real >= 1
      } ?? 1
    // At short times a law turns to its tail at an s far below that of its bulk.
    let depths = singularity < 0 ? [1e-8] : [1e-8, 1e-20, 1e-40, 1e-80]
    return depths.contains { depth in
      let near = action.derivatives(singularity + depth * scale).first
      let nearer = action.derivatives(singularity + 1e-3 * depth * scale).first
      return nearer < 1.2 * near
    } ? 1 : 0
  }

  /// What a node will be about, from the saddle alone: its weight to a few units in the logarithm,
  /// which algebraic tails overestimate.
  func sketch(at coordinate: Double, stretch: Double) -> MixingNode? {
    let distance = Double.exp(coordinate)
    let s = singularity + distance
    guard distance > Self.shortest, distance.isFinite, s != 0 else { return nil }
    let (u, slope) = grid(distance)
    let scale = action.drift + u
    let jacobian = -slope * distance
    guard u > 0, scale > 0, scale.isFinite, jacobian > 0, jacobian.isFinite else { return nil }
    // Of A, as the grid.
    let exponent = s * u - action.value(Complex(s)).real + Double.log(shareAboveAtom(s))
    return MixingNode(
      scale: scale, logScale: Double.log(scale), logExcess: Double.log(u),
      logWeight: exponent + 0.5 * Double.log(jacobian / (2 * .pi)) + Double.log(stretch),
      flux: 0, growth: 0, error: 0, transportError: 0)
  }

  /// The derivatives of `A = −ln(P − P(∞))`, whose saddle the grid follows; A = S₁ without an atom.
  ///
  /// With δ = S₁(∞) − S₁: A′ = S₁′/(1 − e^{−δ}).
  /// The second comes times d, as of the action.
  func derivatives(_ s: Double, times d: Double = 1) -> (first: Double, second: Double) {
    let (first, second) = action.derivatives(s, times: d)
    // Where the gap is lost to rounding there is no telling the law from its atom.
    guard let gap = action.gap(s) else { return (first, second) }
    let share = -Double.expMinusOne(-gap)
    let part = first / share
    return (part, second / share + part * (part * d) * Double.exp(-gap))
  }

  /// Whether P is the weight of the atom to rounding at a place of the grid.
  func isNearAtom(_ coordinate: Double) -> Bool {
    action.isNearLimit(singularity + Double.exp(coordinate))
  }

  /// A bound on the error of du/dξ at a place of the grid, which is that of the node's weight.
  private func slopeError(_ s: Double, _ distance: Double) -> Double {
    action.derivativeErrors(s, times: distance).second / shareAboveAtom(s)
  }

  /// 1 − P(∞)/P at real s: NaN where P cannot be told from the weight of its atom.
  private func shareAboveAtom(_ s: Double) -> Double {
    action.gap(s).map { -Double.expMinusOne(-$0) } ?? 1
  }

  /// What one contour gives: transforms divided by e^exponent.
  private struct Transform {
    var exponent = 0.0
    var density = 0.0
    var flux = 0.0
    var growth = 0.0
    /// Sum of the magnitudes of the density's terms, for the rounding error.
    var magnitude = 0.0
    /// The same of the flux.
    var fluxMagnitude = 0.0
    /// The same of the density's before a constant is taken off, which the error of S acts on.
    var fullMagnitude = 0.0
    /// A bound on the error of S near the vertex, where terms of λ cancel most.
    var actionError = 0.0
    /// R of the contour.
    var radius = 0.0
    /// Sum of the magnitudes of what nearly cancels in the exponent.
    var exponentMagnitude = 0.0
  }

  /// How many terms a contour may take.
  private static let longest = 3000

  /// The radius R of a parabola fit for scale u, and its decay B.
  private func parabola(
    scale u: Double, saddleDistance: Double
  ) -> (radius: Double, decay: Double) {
    let saddleDecay = decay(at: saddleDistance)
    if saddleDecay >= 3 { return (saddleDistance, saddleDecay) }
    let radius = max(saddleDistance, 3 / u)
    return (radius, max(3, radius * u))
  }

  /// The largest step in θ whose trapezoid rule misses e^{−37}, of four that are tried.
  ///
  /// The rule misses `e^{−2πd/h}` times the largest value on the lines Im θ = ±d, which is that of
  /// `su − S` at the real s = b + R(1 ∓ d)². In a pure Gaussian d = √(37/B) would be best; near an
  /// essential singularity, where P grows without bound, a smaller d is.
  func step(radius: Double, decay: Double, scale u: Double, actionAtVertex: Double)
    -> Double
  {
    let widest = min(0.75, (37 / decay).squareRoot())
    let shifts = [widest, 0.6 * widest]
    let points = shifts.flatMap { [1 - $0, 1 + $0] }.map { radius * $0 * $0 }
    let values = action.values(roots: points.map { Complex.sqrt(Complex(singularity + $0)) })
    return shifts.indices.reduce(0) { best, index in
      let growth = (2 * index...2 * index + 1).reduce(0) {
        max($0, (points[$1] - radius) * u - (values[$1].real - actionAtVertex))
      }
      return growth.isFinite ? max(best, 2 * .pi * shifts[index] / (37 + growth)) : best
    }
  }

  /// B at a vertex this far right of the singularity.
  func decay(at distance: Double) -> Double {
    let second = derivatives(singularity + distance, times: distance).second
    return 2 * distance * second.magnitude
  }

  /// The transforms of P, h P and R̂ at u.
  ///
  /// A constant transforms to zero at u > 0, so P may be replaced by P − P(vertex): where P hardly varies
  /// along the contour, in algebraic tails and at short times, this is what keeps the relative accuracy.
  /// At a saddle there is nothing to keep, and only the atom's P(∞) is taken off.
  ///
  /// Next to an atom the transform of h P, of height J, is lost in its own terms, which are e^{su} times
  /// as large; `h P − J/(s − a)` is as small as the density.
  private func transform(
    scale u: Double, saddleDistance: Double, without stream: AtomStream?
  ) -> Transform? {
    let (radius, decay) = parabola(scale: u, saddleDistance: saddleDistance)
    let vertex = Complex(singularity + radius)
    let actionAtVertex = action.value(vertex)
    var result = Transform()
    result.radius = radius
    result.exponent = vertex.real * u - actionAtVertex.real
    result.actionError = action.error(vertex)
    result.exponentMagnitude = (vertex.real * u).magnitude + actionAtVertex.real.magnitude
    let step = step(
      radius: radius, decay: decay, scale: u, actionAtVertex: actionAtVertex.real)
    // Where P grows like e^{√|s|} left of the vertex steps may shrink without limit.
    let expected = (40 / decay).squareRoot() / step
    guard step > 0, expected < Double(Self.longest) else { return nil }
    let prefactor = 2 * radius / .pi * step
    let offset =
      radius > saddleDistance
      ? Self.transport([Complex.sqrt(vertex)], action, symbols, time) : nil
    let gapAtVertex = Complex(action.gap(vertex.real) ?? 0)
    let nearAtom = offset == nil && vertex.real * u > 3 ? stream : nil
    if let stream {
      let rest =
        nearAtom?.complement(u, level: result.exponent)
        ?? -stream.value(u, level: result.exponent)
      result.flux = rest
      result.growth = stream.pole * rest
    }
    var quietTerms = 0
    var largest = 0.0
    // The Gaussian e^{−Bθ²} tells how many terms are needed; where the decay is slower, more follow.
    var batch = min(64, max(0, Int(saturating: expected)) + 3)
    var start = 0
    while start < Self.longest {
      if Deadline.isOver { return nil }
      let thetas = (start..<(start + batch)).map { Double($0) * step }
      let shifts = thetas.map { Complex(radius) * Complex(-$0 * $0, 2 * $0) }
      let roots = shifts.map { Complex.sqrt(vertex + $0) }
      let values = action.values(roots: roots)
      let (fluxes, growths) = Self.transport(roots, values: values, action, symbols, time)
      let gaps = action.limit == nil ? nil : action.gaps(roots: roots, values: values)
      let gapRates =
        nearAtom == nil ? [] : action.gapRates(roots: roots, gaps: gaps ?? [])
      for index in thetas.indices {
        let (value, flux, growth) = (values[index], fluxes[index], growths[index])
        let shift = shifts[index]
        let weight =
          Complex(prefactor * (start + index == 0 ? 0.5 : 1)) * Complex(1, thetas[index])
        let full = weight * Complex.exp(shift * Complex(u) - (value - actionAtVertex))
        var term = full
        var fluxTerm = flux * full
        var growthTerm = growth * full
        if let offset {
          // Far from the source S is small, close to it what it lacks of its limit.
          let change: Complex<Double>
          if let gap = gaps?[index], gap.length < value.length {
            change = gapAtVertex - gap
          } else {
            change = value - actionAtVertex
          }
          let free = weight * Complex.exp(shift * Complex(u))
          // Where P has grown by orders there is nothing to keep, and it may leave the doubles.
          term = change.real < -1 ? full - free : free * Complex.expMinusOne(-change)
          fluxTerm = (flux - offset.flux[0]) * full + offset.flux[0] * term
          growthTerm = (growth - offset.growth[0]) * full + offset.growth[0] * term
        } else if let gaps {
          // The atom has no part in the density: P − P(∞), and likewise its transport.
          let excess = -Complex.expMinusOne(-gaps[index])
          term = full * excess
          if let nearAtom {
            // h P − J/(s − a), where λ₁ = λ₁(∞) − gap/t.
            fluxTerm =
              (Complex(nearAtom.residue) * term - full * gapRates[index])
              / (vertex + shift - Complex(nearAtom.pole))
            growthTerm = Complex(nearAtom.pole) * fluxTerm
          } else {
            fluxTerm = (flux - Complex(atomFlux)) * full + Complex(atomFlux) * term
            growthTerm = (growth - Complex(atomGrowth)) * full + Complex(atomGrowth) * term
          }
        }
        guard term.isFinite, fluxTerm.isFinite, growthTerm.isFinite else { return nil }
        result.density += term.real
        result.flux += fluxTerm.real
        result.growth += growthTerm.real
        result.magnitude += term.length
        result.fluxMagnitude += fluxTerm.length
        result.fullMagnitude += full.length
        let size = max(full.length, term.length)
        largest = max(largest, size)
        quietTerms = size < 1e-17 * largest ? quietTerms + 1 : 0
        if quietTerms == 2 { return result }
      }
      start += batch
      batch = 8
    }
    return nil
  }
}
