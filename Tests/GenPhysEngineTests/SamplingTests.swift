import Foundation
import GenPhysNumerics
import GenPhysTheory
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

  /// Branching varies the population, and every solver's memory follows it.
  @Test(arguments: [Solver.heun, .multistep, .dormandPrince(tolerance: 1e-3)])
  func branchingSamples(_ solver: Solver) throws {
    let data = try TrainingTests.data(300)
    let process = try CompiledProcess(YukawaKernel(), scale: data.scale)
    let field = try ExactField(process, data: data)
    let options = SamplingOptions(
      count: 500, solver: solver, steps: 30, seed: 4, keepsTrajectory: true, births: .branching)
    let samples = try field.sample(options)
    #expect(samples.data.count == 500)
    #expect(samples.trajectory.allSatisfy { $0.points.count == 1000 })
    #expect(samples.trajectory.last?.points == samples.data.values || solver != .heun)
    let census = try #require(samples.census)
    #expect(census.births > 0 && census.deaths > 0)
    #expect((census.mass - 1).magnitude < 0.15, "mass \(census.mass)")
    #expect(try Score(samples.data, data).slicedWasserstein.ratio < 3)
    #expect(try field.sample(options).data == samples.data)
  }

  /// However unequal the weights, a population keeps its expected size and its evaluations.
  @Test(arguments: BirthMethod.allCases)
  func populationsAreBounded(_ births: BirthMethod) throws {
    let data = try TrainingTests.data(100)
    let process = try CompiledProcess(YukawaKernel(mass: 2), scale: data.scale)
    let samples = try ExactField(process, data: data).sample(
      .init(count: 200, seed: 1, births: births))
    #expect(samples.data.count == 200)
    #expect(samples.evaluations == 35)
    // 800 points, 34 steps: as many die as are born.
    let census = try #require(samples.census)
    #expect((census.births - census.deaths).magnitude < 300, "\(census)")
  }

  @Test func trajectoriesEndInTheSamples() throws {
    let data = try TrainingTests.data(100)
    for kernel in ["gaussian", "yukawa"] {
      let process = try CompiledProcess(TestKernels.kernel(kernel), scale: data.scale)
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

  /// λ = ln(1 + k²) leaves a tenth of its points far from all data at the narrowest width, where they
  /// move but a part of the way per ln σ; sped up, each goes all of it.
  @Test func farPointsOfARoughKernelArrive() throws {
    let k = Formula.variable("k")
    let kernel = try KernelTableTests.kernel(log(1 + k * k), 2)
    let process = try CompiledProcess(kernel, scale: 0.5)
    let time = process.timeRange.lowerBound * (1 + 1e-12)
    let pace = log(process.width(atTime: time * 1.001) / process.width(atTime: time)) / log(1.001)
    let rayPace = RayPace(process)
    for distance in [0.01, 0.1, 1, 5] {
      let expansion = process.expansionRate(radius: distance, time: time) * time / pace
      #expect(expansion < 0.8)
      var flow = Flow(count: 1, dimension: 2, hasGrowth: false)
      flow.rate = [0.6 * distance * expansion, -0.8 * distance * expansion]
      rayPace.hasten(
        &flow, logWidth: log(process.widthRange.lowerBound / process.unit), dimension: 2)
      #expect((flow.rate[0] / (0.6 * distance) - 1).magnitude < 0.02)
      #expect((flow.rate[1] / (-0.8 * distance) - 1).magnitude < 0.02)
    }
  }

  @Test func trainingWidthsFoldAtTheCeiling() throws {
    let process = try CompiledProcess(YukawaKernel(), scale: 0.5)
    let schedule = WidthSchedule(process, TrainingOptions())
    let logs = stride(from: -4.0, through: 4, by: 0.001).map(schedule.logWidth)
    let (low, high) = (log(process.widthRange.lowerBound), log(process.widthRange.upperBound))
    #expect(logs.allSatisfy { $0 >= low - 1e-9 && $0 <= high + 1e-9 })
    #expect(logs.filter { $0 > high - 1e-9 }.count <= 1)
    #expect(logs.contains { $0 > high - 0.01 })
  }
}
