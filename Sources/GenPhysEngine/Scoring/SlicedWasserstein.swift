import Foundation

/// The sliced Wasserstein-1 distance between two sets of equally many points.
package struct SlicedWasserstein: Sendable {
  private let dimension: Int
  /// Unit vectors, the same for everyone: a fixed seed.
  private let directions: [Double]
  private static let directionCount = 200

  package init(dimension: Int) {
    self.dimension = dimension
    var random = RandomStream(seed: 0).split("directions")
    var directions: [Double] = []
    for i in 0..<SlicedWasserstein.directionCount {
      if dimension == 2 {
        // In the plane equal angles do better than random ones.
        let angle = Double.pi * (Double(i) + 0.5) / Double(SlicedWasserstein.directionCount)
        directions += [cos(angle), sin(angle)]
      } else {
        let vector = (0..<dimension).map { _ in random.normal() }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        directions += vector.map { $0 / length }
      }
    }
    self.directions = directions
  }

  /// The mean over directions of the mean distance of sorted projections.
  package func distance(_ a: [Double], _ b: [Double]) -> Double {
    let count = SlicedWasserstein.directionCount
    var sums = [Double](repeating: 0, count: count)
    sums.withUnsafeMutableBufferPointer { sums in
      Parallel.forEach(lanes: count) { lane in
        let x = projections(a, lane)
        let y = projections(b, lane)
        var sum = 0.0
        for i in 0..<min(x.count, y.count) { sum += (x[i] - y[i]).magnitude }
        sums[lane] = sum / Double(min(x.count, y.count))
      }
    }
    return sums.reduce(0, +) / Double(count)
  }

  private func projections(_ points: [Double], _ direction: Int) -> [Double] {
    let start = direction * dimension
    var result = (0..<(points.count / dimension)).map { i in
      var sum = 0.0
      for k in 0..<dimension { sum += points[i * dimension + k] * directions[start + k] }
      return sum
    }
    result.sort()
    return result
  }
}
