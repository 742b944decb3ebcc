import Foundation
import Testing

import GenPhysEngine

struct ScoreTests {
  @Test func samplesOfTheSameLawScoreNearOne() throws {
    var arguments = DataGenerator.Arguments(for: .swissRoll)
    arguments.n = 1000
    let data = try DataGenerator.swissRoll.generate(arguments)
    arguments.seed = 1
    let same = try DataGenerator.swissRoll.generate(arguments)
    let score = try Score(same, data)
    #expect(score.floorSource == .freshData)
    #expect(score.slicedWasserstein.ratio < 2)
    #expect(score.energyDistance.ratio < 4)
    let shifted = try DataSet(values: same.values.map { $0 + 0.3 }, dimension: 2)
    let far = try Score(shifted, data)
    #expect(far.slicedWasserstein.ratio > 4)
    #expect(far.energyDistance.ratio > 10 && far.discrepancy.ratio > 10)
  }

  @Test func unknownLawsUseHalves() throws {
    var random = RandomStream(seed: 5)
    let data = try DataSet(values: (0..<3000).map { _ in random.normal() }, dimension: 3)
    let samples = try DataSet(values: (0..<3000).map { _ in random.normal() }, dimension: 3)
    let score = try Score(samples, data)
    #expect(score.floorSource == .halves && score.count == 500)
    #expect(score.slicedWasserstein.ratio < 2)
  }

  /// A shift by d is a Wasserstein distance of d·E|cos| = 2d/π in the plane.
  @Test func slicedWassersteinOfAShift() {
    var random = RandomStream(seed: 6)
    let points = (0..<400).map { _ in random.normal() }
    let shifted = points.indices.map { points[$0] + ($0.isMultiple(of: 2) ? 3 : 0) }
    let distance = SlicedWasserstein(dimension: 2).distance(points, shifted)
    #expect((distance - 6 / .pi).magnitude < 1e-3)
  }

  @Test func energyDistanceOfTwoPoints() {
    #expect(EnergyDistance.distance([0, 0], [3, 4], dimension: 2) == 10)
  }

  @Test func copiesAreTold() throws {
    var arguments = DataGenerator.Arguments(for: .twoMoons)
    arguments.n = 1500
    let data = try DataGenerator.twoMoons.generate(arguments)
    arguments.seed = 1
    let fresh = try DataGenerator.twoMoons.generate(arguments)
    let ratio = try #require(try Score(fresh, data).memorisation)
    #expect((0.85...1.15).contains(ratio), "\(ratio)")
    #expect(try Score(data, data).memorisation == 0)
    let blurred = try DataSet(
      values: data.values.indices.map { data.values[$0] + ($0.isMultiple(of: 2) ? 1e-4 : 0) },
      dimension: 2)
    let near = try #require(try Score(blurred, data).memorisation)
    #expect(near < 0.05)
    let same = try DataSet(values: [0, 0, 0, 0, 0, 1, 2, 3], dimension: 1)
    #expect(try Score(same, same).memorisation == nil)
  }

  /// Points that are all the same cannot be told from their like, whatever is divided by 0.
  @Test func identicalPointsScoreOne() throws {
    let same = try DataSet(values: [Double](repeating: 2, count: 20), dimension: 2)
    let score = try Score(same, same)
    for measure in [score.slicedWasserstein, score.energyDistance, score.discrepancy] {
      #expect(measure.ratio == 1)
    }
    let other = try DataSet(values: [Double](repeating: 3, count: 20), dimension: 2)
    #expect(try Score(other, same).slicedWasserstein.ratio == .infinity)
  }

  @Test func mismatchesAreRefused() throws {
    let a = try DataSet(values: [1, 2, 3, 4, 5, 6], dimension: 1)
    let b = try DataSet(values: [1, 2, 3, 4, 5, 6], dimension: 2)
    #expect(throws: EngineError.self) { try Score(a, b) }
    #expect(throws: EngineError.self) { try Score(b, b) }
  }
}
