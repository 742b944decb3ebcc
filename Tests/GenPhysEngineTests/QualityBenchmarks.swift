import Foundation
import GenPhysTheory
import Testing

import GenPhysEngine

/// Long measurements, run only on request: `GENPHYS_BENCH=1 swift test -c release --filter Quality`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["GENPHYS_BENCH"] != nil), .serialized)
struct QualityBenchmarks {
  private static func value(_ name: String, _ fallback: Double) -> Double {
    ProcessInfo.processInfo.environment[name].flatMap(Double.init) ?? fallback
  }

  static func kernel(_ name: String) -> any GreensFunction {
    switch name {
    case "poisson": PoissonKernel()
    case "yukawa": YukawaKernel()
    default: GaussianKernel()
    }
  }

  @Test func training() throws {
    let environment = ProcessInfo.processInfo.environment
    let names = environment["KERNELS"]?.split(separator: ",").map(String.init)
    let data = environment["DATA"].flatMap { DataGenerator(rawValue: $0) } ?? .twoMoons
    for name in names ?? ["gaussian", "poisson", "yukawa"] {
      var arguments = DataGenerator.Arguments(for: data)
      arguments.n = 4000
      arguments.seed = 1
      let moons = try data.generate(arguments)
      let process = try CompiledProcess(QualityBenchmarks.kernel(name), scale: moons.scale)
      var options = TrainingOptions()
      options.steps = Int(QualityBenchmarks.value("STEPS", 3000))
      options.learningRate = QualityBenchmarks.value("LR", options.learningRate)
      options.seed = Int(QualityBenchmarks.value("SEED", 0))
      let model = try Model.train(process, on: moons, options: options)
      let samples = try model.sample(.init(count: 4000, seed: 7))
      let score = try Score(samples.data, moons)
      print(
        name, process.report, "loss", model.lossHistory.suffix(5).map(\.loss).reduce(0, +) / 5,
        "seconds", model.trainingSeconds, "sampling", samples.seconds, "nfe", samples.evaluations,
        "resamplings", samples.resamplings)
      print(
        name, "W1", score.slicedWasserstein.value, "ratio", score.slicedWasserstein.ratio,
        "energy", score.energyDistance.ratio, "mmd", score.discrepancy.ratio)
      let exact = try ExactField(process, data: moons).sample(.init(count: 4000, seed: 7))
      let best = try Score(exact.data, moons)
      print(
        name, "exact W1 ratio", best.slicedWasserstein.ratio, "energy",
        best.energyDistance.ratio, "seconds", exact.seconds, "resamplings", exact.resamplings)
    }
  }
}
