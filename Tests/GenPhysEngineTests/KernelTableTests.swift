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

  static func kernel(_ rate: Formula, _ dimension: Int) throws -> any GreensFunction {
    try GenPhysTheory.Process(name: "test", frequencies: [-.imaginaryUnit * rate])
      .greensFunction(dimension: dimension)
  }

  /// Where kernel points lie, at times between the nodes.
  @Test(arguments: [1, 2, 64, 3072])
  func tablesHoldToAMillionth(dimension: Int) throws {
    // What leaves an atom passes through places where there is next to nothing, the emptier the more
    // dimensions there are.
    let jumps = Self.k * Self.k + 1 - .call(.exp, [-Self.k])
    // A law that piles up at its lower end until t = 1.
    let piled = .rational(1, 10) * Self.k * Self.k + .call(.log, [1 + Self.k * Self.k])
    for rate in Self.rates + (dimension < 3 ? [jumps, piled] : []) {
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
      #expect(process.report.tableError < 1e-6, "\(rate.description)")
    }
  }

  /// Kolmogorov and Smirnov: √n times the largest distance exceeds 1.95 once in a thousand.
  @Test(arguments: [1, 2, 64, 3072])
  func drawnRadiiFollowTheLaw(dimension: Int) throws {
    let count = dimension > 100 ? 2_000 : 10_000
    for rate in Self.rates.prefix(2) + [Self.k * Self.k / (1 + Self.k * Self.k)] {
      let kernel = try Self.kernel(rate, dimension)
      for time in [0.05, 1, 20] {
        let sampler = try KernelSampler(kernel, time: time)
        let points = try sampler.points(count: count, seed: 11)
        let radii = (0..<count).map { row in
          points[(row * dimension)..<((row + 1) * dimension)].reduce(0) { $0 + $1 * $1 }
            .squareRoot()
        }.sorted()
        var distance = 0.0
        // A few hundred places suffice: the law is as smooth between them.
        for index in stride(from: 0, to: count, by: count / 200) where radii[index] > 0 {
          let share = try kernel.radialShares(radius: radii[index], time: time).inside.value
          distance = max(distance, (share - (Double(index) + 0.5) / Double(count)).magnitude)
        }
        #expect(
          distance * Double(count).squareRoot() < 1.95,
          "\(rate.description) N = \(dimension) t = \(time): \(distance)")
        // The mass that stays at the source is drawn too.
        let still = Double(radii.filter { $0 == 0 }.count)
        let expected = (try kernel.pointMasses(time: time).first?.weight.value ?? 0) * Double(count)
        #expect((still - expected).magnitude <= 4.5 * (expected + 1).squareRoot())
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
