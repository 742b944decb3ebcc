import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

import GenPhysEngine

struct ExactFieldTests {
  /// dx/dt at x summed directly from the kernel.
  static func reference(
    _ kernel: some GreensFunction, _ data: DataSet, _ x: [Double], _ time: Double
  ) throws -> [Double] {
    let n = data.dimension
    var logs: [Double] = []
    var rates: [Double] = []
    for i in 0..<data.count {
      let r = zip(x, data.row(i)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      logs.append(try kernel.logDensity(radius: r, time: time).value)
      rates.append(try kernel.expansionRate(radius: r, time: time).value)
    }
    let largest = logs.max() ?? 0
    var velocity = [Double](repeating: 0, count: n)
    var total = 0.0
    for i in 0..<data.count {
      let w = exp(logs[i] - largest)
      total += w
      for (k, y) in data.row(i).enumerated() { velocity[k] += w * rates[i] * (x[k] - y) }
    }
    return velocity.map { $0 / total }
  }

  static func check(
    _ kernel: some GreensFunction, form: String, tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let n = kernel.dimension
    var random = RandomStream(seed: 9)
    let data = try DataSet(
      values: (0..<(600 * n)).map { _ in random.normal() + (random.uniform() < 0.5 ? -2 : 2) },
      dimension: n)
    let process = try CompiledProcess(kernel, scale: data.scale)
    let field = try ExactField(process, data: data)
    #expect(field.kernelForm == form, sourceLocation: sourceLocation)
    for width in [0.02, 0.3, 2, 30] where process.widthRange.contains(width) {
      let time = process.time(atWidth: width)
      for scale in [1.0, 3] {
        let x = data.row(7).map { $0 + scale * width * random.normal() }
        let found = try field.velocity(at: x, time: time)
        let expected = try reference(kernel, data, x, time)
        let size = expected.reduce(0) { max($0, $1.magnitude) }
        for k in 0..<n {
          #expect(
            (found[k] - expected[k]).magnitude < tolerance * size,
            "width \(width), x \(x): \(found) against \(expected)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 40])
  func gaussian(_ n: Int) throws {
    try ExactFieldTests.check(GaussianKernel(dimension: n), form: "gaussian")
  }

  @Test(arguments: [1, 2, 3, 7, 40])
  func poisson(_ n: Int) throws {
    try ExactFieldTests.check(PoissonKernel(dimension: n), form: "power law")
  }

  @Test func yukawaIsTabulated() throws {
    try ExactFieldTests.check(YukawaKernel(), form: "tabulated")
  }

  @Test func bentRays() throws {
    try ExactFieldTests.check(BentKernel(), form: "tabulated", tolerance: 3e-4)
  }

  /// Far from all data in units of a narrow width, where every weight underflows.
  @Test func farQueriesStayFinite() throws {
    let data = try DataSet(values: [0, 0, 1, 0], dimension: 2)
    let process = try CompiledProcess(GaussianKernel(), scale: 0.5)
    let field = try ExactField(process, data: data)
    let time = process.timeRange.lowerBound
    let velocity = try field.velocity(at: [400, 300], time: time)
    #expect((velocity[0] * 2 * time - 399).magnitude < 1e-2)
    #expect((velocity[1] * 2 * time - 300).magnitude < 1e-2)
  }

  @Test func threadsDoNotMatter() throws {
    let data = try DataGenerator.twoMoons.generate(DataTests.arguments(.twoMoons))
    var field = try ExactField(try CompiledProcess(PoissonKernel(), scale: data.scale), data: data)
    let all = try field.sample(.init(count: 300, steps: 6))
    field.threads = 1
    let one = try field.sample(.init(count: 300, steps: 6))
    #expect(all.data.values == one.data.values)
  }

  @Test func wrongDimensionIsRefused() throws {
    let data = try DataSet(values: [0, 0, 1, 0], dimension: 1)
    let process = try CompiledProcess(GaussianKernel(), scale: 0.5)
    #expect(throws: EngineError.self) { try ExactField(process, data: data) }
  }
}
