import func Foundation.log
internal import GenPhysText

/// Where data lies and how it spreads: what the engine's frame and the prior know of it.
public struct DataFrame: Sendable, Hashable {
  /// The mean, in data units.
  public let center: [Double]
  /// The deviations of the columns and whether they are divided by them; `nil` for models of files that
  /// do not know them, whose columns are as they are.
  public let columns: ColumnScales?
  /// The length that counts as 1 along every column, in the column's unit, before `unit` divides it.
  public let lengths: [Double]
  /// The largest distance of a point from the mean, in units of the process's `unit`.
  public let reach: Double
  /// The data seen from afar, where births and deaths make the prior need it.
  let cells: DataCells?

  /// A frame that was stored.
  init(center: [Double], columns: ColumnScales?, reach: Double, cells: DataCells?) {
    self.center = center
    self.columns = columns
    lengths = columns?.lengths ?? Array(repeating: 1, count: center.count)
    self.reach = reach
    self.cells = cells
  }

  /// The frame of data, and the data in it, row by row.
  ///
  /// - Parameter knowsSpread: whether the cells are wanted.
  /// - Throws: `.invalidParameter` for a unit that is not that of standardised columns.
  static func around(
    _ data: DataSet, unit: Double, knowsSpread: Bool
  ) throws(EngineError) -> (frame: DataFrame, rows: [Double]) {
    let n = data.dimension
    let columns = data.columnScales
    if columns.areStandardised, !(0.5...2).contains(unit / (2 * columns.scale)) {
      throw .invalidParameter(
        "the process was compiled for data of scale \((unit / 2).shortText), but the columns of "
          + "\(data.name.field()) are divided by their deviations, which makes it "
          + columns.scale.shortText)
    }
    var mean = data.mean
    // Sums round, and a constant column's value is known.
    for k in 0..<n where columns.deviations[k] == 0 { mean[k] = data.values[k] }
    let lengths = columns.lengths.map { $0 * unit }
    let rows = data.values.indices.map { (data.values[$0] - mean[$0 % n]) / lengths[$0 % n] }
    var largest = 0.0
    for i in 0..<data.count {
      var square = 0.0
      for k in 0..<n { square += rows[i * n + k] * rows[i * n + k] }
      largest = max(largest, square)
    }
    let frame = DataFrame(
      center: mean, columns: columns, reach: largest.squareRoot(),
      cells: knowsSpread ? DataCells(rows, dimension: n) : nil)
    return (frame, rows)
  }

  /// ln of the volume that counts as 1, over that of the columns' units.
  var logVolume: Double { lengths.reduce(0) { $0 + log($1) } }

  /// Whether a column has one value only.
  func isConstant(_ k: Int) -> Bool { columns.map { $0.deviations[k] == 0 } ?? false }
}
