internal import ArgumentParser
internal import Foundation
internal import GenPhysEngine

/// `genphys-bench training`: milliseconds a step.
struct TrainingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Milliseconds of a training step: whole, and of the network alone.")

  @Option(help: "The process, as in the language.")
  var process = "diffusion"
  @Option(help: "The points, an NPY file.")
  var data: String
  @Option(help: "Points a step.")
  var batch = 512
  @Option(help: "Units of every hidden layer.")
  var width = 256
  @Option(help: "Hidden layers.")
  var layers = 3
  @Option(help: "Steps of each kind.")
  var steps = 100
  @Option(help: "single or mixed.")
  var precision = Precision.fastest.rawValue
  @Option(help: "Threads; 0 means all processors.")
  var threads = 0

  func run() throws {
    let points = try NPYReader.read([UInt8](Data(contentsOf: URL(fileURLWithPath: data))))
    let kernel = try Bench.kernel(process, dimension: points.dimension)
    let compiled = try CompiledProcess(kernel, scale: points.columnScales.scale)
    let options = TrainingOptions(
      steps: 10 * steps, batch: batch, width: width, layers: layers,
      precision: Precision(rawValue: precision) ?? .fastest, threads: threads)
    let run = try TrainingRun(compiled, data: points, options: options)
    for step in 0..<10 { _ = run.step(step) }
    var step = 10
    var whole: [Double] = []
    var network: [Double] = []
    // In turns, so that a change of the machine's pace meets both.
    for _ in 0..<10 {
      whole += Bench.seconds(rounds: max(1, steps / 10)) {
        _ = run.step(step)
        step += 1
      }
      network += Bench.seconds(rounds: max(1, steps / 10)) {
        _ = run.step(step, draws: false)
        step += 1
      }
    }
    Bench.report([
      "whole_ms": 1e3 * Bench.median(whole), "network_ms": 1e3 * Bench.median(network),
      "whole_best_ms": 1e3 * (whole.min() ?? .nan),
      "network_best_ms": 1e3 * (network.min() ?? .nan),
    ])
  }
}
