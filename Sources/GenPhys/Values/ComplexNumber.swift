public import ComplexModule
public import GenPhysNumerics
public import Numerics

/// A complex number of the language, its error, and the exact number where that is known.
public struct ComplexNumber: Sendable {
  /// The number in doubles.
  public let value: Complex<Double>
  /// A bound on |value − true value|; 0 where nothing beyond rounding is known of.
  public let error: Double
  /// The exact number; `nil` where it was computed approximately or rounded.
  public let exact: Formula?

  /// A number with its error; exact numbers have none.
  public init(_ value: Complex<Double>, error: Double = 0, exact: Formula? = nil) {
    self.value = value
    self.error = error >= 0 ? error : .infinity
    self.exact = exact
  }

  /// A real number as a complex one.
  init(_ number: RealNumber) {
    self.init(Complex(number.value, 0), error: number.error, exact: number.exact)
  }
}
