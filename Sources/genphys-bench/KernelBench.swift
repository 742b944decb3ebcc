internal import ArgumentParser
internal import Foundation
internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysTheory

/// `genphys-bench kernels`: Green's functions at given points, compiled processes, kernel samples.
struct KernelBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Speed and values of Green's functions.")

  @Option(help: "The process of the points, as in the language.")
  var process = "fractional(1.5)"
  @Option(help: "The process to compile and to draw from.")
  var compiled = "pde mixed { omega = -i*(k^1.3 + 0.2*k^2) }; mixed"
  @Option(parsing: .upToNextOption, help: "Other processes to compile.")
  var others: [String] = []
  @Option(help: "The points: a JSON array of {\"dim\": N, \"r\": […], \"t\": […]}.")
  var points: String
  @Option(help: "How many passes over the points.")
  var rounds = 15

  private struct Task: Decodable {
    var dim: Int
    var r: [Double]
    var t: [Double]
  }

  private struct Answer: Encodable {
    var dim: Int
    var value: [Double] = []
    var error: [Double] = []
    /// Seconds a pass; the first one derives the law.
    var passes: [Double] = []
  }

  private struct Compilation: Encodable {
    var process: String
    var dim: Int
    var seconds: Double
    /// What the tables say they miss where points come, relative, and in how many rectangles.
    var statedError = 0.0
    var patches = 0
    /// Of the velocity at kernel points, relative.
    var worstError = 0.0
    var nanosecondsPerPoint = 0.0
  }

  private struct Sampling: Encodable {
    var time: Double
    var seconds: Double
    /// √n sup |F_n − F| of |x| over a million points.
    var kolmogorov = 0.0
  }

  private struct Report: Encodable {
    var answers: [Answer]
    var compilations: [Compilation]
    var samplings: [Sampling]
  }

  func run() throws {
    let tasks = try JSONDecoder().decode(
      [Task].self, from: Data(contentsOf: URL(fileURLWithPath: points)))
    let report = Report(
      answers: try tasks.map(answer),
      compilations: try ([compiled] + others).flatMap { process in
        try [2, 3072].map { try compilation(process, dimension: $0) }
      },
      samplings: try [0.01, 1, 30].map(sampling))
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  private func answer(_ task: Task) throws -> Answer {
    let kernel = try Bench.kernel(process, dimension: task.dim)
    var answer = Answer(dim: task.dim)
    answer.passes = try Bench.seconds(rounds: rounds) {
      let densities = try zip(task.r, task.t).map { try kernel.density(radius: $0, time: $1) }
      answer.value = densities.map(\.value)
      answer.error = densities.map(\.error)
    }
    return answer
  }

  /// Compiles for data of deviation ½ and compares velocities at kernel points.
  private func compilation(_ name: String, dimension: Int) throws -> Compilation {
    let kernel = try Bench.kernel(name, dimension: dimension)
    let clock = ContinuousClock()
    let start = clock.now
    let process = try CompiledProcess(kernel, scale: 0.5)
    var result = Compilation(
      process: name, dim: dimension, seconds: (clock.now - start) / .seconds(1))
    result.statedError = process.report.tableError
    result.patches = process.report.patches
    var random = RandomStream(seed: 3)
    let logTimes = log(process.timeRange.lowerBound)...log(process.timeRange.upperBound)
    let center = [Double](repeating: 0, count: dimension)
    let places = try (0..<400).map { _ in
      let share = random.uniform()
      let time = exp(logTimes.lowerBound * (1 - share) + logTimes.upperBound * share)
      let point = try process.sampleKernel(
        around: center, width: process.width(atTime: time), count: 1, random: &random)
      return (radius: point.reduce(0) { $0 + $1 * $1 }.squareRoot(), time: time)
    }
    for place in places.prefix(100) {
      let exact = try kernel.expansionRate(radius: place.radius, time: place.time).value
      let value = process.expansionRate(radius: place.radius, time: place.time)
      result.worstError = max(result.worstError, (value / exact - 1).magnitude)
    }
    var sum = 0.0
    let passes = Bench.seconds(rounds: 500) {
      for place in places { sum += process.expansionRate(radius: place.radius, time: place.time) }
    }
    guard sum.isFinite else { throw ValidationError("a velocity is not finite") }
    result.nanosecondsPerPoint = 1e9 * Bench.median(passes) / Double(places.count)
    return result
  }

  /// Draws a million points in 64 dimensions and holds their radii against the distribution.
  private func sampling(time: Double) throws -> Sampling {
    let dimension = 64
    let count = 1_000_000
    let kernel = try Bench.kernel(compiled, dimension: dimension)
    let clock = ContinuousClock()
    let start = clock.now
    let points = try KernelSampler(kernel, time: time).points(count: count, seed: 1)
    var result = Sampling(time: time, seconds: (clock.now - start) / .seconds(1))
    let radii = stride(from: 0, to: points.count, by: dimension).map { start in
      points[start..<(start + dimension)].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }.sorted()
    for index in stride(from: 0, to: count, by: count / 500) {
      let share = try kernel.radialShares(radius: radii[index], time: time).inside.value
      let difference = (share - (Double(index) + 0.5) / Double(count)).magnitude
      result.kolmogorov = max(result.kolmogorov, difference * Double(count).squareRoot())
    }
    return result
  }
}
