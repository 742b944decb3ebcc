internal import func Foundation.cos

/// The Chebyshev points of an interval, ends included, with their barycentric interpolation.
///
/// The points of n = 2^j + 1 nodes are among those of 2n − 1: doubling keeps all that was computed.
package struct ChebyshevAxis: Sendable {
  package let nodes: [Double]
  private let weights: [Double]

  /// - Parameter count: at least two.
  package init(_ range: ClosedRange<Double>, count: Int) {
    let middle = 0.5 * (range.lowerBound + range.upperBound)
    let half = 0.5 * (range.upperBound - range.lowerBound)
    let last = count - 1
    nodes = (0...last).map { j in
      // Ascending; the ends exactly.
      j == 0
        ? range.lowerBound
        : j == last ? range.upperBound : middle - half * cos(.pi * Double(j) / Double(last))
    }
    weights = (0...last).map { j in
      (j % 2 == 0 ? 1 : -1) * (j == 0 || j == last ? 0.5 : 1)
    }
  }

  /// What each node's value counts for in the interpolated value at x; the sum is 1.
  package func coefficients(at x: Double) -> [Double] {
    if let hit = nodes.firstIndex(of: x) {
      return nodes.indices.map { $0 == hit ? 1 : 0 }
    }
    let parts = nodes.indices.map { weights[$0] / (x - nodes[$0]) }
    let total = parts.reduce(0, +)
    return parts.map { $0 / total }
  }

  /// The interpolated value at x.
  package func value(_ values: [Double], at x: Double) -> Double {
    zip(coefficients(at: x), values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
