import Foundation

/// Systematic resampling: turns weighted points into equally many unweighted ones.
///
/// A point of weight w (mean weight 1) is copied ⌊w⌋ or ⌈w⌉ times: the population is constant and
/// the variance the least of the common schemes. [Carpenter, Clifford & Fearnhead 1999]
package enum Resampling {
  /// (Σw)²/Σw², between 1 and the number of points.
  package static func effectiveCount(_ logWeights: [Double]) -> Double {
    guard let largest = logWeights.max() else { return 0 }
    var sum = 0.0
    var squares = 0.0
    for value in logWeights {
      let w = exp(value - largest)
      sum += w
      squares += w * w
    }
    return sum * sum / squares
  }

  /// ln Σw.
  package static func logTotal(_ logWeights: [Double]) -> Double {
    guard let largest = logWeights.max() else { return -.infinity }
    return largest + log(logWeights.reduce(0) { $0 + exp($1 - largest) })
  }

  /// ln of the weights with none above √n times the mean, n being their number.
  ///
  /// A weight without a finite variance (far points of a heavy tail under a network's growth) would
  /// let one point outweigh a population; the bias is at most the weight cut away and vanishes with
  /// n. [Ionides 2008, truncated importance sampling]
  package static func truncated(_ logWeights: [Double]) -> [Double] {
    guard !logWeights.isEmpty else { return [] }
    let median = logWeights.sorted()[logWeights.count / 2]
    let weights = logWeights.map { exp(min($0 - median, 600)) }
    let scale = 1 / Double(weights.count).squareRoot()
    // The limit is √n times the mean of what it leaves: a fixed point, approached from above.
    var limit = weights.reduce(0, +) * scale
    for _ in 0..<100 {
      let next = weights.reduce(0) { $0 + min($1, limit) } * scale
      guard next < 0.999 * limit else { break }
      limit = next
    }
    let logLimit = median + log(limit)
    return logWeights.map { min($0, logLimit) }
  }

  /// For every new point the index of the old one it copies, in increasing order.
  ///
  /// - Parameters:
  ///   - offset: uniform in 0..<1.
  ///   - size: how many new points; as many as old ones by default.
  package static func ancestors(
    _ logWeights: [Double], offset: Double, size: Int? = nil
  ) -> [Int] {
    guard let largest = logWeights.max() else { return [] }
    let weights = logWeights.map { exp($0 - largest) }
    let count = size ?? weights.count
    let step = weights.reduce(0, +) / Double(count)
    var result: [Int] = []
    result.reserveCapacity(count)
    var sum = weights[0]
    var i = 0
    for j in 0..<count {
      let position = (Double(j) + offset) * step
      while position >= sum, i < weights.count - 1 {
        i += 1
        sum += weights[i]
      }
      result.append(i)
    }
    return result
  }

  /// Copies rows.
  package static func gather(_ points: [Double], _ ancestors: [Int], dimension: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(points.count)
    for i in ancestors {
      result.append(contentsOf: points[(i * dimension)..<((i + 1) * dimension)])
    }
    return result
  }
}
