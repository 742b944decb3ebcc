import Foundation

/// How far samples are from data, by three distances, each beside its noise floor.
public struct Score: Sendable, Hashable {
  /// A distance, and what it would be for perfect samples.
  public struct Measure: Sendable, Hashable {
    public let value: Double
    /// The median over repetitions of the same distance between two independent sets that follow
    /// the data's law, of the same sizes.
    public let floor: Double
    /// value / floor: about 1 for samples that cannot be told from data, as where both are 0.
    public var ratio: Double { floor > 0 ? value / floor : value > 0 ? .infinity : 1 }
  }

  /// The mean over 200 fixed directions of the Wasserstein-1 distance of projections, in data units.
  ///
  /// Where columns are standardised this and the next are in deviations.
  public let slicedWasserstein: Measure
  /// 2E|X−Y| − E|X−X′| − E|Y−Y′|, in data units.
  public let energyDistance: Measure
  /// Squared maximum mean discrepancy under a Gaussian kernel of the data's median distance.
  public let discrepancy: Measure
  /// The median distance from a sample to the nearest data point, over that from a data point to its
  /// nearest other: about 1 for fresh points, near 0 for copies of the data.
  ///
  /// `nil` where half of the data coincides with other data.
  public let memorisation: Double?
  /// The points compared on each side by the sliced Wasserstein distance, after subsampling.
  public let count: Int
  /// The points compared on each side by the other two.
  public let pairCount: Int
  /// Where the floor comes from.
  public let floorSource: FloorSource
  /// The deviations of the data's columns; where they are standardised, samples and data were divided by
  /// them before anything was compared.
  public let columns: ColumnScales

  /// How sets for the noise floor were made.
  public enum FloorSource: String, Sendable, Hashable {
    /// Fresh points from the data's generator.
    case freshData = "fresh data of the same law"
    /// Halves of the data, so that half as many points are compared.
    case halves = "random halves of the data"
  }
}

/// How to score.
public struct ScoringOptions: Sendable, Hashable {
  /// At most this many points are compared by the sliced Wasserstein distance, O(n log n).
  public var largestCount: Int
  /// At most this many points are compared by the other two, O(n²).
  public var largestPairCount: Int
  /// Pairs of sets for the noise floor.
  public var repetitions: Int
  public var seed: Int

  public init(
    largestCount: Int = 20_000, largestPairCount: Int = 4000, repetitions: Int = 5, seed: Int = 0
  ) {
    self.largestCount = largestCount
    self.largestPairCount = largestPairCount
    self.repetitions = repetitions
    self.seed = seed
  }
}
