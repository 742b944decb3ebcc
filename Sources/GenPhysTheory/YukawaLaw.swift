public import GenPhysNumerics

internal import func Foundation.hypot
internal import func Foundation.log
internal import func Foundation.log1p

/// The screened kernel `λ = c √(k²+m²) + κ`.
///
/// `G = 2τ (m/2π)^{(N+1)/2} ρ^{−(N+1)/2} K_{(N+1)/2}(mρ) e^{−κt}` with τ = ct and ρ² = r² + τ²;
/// u follows an inverse Gaussian law. κ = 0 is Yukawa, κ = −cm the relativistic process.
/// [GenPhys 2304.02637; THEORY 4]
public struct YukawaLaw: KernelLaw {
  /// m > 0, per length.
  public let mass: Double
  /// c > 0, in length per time.
  public let speed: Double
  /// κ, per time: what λ(0) has beyond cm.
  public let decay: Double

  public func logDensity(dimension: Int, radius r: Double, time t: Double) -> Estimate {
    let n = Double(dimension)
    let tau = speed * t
    let rho = hypot(r, tau)
    let order = (n + 1) / 2
    var sum = LogSum()
    sum.add(1, log: 2 * tau)
    sum.add(order, log: mass / (2 * .pi))
    sum.add(-order, log: rho)
    // −mρ + mτ as one term, and −(cm + κ)t, the mass, as another: each of the four may be huge.
    Self.addScaledLogBesselK(to: &sum, order: order, mass * rho)
    sum.add(-mass * r * (r / (rho + tau)))
    let logMass = logMass(time: t)
    sum.add(logMass.value)
    let estimate = sum.estimate
    return Estimate(estimate.value, error: estimate.error + logMass.error)
  }

  public func logMass(time t: Double) -> Estimate {
    let (screening, rate) = (speed * mass, speed * mass + decay)
    // What cancels to nothing is a source's exact balance.
    return Estimate(
      -rate * t, error: rate == 0 ? 0 : 4 * Double.ulpOfOne * (screening + decay.magnitude) * t)
  }

  public func rayExpansionRate(time t: Double) -> Double { 1 / t }

  /// `G_φ/G = c ρ K_{(N−1)/2}(mρ) / (mτ K_{(N+1)/2}(mρ))`, whose mean under G is c/m.
  public func potentialRatio(dimension: Int, radius r: Double, time t: Double) -> Double {
    let rho = hypot(r, speed * t)
    let order = Double(dimension + 1) / 2
    return rho / (mass * t) * SpecialFunctions.besselKRatio(order: order, mass * rho)
  }

  public func quantile(_ q: Double, complement: Double, time t: Double) -> Double {
    // √(4πu³)⁻¹ τ e^{−τ²/4u − m²u} is inverse Gaussian with mean τ/2m and shape τ²/2.
    let tau = speed * t
    return InverseGaussianLaw(mean: tau / (2 * mass), shape: tau * tau / 2)
      .quantile(q, complement: complement)
  }

  /// Adds `ln e^x K_ν(x)`: by its series at infinity where its terms fall at once, else from ln K itself.
  /// [DLMF 10.40.2]
  private static func addScaledLogBesselK(to sum: inout LogSum, order: Double, _ x: Double) {
    guard x > 30 * (1 + order * order) else {
      sum.add(SpecialFunctions.logBesselK(order: order, x))
      sum.add(x)
      return
    }
    var term = 1.0
    var rest = 0.0
    for index in 1..<40 {
      let odd = Double(2 * index - 1)
      term *= (4 * order * order - odd * odd) / (8 * Double(index) * x)
      rest += term
      if term.magnitude < 1e-18 { break }
    }
    sum.add(-0.5, log: 2 * x / .pi)
    sum.add(log1p(rest))
  }
}
