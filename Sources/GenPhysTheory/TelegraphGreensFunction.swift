public import GenPhysNumerics

internal import func Foundation.exp
internal import func Foundation.expm1
internal import func Foundation.log

/// The damped wave `φ_tt + 2εφ_t = c²φ_xx − μφ` on a line: the telegraph kernel between its fronts.
///
/// With κ² = ε² − μ ≥ 0 and s = √(t² − r²/c²), `G = e^{−εt}/(2c) [ε I₀(κs) + κt I₁(κs)/s]` for r < ct, and
/// a point mass `e^{−εt}/2` at each front r = ct, which the density does not show.
/// `v_r/r = (κI₁/s)/(εI₀ + κtI₁/s)` and `R/p = −μI₀/(εI₀ + κtI₁/s)`.
/// N = 1 only: in higher dimensions the kernel takes both signs. [THEORY 4]
public struct TelegraphGreensFunction: GreensFunction {
  /// ε > 0, per time.
  public let damping: Double
  /// c > 0, in length per time.
  public let speed: Double
  /// μ, from 0 to ε², per squared time: particles die where φ is.
  public let killing: Double
  private let kappa: Double
  private let squaredSpeed: Double

  public var dimension: Int { 1 }
  public var method: GreensFunctionMethod { .closedForm }
  public var mixture: (any MixingMeasure)? { nil }

  /// Recognises `λ = ε ± √(ε² − μ − c²k²)` with R = −(μ/c²)φ, where φ is c² times the one above.
  init?(decayRates: [Formula], source: Process.Source) {
    guard let law = TelegraphLaw(decayRates: decayRates, source: source), law.closes,
      let damping = law.damping.realValue, damping > 0,
      let square = law.squaredSpeed.realValue, let killing = law.killing.realValue,
      let margin = (law.damping * law.damping - law.killing).realValue, margin >= 0,
      // Another a moves deaths to other places, by another flux.
      (source.potential * law.squaredSpeed + law.killing).isZero(assuming: Process.assumptions)
    else { return nil }
    self.damping = damping
    self.killing = killing
    squaredSpeed = square
    speed = square.squareRoot()
    kappa = margin.squareRoot()
  }

  public func density(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    guard let core = core(radius: r, time: t) else { return Estimate(0, error: 0) }
    return try exponential(logDensity(core, time: t), radius: r, time: t)
  }

