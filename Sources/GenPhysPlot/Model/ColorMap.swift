internal import GenPhysSupport

/// A continuous way from numbers in 0 … 1 to colours.
public enum ColorMap: Sendable, Hashable, CaseIterable {
  /// Dark violet to yellow, evenly rising lightness: magnitudes and densities.
  case viridis
  /// Blue through white to vermillion: signed values, zero in the middle.
  case diverging
  /// White to black: ink on paper.
  case ink
  /// Black to white: light on a screen.
  case light

  /// The colour at a fraction of the way; outside 0 … 1 the nearer end, at NaN the start.
  public func color(at fraction: Double) -> Color {
    let anchors = anchors
    let position = fraction.clampedToUnit * Double(anchors.count - 1)
    let index = min(Int(saturating: position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], by: position - Double(index))
  }

  private var anchors: [Color] {
    switch self {
    case .viridis: Self.viridisAnchors
    case .diverging: Self.divergingAnchors
    case .ink: Self.inkAnchors
    case .light: Self.lightAnchors
    }
  }

  /// Ten equidistant colours of viridis (van der Walt and Smith, 2015, public domain); linear
  /// interpolation between them stays within two of 255 levels of the original.
  private static let viridisAnchors = [
    0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
    0xFDE725,
  ].map { Color(hex: $0) }

  private static let divergingAnchors = [
    0x08396B, 0x0072B2, 0x74ADD6, 0xC6DDEE, 0xF7F7F7, 0xF9D5BC, 0xEE9C64, 0xD55E00, 0x7A2F00,
  ].map { Color(hex: $0) }

  private static let inkAnchors = [Color(gray: 1), Color(gray: 0.08)]
  private static let lightAnchors = [Color(gray: 0), Color(gray: 1)]
}
