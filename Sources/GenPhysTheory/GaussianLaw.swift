public import GenPhysNumerics

/// The heat kernel `λ = c k² + κ`: `G = e^{−κt} (4πct)^{−N/2} e^{−r²/4ct}`; the mixing law is a
/// point mass at u = ct. [THEORY 4]
public struct GaussianLaw: KernelLaw {
  /// c > 0, in length² per time.
  public let diffusivity: Double
  /// κ = λ(0), per time.
  public let decay: Double

  public func logDensity(dimension: Int, radius r: Double, time t: Double) -> Estimate {
    let u = diffusivity * t
    var sum = LogSum()
    sum.add(-0.5 * Double(dimension), log: 4 * .pi * u)
    sum.add(-r * (r / (4 * u)))
    sum.add(-decay * t)
    return sum.estimate
  }

  public func logMass(time t: Double) -> Estimate {
    Estimate(-decay * t, error: 2 * Double.ulpOfOne * (decay * t).magnitude)
  }

  public func rayExpansionRate(time t: Double) -> Double { 1 / (2 * t) }

  public func potentialRatio(dimension: Int, radius r: Double, time t: Double) -> Double {
    diffusivity
  }

  public func quantile(_ q: Double, complement: Double, time t: Double) -> Double {
    diffusivity * t
  }

  public func atom(time t: Double) -> (scale: Double, share: Double)? { (diffusivity * t, 1) }
}
