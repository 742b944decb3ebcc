import GenPhysKernels

/// Sums over all points in double precision, with the divergence of the flow where it is wanted.
///
/// The faster sums leave out what counts for 1e-5; what is left out changes in steps from query to
/// query, which a difference quotient would take for slopes and an adaptive solver for noise.
struct PlainSums: FieldSummation {
  private let dimension: Int
  private let count: Int
  /// Coordinate by coordinate.
  private let columns: [Double]
  private static let queriesPerLane = 8

  /// - Parameter rows: the points, row by row.
  init(_ rows: [Double], dimension n: Int) {
    dimension = n
    count = rows.count / n
    let count = count
    columns = (0..<n).flatMap { k in (0..<count).map { rows[$0 * n + k] } }
  }

  func evaluate(
    _ points: [Double], _ kernel: FieldKernel, logWidth: Double, _ workforce: Workforce,
    _ flow: inout Flow
  ) {
    FieldQueries.forEachLane(
      of: PlainSums.queriesPerLane, points, dimension: dimension, kernel, workforce, &flow
    ) { part, kernel in
      var scratch = [Double](repeating: 0, count: dimension)
      gp_plain_field_f64(
        columns, count, dimension, kernel.pointee, part.points, part.count, part.rate,
        part.growth, part.divergence, &scratch)
    }
  }
}
