public import GenPhysNumerics

internal import func Foundation.exp

/// A Green's function whose density has a recognised closed form.
///
/// The source decides the transport: where it keeps the rays straight, velocity and growth are
/// closed too; otherwise they come from a numeric kernel, with its error estimate.
/// Error of the density: a few units in the last place of the terms of ln G. [THEORY 4]
public struct ClosedFormGreensFunction<Law: KernelLaw>: GreensFunction {
  /// How particles move and die under this law.
  public enum Transport: Sendable {
    /// `v = r · rayExpansionRate`, `R/p = a · G_φ/G + b` for the source `R = aφ + bp`.
    case rays(potential: Double, density: Double)
    /// Velocity and growth of a source that bends the rays, from a kernel computed numerically.
    case numeric(any GreensFunction)
    /// Neither is computed; why.
    case unknown(String)
  }

  public let dimension: Int
  /// The family and its parameters.
  public let law: Law
  /// What the source makes of it.
  public let transport: Transport

  /// The relative error of a density above which a numeric kernel is asked as well; arbitrary between
  /// the 1e-13 of both and what a user would miss.
  private static var tolerance: Double { 1e-9 }

  public var method: GreensFunctionMethod { .closedForm }

  public var mixture: (any MixingMeasure)? { law }

  public func prepared(times: ClosedRange<Double>, reach: Double) -> any GreensFunction {
    guard case .numeric(let kernel) = transport else { return self }
    return ClosedFormGreensFunction(
      dimension: dimension, law: law,
      transport: .numeric(kernel.prepared(times: times, reach: reach)))
  }

  public func density(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try exponential(try logDensity(radius: r, time: t), radius: r, time: t)
  }

  public func logDensity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    let logarithm = law.logDensity(dimension: dimension, radius: r, time: t)
    if r == 0, logarithm.value == .infinity { throw .unbounded(time: t) }
    // Large terms may have left nothing of their sum, as at a shape of 1e16 of the variance gamma law.
    if !(logarithm.error < Self.tolerance), case .numeric(let kernel) = transport,
      let other = try? kernel.logDensity(radius: r, time: t), other.error < logarithm.error
    {
      return other
    }
    return try finite(logarithm, radius: r, time: t)
  }

  public func expansionRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    switch transport {
    case .rays:
      return try finite(Estimate(law.rayExpansionRate(time: t), ulps: 1), radius: r, time: t)
    case .numeric(let kernel):
      return try kernel.expansionRate(radius: r, time: t)
    case .unknown(let reason): throw .unsupported(reason)
    }
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    switch transport {
    case .rays(let potential, let density):
      if potential == 0 { return Estimate(density, error: 0) }
      let ratio = law.potentialRatio(dimension: dimension, radius: r, time: t)
      let value = potential * ratio + density
      let error = 16 * Double.ulpOfOne * ((potential * ratio).magnitude + density.magnitude)
      return try finite(Estimate(value, error: error), radius: r, time: t)
    case .numeric(let kernel):
      return try kernel.growthRate(radius: r, time: t)
    case .unknown(let reason): throw .unsupported(reason)
    }
  }

  public func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    try checkDomain(radius: r, time: t)
    if r > 0, let shares = law.logShares(dimension: dimension, radius: r, time: t) {
      return shares
    }
    return try mixtureShares(radius: r, time: t)
  }

  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return law.logMass(time: t).value
  }

  public func logMassError(time t: Double) throws(GreensFunctionError) -> Double {
    law.logMass(time: t).error
  }
}

extension GreensFunction {
  /// Checks 0 ≤ r < ∞ and 0 < t < ∞.
  func checkDomain(radius r: Double, time t: Double) throws(GreensFunctionError) {
    guard r >= 0, r.isFinite, t > 0, t.isFinite else {
      throw .outsideDomain(radius: r, time: t)
    }
  }

  /// G from ln G; what is below the smallest number is 0 to within that.
  func exponential(
    _ logarithm: Estimate, radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let value = exp(logarithm.value)
    guard !logarithm.value.isNaN else {
      throw .unsupported(
        "the density at r = \(r), t = \(t) cannot be computed: a term leaves the range of doubles")
    }
    guard value.isFinite else {
      throw .unsupported(
        "the density at r = \(r), t = \(t) is e^\(logarithm.value.rounded()), too large for a number; "
          + "ask for log_density")
    }
    return Estimate(
      value,
      error: max(value * (logarithm.error + Double.ulpOfOne), .leastNonzeroMagnitude))
  }

  /// Refuses a result that left the range of doubles instead of passing it on.
  func finite(
    _ estimate: Estimate, radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    guard estimate.value.isFinite, !estimate.error.isNaN else {
      throw .unsupported(
        "the Green's function leaves the range of doubles at r = \(r), t = \(t); "
          + "rescale the units of length and time")
    }
    return estimate
  }
}
