public import GenPhysNumerics
internal import Numerics

/// The spreading of a unit point source at the origin at t = 0, in `dimension` dimensions.
///
/// `G(r,t)` is the density p; the flux is `p v = −∇φ`; births and deaths are `growthRate · p`.
/// All functions are radial: r ≥ 0 is the distance from the source, t > 0 the time, in the units
/// of the declaration. Conformers are immutable and may be called from any thread.
/// [THEORY 4; GenPhys 2304.02637]
public protocol GreensFunction: Sendable {
  /// N, the dimension of the data space, at least 1.
  var dimension: Int { get }

  /// How the values are computed.
  var method: GreensFunctionMethod { get }

  /// `G(r,t)`. May be negative for processes that are not s-generative.
  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate

  /// `ln G(r,t)`, which neither overflows nor underflows in thousands of dimensions.
  ///
  /// - Throws: `.notPositive` where G ≤ 0.
  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate

  /// `v_r / r`, the rate of expansion: finite at r = 0, and independent of r when rays are straight.
  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate

  /// `R/p`, negative where particles die.
  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate

  /// `v_r/r` and `R/p` at once, which may cost no more than one of them.
  func transport(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (expansion: Estimate, growth: Estimate)

  /// `ln M(t)`, M being the mass `∫ G = P(0,t)`.
  func logMass(time t: Double) throws(GreensFunctionError) -> Double

  /// A bound on the error of `logMass`.
  func logMassError(time t: Double) throws(GreensFunctionError) -> Double

  /// What the density does not show: masses at the source and on fronts; empty for most processes.
  func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass]

  /// The shares of the mass within and beyond a distance r, each relatively accurate in its tail.
  func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate)

  /// The distance within which a share q of the mass lies; see the default.
  func radialQuantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate

  /// The same in logarithms, which hold shares below the range of doubles.
  func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare)

  /// The Gaussian scale mixture behind G, where G ≥ 0 in every dimension; `nil` elsewhere.
  var mixture: (any MixingMeasure)? { get }

  /// This function made quick for being asked at very many times of a range, to about nine digits; or
  /// itself where there is nothing to gain.
  ///
  /// - Parameter reach: the largest radius that will be asked for, in units of the median width.
  func prepared(times: ClosedRange<Double>, reach: Double) -> any GreensFunction
}

/// How a Green's function is computed.
public enum GreensFunctionMethod: String, Sendable {
  /// A formula recognised from ω and the source.
  case closedForm = "closed form"
  /// Quadrature of the Hankel integral.
  case quadrature
  /// A scale mixture of Gaussians whose weights come from a numeric inverse Laplace transform.
  case scaleMixture = "scale mixture"
  /// Integration in ball arithmetic: the error is a proven bound.
  case rigorous = "rigorous integration"
}

/// Why a Green's function has no value here.
public enum GreensFunctionError: Error, Hashable, Sendable {
  /// r < 0, t ≤ 0, or not finite.
  case outsideDomain(radius: Double, time: Double)
  /// The density is unbounded at r = 0 at this time.
  case unbounded(time: Double)
  /// `ln G` or `v` was asked where G ≤ 0.
  case notPositive(radius: Double, time: Double, density: Double)
  /// The quadrature did not converge; the message says to what accuracy it came.
  case notConverged(radius: Double, time: Double, error: Double)
  /// What is supported, in words a user can act on.
  case unsupported(String)
}

extension GreensFunction {
  /// Itself.
  public func prepared(times: ClosedRange<Double>, reach: Double) -> any GreensFunction { self }

  /// One after the other.
  public func transport(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (expansion: Estimate, growth: Estimate) {
    (try expansionRate(radius: r, time: t), try growthRate(radius: r, time: t))
  }

  /// A few units in the last place.
  public func logMassError(time t: Double) throws(GreensFunctionError) -> Double {
    4 * Double.ulpOfOne * (try logMass(time: t)).magnitude
  }

  /// M(t), the mass `∫ G`; what is below the smallest number is 0 to within that.
  public func mass(time t: Double) throws(GreensFunctionError) -> Estimate {
    let (logMass, error) = (try logMass(time: t), try logMassError(time: t))
    let value = Double.exp(logMass)
    guard !logMass.isNaN else {
      throw .unsupported(
        "the mass at t = \(t) cannot be computed: a term leaves the range of doubles")
    }
    guard value.isFinite else {
      throw .unsupported("the mass at t = \(t) is e^\(logMass.rounded()), too large for a number")
    }
    if logMass == 0, error == 0 { return Estimate(1, error: 0) }
    return Estimate(
      value,
      error: max(value * (Double.expMinusOne(error) + Double.ulpOfOne), .leastNonzeroMagnitude))
  }

  /// None.
  public func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] { [] }

  /// `v_r(r,t)`, the radial velocity.
  public func radialVelocity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let rate = try expansionRate(radius: r, time: t)
    return try finite(Estimate(rate.value * r, error: rate.error * r), radius: r, time: t)
  }
}
