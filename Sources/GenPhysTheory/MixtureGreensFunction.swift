public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// The Green's function of any process whose propagator is completely monotone in s = k².
///
/// `P(√s,t) = ∫ e^{−su} μ_t(du)`, so `G_N = ∫ (4πu)^{−N/2} e^{−r²/4u} μ_t(du)` in every dimension.
/// μ_t is found by inverse Laplace transforms along saddle contours (`SaddleContour`), in logarithms:
/// N = 3072 works. Relative errors are estimated from the grid and from how well the mixture gives
/// back P. [THEORY 4]
public struct MixtureGreensFunction: GreensFunction {
  public let dimension: Int
  private let law: ScaleMixture

  public var method: GreensFunctionMethod { .scaleMixture }

  public var mixture: (any MixingMeasure)? { self }

  /// The mixture's error at the times where it was validated.
  package var mismatch: Double { law.mismatch }

  init(dimension: Int, law: ScaleMixture) {
    self.dimension = dimension
    self.law = law
  }

  public func prepared(times: ClosedRange<Double>, reach: Double) -> any GreensFunction {
    MixtureGreensFunction(
      dimension: dimension,
      law: law.prepared(times: times, dimension: dimension, reach: reach))
  }

  public func density(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try exponential(try logDensity(radius: r, time: t), radius: r, time: t)
  }

  public func logDensity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let posterior = try posterior(radius: r, time: t)
    let value = posterior.logDensity - Double(dimension) * Double.log(law.reference(t).length)
    let rounding = 4 * Double.ulpOfOne * (value.magnitude + posterior.logDensity.magnitude)
    return try finite(
      Estimate(value, error: posterior.relativeError + mismatch + rounding), radius: r, time: t)
  }

  public func expansionRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try transport(radius: r, time: t).expansion
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try transport(radius: r, time: t).growth
  }

  public func transport(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (expansion: Estimate, growth: Estimate) {
    let posterior = try posterior(radius: r, time: t)
    let error = posterior.transportError + mismatch
    guard error < 1e-3 else { throw .notConverged(radius: r, time: t, error: error) }
    let expansion = posterior.expansionRate / law.reference(t).duration
    let growth = posterior.growthRate
    return (
      try finite(Estimate(expansion, error: error * expansion.magnitude), radius: r, time: t),
      try finite(Estimate(growth, error: error * growth.magnitude), radius: r, time: t)
    )
  }

  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    if let problem = law.action.at(time: t).problem { throw .unsupported(problem) }
    return -law.action.value(.zero, time: t).real
  }

  public func logMassError(time t: Double) throws(GreensFunctionError) -> Double {
    let slice = law.action.at(time: t)
    // What cancels to nothing at k = 0 is the balance of the source, exactly.
    if slice.value(.zero).real == 0 { return 0 }
    let error = slice.error(.zero)
    return error.isFinite ? error : 4 * Double.ulpOfOne * (try logMass(time: t)).magnitude
  }

  public func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] {
    try checkDomain(radius: 0, time: t)
    guard let atom = law.atom(time: t), atom.scale == 0 else { return [] }
    let weight = Double.exp(atom.logWeight)
    let error = 4 * Double.ulpOfOne * (1 + atom.logWeight.magnitude)
    return [
      PointMass(
        radius: 0, weight: Estimate(weight, error: max(weight * error, .leastNonzeroMagnitude)))
    ]
  }

  public func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    try checkDomain(radius: r, time: t)
    let reference = law.reference(t)
    // Shares reach closer to the source than densities.
    let radius = max(try reduced(r, time: t), r / reference.length)
    if let shares = law.sharp(time: reference.time)?.shares(dimension: dimension, radius: radius) {
      return shares
    }
    let slice = try law.slice(
      dimension: dimension, radius: radius, time: reference.time, holdsTails: true)
    guard
      let shares = slice.shares(
        dimension: dimension, radius: radius, error: 1e-11 + mismatch)
    else {
      throw .notConverged(radius: r, time: t, error: .infinity)
    }
    return shares
  }

  /// r in units of the reference time.
  private func reduced(_ r: Double, time t: Double) throws(GreensFunctionError) -> Double {
    let radius = r / law.reference(t).length
    guard radius < 1e140 else {
      throw .unsupported(
        "r = \(r) at t = \(t) is beyond what is computed: r may exceed the kernel's width by a factor "
          + "of up to 1e140")
    }
    // Where kernels are bounded nothing changes any more so close to the source.
    return radius > 1e-140 ? radius : 0
  }

  private func posterior(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> MixingSlice.Posterior {
    try checkDomain(radius: r, time: t)
    let radius = try reduced(r, time: t)
    let sharp = law.sharp(time: law.reference(t).time)
    if let sharp, sharp.isSharp,
      let posterior = sharp.posterior(dimension: dimension, radius: radius)
    {
      return posterior
    }
    do { return try slicePosterior(radius: radius, r, time: t) } catch {
      // Far out in the tail of a narrow law slices fail first.
      if let posterior = sharp?.posterior(
        dimension: dimension, radius: radius, tolerance: Self.accepted)
      {
        return posterior
      }
      throw error
    }
  }

  /// The relative error up to which a density is one.
  private static let accepted = 1e-3

  /// - Parameter radius: r in units of the reference time.
  private func slicePosterior(
    radius: Double, _ r: Double, time t: Double
  ) throws(GreensFunctionError) -> MixingSlice.Posterior {
    var posterior = MixingSlice.Posterior.unknown
    // Far out or in many dimensions nodes may be too far apart for what lies between them; what is
    // rounding does not shrink with the grid.
    for refinement in 0..<3 {
      let slice = try law.slice(
        dimension: dimension, radius: radius, time: law.reference(t).time, refinement: refinement)
      let finer = slice.posterior(dimension: dimension, radius: radius)
      let (before, after) = (posterior.transportError, finer.transportError)
      if after < before || refinement == 0 { posterior = finer }
      if !(posterior.transportError > 1e-10) || !(after < 0.3 * before) || law.isPrepared { break }
    }
    if posterior.isCutAtSmallScales {
      if r == 0 { throw .unbounded(time: t) }
      throw .unsupported(
        "r = \(r) at t = \(t) is closer to the source, where the density is unbounded, than is computed"
      )
    }
    guard posterior.relativeError < Self.accepted, posterior.logDensity.isFinite,
      !posterior.isCutAtLargeScales
    else {
      throw .notConverged(radius: r, time: t, error: posterior.relativeError)
    }
    return posterior
  }
}

// MARK: - MixingMeasure

extension MixtureGreensFunction: MixingMeasure {
  public func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    let reference = law.reference(t)
    // The median is asked for at many times, once each: no need of a whole slice.
    let u: Double? =
      if let sharp = law.sharp(time: reference.time)?.quantile(q, complement: complement) {
        sharp
      } else if q == 0.5 {
        law.median(time: reference.time)
      } else {
        try law.slice(dimension: dimension, radius: 0, time: reference.time)
          .quantile(q, complement: complement)
      }
    guard let u else {
      throw .unsupported(
        "the quantile \(q) of the mixing law at t = \(t) cannot be computed: it lies, or lambda has its "
          + "scales, beyond the range of doubles there; ask for a time at which the kernel has spread"
      )
    }
    return u * reference.length * reference.length
  }

  public func atom(
    time t: Double
  ) throws(GreensFunctionError) -> (scale: Double, share: Double)? {
    let logMass = try logMass(time: t)
    return law.atom(time: t).map { ($0.scale, min(1, Double.exp($0.logWeight - logMass))) }
  }
}
