/// The area between two curves over common places, for errors and quantiles.
public struct Band: Sendable {
  /// Horizontal coordinates, rising.
  public var x: [Double]
  /// The lower curve; a place without a finite value on both curves leaves a gap.
  public var lower: [Double]
  /// The upper curve.
  public var upper: [Double]
  /// The name in the legend.
  public var label: String
  /// The colour.
  public var color: Ink
  /// The opacity, 0 … 1.
  public var opacity: Double

  /// An area; places beyond the shortest of the three arrays are ignored.
  public init(
    x: [Double], lower: [Double], upper: [Double], label: String = "", color: Ink = .automatic,
    opacity: Double = 0.22
  ) {
    self.x = x
    self.lower = lower
    self.upper = upper
    self.label = label
    self.color = color
    self.opacity = opacity
  }
}
