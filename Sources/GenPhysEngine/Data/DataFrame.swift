/// Where data lies and how it spreads: what the engine's frame and the prior know of it.
public struct DataFrame: Sendable, Hashable {
  /// The mean, in data units.
  public let center: [Double]
  /// The largest distance of a point from the mean, in units of the process's `unit`.
  public let reach: Double
  /// The data seen from afar, where births and deaths make the prior need it.
  let cells: DataCells?

  /// A frame that was stored.
  init(center: [Double], reach: Double, cells: DataCells?) {
    self.center = center
    self.reach = reach
    self.cells = cells
  }

  /// - Parameter knowsSpread: whether the cells are wanted.
  init(_ data: DataSet, unit: Double, knowsSpread: Bool) {
    let n = data.dimension
    let mean = data.mean
    center = mean
    let rows = data.values.indices.map { (data.values[$0] - mean[$0 % n]) / unit }
    var largest = 0.0
    for i in 0..<data.count {
      var square = 0.0
      for k in 0..<n { square += rows[i * n + k] * rows[i * n + k] }
      largest = max(largest, square)
    }
    reach = largest.squareRoot()
    cells = knowsSpread ? DataCells(rows, dimension: n) : nil
  }
}