  public func logDensity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    guard let core = core(radius: r, time: t) else {
      throw .notPositive(radius: r, time: t, density: 0)
    }
    return try finite(logDensity(core, time: t), radius: r, time: t)
  }

  private func logDensity(_ core: Core, time t: Double) -> Estimate {
    let factor = log(core.sum(damping, time: t) / (2 * speed))
    return Estimate(
      core.exponent + factor,
      error: core.exponentError + core.error + 4 * Double.ulpOfOne * (1 + factor.magnitude))
  }

  public func expansionRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    // Nothing is outside the fronts, which move with speed c.
    guard let core = core(radius: r, time: t) else { return Estimate(1 / t, ulps: 1) }
    let value = core.one / core.sum(damping, time: t)
    return Estimate(value, error: 2 * core.error * value)
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    guard killing > 0, let core = core(radius: r, time: t) else { return Estimate(0, error: 0) }
    let value = killing * core.zero / core.sum(damping, time: t)
    return Estimate(-value, error: 2 * core.error * value)
  }

  /// `ln e^{−εt}(cosh κt + (ε/κ) sinh κt)`.
  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    guard killing > 0 else { return 0 }
    guard kappa > 0 else { return log(1 + damping * t) - damping * t }
    // cosh x + (ε/κ) sinh x = e^x [(1 + e^{−2x}) + (ε/κ)(1 − e^{−2x})]/2, and κ − ε = −μ/(ε + κ).
    let lag = expm1(-2 * kappa * t)
    return -killing / (damping + kappa) * t + log(0.5 * (2 + lag - damping / kappa * lag))
  }

  public func logMassError(time t: Double) throws(GreensFunctionError) -> Double {
    // ln M is a small difference at short times.
    killing > 0 ? 8 * Double.ulpOfOne * (1 + damping * t) : 0
  }

  public func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] {
    try checkDomain(radius: 0, time: t)
    let weight = exp(-damping * t)
    return [
      PointMass(
        radius: speed * t,
        weight: Estimate(
          weight,
          error: max(
            (2 + damping * t) * Double.ulpOfOne * weight, .leastNonzeroMagnitude)))
    ]
  }

  /// The smaller share by quadrature, the other from it.
  public func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate) {
    try checkDomain(radius: r, time: t)
    let front = speed * t
    // c is a rounded root, and ct a rounded product: within them r may lie on either side of the front.
    let isExact =
      (-squaredSpeed).addingProduct(speed, speed) == 0 && (-front).addingProduct(speed, t) == 0
    if !isExact, (r - front).magnitude <= 3 * front.ulp {
      let half = 0.5 * exp(-damping * t - (try logMass(time: t)))
      return (
        Estimate(1 - half, error: half + Double.ulpOfOne),
        Estimate(half, error: half * (1 + 1e-12) + Double.ulpOfOne)
      )
    }
    guard r < front else { return (Estimate(1, error: 0), Estimate(0, error: 0)) }
    let logMass = try logMass(time: t)
    func mass(over points: [Double]) -> Integral {
      Quadrature.adaptive(over: points) { x in
        guard let core = core(radius: x, time: t) else { return 0 }
        return exp(logDensity(core, time: t).value - logMass + log(2))
      }
    }
    // The width of the bulk, and the length over which the density falls at r.
    let width = speed * (t / damping).squareRoot()
    let fall = core(radius: r, time: t).map { speed * speed * $0.proper / (kappa * r) } ?? front
    func cuts(_ lengths: [Double], from a: Double, to b: Double) -> [Double] {
      [a] + lengths.filter { $0 > a && $0 < b }.sorted() + [b]
    }
    let multiples = [0.25, 1, 2, 4, 8, 16, 40]
    let inside = mass(over: cuts(multiples.map { $0 * width }, from: 0, to: r))
    let outside = mass(
      over: cuts(
        multiples.flatMap { [$0 * width, r + $0 * fall] }, from: r, to: front))
    let atFront = exp(-damping * t - logMass)
    // Of the density where it counts, which is not far out if the inside does, and of the mass.
    let exponent = core(radius: r, time: t)?.exponent ?? -damping * t
    let rounding = 64 * Double.ulpOfOne * (1 + 2 * exponent.magnitude)
    func estimate(_ value: Double, _ error: Double) -> Estimate {
      Estimate(value, error: error + rounding * value)
    }
    let beyond = outside.value + atFront
    guard inside.value.isFinite, beyond.isFinite else {
      throw .notConverged(radius: r, time: t, error: .infinity)
    }
    return inside.value <= beyond
      ? (estimate(inside.value, inside.error), estimate(1 - inside.value, inside.error))
      : (estimate(1 - beyond, outside.error), estimate(beyond, outside.error))
  }

  public func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    let (inside, outside) = try radialShares(radius: r, time: t)
    return (RadialShare(inside), RadialShare(outside))
  }

  /// The Bessel functions between the fronts, less what may leave the range of doubles.
  private struct Core {
    /// s, the proper time.
    let proper: Double
    /// κs − εt.
    let exponent: Double
    let exponentError: Double
    /// `e^{−κs} I₀(κs)`.
    let zero: Double
    /// `e^{−κs} κI₁(κs)/s`.
    let one: Double
    /// A bound on the relative error of the last two.
    let error: Double

    /// `εI₀ + κtI₁/s`.
    func sum(_ damping: Double, time t: Double) -> Double { damping * zero + t * one }
  }

  /// `nil` on the fronts and beyond.
  ///
  /// Near a front `ct − r` is what is left of two nearly equal lengths: it is formed with one rounding,
  /// and what c itself was rounded by is part of the error. In `κs − εt` two large numbers cancel;
  /// it is `−κr²/c²(s + t) − μt/(ε + κ)`.
  private func core(radius r: Double, time t: Double) -> Core? {
    let gap = (-r).addingProduct(speed, t)
    guard gap > 0 else { return nil }
    let reach = r / speed
    let proper = (gap / speed).squareRoot() * (t + reach).squareRoot()
    let x = kappa * proper
    let isExact = (-squaredSpeed).addingProduct(speed, speed) == 0
    let spread = Double.ulpOfOne * (4 + (isExact ? 0 : speed * t / gap))
    let turning = kappa * reach * (reach / (proper + t))
    let dying = killing * t / (damping + kappa)
    // I₁(x)/x → ½ as the front comes near.
    let one =
      x < 1e-8
      ? exp(-x) * kappa * kappa / 2 : kappa * Self.scaledBesselI(order: 1, x) / proper
    return Core(
      proper: proper, exponent: -turning - dying,
      exponentError: 8 * Double.ulpOfOne * (turning + dying)
        + turning * spread * proper / (proper + t),
      zero: Self.scaledBesselI(order: 0, x), one: one, error: 16 * Double.ulpOfOne + spread)
  }

  /// `e^{−x} I_ν(x)`: directly up to 60, beyond by Hankel's asymptotic series, whose smallest term is
  /// then below 1e-40.
  private static func scaledBesselI(order: Double, _ x: Double) -> Double {
    if x <= 60 { return exp(-x) * SpecialFunctions.besselI(order: order, x) }
    var term = 1.0
    var sum = 1.0
    for index in 1..<40 {
      let odd = Double(2 * index - 1)
      term *= -(4 * order * order - odd * odd) / (8 * Double(index) * x)
      sum += term
      if term.magnitude < 1e-17 * sum { break }
    }
    return sum / (2 * .pi * x).squareRoot()
  }
}
