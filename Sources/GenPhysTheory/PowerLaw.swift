public import GenPhysNumerics

internal import func Foundation.log
internal import func Foundation.log1p

/// The PFGM++ kernel, `P = 2^{1−D/2} x^{D/2} K_{D/2}(x) / Γ(D/2)` at x = ckt; Poisson is D = 1.
///
/// `G = Γ((N+D)/2) / (Γ(D/2) π^{N/2}) τ^D / ρ^{N+D}` with τ = ct and ρ² = r² + τ², times e^{−κt};
/// u follows the inverse gamma law of shape D/2 and scale τ²/4. [PFGM++ 2302.04265; THEORY 4]
public struct PowerLaw: KernelLaw {
  /// D > 0, the number of augmented dimensions.
  public let augmentedDimension: Double
  /// c > 0, in length per time.
  public let speed: Double
  /// κ = λ(0), per time.
  public let decay: Double

  public func logDensity(dimension: Int, radius r: Double, time t: Double) -> Estimate {
    let n = Double(dimension)
    let d = augmentedDimension
    let tau = speed * t
    var sum = LogSum()
    // Γ((N+D)/2)/Γ(D/2) as one difference: the two are large and close when D is.
    sum.add(Self.logGammaRatio(d / 2, increment: n / 2))
    sum.add(-0.5 * n * log(.pi))
    sum.add(-n, log: tau)
    let ratio = r / tau
    sum.add(-0.5 * (n + d) * (ratio < 1e100 ? log1p(ratio * ratio) : 2 * log(ratio)))
    sum.add(-decay * t)
    return sum.estimate
  }

  public func logMass(time t: Double) -> Estimate {
    Estimate(-decay * t, error: 2 * Double.ulpOfOne * (decay * t).magnitude)
  }

  public func rayExpansionRate(time t: Double) -> Double { 1 / t }

  /// Unused by straight rays, which need a = 0 in `R = aφ + bp` here.
  public func potentialRatio(dimension: Int, radius r: Double, time t: Double) -> Double { .nan }

  public func quantile(_ q: Double, complement: Double, time t: Double) -> Double {
    // u = τ²/(4g) with g ~ Gamma(D/2, 1): small u is large g.
    let g = GammaLaw(shape: augmentedDimension / 2).quantile(complement, complement: q)
    let tau = speed * t
    return tau * (tau / (4 * g))
  }

  /// `r²/(r² + τ²)` follows the beta law of exponents N/2 and D/2.
  public func logShares(
    dimension: Int, radius r: Double, time t: Double
  ) -> (inside: RadialShare, outside: RadialShare)? {
    let logOdds = 2 * (log(r) - log(speed * t))
    let (lower, upper, error) = BetaLaw(Double(dimension) / 2, augmentedDimension / 2)
      .logTails(logOdds: logOdds)
    guard !lower.isNaN, !upper.isNaN else { return nil }
    let (inside, outside) = (
      RadialShare(logarithm: lower, error: error), RadialShare(logarithm: upper, error: error)
    )
    return lower <= upper ? (inside, inside.complement) : (outside.complement, outside)
  }

  /// `ln Γ(a + x) − ln Γ(a)` without the cancellation of large a: by Stirling's series above 10,
  /// where its terms to z⁻⁷ leave 1e-13 of the last.
  private static func logGammaRatio(_ a: Double, increment x: Double) -> Double {
    guard a > 10 else {
      return SpecialFunctions.logGamma(a + x) - SpecialFunctions.logGamma(a)
    }
    func correction(_ z: Double) -> Double {
      let w = 1 / (z * z)
      return (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w / 1188)))) / z
    }
    return (a + x - 0.5) * log1p(x / a) + x * (log(a) - 1) + correction(a + x) - correction(a)
  }
}
