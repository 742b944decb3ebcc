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
    ) { part, _ in
      var logs = [Double](repeating: 0, count: count)
      var rates = logs
      rows.withUnsafeBufferPointer { rows in
        for q in 0..<part.count {
          let (x, displacement) = (part.points + q * n, part.rate + q * n)
          for i in 0..<count {
            var square = 0.0
            for k in 0..<n {
              let d = x[k] - rows[i * n + k]
              square += d * d
            }
            (logs[i], rates[i]) = kernel.values(square: square)
          }
          let largest = logs.max() ?? 0
          var (sum, mean) = (0.0, 0.0)
          for k in 0..<n { displacement[k] = 0 }
          for i in 0..<count {
            let weight = exp(logs[i] - largest)
            sum += weight
            mean += weight * rates[i]
            let share = kernel.scalesDisplacement ? weight * rates[i] : weight
            for k in 0..<n { displacement[k] += share * (x[k] - rows[i * n + k]) }
          }
          for k in 0..<n { displacement[k] /= sum }
          part.growth?[q] = mean / sum
        }
      }
    }
  }
}

extension FieldKernel {
  /// Whether the rate is a factor of x − y.
  fileprivate var scalesDisplacement: Bool {
    if case .tabulated(_, let use) = self { use == gp_rate_of_displacement } else { false }
  }

  /// ln G up to a constant, and the rate, at a squared distance.
  fileprivate func values(square: Double) -> (logDensity: Double, rate: Double) {
    switch self {
    case .gaussian(let rate): (-rate * square, 0)
    case .power(let beta, let tau2): (-beta * log1p(square / tau2), 0)
    case .tabulated(let table, _): table.values(square: square)
    }
  }
}

extension FieldTable {
  /// ln G and the rate at a squared distance; beyond the ends the table's first or last interval.
  fileprivate func values(square: Double) -> (logDensity: Double, rate: Double) {
    let r2 = max(square, .leastNormalMagnitude)
    let parts = Double(gp_intervals_per_octave)
    let place = (r2.significand - 1) * parts
    let index = Int(r2.exponent) * gp_intervals_per_octave + Int(place) - Int(first)
    let row = min(max(index, 0), Int(count) - 1)
    // Clamped as in C: below the table its start, above it its end.
    let v = index < 0 ? 0 : index > row ? 1 : place - place.rounded(.down)
    func cubic(_ i: Int) -> Double {
      rows[i] + v * (rows[i + 1] + v * (rows[i + 2] + v * rows[i + 3]))
    }
    return (cubic(8 * row), cubic(8 * row + 4))
  }
}
