internal import ArgumentParser
internal import CBLAS
internal import Foundation
internal import GenPhys
internal import GenPhysEngine
internal import GenPhysSyntax
internal import GenPhysTheory

/// `genphys-bench`: the engine's side of the benchmarks in Scripts/bench, one JSON object a run.
@main
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "genphys-bench", abstract: "Measures GenPhys; driven by Scripts/bench.",
    subcommands: [
      TrainingBench.self, FieldBench.self, KernelBench.self, ProductBench.self, QualityBench.self,
      DefaultsBench.self,
    ])
}

/// What every measurement needs.
enum Bench {
  /// The Green's function of a process written as in the language: an expression over the prelude,
  /// or declarations with an expression after them.
  static func kernel(_ process: String, dimension: Int) throws -> any GreensFunction {
    var session = Session()
    let script = Syntax.parse(SourceText(name: "process", process))
    var result: Value?
    for cell in script.cells { result = session.run(cell, in: script.source).value }
    guard case .process(let value)? = result else {
      throw ValidationError("'\(process)' is no process")
    }
    return try value.greensFunction(dimension: dimension)
  }

  /// Seconds of each of `rounds` calls.
  static func seconds(rounds: Int, _ body: () throws -> Void) rethrows -> [Double] {
    let clock = ContinuousClock()
    return try (0..<rounds).map { _ in try clock.measure(body) / .seconds(1) }
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }

  /// Prints an object of numbers.
  static func report(_ values: KeyValuePairs<String, Double>) {
    print("{" + values.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}")
  }
}

/// `genphys-bench product`: the machine's rate of single-precision matrix products.
struct ProductBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "product", abstract: "GFLOP/s of sgemm: the peak that training is held against.")

  @Option(help: "Rows, columns and summed length of the product.")
  var size = 1024
  @Option(help: "Threads; 0 means all processors.")
  var threads = 0
  @Option(help: "How many products.")
  var rounds = 10

  func run() throws {
    let count = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
    _ = BLAS.prepared
    openblas_set_num_threads(Int32(count))
    let a = [Float](repeating: 0.5, count: size * size)
    var c = a
    let n = Int32(size)
    let times = Bench.seconds(rounds: rounds) {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, a, n, 0, &c, n)
    }
    let flops = 2 * Double(size) * Double(size) * Double(size)
    Bench.report([
      "gflops": flops / Bench.median(times) / 1e9,
      "gflops_best": flops / (times.min() ?? .nan) / 1e9,
    ])
  }
}
