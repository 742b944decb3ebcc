import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

import GenPhysEngine

/// The Swift side of `Scripts/bench/kernels.py`: reads tasks, prints one JSON object.
///
/// Run with `GENPHYS_KERNEL_BENCH=file.json`, an array of `{"dim": N, "r": […], "t": […]}` for
/// λ = k^1.5; each pass is timed alone so that the other side can alternate.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["GENPHYS_KERNEL_BENCH"] != nil), .serialized)
struct KernelBenchmarks {
  struct Task: Codable {
    var dim: Int
    var r: [Double]
    var t: [Double]
  }

  struct Answer: Codable {
    var dim: Int
    var value: [Double]
    var error: [Double]
    /// Seconds a pass.
    var passes: [Double]
  }

  struct Report: Codable {
    var answers: [Answer] = []
    var compileSeconds: [String: Double] = [:]
    var compiledNanoseconds = 0.0
    var compiledWorstError: [String: Double] = [:]
    var sampleSeconds = 0.0
    var kolmogorov: [String: Double] = [:]
  }

  private static let k = Formula.variable("k")
  private static let clock = ContinuousClock()

  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    try clock.measure(body) / .seconds(1)
  }

  @Test func report() throws {
    let path = ProcessInfo.processInfo.environment["GENPHYS_KERNEL_BENCH"] ?? ""
    let tasks = try JSONDecoder().decode(
      [Task].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    var report = Report()
    let stable = Self.k.raised(to: .rational(3, 2))
    for task in tasks {
      let green = try KernelTableTests.kernel(stable, task.dim)
      var answer = Answer(dim: task.dim, value: [], error: [], passes: [])
      for _ in 0..<15 {
        answer.value = []
        answer.error = []
        answer.passes.append(
          try Self.seconds {
            for (r, t) in zip(task.r, task.t) {
              let density = try green.density(radius: r, time: t)
              answer.value.append(density.value)
              answer.error.append(density.error)
            }
          })
      }
      report.answers.append(answer)
    }
    // No name, no scaling law: the worst case for tables.
    let mixed = Self.k.raised(to: .rational(13, 10)) + .rational(1, 5) * Self.k * Self.k
    for dimension in [2, 3072] {
      let kernel = try KernelTableTests.kernel(mixed, dimension)
      var process: CompiledProcess?
      report.compileSeconds["\(dimension)"] = try Self.seconds {
        process = try CompiledProcess(kernel, scale: 0.5)
      }
      guard let process else { continue }
      var random = RandomStream(seed: 3)
      var places: [(r: Double, t: Double)] = []
      for _ in 0..<400 {
        let share = random.uniform()
        let t = exp(
          log(process.timeRange.lowerBound) * (1 - share)
            + log(process.timeRange.upperBound) * share)
        let point = try process.sampleKernel(
          around: [Double](repeating: 0, count: dimension), width: process.width(atTime: t),
          count: 1, random: &random)
        places.append((point.reduce(0) { $0 + $1 * $1 }.squareRoot(), t))
      }
      var worst = 0.0
      for place in places.prefix(100) {
        let exact = try kernel.expansionRate(radius: place.r, time: place.t).value
        let value = process.expansionRate(radius: place.r, time: place.t)
        worst = max(worst, (value / exact - 1).magnitude)
      }
      report.compiledWorstError["\(dimension)"] = worst
      var sum = 0.0
      let rounds = 500
      let time = Self.seconds {
        for _ in 0..<rounds {
          for place in places { sum += process.expansionRate(radius: place.r, time: place.t) }
        }
      }
      if dimension == 2 {
        report.compiledNanoseconds = 1e9 * time / Double(rounds * places.count)
      }
      #expect(sum.isFinite)
    }
    let kernel = try KernelTableTests.kernel(mixed, 64)
    for t in [0.01, 1, 30] {
      var points: [Double] = []
      let seconds = try Self.seconds {
        points = try KernelSampler(kernel, time: t).points(count: 1_000_000, seed: 1)
      }
      if t == 1 { report.sampleSeconds = seconds }
      let radii = stride(from: 0, to: points.count, by: 64).map { start in
        points[start..<(start + 64)].reduce(0) { $0 + $1 * $1 }.squareRoot()
      }.sorted()
      var distance = 0.0
      for index in stride(from: 0, to: radii.count, by: 2_000) {
        let share = try kernel.radialShares(radius: radii[index], time: t).inside.value
        distance = max(distance, (share - (Double(index) + 0.5) / 1e6).magnitude)
      }
      report.kolmogorov["\(t)"] = distance * 1e3
    }
    let data = try JSONEncoder().encode(report)
    print("KERNELS \(String(decoding: data, as: UTF8.self))")
  }
}
