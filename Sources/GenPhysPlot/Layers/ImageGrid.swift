internal import GenPhysSupport

/// Small images of equal size, side by side.
public struct ImageGrid: Sendable {
  /// Values row by row from the top left; missing ones are left blank, superfluous ones ignored.
  public var images: [[Double]]
  /// Pixels in a row of an image.
  public var width: Int
  /// Rows of an image.
  public var height: Int
  /// A line above each image; missing ones are blank.
  public var titles: [String]
  /// Images in a row; `nil` chooses so that the grid is filled and a little wider than high.
  public var columns: Int?
  /// The values shown as the two ends of the colour map; `nil` takes those of all images.
  public var range: ClosedRange<Double>?
  /// The colours; ``ColorMap/ink`` shows large values dark.
  public var map: ColorMap

  /// A grid of images of `width` × `height` values.
  public init(
    images: [[Double]], width: Int, height: Int, titles: [String] = [], columns: Int? = nil,
    range: ClosedRange<Double>? = nil, map: ColorMap = .ink
  ) {
    self.images = images
    self.width = max(width, 1)
    self.height = max(height, 1)
    self.titles = titles
    self.columns = columns
    self.range = range
    self.map = map
  }

  /// Images in a row after the automatic choice.
  var resolvedColumns: Int {
    let count = max(images.count, 1)
    if let columns { return min(max(columns, 1), count) }
    if count <= 6 { return count }
    let square = Double(count).squareRoot()
    let candidates =
      Int(
        saturating: square.rounded(.up))...max(
        Int(saturating: square.rounded(.up)), Int(saturating: 2.2 * square))
    return candidates.min { cost($0, count) < cost($1, count) } ?? count
  }

  /// Empty places, and the distance from a grid half as wide again as high.
  private func cost(_ columns: Int, _ count: Int) -> Double {
    let rows = (count + columns - 1) / columns
    let ratio = Double(columns * width) / Double(rows * height)
    return Double(rows * columns - count) / Double(columns) + 0.5 * abs(ratio - 1.5)
  }

  var rows: Int {
    (max(images.count, 1) + resolvedColumns - 1) / resolvedColumns
  }

  /// The colours with their range fixed.
  var scale: ResolvedColorScale {
    var extent = Extent(scale: .linear)
    if let range {
      extent.include(range.lowerBound)
      extent.include(range.upperBound)
    } else {
      for image in images { for value in image { extent.include(value) } }
    }
    return ResolvedColorScale(map: map, interval: extent.interval(padding: 0), label: "")
  }
}
