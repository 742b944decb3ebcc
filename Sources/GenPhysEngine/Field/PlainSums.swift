import Foundation
import GenPhysKernels

/// Sums over all points in double precision, for differences of a field's values.
///
/// The faster sums leave out what counts for 1e-5; what is left out changes in steps from query to
/// query, which a difference quotient would take for slopes.
struct PlainSums: FieldSummation {
  private let dimension: Int
  private let rows: [Double]
  private static let queriesPerLane = 16

  /// - Parameter rows: the points, row by row.
  init(_ rows: [Double], dimension: Int) {
    self.rows = rows
    self.dimension = dimension
  }

  func evaluate(
    _ points: [Double], _ kernel: FieldKernel, logWidth: Double, _ threads: Int,
    _ flow: inout Flow
  ) {
    let n = dimension
    let count = rows.count / n
    FieldQueries.forEachLane(
      of: PlainSums.queriesPerLane, points, dimension: n, kernel, threads, &flow
    ) { part, kernel in
      var logs = [Double](repeating: 0, count: count)
      var rates = logs
      let scalesDisplacement = kernel.pointee.use == gp_rate_of_displacement
      rows.withUnsafeBufferPointer { rows in
        for q in 0..<part.count {
          let (x, displacement) = (part.points + q * n, part.rate + q * n)
          for i in 0..<count {
            var square = 0.0
            for k in 0..<n {
              let d = x[k] - rows[i * n + k]
              square += d * d
            }
            logs[i] = gp_log_weight(kernel, square)
            rates[i] = gp_rate(kernel, square)
          }
          let largest = logs.max() ?? 0
          var (sum, mean) = (0.0, 0.0)
          for k in 0..<n { displacement[k] = 0 }
          for i in 0..<count {
            let weight = exp(logs[i] - largest)
            sum += weight
            mean += weight * rates[i]
            let share = scalesDisplacement ? weight * rates[i] : weight
            for k in 0..<n { displacement[k] += share * (x[k] - rows[i * n + k]) }
          }
          for k in 0..<n { displacement[k] /= sum }
          part.growth?[q] = mean / sum
        }
      }
    }
  }
}
