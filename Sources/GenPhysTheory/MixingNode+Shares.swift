internal import Numerics

extension [MixingNode] {
  /// ln of a bound on the share of each node, of one law by descending u, in the posteriors up to a
  /// radius.
  ///
  /// At r the nodes' terms are `w − qx` with x = 1/u, q = r²/4: how far w lies below the concave hull of
  /// all (x, w), its slopes being from 0 to the largest q, is how far a term stays below the largest.
  func logShares(dimension: Int, upTo radius: Double) -> [Double] {
    let steepest = radius * radius / 4
    let points = map {
      (x: Swift.min(1 / $0.scale, 1e300), w: $0.logWeight - 0.5 * Double(dimension) * $0.logScale)
    }
    let origin = points.map(\.w)
    let far = points.map { $0.w - steepest * $0.x }
    guard let originPeak = origin.max(), let farPeak = far.max(),
      let start = far.firstIndex(of: farPeak), let end = origin.firstIndex(of: originPeak)
    else { return map { _ in 0 } }
    var shares = indices.map { $0 < start ? far[$0] - farPeak : origin[$0] - originPeak }
    guard start < end else { return shares }
    func slope(_ a: Int, _ b: Int) -> Double {
      (points[b].w - points[a].w) / (points[b].x - points[a].x)
    }
    var hull: [Int] = []
    for index in start...end {
      while hull.count > 1,
        slope(hull[hull.count - 2], index) >= slope(hull[hull.count - 2], hull[hull.count - 1])
      {
        hull.removeLast()
      }
      hull.append(index)
    }
    for (left, right) in zip(hull, hull.dropFirst()) {
      let slope = slope(left, right)
      for index in left..<right {
        shares[index] =
          points[index].w - points[left].w - slope * (points[index].x - points[left].x)
      }
    }
    return shares
  }
}
