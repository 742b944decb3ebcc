/// Colours that name series, told apart under every common form of colour blindness.
///
/// The eight of Okabe and Ito, "Color Universal Design" (2008), in an order that puts the pairs of
/// largest contrast first and the pale yellow, weak on white, near the end.
public enum Palette {
  /// Blue.
  public static let blue = Color(hex: 0x0072B2)
  /// Vermillion.
  public static let vermillion = Color(hex: 0xD55E00)
  /// Bluish green.
  public static let green = Color(hex: 0x009E73)
  /// Reddish purple.
  public static let purple = Color(hex: 0xCC79A7)
  /// Orange.
  public static let orange = Color(hex: 0xE69F00)
  /// Sky blue.
  public static let sky = Color(hex: 0x56B4E9)
  /// Yellow.
  public static let yellow = Color(hex: 0xF0E442)
  /// A soft black for text and neutral marks.
  public static let ink = Color(hex: 0x2B2B2B)
  /// A neutral grey for rules and secondary marks.
  public static let gray = Color(hex: 0x7A7A7A)

  /// The colours in the order in which series take them.
  public static let series = [blue, vermillion, green, purple, orange, sky, ink, yellow]

  /// The colour of the series with this index, the palette repeating; negative counts from the end.
  public static func series(_ index: Int) -> Color {
    let remainder = index % series.count
    return series[remainder < 0 ? remainder + series.count : remainder]
  }
}

/// Where a layer takes its colour from.
public enum Ink: Sendable, Hashable {
  /// The next colour of ``Palette/series`` that no earlier layer of the panel took.
  case automatic
  /// The colour of the series with this index, to give two layers the same.
  case series(Int)
  /// This colour.
  case color(Color)
}
