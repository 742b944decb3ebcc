internal import GenPhysNumerics
internal import Numerics

/// The Green's function by integration in ball arithmetic: every digit shown is certain.
///
/// `G = (2π)^{−N/2} 2^{1−N/2} ∫₀^∞ k^{N−1} ₀F₁(N/2; −k²r²/4)/Γ(N/2) P dk`, the flux over r alike with
/// N/2 + 1 and φ̂. Up to K the integral is Petras' algorithm in Arb; beyond K it is bounded by
/// `K^{m+1} e^{−y}/(a y − m − 1)`, y = t g K^a, with an enclosure `Re λ ≥ g k^a` for all k ≥ K. The
/// working precision doubles until 13 digits are certain, or the last is reached: then the bound is
/// wide, but still a bound. Costs 1–100 ms a value. [THEORY 4]
struct RigorousGreensFunction: GreensFunction {
  let dimension: Int
  private let decayRate: Formula
  private let rate: CompiledFormula
  private let flux: Symbol
  private let growth: Symbol

  /// φ̂/p̂ or R̂/p̂.
  private struct Symbol: Sendable {
    let formula: Formula
    let program: CompiledFormula

    init(_ formula: Formula) throws(FormulaError) {
      self.formula = formula
      program = try formula.program()
    }
  }

  var method: GreensFunctionMethod { .rigorous }
  var mixture: (any MixingMeasure)? { nil }

  /// - Throws: `.unsupported` for several branches, rates that depend on time, and N > 200.
  init(
    dimension: Int, decayRates: [Formula], source: Process.Source
  ) throws(GreensFunctionError) {
    guard decayRates.count == 1, let decayRate = decayRates.first, !decayRate.contains("t") else {
      throw .unsupported(
        "method = \"rigorous\" needs one branch that does not depend on time; use \"numeric\"")
    }
    guard dimension <= 200 else {
      throw .unsupported("method = \"rigorous\" works up to dim = 200, not \(dimension)")
    }
    let closure = Closure(decayRate: decayRate, source: source)
    do {
      rate = try decayRate.program()
      flux = try Symbol(closure.flux)
      growth = try Symbol(closure.growth)
    } catch {
      throw .unsupported("the formula cannot be evaluated in ball arithmetic")
    }
    self.dimension = dimension
    self.decayRate = decayRate
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try estimate(try ball(radius: r, time: t), radius: r, time: t)
  }

