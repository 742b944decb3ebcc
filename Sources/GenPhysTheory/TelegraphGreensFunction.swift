public import GenPhysNumerics

internal import func Foundation.exp
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
    speed = square.squareRoot()
    kappa = margin.squareRoot()
  }

  public func density(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    guard r < speed * t else { return Estimate(0, error: 0) }
    let (zero, one) = bessel(radius: r, time: t)
    let value = (damping * zero + t * one) / (2 * speed)
    return Estimate(value, ulps: 32 + 2 * damping * t)
  }

  public func logDensity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let density = try density(radius: r, time: t)
    guard density.value > 0 else { throw .notPositive(radius: r, time: t, density: density.value) }
    return Estimate(log(density.value), error: density.relativeError + Double.ulpOfOne)
  }

  public func expansionRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    // Nothing is outside the fronts, which move with speed c.
    guard r < speed * t else { return Estimate(1 / t, ulps: 1) }
    let (zero, one) = bessel(radius: r, time: t)
    return Estimate(one / (damping * zero + t * one), ulps: 32)
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    guard killing > 0, r < speed * t else { return Estimate(0, error: 0) }
    let (zero, one) = bessel(radius: r, time: t)
    return Estimate(-killing * zero / (damping * zero + t * one), ulps: 32)
  }

  /// `ln e^{−εt}(cosh κt + (ε/κ) sinh κt)`.
  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    guard killing > 0 else { return 0 }
    guard kappa > 0 else { return log(1 + damping * t) - damping * t }
    // cosh x + (ε/κ) sinh x = e^x [(1 + ε/κ) + (1 − ε/κ) e^{−2x}]/2.
    let ratio = damping / kappa
    return (kappa - damping) * t
      + log(0.5 * ((1 + ratio) + (1 - ratio) * exp(-2 * kappa * t)))
  }

  public func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] {
    try checkDomain(radius: 0, time: t)
    return [
      PointMass(radius: speed * t, weight: Estimate(exp(-damping * t), ulps: 2 + damping * t))
    ]
  }

  public func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate) {
    try checkDomain(radius: r, time: t)
    let front = speed * t
    guard r < front else { return (Estimate(1, error: 0), Estimate(0, error: 0)) }
    func mass(from a: Double, to b: Double) -> Integral {
      Quadrature.adaptive(over: [a, b]) { x in
        2 * ((try? density(radius: x, time: t).value) ?? .nan)
      }
    }
    let inside = mass(from: 0, to: r)
    let outside = mass(from: r, to: front)
    let atFront = exp(-damping * t)
    let total = exp(try logMass(time: t))
    return (
      Estimate(inside.value / total, error: inside.error / total),
      Estimate((outside.value + atFront) / total, error: (outside.error + 2 * atFront.ulp) / total)
    )
  }

  /// `e^{−εt} I₀(κs)` and `e^{−εt} κI₁(κs)/s`.
  private func bessel(radius r: Double, time t: Double) -> (Double, Double) {
    let reach = r / speed
    let s = ((t - reach) * (t + reach)).squareRoot()
    let x = kappa * s
    let scale = exp(x - damping * t)
    let zero = scale * Self.scaledBesselI(order: 0, x)
    // I₁(x)/x → ½ as the front comes near.
    let one =
      x < 1e-8
      ? scale * kappa * kappa / 2 : scale * kappa * Self.scaledBesselI(order: 1, x) / s
    return (zero, one)
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
