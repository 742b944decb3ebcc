/// The ranges in which the numbers of a model lie; a file with others is refused.
///
/// A file's checksum may be set to `none`, so that nothing in it can be believed. Numbers that no
/// training leaves, such as one weight of 1e38, made fields that are not finite far from where they
/// were read.
enum ModelRange {
  /// The largest magnitude of a weight.
  ///
  /// Arbitrary: Adam moves a weight by the learning rate a step, which makes 4.5 in a training of
  /// 3,000 steps at the default rate and 1,500 at a rate of 1. Four layers of 256 units stay finite
  /// in single precision: (256 · 1e6)⁴ = 4e33. A training that leaves the range has diverged.
  static let largestWeight: Float = 1e6

  /// The largest distance of a point from the mean, over the data's deviation per coordinate, for
  /// one dimension and a number of points that no machine holds; in N dimensions √N times that.
  ///
  /// The farthest of n points lies at most √(n N) deviations out, and n stays below 1e12.
  static let farthest = 1e6

  /// The largest magnitude of mean and deviation of ln σ: no width is narrower or wider than a
  /// double.
  static let largestLogWidth = 750.0

  /// Whether all are finite and small enough for weights.
  static func holds(weights: [Float]) -> Bool {
    // NaN is not smaller than anything.
    weights.allSatisfy { $0.magnitude <= largestWeight }
  }
}

extension Optimizer.State where Scalar == Float {
  /// Whether training can go on from here: weights in their range, moments finite, squares not
  /// negative.
  var isInRange: Bool {
    ModelRange.holds(weights: parameters) && ModelRange.holds(weights: average)
      && first.allSatisfy(\.isFinite) && second.allSatisfy { $0 >= 0 && $0.isFinite }
  }
}

extension DataFrame {
  /// What is out of range in a frame that was read, `nil` where nothing is.
  ///
  /// - Parameter scale: the data's deviation per coordinate, for which the process was compiled.
  func flaw(scale: Double) -> String? {
    let dimension = center.count
    guard reach >= 0, reach <= ModelRange.farthest * Double(dimension).squareRoot() else {
      return "its farthest point lies \(reach.shortText) deviations out"
    }
    if let columns {
      guard columns.deviations.allSatisfy({ $0 >= 0 }) else {
        return "a deviation of its columns is negative"
      }
      // The process of standardised columns was compiled for their scale, which is about 1.
      if columns.areStandardised, !(0.5...2).contains(scale / columns.scale) {
        return "its scale is not that of its columns"
      }
    }
    return cells.flatMap { $0.flaw(reach: reach) }
  }
}

extension DataCells {
  /// What is out of range in cells that were read, `nil` where nothing is.
  ///
  /// The mean of a cell lies within the reach of the data, and no deviation is larger than twice
  /// that.
  fileprivate func flaw(reach: Double) -> String? {
    let sum = shares.reduce(0, +)
    guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(sum - 1) < 1e-6 else {
      return "the shares of its cells are none"
    }
    // Sums round.
    let limit = 2.001 * reach + 1e-9
    guard centers.allSatisfy({ $0.magnitude <= limit }),
      factors.allSatisfy({ $0.magnitude <= limit })
    else { return "its cells lie beyond its farthest point" }
    return nil
  }
}

extension LossRecord {
  /// What is out of range in losses that were read, `nil` where nothing is.
  ///
  /// - Parameter step: the steps that were done.
  func flaw(step: Int) -> String? {
    var before = 0
    for point in history {
      guard point.step > before, point.step <= step else { return "its losses are out of order" }
      guard point.loss >= 0 else { return "a loss is negative" }
      before = point.step
    }
    return recent >= 0 && sum >= 0 ? nil : "a loss is negative"
  }
}