  /// The enclosure itself, to as many bits as were needed.
  package func ball(radius r: Double, time t: Double) throws(GreensFunctionError) -> Ball {
    try integral(radius: r, time: t, raised: 0, symbol: nil)
  }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let density = try ball(radius: r, time: t)
    guard density.lowerBound > 0 else {
      throw .notPositive(radius: r, time: t, density: density.midpoint.real)
    }
    return try estimate(Ball.log(density), radius: r, time: t)
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try estimate(try ratio(radius: r, time: t, raised: 1, symbol: flux), radius: r, time: t)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    if growth.formula == 0 { return Estimate(0, error: 0) }
    return try estimate(
      try ratio(radius: r, time: t, raised: 0, symbol: growth), radius: r, time: t)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return -t * rate.evaluate([Ball(0.0), Ball(t)]).midpoint.real
  }

  private func ratio(
    radius r: Double, time t: Double, raised: Int, symbol: Symbol
  ) throws(GreensFunctionError) -> Ball {
    let density = try ball(radius: r, time: t)
    guard density.lowerBound > 0 else {
      throw .notPositive(radius: r, time: t, density: density.midpoint.real)
    }
    return try integral(radius: r, time: t, raised: raised, symbol: symbol) / density
  }

  private func estimate(
    _ ball: Ball, radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let estimate = ball.estimate
    guard estimate.error.isFinite else {
      throw .notConverged(radius: r, time: t, error: estimate.error)
    }
    return estimate
  }

  private static let precisions = [96, 192, 384]

  private func integral(
    radius r: Double, time t: Double, raised: Int, symbol: Symbol?
  ) throws(GreensFunctionError) -> Ball {
    try checkDomain(radius: r, time: t)
    var best: Ball?
    for precision in Self.precisions {
      let goal = Double.exp(-0.6 * Double(precision))
      guard let (end, rest) = tail(time: t, raised: raised, symbol: symbol, below: goal) else {
        throw .unsupported(
          "method = \"rigorous\" needs Re lambda to grow like a power of k with plain coefficients, "
            + "so that what lies beyond the range of integration can be bounded")
      }
      let value = integral(
        radius: r, time: t, raised: raised, symbol: symbol, upTo: end, precision: precision)
      let outside = Ball(lower: -rest, upper: rest, precision: precision)
      best = (value + outside) * factor(raised: raised, precision: precision)
      if let best, best.isFinite, best.radius <= 1e-14 * best.midpoint.real.magnitude { break }
    }
    guard let best, best.isFinite else {
      throw .notConverged(radius: r, time: t, error: .infinity)
    }
    return best
  }

  /// (2π)^{−N/2} 2^{1−N/2−raised}.
  private func factor(raised: Int, precision: Int) -> Ball {
    let half = Ball(Double(dimension), precision: precision) / 2
    let two = Ball(2.0, precision: precision)
    return Ball.exp(
      -half * Ball.log(two * Ball.pi(precision: precision))
        + (1 - half - Ball(Double(raised), precision: precision)) * Ball.log(two))
  }

  private func integral(
    radius r: Double, time t: Double, raised: Int, symbol: Symbol?, upTo end: Double,
    precision: Int
  ) -> Ball {
    let parameter = Double(dimension) / 2 + Double(raised)
    let quarter = Ball(r / 2, precision: precision)
    let time = Ball(t, precision: precision)
    let power = dimension - 1 + 2 * raised
    let integrand: (Ball) -> Ball = { k in
      let z = k * quarter
      var value = Ball.exp(-time * rate.evaluate([k, time]))
      value *= Ball.besselCore(parameter: parameter, z)
      if power > 0 { value *= Ball.integerPower(k, power) }
      if let symbol { value *= symbol.program.evaluate([k, time]) }
      return value
    }
    // Pieces of about a wavelength: on longer ones enclosures of the Bessel function explode.
    let count = max(1, (end * r / 5).rounded(.up))
    guard count < 400 else { return Ball(.nan, precision: precision) }
    let length = end / count
    return stride(from: 0, to: count, by: 1).reduce(Ball(0.0, precision: precision)) { sum, index in
      sum
        + piece(
          from: index * length, to: index + 1 == count ? end : (index + 1) * length,
          precision: precision, integrand)
    }
  }

  private func piece(
    from start: Double, to end: Double, precision: Int, _ integrand: @escaping (Ball) -> Ball
  ) -> Ball {
    RigorousIntegral.integrate(
      from: Ball(start, precision: precision), to: Ball(end, precision: precision),
      relativeBits: precision, absoluteBits: precision + 20, precision: precision,
      integrand: integrand)
  }

  /// An end K of the range with a bound of what lies beyond it, the first below a goal.
  private func tail(
    time t: Double, raised: Int, symbol: Symbol?, below goal: Double
  ) -> (end: Double, bound: Double)? {
    // |J_ν(z)/(z/2)^ν| ≤ 1/Γ(ν+1).
    let order = Double(dimension) / 2 + Double(raised)
    let bessel = Double.exp(-SpecialFunctions.logGamma(order)) * (1 + 1e-12)
    for exponent in 1...300 {
      let end = Double.pow(2, Double(exponent))
      guard let rate = EndBehaviour(of: decayRate, end: .infinity, reach: 1 / end) else {
        return nil
      }
      let a = -rate.exponent.doubleValue
      guard rate.range.lower > 0, a > 0 else { continue }
      var power = Double(dimension - 1 + 2 * raised)
      var size = bessel
      if let symbol {
        guard let end = EndBehaviour(of: symbol.formula, end: .infinity, reach: 1 / end) else {
          return nil
        }
        power -= end.exponent.doubleValue
        size *= max(end.range.lower.magnitude, end.range.upper.magnitude)
      }
      let y = t * rate.range.lower * Double.pow(end, a)
      let slope = a * y - power - 1
      guard slope > 1 else { continue }
      let bound = size * Double.exp((power + 1) * Double.log(end) - y) / slope * (1 + 1e-9)
      if bound < goal { return (end, bound) }
    }
    return nil
  }
}
