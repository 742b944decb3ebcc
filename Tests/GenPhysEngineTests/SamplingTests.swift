import Foundation
import Testing

import GenPhysEngine

struct SamplingTests {
  @Test func systematicResamplingKeepsExpectations() {
    let logWeights: [Double] = [0, log(3.0), -50, log(2.0)]
    var counts = [Double](repeating: 0, count: 4)
    let trials = 600
    for trial in 0..<trials {
      let offset = (Double(trial) + 0.5) / Double(trials)
      let ancestors = Resampling.ancestors(logWeights, offset: offset)
      #expect(ancestors.count == 4)
      for i in ancestors { counts[i] += 1 / Double(trials) }
    }
    for (count, expected) in zip(counts, [4.0 / 6, 2, 0, 8.0 / 6]) {
      #expect((count - expected).magnitude < 1e-2)
    }
    #expect((Resampling.effectiveCount([2, 2, 2]) - 3).magnitude < 1e-12)
    #expect((Resampling.effectiveCount([0, -800, -800]) - 1).magnitude < 1e-12)
  }

  /// Yukawa's births and deaths, exact field: the masses and places of two unequal clusters.
  @Test func birthsAndDeathsKeepClusterMasses() throws {
    var arguments = DataGenerator.Arguments(for: .gaussianMixture)
    arguments.n = 500
    arguments.means = [[-1, 0], [1, 0.5]]
    arguments.weights = [1, 3]
    arguments.sigma = [0.2]
    let data = try DataGenerator.gaussianMixture.generate(arguments)
    let process = try CompiledProcess(YukawaKernel(), scale: data.scale)
    #expect(process.hasGrowth)
    let samples = try ExactField(process, data: data).sample(.init(count: 2000, seed: 2))
    let left = (0..<2000).count { samples.data.values[2 * $0] < 0 }
    let expected = (0..<data.count).count { data.values[2 * $0] < 0 }
    let share = Double(left) / 2000
    #expect((share - Double(expected) / 500).magnitude < 0.05, "share \(share)")
    let score = try Score(samples.data, data)
    #expect(score.slicedWasserstein.ratio < 3, "\(score)")
  }

  @Test func trajectoriesEndInTheSamples() throws {
    let data = try TrainingTests.data(100)
    for kernel in ["gaussian", "yukawa"] {
      let process = try CompiledProcess(QualityBenchmarks.kernel(kernel), scale: data.scale)
      let samples = try ExactField(process, data: data).sample(
        .init(count: 40, steps: 10, keepsTrajectory: true))
      #expect(samples.trajectory.count == 11)
      #expect(samples.trajectory.last?.points == samples.data.values)
      #expect(samples.trajectory.first?.width == process.widthRange.upperBound)
      #expect(samples.trajectory.last?.width == 0)
    }
  }

  @Test(arguments: [Solver.euler, .multistep, .dormandPrince(tolerance: 1e-3)])
  func everySolverSamples(_ solver: Solver) throws {
    let data = try TrainingTests.data(200)
    let process = try CompiledProcess(PoissonKernel(), scale: data.scale)
    let samples = try ExactField(process, data: data).sample(
      .init(count: 300, solver: solver, steps: 30))
    #expect(samples.evaluations > 0)
    #expect(try Score(samples.data, data).slicedWasserstein.ratio < 3)
  }
}
