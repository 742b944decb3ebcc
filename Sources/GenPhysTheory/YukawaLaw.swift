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
    sum.add(Self.logBesselK(order: order, mass * rho))
    sum.add(-decay * t)
    return sum.estimate
  }

  public func logMass(time t: Double) -> Double { -(speed * mass + decay) * t }

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

  /// `ln K_ν(x)`; where x ≫ ν² by three terms at infinity, the next of which is below 1e-18. [DLMF 10.40.2]
  private static func logBesselK(order: Double, _ x: Double) -> Double {
    guard x > 1e6 * (1 + order * order) else {
      return SpecialFunctions.logBesselK(order: order, x)
    }
    let (square, eighth) = (4 * order * order, 0.125 / x)
    let first = (square - 1) * eighth
    return 0.5 * log(.pi / (2 * x)) - x + log1p(first + 0.5 * first * (square - 9) * eighth)
  }
}
