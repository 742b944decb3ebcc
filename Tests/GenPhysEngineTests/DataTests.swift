import Foundation
import Testing

import GenPhysEngine

struct DataTests {
  static func arguments(_ generator: DataGenerator) -> DataGenerator.Arguments {
    var arguments = DataGenerator.Arguments(for: generator)
    arguments.n = 500
    arguments.means = [[-1, 0, 0], [1, 0, 2]]
    return arguments
  }

  @Test(arguments: DataGenerator.allCases)
  func generatorsAreSeeded(_ generator: DataGenerator) throws {
    var arguments = DataTests.arguments(generator)
    let first = try generator.generate(arguments)
    let again = try generator.generate(arguments)
    arguments.seed = 1
    let other = try generator.generate(arguments)
    #expect(first == again)
    #expect(first.values != other.values)
    #expect(first.count == 500)
    #expect(first.dimension == (generator == .gaussianMixture ? 3 : 2))
    #expect(first.labels?.count == 500)
    #expect(first.scale > 0.3 && first.scale < 3)
    #expect(generator.parameters.contains { $0.name == "noise" } == (generator.defaultNoise != nil))
  }

  @Test func badArgumentsAreNamed() {
    var arguments = DataGenerator.Arguments(for: .twoMoons)
    arguments.n = 0
    #expect(throws: EngineError.self) { try DataGenerator.twoMoons.generate(arguments) }
    arguments.n = 10
    arguments.noise = -1
    #expect(throws: EngineError.self) { try DataGenerator.twoMoons.generate(arguments) }
    arguments.noise = .nan
    #expect(throws: EngineError.self) { try DataGenerator.twoMoons.generate(arguments) }
    #expect(throws: EngineError.self) {
      try DataGenerator.gaussianMixture.generate(.init(for: .gaussianMixture))
    }
  }

  @Test func longWorkCanBeCancelled() throws {
    let monitor = RunMonitor(isCancelled: { true })
    let data = try DataGenerator.twoMoons.generate(DataTests.arguments(.twoMoons))
    let process = try CompiledProcess(GaussianKernel(dimension: 2), scale: data.scale)
    #expect(throws: EngineError.cancelled) {
      try DataGenerator.twoMoons.generate(DataTests.arguments(.twoMoons), monitor: monitor)
    }
    #expect(throws: EngineError.cancelled) { try NPYWriter.write(data, monitor: monitor) }
    #expect(throws: EngineError.cancelled) { try CSVWriter.write(data, monitor: monitor) }
    #expect(throws: EngineError.cancelled) {
      try ExactField(process, data: data, monitor: monitor)
    }
  }

  @Test func mixturesFollowTheirWeights() throws {
    var arguments = DataGenerator.Arguments(for: .gaussianMixture)
    arguments.n = 20_000
    arguments.means = [[-3], [5]]
    arguments.weights = [1, 3]
    arguments.sigma = [0.1, 0.5]
    let data = try DataGenerator.gaussianMixture.generate(arguments)
    let right = data.values.filter { $0 > 1 }
    #expect((Double(right.count) / 20_000 - 0.75).magnitude < 0.015)
    #expect((right.reduce(0, +) / Double(right.count) - 5).magnitude < 0.02)
  }

  @Test func valuesMustBeFinite() {
    #expect(throws: EngineError.self) { try DataSet(values: [1, .nan], dimension: 1) }
    #expect(throws: EngineError.self) { try DataSet(values: [1, 2, 3], dimension: 2) }
    #expect(throws: EngineError.self) { try DataSet(values: [], dimension: 2) }
  }

  /// Cells keep the mean and the variances of the data.
  @Test(arguments: [1, 2, 5, 300])
  func cellsKeepMoments(_ n: Int) {
    var random = RandomStream(seed: 5)
    let count = 3000
    var rows: [Double] = []
    for i in 0..<count {
      for k in 0..<n {
        let cluster = i.isMultiple(of: 3) ? 4.0 : -2
        rows.append(cluster + random.normal() * (k == 0 ? 2 : 0.5))
      }
    }
    let cells = DataCells(rows, dimension: n)
    let total = cells.shares.reduce(0, +)
    #expect((total - 1).magnitude < 1e-12)
    #expect(cells.count > 100, "\(cells.count) cells")
    let size = DataCells.factorSize(n)
    for k in [0, n - 1] {
      var moments = [0.0, 0]
      for i in 0..<count {
        let x = rows[i * n + k]
        moments[0] += x / Double(count)
        moments[1] += x * x / Double(count)
      }
      for cell in 0..<cells.count {
        let (share, center) = (cells.shares[cell], cells.centers[cell * n + k])
        var variance = 0.0
        // Row k of a triangular factor, or its entry on the diagonal.
        let row = size == n ? k...k : (k * n)...(k * n + k)
        for j in row { variance += pow(cells.factors[cell * size + j], 2) }
        moments[0] -= share * center
        moments[1] -= share * (center * center + variance)
      }
      #expect(moments[0].magnitude < 1e-9 && moments[1].magnitude < 1e-9, "\(moments)")
    }
  }
}
