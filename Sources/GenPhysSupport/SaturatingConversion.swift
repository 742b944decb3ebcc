extension FixedWidthInteger {
  /// The whole number that a floating-point number truncates to, for any number.
  ///
  /// Beyond the range of the type, or of whole numbers that doubles tell apart (±2⁵³), it is the nearest
  /// end of that range; of NaN it is 0. Swift's own conversion ends the process there, and what users
  /// write reaches nearly every conversion: `Scripts/format --lint` refuses that one. Up to 2⁵³ a sum
  /// or a product with a number below 1000 does not overflow either.
  @inlinable
  public init(saturating value: Double) {
    // A NaN fails both comparisons and comes to be 0.
    let low = Swift.max(Double(Self.min), -0x1p53)
    let high = Self.bitWidth <= 32 ? Double(Self.max) : 0x1p53
    if value >= high {
      self = Self(exactly: high) ?? .max
    } else if value <= low {
      self = Self(exactly: low) ?? .min
    } else {
      self = Self(exactly: value.rounded(.towardZero)) ?? 0
    }
  }
}
