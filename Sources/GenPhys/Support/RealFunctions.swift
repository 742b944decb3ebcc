internal import Numerics

extension Double {
  /// eˣ.
  var exponential: Double { .exp(self) }

  /// xʸ for x > 0.
  func raised(to exponent: Double) -> Double { .pow(self, exponent) }
}
