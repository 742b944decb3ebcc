/// One panel of a figure: a coordinate frame and the layers drawn in it, first layer lowest.
public struct Axes: Sendable {
  /// The heading of the panel.
  ///
  /// Labels and titles accept `^{…}`, `^2` and `_{…}`.
  public var title: String
  /// The label of the horizontal axis, units included (`"r / σ"`, `"k [1/m]"`).
  public var xLabel: String
  /// The label of the vertical axis, units included.
  public var yLabel: String
  /// Linear or logarithmic horizontal axis.
  public var xScale: AxisScale
  /// Linear or logarithmic vertical axis.
  public var yScale: AxisScale
  /// The horizontal range shown; `nil` takes it from the layers.
  public var xRange: ClosedRange<Double>?
  /// The vertical range shown; `nil` takes it from what is drawn within the horizontal range.
  public var yRange: ClosedRange<Double>?
  /// Whether one unit has the same length on both axes.
  public var aspect: Aspect
  /// Where the names of the labelled layers are listed.
  public var legend: Legend
  /// What is drawn.
  public var layers: [Layer]

  /// The relation of the two axes' units.
  public enum Aspect: Sendable, Hashable {
    /// The panel is filled.
    case automatic
    /// A circle is drawn as a circle; ignored when an axis is logarithmic.
    case equal
  }

  /// The place of the legend.
  public enum Legend: Sendable, Hashable {
    /// Inside the frame where it hides least, or in a row above it where every place hides data.
    case automatic
    /// No legend.
    case hidden
  }

  /// A panel; whatever is left out is chosen from the layers.
  public init(
    title: String = "", xLabel: String = "", yLabel: String = "",
    xScale: AxisScale = .linear, yScale: AxisScale = .linear,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil,
    aspect: Aspect = .automatic, legend: Legend = .automatic, layers: [Layer] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.xScale = xScale
    self.yScale = yScale
    self.xRange = xRange
    self.yRange = yRange
    self.aspect = aspect
    self.legend = legend
    self.layers = layers
  }
}
