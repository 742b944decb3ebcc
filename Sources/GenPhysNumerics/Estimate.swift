/// An approximate real number together with a bound on its absolute error.
///
/// Every routine that approximates returns an `Estimate`, so that printing can show only the
/// digits that hold and callers can decide whether the accuracy suffices.
public struct Estimate: Hashable, Sendable {
  /// The approximation.
  public let value: Double
  /// A bound on |value − exact|; `.infinity` where nothing is known.
  public let error: Double

  /// An approximation of known error; a NaN or negative error counts as unknown.
  public init(_ value: Double, error: Double) {
    self.value = value
    self.error = error >= 0 ? error : .infinity
  }

  /// A value correct to `ulps` units in the last place.
  public init(_ value: Double, ulps: Double) {
    self.init(value, error: ulps * value.ulp)
  }

  /// |error / value|; zero for an exact zero.
  public var relativeError: Double {
    error == 0 ? 0 : error / value.magnitude
  }
}
