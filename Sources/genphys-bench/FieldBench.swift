internal import ArgumentParser
internal import Foundation
internal import GenPhysEngine

/// `genphys-bench field`: seconds of one evaluation of the exact field.
struct FieldBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "field", abstract: "Seconds of one evaluation of an exact field.")

  @Option(help: "The process, as in the language.")
  var process = "diffusion"
  @Option(help: "The points, an NPY file.")
  var data: String
  @Option(help: "Where to evaluate, an NPY file.")
  var queries: String
  @Option(help: "The time.")
  var time: Double
  @Option(help: "How many evaluations.")
  var rounds = 3
  @Option(help: "Where to write the velocities, an NPY file.")
  var out: String?
  @Option(help: "Threads; 0 means all processors.")
  var threads = 0

  func run() throws {
    let points = try FieldBench.read(data)
    let places = try FieldBench.read(queries)
    let kernel = try Bench.kernel(process, dimension: points.dimension)
    let compiled = try CompiledProcess(kernel, scale: points.columnScales.scale)
    var field = try ExactField(compiled, data: points)
    field.threads = threads
    var velocity = try field.velocity(at: places.values, time: time)
    let times = try Bench.seconds(rounds: rounds) {
      velocity = try field.velocity(at: places.values, time: time)
    }
    if let out {
      let result = try DataSet(values: velocity, dimension: points.dimension)
      try Data(NPYWriter.write(result)).write(to: URL(fileURLWithPath: out))
    }
    let pairs = Double(points.count) * Double(places.count)
    Bench.report([
      "seconds": Bench.median(times), "best_seconds": times.min() ?? .nan,
      "pairs_per_second": pairs / Bench.median(times),
    ])
  }

  private static func read(_ path: String) throws -> DataSet {
    try NPYReader.read([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
  }
}
