/// A field as colours: values in equal cells of a rectangle, with a colour bar.
public struct HeatMap: Sendable {
  /// Values row by row, the first row lowest in y; NaN and missing values are left blank.
  public var values: [Double]
  /// Cells in a row.
  public var columns: Int
  /// The horizontal range that the cells cover.
  public var x: ClosedRange<Double>
  /// The vertical range that the cells cover.
  public var y: ClosedRange<Double>
  /// How values become colours.
  public var colors: ColorScale
  /// Whether colours change continuously between the centres of cells.
  public var isSmooth: Bool

  /// A field given by its values.
  public init(
    values: [Double], columns: Int, x: ClosedRange<Double>, y: ClosedRange<Double>,
    colors: ColorScale = ColorScale(), isSmooth: Bool = false
  ) {
    self.values = values
    self.columns = max(columns, 1)
    self.x = x
    self.y = y
    self.colors = colors
    self.isSmooth = isSmooth
  }

  /// A field sampled at the centres of `columns` × `rows` cells.
  public init(
    over x: ClosedRange<Double>, _ y: ClosedRange<Double>, columns: Int = 120, rows: Int = 120,
    colors: ColorScale = ColorScale(), isSmooth: Bool = true, of field: (Double, Double) -> Double
  ) {
    let (columns, rows) = (min(max(columns, 1), 10_000), min(max(rows, 1), 10_000))
    var values: [Double] = []
    values.reserveCapacity(columns * rows)
    for row in 0..<rows {
      let up = (Double(row) + 0.5) / Double(rows)
      for column in 0..<columns {
        let across = (Double(column) + 0.5) / Double(columns)
        values.append(
          field(
            x.lowerBound * (1 - across) + x.upperBound * across,
            y.lowerBound * (1 - up) + y.upperBound * up))
      }
    }
    self.init(values: values, columns: columns, x: x, y: y, colors: colors, isSmooth: isSmooth)
  }

  /// Rows of cells, the last perhaps incomplete.
  var rows: Int { max((values.count + columns - 1) / columns, 1) }
}
