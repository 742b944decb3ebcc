import Foundation
internal import GenPhysSupport

extension Score {
  /// Compares samples with data.
  ///
  /// Where the data's generator is known, the floor compares fresh sets of the same size with each
  /// other; otherwise samples are compared with random halves of the data, and so are the other
  /// halves. Where the columns of the data differ in scale (see `ColumnScales`) all sets are divided
  /// by the data's deviations first: else the widest column alone would count. Larger sets are subsampled without replacement, with a fixed seed.
  ///
  /// - Throws: `.invalidParameter` where dimensions differ or there are fewer than four points.
  public init(
    _ samples: DataSet, _ original: DataSet, options: ScoringOptions = .init(),
    monitor: RunMonitor = .silent
  ) throws(EngineError) {
    guard samples.dimension == original.dimension else {
      throw .invalidParameter(
        "samples have \(samples.dimension) dimensions, the data \(original.dimension)")
    }
    let frame = ScoringFrame(original)
    let (samples, data) = (try frame(samples), try frame(original))
    guard samples.count >= 4, data.count >= 4 else {
      throw .invalidParameter("a score needs at least 4 points on each side")
    }
    try Check.range(options.largestCount, 4...1_000_000, "the largest count")
    try Check.range(options.largestPairCount, 4...100_000, "the largest count for pairs")
    try Check.range(options.repetitions, 1...1000, "repetitions")
    guard options.seed >= 0 else {
      throw .invalidParameter("seed must not be negative, but is \(options.seed)")
    }
    let source: FloorSource = original.origin == nil ? .halves : .freshData
    let available = source == .halves ? data.count / 2 : data.count
    let count = min(samples.count, available, options.largestCount)
    // Sums over pairs are held to about 2·10⁹ coordinate differences each.
    let affordable = Int(saturating: (2e9 / Double(data.dimension)).squareRoot())
    let pairCount = min(count, options.largestPairCount, max(64, affordable))
    let root = RandomStream(seed: UInt64(options.seed)).split("score")
    let slices = SlicedWasserstein(dimension: data.dimension)
    let bandwidth = MeanDiscrepancy(data, root.split("bandwidth"))

    var values = [[Double]](repeating: [], count: 3)
    var floors = values
    for repetition in 0..<options.repetitions {
      try monitor.checkCancellation()
      var random = root.split(UInt64(repetition))
      let candidates = Subsample.rows(samples, count, &random)
      let reference: [Double]
      let other: [Double]
      var target: [Double]
      if let origin = original.origin {
        target = Subsample.rows(data, count, &random)
        reference = try frame(origin.fresh(count, seed: &random)).values
        other = try frame(origin.fresh(count, seed: &random)).values
      } else {
        let order = Subsample.permutation(data.count, &random)
        reference = Subsample.rows(data, order.prefix(count))
        other = Subsample.rows(data, order.suffix(count))
        target = reference
      }
      let n = data.dimension
      let few = pairCount * n
      values[0].append(slices.distance(candidates, target))
      floors[0].append(slices.distance(reference, other))
      let (a, b) = (Array(candidates.prefix(few)), Array(target.prefix(few)))
      let (c, d) = (Array(reference.prefix(few)), Array(other.prefix(few)))
      values[1].append(EnergyDistance.distance(a, b, dimension: n))
      floors[1].append(EnergyDistance.distance(c, d, dimension: n))
      values[2].append(bandwidth.discrepancy(a, b))
      floors[2].append(bandwidth.discrepancy(c, d))
    }
    guard (values + floors).joined().allSatisfy(\.isFinite) else {
      throw .invalidData(
        "distances between these points leave the range of doubles; rescale both sets", line: nil)
    }
    func measure(_ i: Int) -> Measure {
      Measure(value: Subsample.median(values[i]), floor: Subsample.median(floors[i]))
    }
    var chance = root.split("memorisation")
    memorisation = Memorisation.ratio(samples, data, random: &chance)
    slicedWasserstein = measure(0)
    energyDistance = measure(1)
    discrepancy = measure(2)
    self.count = count
    self.pairCount = pairCount
    floorSource = source
    columns = frame.columns
  }
}

/// The coordinates in which sets are compared: those of the data, or its columns over their deviations.
private struct ScoringFrame {
  let columns: ColumnScales
  private let center: [Double]

  init(_ data: DataSet) {
    columns = data.columnScales
    center = data.mean
  }

  func callAsFunction(_ set: DataSet) throws(EngineError) -> DataSet {
    columns.areStandardised ? try set.divided(by: columns.lengths, around: center) : set
  }
}

extension DataOrigin {
  /// Fresh points of the same law, from another seed.
  func fresh(_ count: Int, seed random: inout RandomStream) throws(EngineError) -> DataSet {
    var arguments = arguments
    arguments.n = count
    arguments.seed = Int(random.next() >> 2)
    return try generator.generate(arguments)
  }
}

/// Picking rows at random.
enum Subsample {
  /// A uniformly random order of 0..<count.
  static func permutation(_ count: Int, _ random: inout RandomStream) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, random.index(below: i + 1))
    }
    return order
  }

  /// Different rows of a data set, in random order.
  static func rows(_ data: DataSet, _ count: Int, _ random: inout RandomStream) -> [Double] {
    rows(data, permutation(data.count, &random).prefix(count))
  }

  static func rows(_ data: DataSet, _ indices: ArraySlice<Int>) -> [Double] {
    indices.flatMap { data.row($0) }
  }

  /// The middle value, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.last else { return .nan }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? 0.5 * (sorted[middle - 1] + sorted[middle])
      : (middle < sorted.count ? sorted[middle] : last)
  }
}
