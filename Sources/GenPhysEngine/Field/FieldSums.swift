import CBLAS
import Foundation
import GenPhysKernels

/// Sums over a fixed set of points of a radial kernel, for many query points.
///
/// Up to sixteen dimensions the loops are in C over transposed data, in single precision where its
/// error stays below 1e-5; above, distances and moments are matrix products in double precision.
struct FieldSums: Sendable {
  /// The kernel at one width.
  enum Kernel {
    case gaussian(rate: Double)
    case power(beta: Double, tau2: Double)
    case tabulated(FieldTable)
  }

  let dimension: Int
  let count: Int
  /// Row by row.
  private let rows: [Double]
  /// Coordinate by coordinate, in both precisions; empty in many dimensions.
  private let columns: [Double]
  private let singleColumns: [Float]
  private let squares: [Double]
  /// Whether double precision is used wherever single would do.
  var isPrecise = false

  /// Beyond this the loops over coordinates lose to matrix products.
  private static let loopLimit = 16
  /// Below this width the coordinates themselves, of order 1, lose too many digits as `Float`.
  private static let singleLimit = log(0.02)
  /// Queries of a lane: in many dimensions a lane holds its weights of all points, 16 MB at most.
  private let queriesPerLane: Int

  init(_ rows: [Double], dimension: Int) {
    self.rows = rows
    self.dimension = dimension
    count = rows.count / dimension
    let total = rows.count / dimension
    queriesPerLane = dimension <= FieldSums.loopLimit ? 64 : max(1, min(64, 2_000_000 / total))
    if dimension <= FieldSums.loopLimit {
      columns = (0..<dimension).flatMap { k in (0..<total).map { rows[$0 * dimension + k] } }
      singleColumns = columns.map { Float($0) }
      squares = []
    } else {
      columns = []
      singleColumns = []
      squares = (0..<total).map { i in
        rows[(i * dimension)..<((i + 1) * dimension)].reduce(0) { $0 + $1 * $1 }
      }
    }
  }

  /// Writes Σ w (x − y)/Σ w (for tables with the expansion inside) and the growth.
  func evaluate(
    _ points: [Double], _ kernel: Kernel, _ logWidth: Double, _ threads: Int, _ flow: inout Flow
  ) {
    let queries = points.count / dimension
    let lanes = (queries + queriesPerLane - 1) / queriesPerLane
    points.withUnsafeBufferPointer { x in
      flow.rate.withUnsafeMutableBufferPointer { rate in
        flow.growth.withUnsafeMutableBufferPointer { growth in
          guard let x = x.baseAddress, let rate = rate.baseAddress else { return }
          Parallel.forEach(lanes: lanes, threads: threads) { lane in
            let first = lane * queriesPerLane
            let number = min(queriesPerLane, queries - first)
            let part = FieldQueries(
              count: number, points: x + first * dimension, rate: rate + first * dimension,
              // The base address of an empty array is not nil, and not ours to write to.
              growth: growth.isEmpty ? nil : growth.baseAddress.map { $0 + first })
            if dimension > FieldSums.loopLimit {
              byProducts(part, kernel)
            } else {
              byLoops(part, kernel, single: !isPrecise && logWidth > FieldSums.singleLimit)
            }
          }
        }
      }
    }
  }

  // MARK: Few dimensions

  private var layout: gp_field_shape {
    gp_field_shape(dimension: dimension, count: count, stride: count)
  }

