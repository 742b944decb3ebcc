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
    case "bent": BentKernel(dimension: 2)
    case "poisson64": PoissonKernel(dimension: 64)
    case "gaussian64": GaussianKernel(dimension: 64)
    default: GaussianKernel()
    }
  }

  /// Medians over four sets of samples.
  private static func report(
    _ name: String, _ field: some GenerativeField, _ data: DataSet
  ) throws {
    try report(
      name + " heun", field, data, .init(count: min(4000, data.count), solver: .heun, steps: 18))
    try report(
      name + " multistep", field, data, .init(count: min(4000, data.count), solver: .multistep))
  }

  private static func report(
    _ name: String, _ field: some GenerativeField, _ data: DataSet, _ base: SamplingOptions
  ) throws {
    var ratios: [Double] = []
    var energies: [Double] = []
    var last: Samples?
    for seed in 1...4 {
      var options = base
      options.seed = seed
      let samples = try field.sample(options)
      let score = try Score(samples.data, data)
      ratios.append(score.slicedWasserstein.ratio)
      energies.append(score.energyDistance.ratio)
      last = samples
    }
    print(
      name, "W1 ratios", ratios.map { ($0 * 100).rounded() / 100 }, "energy",
      energies.map { ($0 * 100).rounded() / 100 }, "nfe", last?.evaluations ?? 0, "seconds",
      last?.seconds ?? 0, "resamplings", last?.census?.resamplings ?? 0)
  }

  @Test func training() throws {
    let environment = ProcessInfo.processInfo.environment
    let names = environment["KERNELS"]?.split(separator: ",").map(String.init)
    let data = environment["DATA"].flatMap { DataGenerator(rawValue: $0) } ?? .twoMoons
    for name in names ?? ["gaussian", "poisson", "yukawa", "bent"] {
      var arguments = DataGenerator.Arguments(for: data)
      arguments.n = 4000
      arguments.seed = 1
      let file = try environment["CSV"].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
      let moons = try file.map { try CSVReader.read([UInt8]($0)) } ?? data.generate(arguments)
      let process = try CompiledProcess(QualityBenchmarks.kernel(name), scale: moons.scale)
      var options = TrainingOptions()
      options.steps = Int(QualityBenchmarks.value("STEPS", 3000))
      options.learningRate = QualityBenchmarks.value("LR", options.learningRate)
      options.batch = Int(QualityBenchmarks.value("BATCH", 512))
      options.width = Int(QualityBenchmarks.value("WIDTH", 256))
      options.seed = Int(QualityBenchmarks.value("SEED", 0))
      options.logWidthMean = QualityBenchmarks.value("MEAN", options.logWidthMean)
      options.logWidthDeviation = QualityBenchmarks.value("DEVIATION", options.logWidthDeviation)
      print(name, process.report, "widths", process.widthRange)
      let exact = try ExactField(process, data: moons)
      if environment["EXACT"] != nil {
        try QualityBenchmarks.report(name + " exact", exact, moons)
      }
      guard options.steps > 1 else { continue }
      let model = try Model.train(process, on: moons, options: options)
      print(
        name, "loss", model.lossHistory.suffix(5).map(\.loss).reduce(0, +) / 5, "seconds",
        model.trainingSeconds)
      try QualityBenchmarks.report(name, model, moons)
    }
  }
}
