/// Data seen from afar: cells of neighbouring points, each by its share, mean and covariance.
///
/// As a mixture of Gaussians it keeps the data's mean and covariance exactly, and everything coarser
/// than a cell; blurred by a kernel of a cell's width and more it can hardly be told from the data.
/// One cell is a Gaussian of the data's covariance. Lengths are in units of the process's `unit`,
/// places relative to the data's mean.
package struct DataCells: Sendable, Hashable {
  package let dimension: Int
  /// Shares of the data, with sum 1.
  package let shares: [Double]
  /// The mean of every cell, row by row.
  package let centers: [Double]
  /// Cell by cell a lower triangular L, row by row, with L Lᵀ the covariance; in many dimensions only
  /// its diagonal.
  package let factors: [Double]

  /// Beyond this dimension covariances are taken as diagonal.
  private static let largestFull = 256
  static let largestCount = 256
  /// Numbers that covariances may take up together, and points that make one.
  private static let largestSize = 1 << 16
  private static let leastPoints = 16

  package var count: Int { shares.count }
  private var isDiagonal: Bool { dimension > DataCells.largestFull }
  /// How many numbers a cell's factor holds.
  package static func factorSize(_ dimension: Int) -> Int {
    dimension > largestFull ? dimension : dimension * dimension
  }

  /// Cells that were stored.
  init(dimension: Int, shares: [Double], centers: [Double], factors: [Double]) {
    self.dimension = dimension
    self.shares = shares
    self.centers = centers
    self.factors = factors
  }

  /// - Parameter rows: the points, row by row.
  package init(_ rows: [Double], dimension n: Int) {
    let count = rows.count / n
    let affordable = max(1, DataCells.largestSize / DataCells.factorSize(n))
    let cells = max(1, min(DataCells.largestCount, affordable, count / DataCells.leastPoints))
    let size = (count + cells - 1) / cells
    let order =
      cells == 1
      ? Array(0..<count) : SpatialOrder.indices(rows, dimension: n, block: size)
    dimension = n
    var shares: [Double] = []
    var centers: [Double] = []
    var factors: [Double] = []
    for start in stride(from: 0, to: count, by: size) {
      let members = order[start..<min(start + size, count)]
      shares.append(Double(members.count) / Double(count))
      var mean = [Double](repeating: 0, count: n)
      for i in members {
        for k in 0..<n { mean[k] += rows[i * n + k] / Double(members.count) }
      }
      centers += mean
      factors += DataCells.factor(members, of: rows, around: mean)
    }
    self.shares = shares
    self.centers = centers
    self.factors = factors
  }

  /// Adds to `point` a draw from the mixture.
  func addDraw(to point: inout [Double], _ random: inout RandomStream) {
    let n = dimension
    var rest = random.uniform()
    var cell = 0
    while cell < count - 1, rest >= shares[cell] {
      rest -= shares[cell]
      cell += 1
    }
    let noise = (0..<n).map { _ in random.normal() }
    let start = cell * DataCells.factorSize(n)
    for j in 0..<n {
      point[j] += centers[cell * n + j]
      if isDiagonal {
        point[j] += factors[start + j] * noise[j]
      } else {
        for k in 0...j { point[j] += factors[start + j * n + k] * noise[k] }
      }
    }
  }

  // MARK: Covariances

  /// The same data as one cell.
  var merged: DataCells {
    let (n, size) = (dimension, DataCells.factorSize(dimension))
    var covariance = [Double](repeating: 0, count: size)
    for cell in 0..<count {
      let (place, start) = (cell * n, cell * size)
      for j in 0..<n {
        for k in isDiagonal ? j...j : 0...j {
          let inner =
            isDiagonal
            ? factors[start + j] * factors[start + j]
            : (0...k).reduce(0) { $0 + factors[start + j * n + $1] * factors[start + k * n + $1] }
          covariance[isDiagonal ? j : j * n + k] +=
            shares[cell] * (inner + centers[place + j] * centers[place + k])
        }
      }
    }
    // Places are relative to the data's mean.
    return DataCells(
      dimension: n, shares: [1], centers: Array(repeating: 0, count: n),
      factors: isDiagonal
        ? covariance.map { $0.squareRoot() } : DataCells.cholesky(covariance, n))
  }

  private static func factor(
    _ members: ArraySlice<Int>, of rows: [Double], around mean: [Double]
  ) -> [Double] {
    let n = mean.count
    let isDiagonal = n > largestFull
    var covariance = [Double](repeating: 0, count: factorSize(n))
    var deviation = mean
    // A hundred thousand points tell a covariance well enough.
    let stride = max(1, members.count / 100_000)
    var used = 0.0
    for i in Swift.stride(from: members.startIndex, to: members.endIndex, by: stride) {
      used += 1
      for k in 0..<n { deviation[k] = rows[members[i] * n + k] - mean[k] }
      for j in 0..<n {
        if isDiagonal {
          covariance[j] += deviation[j] * deviation[j]
        } else {
          for k in 0...j { covariance[j * n + k] += deviation[j] * deviation[k] }
        }
      }
    }
    let scaled = covariance.map { $0 / used }
    return isDiagonal ? scaled.map { $0.squareRoot() } : cholesky(scaled, n)
  }

  /// Cholesky's factor; directions without variance get none.
  private static func cholesky(_ matrix: [Double], _ n: Int) -> [Double] {
    var l = matrix
    for j in 0..<n {
      var pivot = l[j * n + j]
      for k in 0..<j { pivot -= l[j * n + k] * l[j * n + k] }
      let root = pivot > 1e-14 * matrix[j * n + j] ? pivot.squareRoot() : 0
      l[j * n + j] = root
      for i in stride(from: j + 1, to: n, by: 1) {
        var sum = l[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        l[i * n + j] = root > 0 ? sum / root : 0
      }
    }
    return l
  }
}
