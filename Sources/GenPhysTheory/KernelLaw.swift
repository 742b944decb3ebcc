public import GenPhysNumerics

internal import func Foundation.log

/// A family of kernels with a closed form in every dimension, for a source that keeps rays straight.
///
/// Conformers know the density of a unit point source and its Gaussian mixing law; the source term
/// of the process decides whether their rays apply (see `ClosedFormGreensFunction`).
public protocol KernelLaw: MixingMeasure, Hashable {
  /// `ln G_N(r,t)` with a bound on the rounding error, for r ≥ 0 and t > 0.
  func logDensity(dimension: Int, radius r: Double, time t: Double) -> Estimate

  /// `ln P(0,t)` with a bound on the rounding error.
  func logMass(time t: Double) -> Estimate

  /// `v_r / r` when the source keeps the rays straight.
  func rayExpansionRate(time t: Double) -> Double

  /// The shares of the mass on either side of a radius r > 0 where they have a closed form; `nil` else.
  func logShares(
    dimension: Int, radius r: Double, time t: Double
  ) -> (inside: RadialShare, outside: RadialShare)?

  /// `G_φ / G`, the flux potential over the density, when the source keeps the rays straight.
  func potentialRatio(dimension: Int, radius r: Double, time t: Double) -> Double
}

extension KernelLaw {
  /// None.
  public func logShares(
    dimension: Int, radius r: Double, time t: Double
  ) -> (inside: RadialShare, outside: RadialShare)? { nil }

  /// The error of the gamma and inverse Gaussian quantiles, and of what is made of them.
  public var quantileError: Double { 2e-11 }
}

/// Sums terms of a logarithm and keeps account of the rounding error they bring.
struct LogSum {
  private(set) var value = 0.0
  private var magnitude = 0.0

  /// Adds one term, itself correct to about two units in the last place.
  mutating func add(_ term: Double) {
    value += term
    magnitude += term.magnitude
  }

  /// Adds `count · ln x` for an x that is itself rounded.
  ///
  /// In many dimensions that rounding counts `count` times, however near to 1 x is.
  mutating func add(_ count: Double, log x: Double) {
    add(count * log(x))
    magnitude += 0.5 * count.magnitude
  }

  /// The sum; its error bound is 4 ε times the sum of the magnitudes of the terms.
  var estimate: Estimate {
    Estimate(value, error: 4 * Double.ulpOfOne * magnitude)
  }
}
