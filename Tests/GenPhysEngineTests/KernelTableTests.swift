import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

import GenPhysEngine

/// Compiled processes of numeric kernels, and points drawn from kernels.
@Suite struct KernelTableTests {
  private static let k = Formula.variable("k")
  private static let rates: [Formula] = [
    k.raised(to: .rational(13, 10)) + .rational(1, 5) * k * k, k + k * k,
    k.raised(to: .rational(3, 2)),
  ]
  /// Jumps over diffusion: what has not jumped yet is an atom of the mixing law.
  private static let jumps = [
    k * k + 1 - .call(.exp, [-k]), .rational(1, 10) * k * k + k * k / (1 + k * k),
  ]

  static func kernel(_ rate: Formula, _ dimension: Int) throws -> any GreensFunction {
    try GenPhysTheory.Process(name: "test", frequencies: [-.imaginaryUnit * rate])
      .greensFunction(dimension: dimension)
  }

  /// Where kernel points lie, at times between the nodes.
  @Test(arguments: [1, 2, 64, 3072])
  func tablesHoldToAMillionth(dimension: Int) throws {
    // A law that piles up at its lower end until t = 1.
    let piled = .rational(1, 10) * Self.k * Self.k + .call(.log, [1 + Self.k * Self.k])
    for rate in Self.rates + Self.jumps + (dimension < 3 ? [piled] : []) {
      let kernel = try Self.kernel(rate, dimension)
      let process = try CompiledProcess(kernel, scale: 0.5)
      var random = RandomStream(seed: 7)
      let range = process.timeRange
      var worst = 0.0
      for _ in 0..<12 {
        let share = random.uniform()
        let time = exp(
          log(range.lowerBound) * (1 - share) + log(range.upperBound) * share)
        for _ in 0..<8 {
          let point = try process.sampleKernel(
            around: [Double](repeating: 0, count: dimension), width: process.width(atTime: time),
            count: 1, random: &random)
          let r = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let exact = try kernel.expansionRate(radius: r, time: time).value
          worst = max(worst, (process.expansionRate(radius: r, time: time) / exact - 1).magnitude)
        }
      }
      #expect(worst < 1e-6, "\(rate.description): \(worst)")
      // What leaves an atom passes through places where there is next to nothing, the emptier the more
      // dimensions there are.
      let isEmpty = dimension > 1000 && Self.jumps.contains(rate)
      #expect(process.report.tableError < (isEmpty ? 1e-4 : 1e-6), "\(rate.description)")
    }
  }

  private static func radii(_ points: [Double], dimension: Int) -> [Double] {
    stride(from: 0, to: points.count, by: dimension).map { start in
      points[start..<(start + dimension)].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }.sorted()
  }

  /// √n times the largest distance between the shares of radii that were drawn and those of the law.
  private static func kolmogorov(
    _ points: [Double], _ kernel: any GreensFunction, time: Double
  ) throws -> Double {
    let radii = radii(points, dimension: kernel.dimension)
    let count = Double(radii.count)
    var distance = 0.0
    // A few hundred places suffice: the law is as smooth between them.
    for index in stride(from: 0, to: radii.count, by: radii.count / 200) where radii[index] > 0 {
      let share = try kernel.radialShares(radius: radii[index], time: time).inside.value
      distance = max(distance, (share - (Double(index) + 0.5) / count).magnitude)
    }
    return distance * count.squareRoot()
  }

  /// Kolmogorov and Smirnov: the distance exceeds 1.95 once in a thousand.
  @Test(arguments: [1, 2, 64, 3072])
  func drawnRadiiFollowTheLaw(dimension: Int) throws {
    let count = dimension > 100 ? 2_000 : 10_000
    for rate in Self.rates.prefix(2) + [Self.k * Self.k / (1 + Self.k * Self.k)] {
      let kernel = try Self.kernel(rate, dimension)
      for time in [0.05, 1, 20] {
        let sampler = try KernelSampler(kernel, time: time)
        let points = try sampler.points(count: count, seed: 11)
        let distance = try Self.kolmogorov(points, kernel, time: time)
        #expect(distance < 1.95, "\(rate.description) N = \(dimension) t = \(time): \(distance)")
        let radii = Self.radii(points, dimension: dimension)
        // The mass that stays at the source is drawn too.
        let still = Double(radii.filter { $0 == 0 }.count)
        let expected = (try kernel.pointMasses(time: time).first?.weight.value ?? 0) * Double(count)
        #expect((still - expected).magnitude <= 4.5 * (expected + 1).squareRoot())
      }
    }
  }

  /// A table of quantiles across the gap above an atom would put points into it.
  @Test(arguments: [2, 64])
  func compiledProcessesDrawTheLaw(dimension: Int) throws {
    let count = 10_000
    for rate in Self.jumps {
      let kernel = try Self.kernel(rate, dimension)
      let process = try CompiledProcess(kernel, scale: 0.5)
      for time in [0.01, 0.6931, 2] {
        var random = RandomStream(seed: 5)
        let points = try process.sampleKernel(
          around: [Double](repeating: 0, count: dimension), width: process.width(atTime: time),
          count: count, random: &random)
        let distance = try Self.kolmogorov(points, kernel, time: time)
        #expect(distance < 1.95, "\(rate.description) t = \(time): \(distance)")
      }
    }
  }

  @Test func sameSeedSamePointsForAnyNumberOfThreads() throws {
    let kernel = try Self.kernel(Self.rates[1], 3)
    let sampler = try KernelSampler(kernel, time: 1)
    let a = try sampler.points(count: 5_000, seed: 3)
    let b = try sampler.points(count: 5_000, seed: 3)
    #expect(a == b)
    #expect(throws: EngineError.self) { try sampler.points(count: 0, seed: 3) }
  }

  @Test(arguments: [0, -1, .nan, .infinity])
  func timesMustBePositive(time: Double) throws {
    let kernel = try Self.kernel(Self.rates[0], 2)
    #expect(throws: EngineError.self) { try KernelSampler(kernel, time: time) }
  }

  @Test func roughProcessesAreRefusedWithAReason() throws {
    let kernel = try Self.kernel(Self.k * Self.k / (1 + Self.k * Self.k), 2)
    do {
      _ = try CompiledProcess(kernel, scale: 0.5)
      Issue.record("compiled")
    } catch {
      #expect("\(error)".contains("diffusion"))
    }
  }
}
