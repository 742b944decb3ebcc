import GenPhysKernels

/// Sums in many dimensions: |x − y|² = |x|² + |y|² − 2 x·y by matrix products in single precision.
///
/// Where few points of a chunk carry weight, or where the cancellation above costs too many digits,
/// their distances and moments are computed again from the coordinates in double precision; where
/// many do, their moments are another matrix product.
struct ProductSums: FieldSummation {
  let dimension: Int
  let count: Int
  /// Row by row, in both precisions.
  private let rows: [Double]
  private let singleRows: [Float]
  private let squares: [Float]
  private let largestSquare: Double

  /// Rows of data and queries of a lane: their distances stay in the cache.
  static let chunk = 512
  private static let queriesPerLane = 128

  init(_ rows: [Double], dimension n: Int) {
    self.rows = rows
    dimension = n
    count = rows.count / n
    singleRows = rows.map { Float($0) }
    let squares = (0..<(rows.count / n)).map { i in
      rows[(i * n)..<((i + 1) * n)].reduce(0) { $0 + $1 * $1 }
    }
    self.squares = squares.map { Float($0) }
    largestSquare = squares.max() ?? 0
  }

  func evaluate(
    _ points: [Double], _ kernel: FieldKernel, logWidth: Double, _ workforce: Workforce,
    _ flow: inout Flow
  ) {
    FieldQueries.forEachLane(
      of: ProductSums.queriesPerLane, points, dimension: dimension, kernel, workforce, &flow
    ) { part, kernel in
      let lane = ProductLane(part, kernel, dimension: dimension, count: count, largestSquare)
      rows.withUnsafeBufferPointer { rows in
        singleRows.withUnsafeBufferPointer { singleRows in
          squares.withUnsafeBufferPointer { squares in
            guard let rows = rows.baseAddress, let singleRows = singleRows.baseAddress,
              let squares = squares.baseAddress
            else { return }
            for start in stride(from: 0, to: count, by: ProductSums.chunk) {
              lane.add(
                rows + start * dimension, singleRows + start * dimension, squares + start,
                count: min(ProductSums.chunk, count - start))
            }
          }
        }
      }
      lane.finish()
    }
  }
}
