/// A straight line over the whole panel, at one value of one axis.
public struct Rule: Sendable {
  /// The axis and the value.
  public var place: Place
  /// The name in the legend.
  public var label: String
  /// The colour.
  public var color: Color
  /// The pattern.
  public var dash: Line.Dash

  /// Where a rule stands.
  public enum Place: Sendable, Hashable {
    /// Vertical, at this x.
    case x(Double)
    /// Horizontal, at this y.
    case y(Double)
  }

  /// A line at one value; the axis is widened to show it.
  public init(
    at place: Place, label: String = "", color: Color = Palette.gray, dash: Line.Dash = .dashed
  ) {
    self.place = place
    self.label = label
    self.color = color
    self.dash = dash
  }
}