  private func byLoops(_ part: FieldQueries, _ kernel: Kernel, single: Bool) {
    var logs = [Double](repeating: 0, count: part.count)
    var suspect = [UInt8](repeating: 1, count: part.count)
    if case .tabulated(let table) = kernel {
      var growth = [Double](repeating: 0, count: part.count)
      table.coefficients.withUnsafeBufferPointer { coefficients in
        gp_field_tabulated_f64(
          columns, layout, table.view(coefficients), part.points, part.count, part.rate, &growth,
          &logs)
      }
      part.copyGrowth(growth)
      return
    }
    if single {
      let points = (0..<(part.count * dimension)).map { Float(part.points[$0]) }
      var displacement = [Float](repeating: 0, count: points.count)
      switch kernel {
      case .gaussian(let rate):
        gp_field_gaussian_f32(
          singleColumns, layout, rate, points, part.count, &displacement, &logs, &suspect)
      case .power(let beta, let tau2):
        gp_field_power_f32(
          singleColumns, layout, beta, tau2, points, part.count, &displacement, &logs, &suspect)
      case .tabulated: break
      }
      for k in displacement.indices { part.rate[k] = Double(displacement[k]) }
    }
    var dummy: UInt8 = 0
    for q in 0..<part.count where suspect[q] != 0 {
      let (x, rate) = (part.points + q * dimension, part.rate + q * dimension)
      switch kernel {
      case .gaussian(let slope):
        gp_field_gaussian_f64(columns, layout, slope, x, 1, rate, &logs[q], &dummy)
      case .power(let beta, let tau2):
        gp_field_power_f64(columns, layout, beta, tau2, x, 1, rate, &logs[q], &dummy)
      case .tabulated: break
      }
    }
  }

  // MARK: Many dimensions

  /// |x − y|² = |x|² + |y|² − 2 x·y by one matrix product, and Σ w y by another.
  private func byProducts(_ part: FieldQueries, _ kernel: Kernel) {
    let n = dimension
    var weights = [Double](repeating: 0, count: part.count * count)
    var moments = [Double](repeating: 0, count: part.count * n)
    var expansion = [Double](repeating: 0, count: count)
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(part.count), Int32(count), Int32(n), -2,
      part.points, Int32(n), rows, Int32(n), 0, &weights, Int32(count))
    weights.withUnsafeMutableBufferPointer { weights in
      guard let start = weights.baseAddress else { return }
      for q in 0..<part.count {
        let line = start + q * count
        let x = part.points + q * n
        var square = 0.0
        for k in 0..<n { square += x[k] * x[k] }
        for i in 0..<count { line[i] = max(line[i] + square + squares[i], 0) }
        var (sum, growth) = (1.0, 0.0)
        switch kernel {
        case .gaussian(let rate):
          _ = gp_weights_gaussian_f64(line, count, rate, &sum)
        case .power(let beta, let tau2):
          _ = gp_weights_power_f64(line, count, beta, tau2, &sum)
        case .tabulated(let table):
          table.coefficients.withUnsafeBufferPointer { coefficients in
            _ = gp_weights_tabulated_f64(
              line, count, table.view(coefficients), &expansion, &sum, &growth)
          }
          for i in 0..<count { line[i] = expansion[i] }
          part.growth?[q] = growth / sum
        }
        var total = 0.0
        for i in 0..<count {
          line[i] /= sum
          total += line[i]
        }
        for k in 0..<n { part.rate[q * n + k] = total * x[k] }
      }
    }
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(part.count), Int32(n), Int32(count), 1,
      weights, Int32(count), rows, Int32(n), 0, &moments, Int32(n))
    for k in 0..<(part.count * n) { part.rate[k] -= moments[k] }
  }
}

/// A lane's share of the queries and where its results go.
private struct FieldQueries {
  let count: Int
  let points: UnsafePointer<Double>
  let rate: UnsafeMutablePointer<Double>
  let growth: UnsafeMutablePointer<Double>?

  func copyGrowth(_ values: [Double]) {
    guard let growth else { return }
    for q in 0..<count { growth[q] = values[q] }
  }
}

extension FieldTable {
  /// The table as C sees it, valid as long as the buffer is.
  func view(_ coefficients: UnsafeBufferPointer<Double>) -> gp_field_table {
    gp_field_table(
      origin: origin, inverse_step: inverseStep, intervals: intervals,
      coefficients: coefficients.baseAddress)
  }
}
