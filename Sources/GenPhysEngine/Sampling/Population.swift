import Foundation
internal import GenPhysSupport

/// How births and deaths change a population on its way back to the data.
public enum BirthMethod: String, Sendable, Hashable, CaseIterable {
  /// Points carry weights, and all are resampled systematically whenever fewer than half of them are
  /// effective: the least variance.
  case weights
  /// After every step each point leaves descendants of its own, ⌊w⌋ or ⌈w⌉ of them with mean w: the
  /// branching process itself. The population varies, but its expected size is held.
  case branching
}

/// Points that are born and die, between the steps of a solver.
///
/// Both methods judge a point by its foreseen weight w·e^Ψ (see `GrowthLookahead`) and leave points
/// whose foreseen weights are equal, so they draw from one law. A rate that is the same everywhere
/// changes no normalised density; taking it out holds the population's expected size, and what was
/// taken out is kept as `logMass`.
struct Population {
  let method: BirthMethod
  private let lookahead: GrowthLookahead
  /// The expected number of points.
  private let size: Int
  private var random: RandomStream
  /// ln of all weight, over what was begun with.
  private(set) var logMass = 0.0
  private(set) var resamplings = 0
  private(set) var births = 0
  private(set) var deaths = 0

  init(
    _ lookahead: GrowthLookahead, method: BirthMethod, size: Int, random: RandomStream
  ) {
    self.lookahead = lookahead
    self.method = method
    self.size = size
    self.random = random
  }

  /// Lets points be born and die where it is time to; their ancestors, or `nil` if none was.
  mutating func settle(_ state: inout SolverState, logWidth: Double) -> [Int]? {
    let foreseen = state.foreseen(lookahead, logWidth: logWidth)
    switch method {
    case .weights:
      guard Resampling.effectiveCount(foreseen) < 0.5 * Double(size) else { return nil }
      resamplings += 1
      return resample(&state, foreseen, logWidth: logWidth, size: size)
    case .branching:
      return branch(&state, foreseen, logWidth: logWidth)
    }
  }

  /// Leaves `count` points of equal weight at the narrowest width; their ancestors.
  ///
  /// After branching all weights are equal already, and this is an even choice.
  mutating func finish(_ state: inout SolverState, logWidth: Double, count: Int) -> [Int] {
    let foreseen = state.foreseen(lookahead, logWidth: logWidth)
    return resample(&state, foreseen, logWidth: logWidth, size: count)
  }

  private mutating func resample(
    _ state: inout SolverState, _ foreseen: [Double], logWidth: Double, size: Int
  ) -> [Int] {
    let weights = Resampling.truncated(foreseen)
    logMass += Resampling.logTotal(weights) - log(Double(self.size))
    let order = SpatialOrder.indices(state.points, dimension: state.dimension)
    let ancestors = Resampling.ancestors(
      order.map { weights[$0] }, offset: random.uniform(), size: size
    ).map { order[$0] }
    equalize(&state, ancestors, logWidth: logWidth)
    return ancestors
  }

  private mutating func branch(
    _ state: inout SolverState, _ foreseen: [Double], logWidth: Double
  ) -> [Int] {
    let weights = Resampling.truncated(foreseen)
    let logScale = Resampling.logTotal(weights) - log(Double(size))
    logMass += logScale
    var ancestors: [Int] = []
    ancestors.reserveCapacity(size + size / 4)
    for (i, weight) in weights.enumerated() {
      let descendants = Int(saturating: exp(weight - logScale) + random.uniform())
      births += max(descendants - 1, 0)
      deaths += descendants == 0 ? 1 : 0
      for _ in 0..<descendants { ancestors.append(i) }
    }
    // Whatever happens someone is left: the heaviest.
    if ancestors.isEmpty, let heaviest = weights.indices.max(by: { weights[$0] < weights[$1] }) {
      ancestors = [heaviest]
    }
    equalize(&state, ancestors, logWidth: logWidth)
    return ancestors
  }

  /// Copies points, and makes their foreseen weights 1.
  private func equalize(_ state: inout SolverState, _ ancestors: [Int], logWidth: Double) {
    state.gather(ancestors)
    state.logWeights = Array(repeating: 0, count: ancestors.count)
    state.logWeights = state.foreseen(lookahead, logWidth: logWidth).map { -$0 }
  }
}

extension SolverState {
  /// Copies rows, with their weights.
  mutating func gather(_ ancestors: [Int]) {
    points = Resampling.gather(points, ancestors, dimension: dimension)
    if !logWeights.isEmpty { logWeights = ancestors.map { logWeights[$0] } }
  }
}
