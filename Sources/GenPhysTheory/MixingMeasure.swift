internal import Numerics

/// The law μ_t of u in the representation of a kernel as a Gaussian scale mixture.
///
/// Where `P(√s,t) = ∫ e^{−su} μ_t(du)` a kernel point is `x = y + √(2u) ξ` with ξ ~ N(0,I), in any
/// dimension. Quantiles are those of the normalised law μ_t / μ_t([0,∞)). [THEORY 4]
public protocol MixingMeasure: Sendable {
  /// The u > 0 below which a share q of the normalised law lies.
  ///
  /// - Parameters:
  ///   - q: in (0, 1).
  ///   - complement: 1 − q, given apart so that the upper tail keeps its relative accuracy.
  ///   - t: the time, > 0.
  /// - Returns: u to a relative accuracy of 1e-8 or better.
  func quantile(_ q: Double, complement: Double, time t: Double)
    throws(GreensFunctionError) -> Double

  /// ln of the same, which may be below the range of doubles.
  func logQuantile(_ q: Double, complement: Double, time t: Double)
    throws(GreensFunctionError) -> Double

  /// A bound on the relative error of a quantile.
  var quantileError: Double { get }

  /// The point mass of the normalised law at its lower end: its u and its share; `nil` without one.
  func atom(time t: Double) throws(GreensFunctionError) -> (scale: Double, share: Double)?

  /// All values of u with their shares where the normalised law is discrete; `nil` where it is not.
  func places(time t: Double) throws(GreensFunctionError) -> [(scale: Double, share: Double)]?
}

extension MixingMeasure {
  /// ln of the quantile.
  public func logQuantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    Double.log(try quantile(q, complement: complement, time: t))
  }

  /// What every law promises.
  public var quantileError: Double { 1e-8 }

  /// Not discrete.
  public func places(
    time t: Double
  ) throws(GreensFunctionError) -> [(scale: Double, share: Double)]? { nil }

  /// None.
  public func atom(
    time t: Double
  ) throws(GreensFunctionError) -> (scale: Double, share: Double)? { nil }

  /// σ(t), the per-coordinate width: the median of √(2u).
  public func medianWidth(time t: Double) throws(GreensFunctionError) -> Double {
    (2 * (try quantile(0.5, complement: 0.5, time: t))).squareRoot()
  }
}
