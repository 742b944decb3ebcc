/// One thing drawn in a panel.
public enum Layer: Sendable {
  /// Points.
  case scatter(Scatter)
  /// A curve.
  case line(Line)
  /// The area between two curves.
  case band(Band)
  /// Shaded ranges of x over the whole height.
  case spans(Spans)
  /// A straight line over the whole panel.
  case rule(Rule)
  /// Arrows.
  case vectors(VectorField)
  /// Paths with their starts and ends marked.
  case trajectories(Trajectories)
  /// Small images side by side; a panel that holds one shows no axes.
  case images(ImageGrid)
  /// A field as colours on a regular grid.
  case heatMap(HeatMap)
  /// Bars of a histogram.
  case bars(Bars)

  /// The layer's own drawing.
  var content: any LayerContent {
    switch self {
    case .scatter(let content): content
    case .line(let content): content
    case .band(let content): content
    case .spans(let content): content
    case .rule(let content): content
    case .vectors(let content): content
    case .trajectories(let content): content
    case .images(let content): content
    case .heatMap(let content): content
    case .bars(let content): content
    }
  }
}
