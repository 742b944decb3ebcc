/// What every kind of layer can do: say where its data lies, be drawn, and be drawn in a terminal.
protocol LayerContent: Sendable {
  /// The name in the legend; empty for none.
  var label: String { get }
  /// The colour asked for; `nil` for a layer that takes no colour of the series.
  var ink: Ink? { get }
  /// The look of the sample in the legend.
  var legendSample: LegendSample { get }
  /// How far the frame must reach and how it is padded.
  var fit: Fit { get }
  /// The scale of the colour bar, if the layer wants one.
  var colorBar: ResolvedColorScale? { get }

  /// Reports the data to the ranges of the axes.
  func extend(_ bounds: inout DataBounds)
  /// Draws the layer; the canvas is clipped to the frame.
  func paint(on canvas: Canvas, in view: Viewport, color: Color)
  /// Visits places that a legend should not cover.
  func occupy(in view: Viewport, _ visit: (Point) -> Void)
  /// Draws the layer in dots; `ink` is the index of the layer.
  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color)
}

extension LayerContent {
  var label: String { "" }
  var ink: Ink? { nil }
  var legendSample: LegendSample { .line(Stroke(width: Theme.lineWidth)) }
  var fit: Fit { .padded }
  var colorBar: ResolvedColorScale? { nil }
  func occupy(in view: Viewport, _ visit: (Point) -> Void) {}
}

/// The sample of a layer in the legend.
enum LegendSample {
  case dot(Scatter.Marker, opacity: Double)
  case line(Stroke)
  case area(opacity: Double)
  case arrow
  case path
}

/// How a layer wants the frame to fit around its data.
enum Fit {
  /// A margin on all sides: marks have a size.
  case padded
  /// No margin left and right: a curve may run into the frame.
  case tightX
  /// No margin left, right and below: bars stand on the frame.
  case standing
  /// No margin at all: the layer covers its rectangle.
  case tight
}

/// The ranges of the data of a panel.
struct DataBounds {
  var x: Extent
  var y: Extent
  /// Points outside this range do not widen the vertical range.
  let xLimit: ClosedRange<Double>?

  /// Reports a point; it counts only if both coordinates have a place.
  mutating func include(_ xValue: Double, _ yValue: Double) {
    guard x.accepts(xValue), y.accepts(yValue) else { return }
    x.include(xValue)
    if let xLimit, !xLimit.contains(xValue) { return }
    y.include(yValue)
  }
}
