import CBLAS
import GenPhysKernels

import func Foundation.exp
import func Foundation.log

/// The running sums of one lane's queries over chunks of data.
///
/// Weights of a query are relative to its nearest point so far; a nearer one rescales its sums.
final class ProductLane {
  private struct Query {
    var square = 0.0
    var least = Double.infinity
    var level = 0.0
    var horizon = Double.infinity
    var sum = 0.0
    var rateSum = 0.0
    /// Whether distances from matrix products are accurate enough for weights.
    var trustsProducts = false
    var isDense = false
  }

  private let part: FieldQueries
  private let kernel: UnsafePointer<gp_kernel>
  private let dimension: Int
  private let largestSquare: Double
  private let cutoff: Double
  private var queries: [Query]
  private var points: [Float]
  private var lines: [Float]
  private var moments: [Float]
  private var places = [UInt32](repeating: 0, count: ProductSums.chunk)

  init(
    _ part: FieldQueries, _ kernel: UnsafePointer<gp_kernel>, dimension: Int, count: Int,
    _ largestSquare: Double
  ) {
    self.part = part
    self.kernel = kernel
    self.dimension = dimension
    self.largestSquare = largestSquare
    // Points left out together weigh less than 1e-8 of the nearest.
    cutoff = 18.4 + log(Double(count))
    points = (0..<(part.count * dimension)).map { Float(part.points[$0]) }
    lines = Array(repeating: 0, count: part.count * ProductSums.chunk)
    moments = Array(repeating: 0, count: part.count * dimension)
    queries = (0..<part.count).map { q in
      var query = Query()
      let x = part.points + q * dimension
      for k in 0..<dimension { query.square += x[k] * x[k] }
      return query
    }
    part.rate.update(repeating: 0, count: part.count * dimension)
  }

  /// Adds a chunk of data.
  func add(
    _ rows: UnsafePointer<Double>, _ singleRows: UnsafePointer<Float>,
    _ squares: UnsafePointer<Float>, count: Int
  ) {
    let (n, width) = (dimension, ProductSums.chunk)
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(part.count), Int32(count), Int32(n), -2,
      points, Int32(n), singleRows, Int32(n), 0, &lines, Int32(width))
    var anyDense = false
    lines.withUnsafeMutableBufferPointer { lines in
      guard let start = lines.baseAddress else { return }
      for q in 0..<part.count {
        add(rows, squares, count: count, line: start + q * width, query: q)
        if queries[q].isDense { anyDense = true }
      }
      guard anyDense else { return }
      for q in 0..<part.count where !queries[q].isDense {
        (start + q * width).update(repeating: 0, count: count)
      }
    }
    guard anyDense else { return }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(part.count), Int32(n), Int32(count), 1,
      lines, Int32(width), singleRows, Int32(n), 0, &moments, Int32(n))
    for q in 0..<part.count where queries[q].isDense {
      for k in 0..<n { part.rate[q * n + k] -= Double(moments[q * n + k]) }
    }
  }

  /// Adds a chunk to one query: its sums, and its displacement unless the weights left in `line` are
  /// to be multiplied with the data.
  private func add(
    _ rows: UnsafePointer<Double>, _ squares: UnsafePointer<Float>, count: Int,
    line: UnsafeMutablePointer<Float>, query q: Int
  ) {
    queries[q].isDense = false
    let near = Double(
      gp_complete_squares_f32(line, squares, Float(queries[q].square), count))
    if near < queries[q].least { approach(near, query: q) }
    guard near <= queries[q].horizon else { return }
    let found = gp_select_f32(line, count, Float(queries[q].horizon), &places)
    let x = part.points + q * dimension
    let total = part.rate + q * dimension
    if queries[q].trustsProducts, 16 * found > count {
      var rateSum = 0.0
      let sum = gp_weigh_f32(kernel, queries[q].least, line, count, &rateSum)
      queries[q].sum += sum
      queries[q].rateSum += rateSum
      let scale = kernel.pointee.use == gp_rate_of_displacement ? rateSum : sum
      for k in 0..<dimension { total[k] += scale * x[k] }
      queries[q].isDense = true
      return
    }
    for place in places[..<found] {
      let y = rows + Int(place) * dimension
      let square = gp_squared_distance_f64(x, y, dimension)
      var weight = exp(gp_log_weight(kernel, square) - queries[q].level)
      let rate = gp_rate(kernel, square)
      queries[q].sum += weight
      queries[q].rateSum += weight * rate
      if kernel.pointee.use == gp_rate_of_displacement { weight *= rate }
      for k in 0..<dimension { total[k] += weight * (x[k] - y[k]) }
    }
  }

  /// A new nearest point becomes the one that weights are relative to.
  private func approach(_ least: Double, query q: Int) {
    let before = queries[q].level
    let level = gp_log_weight(kernel, least)
    let square = queries[q].square + largestSquare
    queries[q].least = least
    queries[q].level = level
    // Distances from products miss by a few parts in 10⁷ of the squares that cancel.
    queries[q].horizon = gp_horizon(kernel, level, cutoff) + 4e-7 * square
    let reach = max(0.01 * least, 1e-6 * square)
    let slope = (level - gp_log_weight(kernel, least + reach)) / reach
    queries[q].trustsProducts = slope * 6e-8 * square < 2e-6
    guard queries[q].sum > 0 else { return }
    let scale = exp(before - level)
    queries[q].sum *= scale
    queries[q].rateSum *= scale
    for k in 0..<dimension { part.rate[q * dimension + k] *= scale }
  }

  /// Divides by the sums of the weights.
  func finish() {
    for q in 0..<part.count {
      let sum = queries[q].sum
      for k in 0..<dimension { part.rate[q * dimension + k] /= sum }
      part.growth?[q] = queries[q].rateSum / sum
    }
  }
}
