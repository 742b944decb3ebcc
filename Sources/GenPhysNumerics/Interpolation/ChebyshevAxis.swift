internal import func Foundation.cos
internal import func Foundation.exp

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

  /// Values at the nodes smoothed by a Gaussian of this deviation in the angle θ, where the nodes are
  /// cos θ: an increasing function stays one, and its k-th Chebyshev coefficient shrinks by
  /// e^(−k²·deviation²/2).
  package func smoothed(_ values: [Double], deviation: Double) -> [Double] {
    let last = nodes.count - 1
    let spacing = .pi / Double(last)
    // Even and periodic in θ: 2·last places around the circle.
    let shares = (0..<(2 * last)).map { gap in
      let angle = spacing * Double(min(gap, 2 * last - gap)) / deviation
      return exp(-0.5 * angle * angle)
    }
    let total = shares.reduce(0, +)
    return nodes.indices.map { i in
      shares.indices.reduce(0) { sum, gap in
        let place = (i + gap) % (2 * last)
        return sum + shares[gap] * values[min(place, 2 * last - place)]
      } / total
    }
  }
}
