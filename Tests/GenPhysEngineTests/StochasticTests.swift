import Foundation
import GenPhysTheory
import Testing

import GenPhysEngine

/// Noise before steps: the reverse diffusion and the experiments on robustness.
struct StochasticTests {
  @Test func withoutChurnItIsHeun() throws {
    let field = try LinearField(dimension: 2)
    let heun = try field.sample(.init(count: 50, solver: .heun, seed: 1))
    let still = try field.sample(.init(count: 50, solver: .stochastic(churn: 0), seed: 1))
    let moved = try field.sample(.init(count: 50, solver: .stochastic(churn: 5), seed: 1))
    #expect(heun.data == still.data)
    #expect(moved.data != still.data && moved.evaluations == 35)
    let again = try field.sample(.init(count: 50, solver: .stochastic(churn: 5), seed: 1))
    #expect(again.data == moved.data)
  }

  /// The deviation of Gaussian samples follows the same steps as a point, noise adding in squares.
  private func deviation(steps: Int, churn: Double) throws -> Double {
    var state = SolverState(points: [3.0], dimension: 1, hasGrowth: false)
    let widths = (0...steps).map { 3 * pow(0.1 / 3, Double($0) / Double(steps)) }
    _ = try Solver.stochastic(churn: churn).integrate(
      &state, widths: widths,
      velocity: { (x, s, flow) throws(EngineError) in SolverTests.gaussianRate(x, s, &flow) },
      beforeStep: { state, _, width in
        let wider = width * (1 + churn / Double(steps))
        let x = state.points[0]
        state.points[0] = (x * x + wider * wider - width * width).squareRoot()
        return wider
      },
      afterStep: { (_, _, _) throws(EngineError) in nil })
    return state.points[0]
  }

  /// Begun with a wrong deviation, churn forgets it; what is left falls as the square of the step.
  @Test func convergenceOrder() throws {
    // Samples begun at deviation 3 where N(0, ¼ + 9) is right.
    let churn = 8.0
    let limit = try deviation(steps: 20_000, churn: churn)
    let points = try [100, 200, 400].map { count in
      (log(1 / Double(count)), log((try deviation(steps: count, churn: churn) - limit).magnitude))
    }
    #expect((limit * limit - 0.26).magnitude < 1e-3, "variance \(limit * limit)")
    let slope = (points[2].1 - points[0].1) / (points[2].0 - points[0].0)
    // Churn divided into more steps is itself a first-order limit.
    #expect(slope > 0.85, "order \(slope)")
  }

  @Test func samplesHaveTheRightVariance() throws {
    let field = try LinearField(dimension: 1)
    let samples = try field.sample(
      .init(count: 40_000, solver: .stochastic(churn: 20), steps: 80, seed: 5))
    let variance = samples.data.values.reduce(0) { $0 + $1 * $1 } / 40_000
    #expect((variance - 1).magnitude < 4 * (2.0 / 40_000).squareRoot() + 0.01, "\(variance)")
  }

  @Test func onlyGaussianKernelsDiffuse() throws {
    let data = try TrainingTests.data(100)
    let process = try CompiledProcess(PoissonKernel(), scale: data.scale)
    let field = try ExactField(process, data: data)
    #expect(throws: EngineError.self) {
      try field.sample(.init(count: 10, solver: .stochastic(churn: 5)))
    }
    #expect(throws: EngineError.self) {
      try field.sample(.init(count: 10, solver: .dormandPrince(tolerance: 1e-3), noise: 0.1))
    }
    for options in [
      SamplingOptions(count: 10, temperature: 0), .init(count: 10, temperature: .nan),
      .init(count: 10, noise: -1), .init(count: 10, noise: .infinity),
      .init(count: 10, solver: .stochastic(churn: -1)),
    ] {
      #expect(throws: EngineError.self) { try field.sample(options) }
    }
  }

  @Test func temperatureScalesThePrior() throws {
    let field = try LinearField(dimension: 2)
    let plain = try field.sample(.init(count: 30, seed: 2, keepsTrajectory: true))
    let cold = try field.sample(
      .init(count: 30, seed: 2, keepsTrajectory: true, temperature: 0.5))
    let (a, b) = (try #require(plain.trajectory.first), try #require(cold.trajectory.first))
    for (x, y) in zip(a.points, b.points) { #expect((0.5 * x - y).magnitude < 1e-12) }
    // Gaussian data under a Gaussian kernel: the flow is linear.
    for (x, y) in zip(plain.data.values, cold.data.values) {
      #expect((0.5 * x - y).magnitude < 1e-9)
    }
  }

  @Test func noiseDisturbs() throws {
    // An exact field of few points would mend everything: its last step leads to a point.
    let field = try LinearField(dimension: 1)
    let variances = try [0, 0.3, 1].map { noise in
      let samples = try field.sample(.init(count: 4000, seed: 1, noise: noise))
      return samples.data.values.reduce(0) { $0 + $1 * $1 } / 4000
    }
    #expect(variances[0] < 1.1 && variances[1] > variances[0] && variances[2] > 1.5, "\(variances)")
  }

  @Test func quantizedWeightsLieOnAGrid() throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    let model = try Model.train(process, on: data, options: TrainingTests.tiny)
    let fine = try model.quantized(bits: 16)
    #expect(
      zip(model.parameters, fine.parameters).allSatisfy { ($0 - $1).magnitude < 1e-4 })
    let coarse = try model.quantized(bits: 2)
    // Weights of the first layer: −m, 0 or m.
    let first = Set(coarse.parameters.prefix(3 * 24).map(\.magnitude))
    #expect(first.count <= 2)
    #expect(throws: EngineError.self) { try model.quantized(bits: 1) }
    #expect(throws: EngineError.self) { try model.quantized(bits: 17) }
  }
}
