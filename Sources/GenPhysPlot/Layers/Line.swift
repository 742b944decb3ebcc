import Foundation

/// A curve through points in their order, interrupted where a coordinate has no place on its axis.
public struct Line: Sendable {
  /// Horizontal coordinates; points beyond the shorter of `x` and `y` are ignored.
  public var x: [Double]
  /// Vertical coordinates; NaN leaves a gap.
  public var y: [Double]
  /// The name in the legend.
  public var label: String
  /// The colour.
  public var color: Ink
  /// The width in pixels.
  public var width: Double
  /// The pattern.
  public var dash: Dash
  /// The opacity, 0 … 1.
  public var opacity: Double

  /// The pattern of a stroke.
  public enum Dash: Sendable, Hashable {
    /// Uninterrupted.
    case solid
    /// Dashes.
    case dashed
    /// Dots.
    case dotted

    /// Lengths of strokes and gaps in pixels.
    func pattern(width: Double) -> [Double] {
      switch self {
      case .solid: []
      case .dashed: [max(3.5 * width, 4), max(2 * width, 2.5)]
      case .dotted: [max(width, 1), max(1.8 * width, 2)]
      }
    }
  }

  /// A curve through points.
  public init(
    x: [Double], y: [Double], label: String = "", color: Ink = .automatic,
    width: Double = 1.6, dash: Dash = .solid, opacity: Double = 1
  ) {
    self.x = x
    self.y = y
    self.label = label
    self.color = color
    self.width = width
    self.dash = dash
    self.opacity = opacity
  }

  /// The graph of a function at `count` places of a range, evenly spread on the given scale.
  public init(
    of function: (Double) -> Double, over range: ClosedRange<Double>, scale: AxisScale = .linear,
    count: Int = 400, label: String = "", color: Ink = .automatic, dash: Dash = .solid
  ) {
    let interval = Interval(range.lowerBound, range.upperBound, scale: scale)
    let last = min(max(count, 2), 1_000_000) - 1
    let places = (0...last).map { interval.value(at: Double($0) / Double(last)) }
    self.init(x: places, y: places.map(function), label: label, color: color, dash: dash)
  }
}
