public import GenPhysNumerics

internal import func Foundation.exp
internal import func Foundation.log

/// The damped wave `φ_tt + 2εφ_t = c²φ_xx` on a line: the telegraph kernel between its fronts.
///
/// `G = e^{−εt}/(2c) [ε I₀(εs) + (εt/s) I₁(εs)]` for r < ct with s = √(t² − r²/c²), and a point mass
/// `e^{−εt}/2` at each front r = ct, which the density does not show. `v_r/r = (I₁/s)/(I₀ + t I₁/s)`.
/// N = 1 only: in higher dimensions the kernel takes both signs. [THEORY 4]
public struct TelegraphGreensFunction: GreensFunction {
  /// ε > 0, per time.
  public let damping: Double
  /// c > 0, in length per time.
  public let speed: Double

  public var dimension: Int { 1 }
  public var method: GreensFunctionMethod { .closedForm }
  public var mixture: (any MixingMeasure)? { nil }

  /// Recognises `λ = ε ± √(ε² − c²k²)` by the sum and the product of its two branches.
  init?(decayRates: [Formula]) {
    guard decayRates.count == 2 else { return nil }
    let assumptions = Process.assumptions
    let sum = (decayRates[0] + decayRates[1]).simplified(assuming: assumptions)
    let product = (decayRates[0] * decayRates[1]).expanded(assuming: assumptions)?
      .simplified(assuming: assumptions)
    guard let twice = sum.numberValue?.doubleValue, twice > 0,
      let monomial = product?.asMonomial(in: "k"), monomial.exponent == 2,
      let square = monomial.coefficient.numberValue?.doubleValue, square > 0
    else { return nil }
    damping = twice / 2
    speed = square.squareRoot()
  }

  public func density(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    guard r < speed * t else { return Estimate(0, error: 0) }
    let (zero, one) = bessel(radius: r, time: t)
    let value = damping / (2 * speed) * (zero + t * one)
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
    return Estimate(one / (zero + t * one), ulps: 32)
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    return Estimate(0, error: 0)
  }

  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return 0
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
    return (
      inside.estimate, Estimate(outside.value + atFront, error: outside.error + 2 * atFront.ulp)
    )
  }

  /// `e^{−εt} I₀(εs)` and `e^{−εt} I₁(εs)/s`.
  private func bessel(radius r: Double, time t: Double) -> (Double, Double) {
    let reach = r / speed
    let s = ((t - reach) * (t + reach)).squareRoot()
    let scale = exp(damping * (s - t))
    let x = damping * s
    let zero = scale * Self.scaledBesselI(order: 0, x)
    // I₁(x)/x → ½ as the front comes near.
    let one =
      x < 1e-8
      ? scale * damping / 2 : scale * Self.scaledBesselI(order: 1, x) / s
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
