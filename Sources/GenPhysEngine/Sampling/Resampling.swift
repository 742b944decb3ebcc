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
