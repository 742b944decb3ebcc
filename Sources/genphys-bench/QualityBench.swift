internal import ArgumentParser
internal import Foundation
internal import GenPhysEngine

/// `genphys-bench quality`: sliced Wasserstein-1 over its noise floor, error by error.
struct QualityBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Sliced Wasserstein-1 over its noise floor: what prior, solver and network cost.")

  @Option(help: "The process, as in the language.")
  var process = "diffusion"
  @Option(help: "A planar data set.")
  var data = "two_moons"
  @Option(help: "Points of the data, and samples.")
  var points = 4000
  @Option(help: "Trainings.")
  var seeds = 3
  @Option(help: "Steps of each; 0 measures the exact field alone.")
  var steps = 3000
  @Option(help: "Points a step.")
  var batch = 512
  @Option(help: "Units of every hidden layer.")
  var width = 256
  @Option(help: "Adam's rate at the start.")
  var rate: Double?
  @Option(help: "The mean of ln sigma.")
  var mean: Double?
  @Option(help: "Its deviation.")
  var deviation: Double?
  @Option(help: "Points that targets are averaged over.")
  var references: Int?
  @Option(help: "single or mixed.")
  var precision = Precision.fastest.rawValue
  @Option(help: "Threads; 0 means all processors.")
  var threads = 0
  @Flag(help: "Leave the exact field out.")
  var skipExact = false

  func run() throws {
    guard let generator = DataGenerator(rawValue: data) else {
      throw ValidationError("'\(data)' is no data set")
    }
    var arguments = DataGenerator.Arguments(for: generator)
    arguments.n = points
    arguments.seed = 1
    let set = try generator.generate(arguments)
    let kernel = try Bench.kernel(process, dimension: set.dimension)
    let compiled = try CompiledProcess(kernel, scale: set.columnScales.scale)
    func ratio(_ field: any GenerativeField, _ solver: Solver, seed: Int) throws -> Double {
      let samples = try field.sample(.init(count: points, solver: solver, seed: seed))
      return try Score(samples.data, set).slicedWasserstein.ratio
    }
    func text(_ values: [Double]) -> String {
      "[" + values.map { String(format: "%.3f", $0) }.joined(separator: ", ") + "]"
    }
    var exact = try ExactField(compiled, data: set)
    exact.threads = threads
    var report: [String] = []
    if !skipExact {
      let solved = try (0..<3).map { try ratio(exact, .multistep, seed: $0) }
      let refined = try (0..<3).map { try ratio(exact, .dormandPrince(tolerance: 1e-5), seed: $0) }
      report += ["\"exact\": \(text(solved))", "\"exact_dopri5\": \(text(refined))"]
    }
    var ratios: [Double] = []
    var resampled: [Double] = []
    var seconds: [Double] = []
    var losses: [Double] = []
    for seed in 0..<(steps > 0 ? seeds : 0) {
      var options = TrainingOptions(
        steps: steps, batch: batch, width: width,
        precision: Precision(rawValue: precision) ?? .fastest, seed: seed, threads: threads)
      options.learningRate = rate ?? options.learningRate
      options.logWidthMean = mean ?? options.logWidthMean
      options.logWidthDeviation = deviation ?? options.logWidthDeviation
      options.references = references ?? options.references
      let model = try Model.train(compiled, on: set, options: options)
      seconds.append(model.trainingSeconds)
      losses.append(model.lossHistory.suffix(50).reduce(0) { $0 + $1.loss } / 50)
      ratios.append(try ratio(model, .multistep, seed: seed))
      // The same model once more tells training from sampling.
      resampled += try (1...3).map { try ratio(model, .multistep, seed: seed + 100 * $0) }
    }
    report += [
      "\"trained\": \(text(ratios))", "\"trained_again\": \(text(resampled))",
      "\"seconds\": \(text(seconds))", "\"losses\": \(text(losses))",
    ]
    print(
      "{\"process\": \"\(process)\", \"data\": \"\(data)\", " + report.joined(separator: ", ") + "}"
    )
  }
}
