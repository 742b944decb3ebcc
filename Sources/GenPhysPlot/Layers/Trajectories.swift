/// Paths with an open circle at the start and a dot at the end.
public struct Trajectories: Sendable {
  /// One path; points beyond the shorter array are ignored, NaN leaves a gap.
  public struct Path: Sendable {
    /// Horizontal coordinates in order of time.
    public var x: [Double]
    /// Vertical coordinates in order of time.
    public var y: [Double]

    /// A path through points in their order.
    public init(x: [Double], y: [Double]) {
      self.x = x
      self.y = y
    }
  }

  /// The paths.
  public var paths: [Path]
  /// The name in the legend.
  public var label: String
  /// The colour.
  public var color: Ink
  /// The opacity of the paths, 0 … 1; `nil` chooses by number.
  public var opacity: Double?

  /// Paths of one colour.
  public init(
    paths: [Path], label: String = "", color: Ink = .automatic, opacity: Double? = nil
  ) {
    self.paths = paths
    self.label = label
    self.color = color
    self.opacity = opacity
  }

  /// The opacity asked for, or one that keeps many paths legible.
  ///
  /// Tuned by eye.
  var resolvedOpacity: Double {
    if let opacity { return opacity.clampedToUnit }
    switch paths.count {
    case ...20: return 0.85
    case ...100: return 0.5
    case ...500: return 0.25
    default: return 0.12
    }
  }
}
