internal import GenPhysSupport

/// How near samples are to the data they were trained on, beside how near data points are to each
/// other.
enum Memorisation {
  /// The median distance from a sample to the nearest data point, over the median distance from a
  /// data point to its nearest other; `nil` where half of the data coincides with other data.
  ///
  /// About 1 for fresh samples of the data's law, near 0 for copies. At most 2,000 points of each are
  /// asked, fewer where that would take more than 4·10⁹ coordinate differences; all data answers.
  static func ratio(
    _ samples: DataSet, _ data: DataSet, random: inout RandomStream
  ) -> Double? {
    let affordable = Int(saturating: 4e9 / Double(data.values.count))
    let limit = max(50, min(2000, affordable))
    let n = data.dimension
    let columns = (0..<n).flatMap { k in (0..<data.count).map { data.values[$0 * n + k] } }
    let asked = Subsample.permutation(samples.count, &random).prefix(limit)
    let own = Subsample.permutation(data.count, &random).prefix(limit)
    let near = Subsample.median(
      nearest(Subsample.rows(samples, asked), columns, dimension: n) { _ in nil })
    let usual = Subsample.median(
      nearest(Subsample.rows(data, own), columns, dimension: n) { own[$0] })
    return usual > 0 && near.isFinite ? near / usual : nil
  }

  /// The distance from every query to the nearest point, without the one that `except` names.
  private static func nearest(
    _ queries: [Double], _ columns: [Double], dimension n: Int, except: (Int) -> Int?
  ) -> [Double] {
    let count = columns.count / n
    let total = queries.count / n
    let block = 1024
    var result = [Double](repeating: 0, count: total)
    result.withUnsafeMutableBufferPointer { result in
      queries.withUnsafeBufferPointer { queries in
        columns.withUnsafeBufferPointer { columns in
          Parallel.forEach(lanes: total) { lane in
            let skipped = except(lane)
            var squares = [Double](repeating: 0, count: block)
            var least = Double.infinity
            for start in stride(from: 0, to: count, by: block) {
              let size = min(block, count - start)
              for i in 0..<size { squares[i] = 0 }
              for k in 0..<n {
                let x = queries[lane * n + k]
                let place = k * count + start
                for i in 0..<size {
                  let d = x - columns[place + i]
                  squares[i] += d * d
                }
              }
              if let skipped, skipped >= start, skipped < start + size {
                squares[skipped - start] = .infinity
              }
              for i in 0..<size { least = min(least, squares[i]) }
            }
            result[lane] = least.squareRoot()
          }
        }
      }
    }
    return result
  }
}
