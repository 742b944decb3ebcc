/// Points, drawn as translucent dots whose size and opacity follow their number.
///
/// Neighbouring scatter layers of a panel are drawn in turns, a few dots each, so that the last does
/// not hide the others. Beyond 20,000 points the dots are composed in an image of the picture's
/// resolution, also in SVG and PDF, where a path for each would make the file unusable.
public struct Scatter: Sendable {
  /// Horizontal coordinates; points beyond the shorter of `x` and `y` are ignored.
  public var x: [Double]
  /// Vertical coordinates.
  public var y: [Double]
  /// The name in the legend.
  public var label: String
  /// The colour, unless `values` give each point its own.
  public var color: Ink
  /// The radius in pixels; `nil` chooses by number.
  public var radius: Double?
  /// The opacity, 0 … 1; `nil` chooses by number.
  public var opacity: Double?
  /// The shape.
  public var marker: Marker
  /// A value for each point, shown as its colour; points beyond its end are drawn grey.
  public var values: [Double]?
  /// How `values` become colours.
  public var colors: ColorScale

  /// The shape of a point.
  public enum Marker: Sendable, Hashable {
    /// A filled dot.
    case dot
    /// An open circle.
    case ring
    /// A diagonal cross.
    case cross
  }

  /// Points with one colour, or one colour each if `values` are given.
  public init(
    x: [Double], y: [Double], label: String = "", color: Ink = .automatic, radius: Double? = nil,
    opacity: Double? = nil, marker: Marker = .dot, values: [Double]? = nil,
    colors: ColorScale = ColorScale()
  ) {
    self.x = x
    self.y = y
    self.label = label
    self.color = color
    self.radius = radius
    self.opacity = opacity
    self.marker = marker
    self.values = values
    self.colors = colors
  }

  /// The number of points.
  var count: Int { min(x.count, y.count) }

  /// The radius asked for, or one that lets this many points be told apart.
  ///
  /// Tuned by eye.
  var resolvedRadius: Double {
    if let radius { return radius.clamped(to: 0.2...50) }
    switch count {
    case ...60: return 3
    case ...400: return 2.2
    case ...2000: return 1.6
    case ...8000: return 1.25
    case ...30_000: return 1
    default: return 0.75
    }
  }

  /// The opacity asked for, or one that lets dense regions look dense.
  ///
  /// Tuned by eye.
  var resolvedOpacity: Double {
    if let opacity { return opacity.clampedToUnit }
    switch count {
    case ...60: return 0.95
    case ...400: return 0.8
    case ...2000: return 0.65
    case ...8000: return 0.5
    case ...30_000: return 0.35
    case ...200_000: return 0.15
    default: return 0.06
    }
  }
}
