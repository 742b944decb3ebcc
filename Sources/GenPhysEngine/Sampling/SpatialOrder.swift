/// An order in which neighbours in space are neighbours in the list.
///
/// Systematic resampling along it is stratified in space, which lowers its variance; sums over
/// blocks of it may pass over those that lie far away.
enum SpatialOrder {
  /// Splits the points across their widest coordinate, again and again, down to blocks of `block`
  /// points; all but the last are full.
  ///
  /// The first part of a split is the largest power of two of blocks, so that blocks i·2^l to
  /// (i + 1)·2^l − 1 are a cluster of their own for every l.
  ///
  /// A monitor that cancels leaves them as they are: the caller has to ask it.
  static func indices(
    _ points: [Double], dimension: Int, block: Int = 1, monitor: RunMonitor = .silent
  ) -> [Int] {
    var order = Array(0..<(points.count / dimension))
    split(&order, 0..<order.count, points, dimension, block, monitor)
    return order
  }

  private static func split(
    _ order: inout [Int], _ range: Range<Int>, _ points: [Double], _ dimension: Int, _ block: Int,
    _ monitor: RunMonitor
  ) {
    guard range.count > max(2, block), !monitor.isCancelled() else { return }
    // Extremes of a few points tell the widest coordinate well enough.
    let step = max(1, range.count / 64)
    var widest = (axis: 0, extent: -1.0)
    for axis in 0..<dimension {
      var (low, high) = (Double.infinity, -Double.infinity)
      for i in stride(from: range.lowerBound, to: range.upperBound, by: step) {
        let value = points[order[i] * dimension + axis]
        low = min(low, value)
        high = max(high, value)
      }
      if high - low > widest.extent { widest = (axis, high - low) }
    }
    let axis = widest.axis
    order[range].sort { points[$0 * dimension + axis] < points[$1 * dimension + axis] }
    let blocks = (range.count + block - 1) / block
    let middle = range.lowerBound + (block << (Int.bitWidth - 1 - (blocks - 1).leadingZeroBitCount))
    split(&order, range.lowerBound..<middle, points, dimension, block, monitor)
    split(&order, middle..<range.upperBound, points, dimension, block, monitor)
  }
}
