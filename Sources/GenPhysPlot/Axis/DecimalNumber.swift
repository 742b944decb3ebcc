import Foundation

/// An exact decimal number `digits · 10^exponent`: ticks are kept like this so that their labels are
/// never off by a rounding error.
struct DecimalNumber: Hashable {
  var digits: Int
  var exponent: Int

  /// The nearest Double.
  var value: Double {
    // Dividing by an exact power of ten rounds once; multiplying by its inverse would round twice.
    exponent < 0 && exponent >= -22
      ? Double(digits) / Self.powerOfTen(-exponent) : Double(digits) * Self.powerOfTen(exponent)
  }

  /// All digits written out, with a true minus sign.
  var plain: String {
    let sign = digits < 0 ? "\u{2212}" : ""
    let magnitude = String(digits.magnitude)
    if exponent >= 0 {
      return sign + magnitude + (digits == 0 ? "" : String(repeating: "0", count: exponent))
    }
    let places = -exponent
    let padded = String(repeating: "0", count: max(0, places + 1 - magnitude.count)) + magnitude
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// The decimal place of the leading digit: 0 for 1 … 9, −1 for 0.1 … 0.9; `nil` for zero.
  var leadingPlace: Int? {
    digits == 0 ? nil : String(digits.magnitude).count - 1 + exponent
  }

  /// `10^n` as the nearest Double.
  static func powerOfTen(_ exponent: Int) -> Double {
    // Parsing rounds correctly; `pow` need not.
    if exponent < -330 { return 0 }
    return Double("1e\(exponent)") ?? .infinity
  }

  /// A whole number with a true minus sign.
  static func signed(_ number: Int) -> String {
    number < 0 ? "\u{2212}\(number.magnitude)" : String(number)
  }

  /// The markup of a power of ten, `10^{−3}`.
  static func markupPower(_ exponent: Int) -> String {
    "10^{\(signed(exponent))}"
  }
}
