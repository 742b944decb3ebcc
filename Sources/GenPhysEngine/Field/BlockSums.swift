import GenPhysKernels

import func Foundation.exp

/// Sums in few dimensions: loops in C over blocks of neighbours.
///
/// Coordinates are kept relative to the centres of their blocks, so that single precision holds
/// down to widths of a thirtieth of a block; queries it does not suffice for are summed again in
/// double precision. Blocks that cannot matter are passed over.
struct BlockSums: FieldSummation {
  /// Beyond this the loops over coordinates lose to matrix products.
  static let largestDimension = 16

  let dimension: Int
  let count: Int
  private let points: [Double]
  private let singlePoints: [Float]
  /// Coordinate by coordinate: middles and half lengths of the blocks' bounding boxes.
  private let centers: [Double]
  private let extents: [Double]
  private let blocks: Int
  /// The smallest width that single precision resolves.
  private let leastSingleWidth: Double
  private static let queriesPerLane = 64

  /// - Parameter rows: the points, row by row.
  init(_ rows: [Double], dimension n: Int) {
    dimension = n
    count = rows.count / n
    let size = gp_block
    let order = SpatialOrder.indices(rows, dimension: n, block: size)
    blocks = (count + size - 1) / size
    var points = [Double](repeating: 0, count: blocks * n * size)
    var centers = [Double](repeating: 0, count: blocks * n)
    var extents = centers
    for b in 0..<blocks {
      let members = order[(b * size)..<min((b + 1) * size, count)]
      for k in 0..<n {
        var (low, high) = (Double.infinity, -Double.infinity)
        for i in members {
          low = min(low, rows[i * n + k])
          high = max(high, rows[i * n + k])
        }
        let center = 0.5 * (low + high)
        centers[k * blocks + b] = center
        // A hair more, for the rounding of the centre.
        extents[k * blocks + b] = 0.5 * (high - low) * (1 + 1e-12)
        for (place, i) in members.enumerated() {
          points[(b * n + k) * size + place] = rows[i * n + k] - center
        }
      }
    }
    self.points = points
    self.centers = centers
    self.extents = extents
    singlePoints = points.map { Float($0) }
    leastSingleWidth = 0.03 * (extents.max() ?? 0)
  }

  func evaluate(
    _ points: [Double], _ kernel: FieldKernel, logWidth: Double, _ threads: Int,
    _ flow: inout Flow
  ) {
    let single = exp(logWidth) > leastSingleWidth
    FieldQueries.forEachLane(
      of: BlockSums.queriesPerLane, points, dimension: dimension, kernel, threads, &flow
    ) { part, kernel in
      evaluate(part, kernel, single: single)
    }
  }

  private func evaluate(
    _ part: FieldQueries, _ kernel: UnsafePointer<gp_kernel>, single: Bool
  ) {
    var bounds = [Double](repeating: 0, count: blocks)
    var suspect = [UInt8](repeating: 1, count: part.count)
    centers.withUnsafeBufferPointer { centers in
      extents.withUnsafeBufferPointer { extents in
        let data = gp_blocks(
          dimension: dimension, count: count, centers: centers.baseAddress,
          extents: extents.baseAddress)
        if single {
          gp_field_f32(
            data, singlePoints, kernel.pointee, part.points, part.count, &bounds, part.rate,
            part.growth, &suspect)
        }
        var ignored: UInt8 = 0
        for q in 0..<part.count where suspect[q] != 0 {
          gp_field_f64(
            data, points, kernel.pointee, part.points + q * dimension, 1, &bounds,
            part.rate + q * dimension, part.growth.map { $0 + q }, &ignored)
        }
      }
    }
  }
}
