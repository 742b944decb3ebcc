internal import GenPhysSupport

/// Why a figure could not be drawn.
public enum PlotError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The size in pixels is not positive or too large for an image.
  case size(width: Double, height: Double)
  /// An animation has no frame.
  case noFrames
  /// The drawing library refused; its own words.
  case drawing(String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .size(let width, let height):
      "a picture of \(width) × \(height) pixels cannot be drawn; each side must be between 1 and"
        + " \(Int(saturating: Canvas.largestSide))"
    case .noFrames: "an animation needs at least one frame"
    case .drawing(let reason): "drawing failed: \(reason)"
    }
  }
}
