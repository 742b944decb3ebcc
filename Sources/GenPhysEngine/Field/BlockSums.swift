import GenPhysKernels

import func Foundation.exp

/// Sums in few dimensions: loops in C over blocks of neighbours and stand-ins for far clusters.
///
/// Coordinates are kept relative to the middles of their blocks, so that single precision holds
/// down to widths of a thirtieth of a block; queries it does not suffice for are summed again in
/// double precision.
struct BlockSums: FieldSummation {
  /// Beyond this the loops over coordinates lose to matrix products.
  static let largestDimension = 16

  private let tree: BlockTree
  private let singlePoints: [Float]
  private let singleStandIns: [Float]
  /// The smallest width that single precision resolves.
  private let leastSingleWidth: Double
  private static let queriesPerLane = 64

  /// - Parameter rows: the points, row by row.
  init(_ rows: [Double], dimension n: Int, monitor: RunMonitor) throws(EngineError) {
    tree = try BlockTree(rows, dimension: n, monitor: monitor)
    singlePoints = tree.points.map { Float($0) }
    singleStandIns = tree.standIns.map { Float($0) }
    let blocks = (tree.count + gp_block - 1) / gp_block
    leastSingleWidth = 0.03 * (tree.extents[..<(blocks * n)].max() ?? 0)
  }

  func evaluate(
    _ points: [Double], _ kernel: FieldKernel, logWidth: Double, _ workforce: Workforce,
    _ flow: inout Flow
  ) {
    let single = exp(logWidth) > leastSingleWidth
    FieldQueries.forEachLane(
      of: BlockSums.queriesPerLane, points, dimension: tree.dimension, kernel, workforce, &flow
    ) { part, kernel in
      evaluate(part, kernel, single: single)
    }
  }

  private func evaluate(
    _ part: FieldQueries, _ kernel: UnsafePointer<gp_kernel>, single: Bool
  ) {
    let n = tree.dimension
    var suspect = [UInt8](repeating: 1, count: part.count)
    withTree { layout in
      if single {
        gp_field_f32(
          layout, singlePoints, singleStandIns, kernel.pointee, part.points, part.count, part.rate,
          part.growth, &suspect)
      }
      var ignored: UInt8 = 0
      for q in 0..<part.count where suspect[q] != 0 {
        gp_field_f64(
          layout, tree.points, tree.standIns, kernel.pointee, part.points + q * n, 1,
          part.rate + q * n, part.growth.map { $0 + q }, &ignored)
      }
    }
  }

  /// The tree as C sees it, valid as long as `body` runs.
  private func withTree(_ body: (gp_tree) -> Void) {
    tree.firsts.withUnsafeBufferPointer { firsts in
      tree.centers.withUnsafeBufferPointer { centers in
        tree.extents.withUnsafeBufferPointer { extents in
          body(
            gp_tree(
              dimension: tree.dimension, count: tree.count, levels: firsts.count,
              firsts: firsts.baseAddress, centers: centers.baseAddress,
              extents: extents.baseAddress, stand_ins: tree.standInsPerCluster,
              largest_ratio: tree.largestRatio, largest_change: tree.largestChange))
        }
      }
    }
  }
}
