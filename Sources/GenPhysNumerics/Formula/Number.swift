/// An exact rational number, or a double where the rational does not fit into 64-bit integers.
///
/// `0.1` typed by a user is the rational 1/10, so that exponents and coefficients are recognised
/// exactly and proofs are about the number that was written.
public enum Number: Hashable, Sendable {
  /// `numerator / denominator` in lowest terms, denominator > 0.
  case rational(Int, Int)
  /// A finite double.
  case real(Double)
}
