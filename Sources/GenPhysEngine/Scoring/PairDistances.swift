import Foundation
import GenPhysKernels

/// Sums over all pairs of two sets, in parallel.
enum PairSum {
  /// Σ over pairs of |a − b|, or of exp(−rate |a − b|²) where a rate is given.
  static func sum(_ a: [Double], _ b: [Double], dimension: Int, rate: Double? = nil) -> Double {
    let (m, n) = (a.count / dimension, b.count / dimension)
    let columns = (0..<dimension).flatMap { k in (0..<n).map { b[$0 * dimension + k] } }
    let layout = gp_field_shape(dimension: dimension, count: n, stride: n)
    let lanes = max(1, min(64, m / 16))
    var sums = [Double](repeating: 0, count: lanes)
    sums.withUnsafeMutableBufferPointer { sums in
      a.withUnsafeBufferPointer { a in
        guard let a = a.baseAddress else { return }
        Parallel.forEach(lanes: lanes) { lane in
          let range = Parallel.range(lane: lane, of: lanes, count: m)
          let start = a + range.lowerBound * dimension
          if let rate {
            sums[lane] = gp_gaussian_sum_f64(start, range.count, columns, layout, rate)
          } else {
            sums[lane] = gp_distance_sum_f64(start, range.count, columns, layout)
          }
        }
      }
    }
    return sums.reduce(0, +)
  }
}

/// The energy distance, as a V-statistic: never negative.
package enum EnergyDistance {
  /// 2E|X−Y| − E|X−X′| − E|Y−Y′|. [Székely & Rizzo 2013]
  package static func distance(_ a: [Double], _ b: [Double], dimension: Int) -> Double {
    let (m, n) = (Double(a.count / dimension), Double(b.count / dimension))
    return 2 * PairSum.sum(a, b, dimension: dimension) / (m * n)
      - PairSum.sum(a, a, dimension: dimension) / (m * m)
      - PairSum.sum(b, b, dimension: dimension) / (n * n)
  }

  /// The mean of `distance` between `count` independent points of one law and a set that follows it too:
  /// E|X−X′| (1/count + 1/n), estimated from the set of n ≥ 2 points.
  package static func floor(_ set: [Double], count: Int, dimension: Int) -> Double {
    let n = Double(set.count / dimension)
    let mean = PairSum.sum(set, set, dimension: dimension) / (n * (n - 1))
    return mean * (1 / Double(count) + 1 / n)
  }
}

/// The squared maximum mean discrepancy under a Gaussian kernel.
///
/// [Gretton et al. 2012]
package struct MeanDiscrepancy: Sendable {
  private let dimension: Int
  /// 1/(2h²), h the median distance of pairs of data points.
  private let rate: Double

  package init(_ data: DataSet, _ random: RandomStream) {
    dimension = data.dimension
    var random = random
    let squares = (0..<1000).map { _ -> Double in
      let (i, j) = (random.index(below: data.count), random.index(below: data.count))
      return zip(data.row(i), data.row(j)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let median = Subsample.median(squares)
    rate = median > 0 ? 0.5 / median : 1
  }

  /// The V-statistic of E k(X,X′) + E k(Y,Y′) − 2E k(X,Y): never negative.
  package func discrepancy(_ a: [Double], _ b: [Double]) -> Double {
    let (m, n) = (Double(a.count / dimension), Double(b.count / dimension))
    return PairSum.sum(a, a, dimension: dimension, rate: rate) / (m * m)
      + PairSum.sum(b, b, dimension: dimension, rate: rate) / (n * n)
      - 2 * PairSum.sum(a, b, dimension: dimension, rate: rate) / (m * n)
  }
}
