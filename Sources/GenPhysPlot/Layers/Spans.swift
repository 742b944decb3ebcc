/// Ranges of x shaded over the whole height, such as those that violate a condition.
public struct Spans: Sendable {
  /// The ranges; an infinite end reaches the frame.
  ///
  /// They do not widen the axis.
  public var x: [ClosedRange<Double>]
  /// The name in the legend.
  public var label: String
  /// The colour.
  public var color: Color
  /// The opacity, 0 … 1.
  public var opacity: Double

  /// Shaded ranges.
  public init(
    x: [ClosedRange<Double>], label: String = "", color: Color = Palette.vermillion,
    opacity: Double = 0.16
  ) {
    self.x = x
    self.label = label
    self.color = color
    self.opacity = opacity
  }
}
