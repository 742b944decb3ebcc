public import GenPhysNumerics

internal import func Foundation.log

/// The variance gamma kernel `λ = c ln(1 + k²/m²) + κ`; u is gamma distributed with shape a = ct and
/// scale 1/m².
///
/// `G = e^{−κt} (4π)^{−N/2} m^{2a} 2 (r/2m)^{a−N/2} K_{a−N/2}(mr) / Γ(a)`, a Matérn function of r,
/// unbounded at r = 0 until a > N/2. Its rays bend. [Madan & Seneta 1990; THEORY 4]
public struct VarianceGammaLaw: KernelLaw {
  /// m > 0, per length.
  public let mass: Double
  /// c > 0, per time.
  public let pace: Double
  /// κ = λ(0), per time.
  public let decay: Double

  public func logDensity(dimension: Int, radius r: Double, time t: Double) -> Estimate {
    let half = Double(dimension) / 2
    let shape = pace * t
    let order = shape - half
    var sum = LogSum()
    sum.add(-half * log(4 * .pi))
    sum.add(-SpecialFunctions.logGamma(shape))
    sum.add(-decay * t)
    if r == 0 {
      guard order > 0 else { return Estimate(.infinity, error: .infinity) }
      sum.add(2 * half, log: mass)
      sum.add(SpecialFunctions.logGamma(order))
      return sum.estimate
    }
    sum.add(log(2))
    sum.add(2 * shape, log: mass)
    sum.add(order, log: r / 2 / mass)
    let bessel = SpecialFunctions.logBesselK(order: order.magnitude, mass * r)
    sum.add(bessel)
    // ln K is good to 2e-12 where it is not large.
    return Estimate(sum.value, error: sum.estimate.error + 2e-12)
  }

  public func logMass(time t: Double) -> Estimate {
    Estimate(-decay * t, error: 2 * Double.ulpOfOne * (decay * t).magnitude)
  }

  /// Unused: no source keeps the rays of this law straight.
  public func rayExpansionRate(time t: Double) -> Double { .nan }

  /// Unused, like the rays.
  public func potentialRatio(dimension: Int, radius r: Double, time t: Double) -> Double { .nan }

  public func quantile(_ q: Double, complement: Double, time t: Double) -> Double {
    GammaLaw(shape: pace * t).quantile(q, complement: complement) / mass / mass
  }

  public func logQuantile(_ q: Double, complement: Double, time t: Double) -> Double {
    GammaLaw(shape: pace * t).logQuantile(q, complement: complement) - 2 * log(mass)
  }
}
