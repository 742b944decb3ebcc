/// A colour in sRGB, components and opacity between 0 and 1.
public struct Color: Sendable, Hashable {
  /// Red, 0 … 1.
  public var red: Double
  /// Green, 0 … 1.
  public var green: Double
  /// Blue, 0 … 1.
  public var blue: Double
  /// Opacity, 0 … 1.
  public var alpha: Double

  /// A colour from components; values outside 0 … 1 are moved to the nearer end, NaN to 0.
  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red.clampedToUnit
    self.green = green.clampedToUnit
    self.blue = blue.clampedToUnit
    self.alpha = alpha.clampedToUnit
  }

  /// A colour from `0xRRGGBB`; higher bits are ignored.
  public init(hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255,
      blue: Double(hex & 0xFF) / 255)
  }

  /// A grey, 0 black and 1 white.
  public init(gray: Double) {
    self.init(red: gray, green: gray, blue: gray)
  }

  /// The same colour with its opacity multiplied.
  func opacity(_ factor: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha * factor)
  }

  /// The colour on the way to another, component by component.
  func mixed(with other: Color, by fraction: Double) -> Color {
    let weight = fraction.clampedToUnit
    return Color(
      red: red + (other.red - red) * weight, green: green + (other.green - green) * weight,
      blue: blue + (other.blue - blue) * weight, alpha: alpha + (other.alpha - alpha) * weight)
  }

  /// White.
  public static let white = Color(gray: 1)
  /// Black.
  public static let black = Color(gray: 0)
}

extension Double {
  /// The value moved into 0 … 1; NaN becomes 0.
  var clampedToUnit: Double {
    self > 0 ? Swift.min(self, 1) : 0
  }

  /// The value moved into a range; NaN becomes its lower end.
  func clamped(to range: ClosedRange<Double>) -> Double {
    self > range.lowerBound ? Swift.min(self, range.upperBound) : range.lowerBound
  }
}
