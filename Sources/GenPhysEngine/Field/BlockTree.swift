import GenPhysKernels

import func Foundation.cos

/// Points in blocks of neighbours, and clusters of blocks with stand-ins for their points, laid out
/// as the C loops read them.
///
/// Stand-ins are m Chebyshev nodes an axis of a cluster's bounding box with the masses that make the
/// sum of any polynomial of degree m − 1 an axis over the points come out the same: what a smooth
/// function's sum over a far cluster needs. [Wang, Krasny & Tlupova 2020]
struct BlockTree: Sendable {
  let dimension: Int
  let count: Int
  /// The first cluster of every level.
  let firsts: [Int]
  /// Coordinate k of the middle of cluster c's bounding box, and half its length, at
  /// c · dimension + k.
  private(set) var centers: [Double] = []
  private(set) var extents: [Double] = []
  /// Block by block, coordinate by coordinate, relative to the block's middle.
  private(set) var points: [Double]
  /// Cluster by cluster: coordinates relative to its middle, then masses.
  private(set) var standIns: [Double] = []
  let standInsPerCluster: Int

  /// When a cluster is far enough for stand-ins, as `gp_tree` has it.
  let largestRatio: Double
  let largestChange: Double
  /// Chebyshev nodes on −1…1.
  private let nodes: [Double]

  /// - Parameter rows: the points, row by row.
  /// - Throws: `.cancelled`.
  init(_ rows: [Double], dimension n: Int, monitor: RunMonitor) throws(EngineError) {
    dimension = n
    count = rows.count / n
    let size = gp_block
    var firsts = [0]
    var clusters = (count + size - 1) / size
    points = Array(repeating: 0, count: clusters * n * size)
    while clusters > 1 {
      firsts.append((firsts.last ?? 0) + clusters)
      clusters = (clusters + 1) / 2
    }
    self.firsts = firsts
    // As many nodes as a block has points at most. With m of them interpolation on −1…1 misses the
    // worst case (1 − x/5)⁻³ by 1e-5 at the near corner and 1e-6 on average, e^(1.2x) by 1e-6 (m = 8);
    // the same goes for (1 − x/9)⁻³ and e^(x/2) (m = 6).
    let order = n <= 2 ? 8 : n == 3 ? 6 : 0
    nodes = (0..<order).map { cos(.pi * (Double($0) + 0.5) / Double(order)) }
    largestRatio = n <= 2 ? 1.0 / 25 : 1.0 / 81
    largestChange = n <= 2 ? 1.2 : 0.5
    standInsPerCluster = (0..<n).reduce(1) { product, _ in product * order }
    let places = SpatialOrder.indices(rows, dimension: n, block: size, monitor: monitor)
    var meter = ProgressMeter(monitor, stage: "field", total: count)
    for start in stride(from: 0, to: count, by: size) {
      try meter.advance(to: start)
      addBlock(places[start..<min(start + size, count)], of: rows)
    }
    for level in 1..<max(1, firsts.count) {
      let below = firsts[level - 1]
      for first in stride(from: below, to: firsts[level], by: 2) {
        try monitor.checkCancellation()
        addCluster(of: first...min(first + 1, firsts[level] - 1))
      }
    }
    try meter.advance(to: count)
  }

  private mutating func addBlock(_ members: ArraySlice<Int>, of rows: [Double]) {
    let n = dimension
    let block = centers.count / n
    for k in 0..<n {
      let values = members.map { rows[$0 * n + k] }
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      centers.append(0.5 * (low + high))
      // A hair more, for the rounding of the middle.
      extents.append(0.5 * (high - low) * (1 + 1e-12))
      for (place, value) in values.enumerated() {
        points[(block * n + k) * gp_block + place] = value - centers[block * n + k]
      }
    }
    guard standInsPerCluster > 0 else { return }
    let masses = self.masses(count: members.count, in: block) { place, k in
      points[(block * n + k) * gp_block + place]
    } mass: { _ in
      1
    }
    addStandIns(masses, to: block)
  }

  /// Joins one or two clusters; the stand-ins of the parts stand in for their points.
  private mutating func addCluster(of parts: ClosedRange<Int>) {
    let n = dimension
    let cluster = centers.count / n
    for k in 0..<n {
      let low = parts.map { centers[$0 * n + k] - extents[$0 * n + k] }.min() ?? 0
      let high = parts.map { centers[$0 * n + k] + extents[$0 * n + k] }.max() ?? 0
      centers.append(0.5 * (low + high))
      extents.append(0.5 * (high - low) * (1 + 1e-12))
    }
    let size = standInsPerCluster
    guard size > 0 else { return }
    var masses = [Double](repeating: 0, count: size)
    for part in parts {
      let start = part * (n + 1) * size
      let share = self.masses(count: size, in: cluster) { i, k in
        standIns[start + k * size + i] + centers[part * n + k] - centers[cluster * n + k]
      } mass: {
        standIns[start + n * size + $0]
      }
      for i in 0..<size { masses[i] += share[i] }
    }
    addStandIns(masses, to: cluster)
  }

  /// Σ over points of mass · Π ℓ(coordinate), ℓ being Lagrange's polynomials of a cluster's nodes.
  private func masses(
    count: Int, in cluster: Int, coordinate: (_ point: Int, _ axis: Int) -> Double,
    mass: (_ point: Int) -> Double
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: standInsPerCluster)
    var weights = sums
    for i in 0..<count {
      weights[0] = mass(i)
      var filled = 1
      // Axis by axis the products of all nodes so far are multiplied by each of the next.
      for k in 0..<dimension {
        let extent = extents[cluster * dimension + k]
        let u = extent > 0 ? coordinate(i, k) / extent : 0
        for j in nodes.indices.reversed() {
          var factor = 1.0
          for m in nodes.indices where m != j { factor *= (u - nodes[m]) / (nodes[j] - nodes[m]) }
          for w in 0..<filled { weights[j * filled + w] = weights[w] * factor }
        }
        filled *= nodes.count
      }
      for j in sums.indices { sums[j] += weights[j] }
    }
    return sums
  }

  private mutating func addStandIns(_ masses: [Double], to cluster: Int) {
    var stride = 1
    for k in 0..<dimension {
      for i in masses.indices {
        standIns.append(
          extents[cluster * dimension + k] * nodes[i / stride % nodes.count])
      }
      stride *= nodes.count
    }
    standIns += masses
  }
}
