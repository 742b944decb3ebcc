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

  // MARK: CSV

  @Test func csvRoundTrip() throws {
    let data = try DataSet(
      values: [1, -0.1, 1e-300, 12345.678, 3, 4], dimension: 2, labels: ["a", "b,\"c\"", "d"])
    let back = try CSVReader.read(CSVWriter.write(data))
    #expect(back.values == data.values)
    #expect(back.labels == data.labels)
    #expect(back.columns == ["x1", "x2"])
  }

  @Test(arguments: [
    ("1,2\n3,4\n", 2, 2), ("x;y\r\n1;2\r\n3;4", 2, 2), ("# note\n\n1\t2\t3\n", 1, 3),
    ("\u{FEFF}a,label\n1,cat\n2,dog\n", 2, 1), ("\"a\",\"b\"\n\" 1\",2\n", 1, 2),
  ])
  func csvForms(text: String, count: Int, dimension: Int) throws {
    let data = try CSVReader.read(Array(text.utf8))
    #expect(data.count == count)
    #expect(data.dimension == dimension)
  }

  @Test(
    arguments: [
      ("", nil), ("x,y\n", nil), ("1,2\n3\n", 2), ("1,2\n3,x\n", 2), ("1,2\n3,nan\n", 2),
      ("1,2\n3,inf\n", 2), ("1,2\n3,\n", 2), ("1,\"2\n", 1), ("label\ncat\n", 1), ("#\n", nil),
    ] as [(String, Int?)])
  func csvErrors(text: String, line: Int?) {
    do throws(EngineError) {
      _ = try CSVReader.read(Array(text.utf8))
      Issue.record("accepted \(text)")
    } catch {
      guard case .invalidData(_, let at) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(at == line)
    }
  }

  @Test func csvColumnsByName() throws {
    let bytes = Array("a,b,kind\n1,2,u\n3,4,v\n".utf8)
    let data = try CSVReader.read(bytes, options: .init(labelColumn: "kind", columns: ["b"]))
    #expect(data.values == [2, 4])
    #expect(data.labels == ["u", "v"])
    #expect(try data.selecting(label: "v").values == [4])
    #expect(throws: EngineError.self) {
      try CSVReader.read(bytes, options: .init(labelColumn: "nope"))
    }
    #expect(throws: EngineError.self) { try CSVReader.read([0xff, 0xfe, 0x00]) }
  }

  // MARK: NPY

  static func npy(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)]
      + text + data
  }

  @Test func npyRoundTrip() throws {
    let data = try DataSet(values: [1, -0.1, 1e-300, 12345.678, 3, 4], dimension: 3)
    let bytes = try NPYWriter.write(data)
    #expect(bytes.count == 128 + 48)
    #expect(try NPYReader.read(bytes).values == data.values)
  }

  @Test func npyTypesAndOrders() throws {
    let fortran = DataTests.npy(
      "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 0xfa])
    #expect(try NPYReader.read(fortran).values == [1, 2, 3, 4, 5, -6])
    let big = DataTests.npy(
      "{'descr': '>u2', 'fortran_order': False, 'shape': (2,), }", [1, 0, 0, 7])
    #expect(try NPYReader.read(big).values == [256, 7])
    let half = DataTests.npy(
      "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2), }", [0x00, 0x3e, 0x00, 0xc0])
    #expect(try NPYReader.read(half).values == [1.5, -2])
  }

  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9), }",
    "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f8', 'shape': (-1,), }", "nonsense",
  ])
  func npyErrors(header: String) {
    #expect(throws: EngineError.self) {
      try NPYReader.read(DataTests.npy(header, [0, 0, 0, 0, 0, 0, 0, 0]))
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try NPYWriter.write(try DataSet(values: [1, 2], dimension: 1))
    for length in 0..<bytes.count {
      #expect(throws: EngineError.self) { try NPYReader.read(Array(bytes.prefix(length))) }
    }
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
