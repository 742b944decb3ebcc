import Foundation
import GenPhysTheory
import Testing

import GenPhysEngine

/// Data whose columns differ in scale.
struct ColumnTests {
  /// Independent normal columns of the given deviations around 3, and constant ones where it is 0.
  static func data(_ deviations: [Double], count: Int = 400, seed: UInt64 = 1) throws -> DataSet {
    var random = RandomStream(seed: seed)
    let values = (0..<count).flatMap { _ in deviations.map { 3 + $0 * random.normal() } }
    return try DataSet(values: values, dimension: deviations.count)
  }

  /// Two moons, whose columns are coupled, times factors.
  static func moons(_ factors: [Double], count: Int = 500) throws -> DataSet {
    var arguments = DataGenerator.Arguments(for: .twoMoons)
    arguments.n = count
    let moons = try DataGenerator.twoMoons.generate(arguments)
    return try DataSet(
      values: moons.values.indices.map { moons.values[$0] * factors[$0 % 2] }, dimension: 2)
  }

  static func process(_ kernel: String, _ data: DataSet) throws -> CompiledProcess {
    let n = data.dimension
    let green: any GreensFunction =
      switch kernel {
      case "poisson": PoissonKernel(dimension: n)
      case "yukawa": YukawaKernel()
      default: GaussianKernel(dimension: n)
      }
    return try CompiledProcess(green, scale: data.columnScales.scale)
  }

  // MARK: When

  /// Normal columns of deviations 1 and r have the common scale r/√2, and size √3 is a quarter of it at
  /// r = 9.8.
  @Test func normalColumnsDifferFromTenToOne() throws {
    for (ratio, differ) in [(1.0, false), (3, false), (9, false), (10.6, true), (1e4, true)] {
      for scales in [[1, ratio], [ratio, 1], [1e-6 * ratio, 1e-6]] {
        let columns = try Self.data(scales, count: 20_000).columnScales
        #expect(columns.areStandardised == differ, "\(scales)")
      }
    }
  }

  /// One wide column among many narrow ones: its deviation over the common scale is 4 at r = 4.4.
  @Test func oneWideColumnAmongMany() throws {
    let narrow = [Double](repeating: 1, count: 99)
    #expect(try !Self.data(narrow + [4.2], count: 5000).columnScales.areStandardised)
    #expect(try Self.data(narrow + [4.7], count: 5000).columnScales.areStandardised)
  }

  /// Pixels: rare ones have deviations far below the others', but values of the same size.
  @Test func imagesKeepTheirPixels() throws {
    var random = RandomStream(seed: 2)
    let chances = (0..<64).map { k in k < 40 ? 0.8 : pow(0.75, Double(k - 39)) }
    var values = (0..<2000).flatMap { _ in
      chances.map { random.uniform() < $0 ? random.uniform() : 0 }
    }
    let columns = try DataSet(values: values, dimension: 64).columnScales
    let range = try #require(columns.range)
    #expect(!columns.areStandardised && range.upperBound > 10 * range.lowerBound)
    #expect(columns.lengths.allSatisfy { $0 == 1 })
    // A single faint pixel has no say.
    for i in stride(from: 63, to: values.count, by: 64) { values[i] = i == 6463 ? 1.0 / 255 : 0 }
    #expect(try !DataSet(values: values, dimension: 64).columnScales.areStandardised)
    // One column in another unit has.
    for i in stride(from: 0, to: values.count, by: 64) { values[i] *= 1e4 }
    #expect(try DataSet(values: values, dimension: 64).columnScales.areStandardised)
  }

  @Test func constantColumnsHaveNoSay() throws {
    let columns = try Self.data([2, 0, 0, 0, 1]).columnScales
    #expect(!columns.areStandardised && columns.deviations[1] == 0)
    // A constant that was computed is one to rounding.
    let rounded = try DataSet(
      values: (1...300).flatMap { [0.1 * Double($0) / Double($0), Double($0)] }, dimension: 2)
    #expect(rounded.columnScales.deviations[0] == 0)
    let wide = try Self.data([1, 0, 1e5]).columnScales
    #expect(wide.areStandardised && wide.lengths[1] == wide.lengths[0])
    #expect((wide.scale - (2.0 / 3).squareRoot()).magnitude < 1e-12)
    #expect(try DataSet(values: [1, 2, 1, 2], dimension: 2).columnScales.scale == 0)
  }

  @Test func squaresThatOverflow() throws {
    var random = RandomStream(seed: 1)
    let values = (0..<400).flatMap { _ in [1e200, 1e-200, 1].map { $0 * random.normal() } }
    let columns = try DataSet(values: values, dimension: 3).columnScales
    #expect(columns.areStandardised && columns.scale == 1)
    #expect((columns.deviations[0] / 1e200 - 1).magnitude < 0.2)
  }

  // MARK: The flow

  /// Wide data and the same data divided by hand go the same way, whatever the unit of a column.
  @Test(arguments: ["gaussian", "poisson", "yukawa"])
  func theFlowIsThatOfStandardisedColumns(kernel: String) throws {
    let wide = try Self.moons([1, 1e4])
    let units = wide.columnScales.lengths
    let byHand = try DataSet(
      values: wide.values.indices.map { wide.values[$0] / units[$0 % 2] }, dimension: 2)
    #expect(!byHand.columnScales.areStandardised && wide.columnScales.areStandardised)
    let one = try ExactField(Self.process(kernel, wide), data: wide)
    let two = try ExactField(Self.process(kernel, byHand), data: byHand)
    func expectEqual(_ a: [Double], _ b: [Double], _ what: String, _ tolerance: Double = 1e-4) {
      #expect(a.count == b.count)
      let miss = a.indices.map { (a[$0] / units[$0 % 2] - b[$0]).magnitude }.max() ?? 0
      #expect(miss < tolerance, "\(what) of \(kernel): \(miss)")
    }
    let points = [0.3, 0.2, -0.5, 1, 2, -0.4]
    let places = points.indices.map { points[$0] * units[$0 % 2] }
    expectEqual(
      try one.velocity(at: places, time: 0.3), try two.velocity(at: points, time: 0.3), "velocity")
    let options = SamplingOptions(count: 200, seed: 4, keepsTrajectory: true)
    let (a, b) = (try one.sample(options), try two.sample(options))
    expectEqual(a.data.values, b.data.values, "samples", 1e-3)
    #expect(a.columns?.areStandardised == true && b.columns?.areStandardised == false)
    #expect((a.scale - b.scale).magnitude < 1e-9)
    let middle = a.trajectory.count / 2
    expectEqual(a.trajectory[middle].points, b.trajectory[middle].points, "trajectory", 1e-3)
    let logs = (try one.logLikelihood(places), try two.logLikelihood(points))
    let logVolume = log(units[0] * units[1])
    for i in 0..<3 {
      let miss = (logs.0.values[i] + logVolume - logs.1.values[i]).magnitude
      #expect(miss <= logs.0.errors[i] + logs.1.errors[i], "\(kernel): \(miss)")
    }
    let (from, to) = ([0.5, 0.1], [-0.2, 0.4])
    let ways = (
      try one.interpolate(
        from: [from[0] * units[0], from[1] * units[1]], to: [to[0] * units[0], to[1] * units[1]],
        count: 5),
      try two.interpolate(from: from, to: to, count: 5)
    )
    expectEqual(ways.0.data.values, ways.1.data.values, "interpolation", 1e-3)
  }

  /// A density over wide columns in closed form: normal columns under a Gaussian kernel.
  @Test func likelihoodHasTheJacobian() throws {
    let deviations = [1, 1e5, 1e-3]
    let data = try Self.data(deviations, count: 2000)
    let field = try NormalField(data)
    let scales = data.columnScales.lengths
    let center = field.center
    let points = [0, 0, 0, 1, -1, 0.5, 2, 0.3, -1.5]
    let places = points.indices.map { center[$0 % 3] + points[$0] * scales[$0 % 3] }
    let found = try field.logLikelihood(places, options: .init(tolerance: 1e-7))
    for i in 0..<3 {
      let square = (0..<3).reduce(0) { $0 + points[3 * i + $1] * points[3 * i + $1] }
      let expected =
        -0.5 * square - 1.5 * log(2 * .pi) - scales.reduce(0) { $0 + log($1) }
      #expect((found.values[i] - expected).magnitude < 1e-3, "\(found.values[i]) \(expected)")
    }
  }

  @Test func constantColumnsKeepTheirValue() throws {
    for deviations in [[1, 0, 1e4], [1, 0, 2]] {
      var data = try Self.data(deviations)
      data.name = "with a constant"
      let field = try ExactField(Self.process("poisson", data), data: data)
      let model = try Model.train(
        Self.process("gaussian", data), on: data, options: TrainingTests.tiny)
      for source in [field, model] as [any GenerativeField] {
        let samples = try source.sample(.init(count: 100))
        for i in 0..<100 { #expect(samples.data.values[3 * i + 1] == 3) }
        #expect(samples.data.columnScales.deviations[2] > 0.3 * deviations[2])
      }
    }
  }

  @Test func aProcessOfAnotherScaleIsRefused() throws {
    let data = try Self.data([1, 1e4])
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    #expect(throws: EngineError.self) { try ExactField(process, data: data) }
    #expect(throws: EngineError.self) { try Model.train(process, on: data) }
  }

  // MARK: Training

  /// What a network learns does not depend on the columns' units, and the narrow column is learnt.
  @Test func trainingIsFreeOfUnits() throws {
    let options = TrainingOptions(steps: 300, batch: 256, width: 48, layers: 2)
    let fields = try [[1, 1e4], [1e-3, 5]].map { factors in
      let data = try Self.moons(factors)
      return (data, try Model.train(Self.process("poisson", data), on: data, options: options))
    }
    let samples = try fields.map { data, model in
      let drawn = try model.sample(.init(count: 500, seed: 2)).data
      #expect(try Score(drawn, data).slicedWasserstein.ratio < 3)
      let (found, given) = (drawn.columnScales.deviations, data.columnScales.deviations)
      for k in 0..<2 { #expect((found[k] / given[k] - 1).magnitude < 0.2) }
      return drawn.values.indices.map { drawn.values[$0] / given[$0 % 2] }
    }
    let miss = zip(samples[0], samples[1]).map { ($0 - $1).magnitude }.sorted()
    #expect(miss[miss.count / 2] < 1e-2, "\(miss[miss.count / 2])")
  }

  @Test func scoresStandardise() throws {
    let data = try Self.data([1, 1e4], count: 1000)
    let same = try Self.data([1, 1e4], count: 1000, seed: 2)
    let fair = try Score(same, data)
    #expect(fair.columns.areStandardised && fair.slicedWasserstein.ratio < 2)
    // Twenty times too wide in the narrow column: .7 when lengths were those of the wide one.
    let blurred = try DataSet(
      values: same.values.indices.map {
        $0.isMultiple(of: 2) ? 3 + 20 * (same.values[$0] - 3) : same.values[$0]
      }, dimension: 2)
    #expect(try Score(blurred, data).slicedWasserstein.ratio > 20)
    // Distances are those of columns in deviations.
    let deviations = data.columnScales.deviations
    let narrow = try [same, data].map { set in
      try DataSet(
        values: set.values.indices.map { set.values[$0] / deviations[$0 % 2] }, dimension: 2)
    }
    let direct = try Score(narrow[0], narrow[1])
    #expect(!direct.columns.areStandardised)
    #expect(
      (direct.slicedWasserstein.value / fair.slicedWasserstein.value - 1).magnitude < 1e-9)
    #expect((direct.energyDistance.value / fair.energyDistance.value - 1).magnitude < 1e-6)
    // An error along a constant column counts.
    let constant = try Self.data([1, 0, 1e4], count: 1000)
    let off = try Self.data([1, 3, 1e4], count: 1000, seed: 2)
    #expect(try Score(off, constant).slicedWasserstein.ratio > 2)
  }

  // MARK: Files

  @Test func filesKeepTheColumns() throws {
    let data = try Self.moons([1, 1e4])
    let process = try Self.process("yukawa", data)
    let whole = CheckpointTests.Store()
    let model = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try whole.checkpointing(every: 50))
    let last = try #require(whole.all.last)
    let again = try Model(try Checkpoint(last), process: process)
    #expect(again.frame == model.frame && again.frame.columns?.areStandardised == true)
    let options = SamplingOptions(count: 60, seed: 4)
    #expect(try again.sample(options).data.values == model.sample(options).data.values)
    let rest = CheckpointTests.Store()
    _ = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try rest.checkpointing(every: 50, from: whole.all[1]))
    #expect(rest.all.last == last)
  }

  /// Format 5 knew neither columns nor gain.
  @Test func olderFilesAreRead() throws {
    let data = try Self.moons([1, 1e4])
    let older = try Self.format5(of: Self.moons([1, 1]))
    #expect(older.model.frame.columns == nil && older.checkpoint.canResume)
    #expect(try older.model.sample(.init(count: 20)).data.values == older.samples)
    // Its training goes on.
    let rest = CheckpointTests.Store()
    _ = try Model.train(
      older.process, on: Self.moons([1, 1]), options: CheckpointTests.options,
      checkpoints: try rest.checkpointing(every: 50, from: older.file))
    // But not on columns that it took as they were.
    let wide = try Self.format5(of: data)
    var message = ""
    do {
      _ = try Model.train(
        Self.process("gaussian", data), on: data, options: CheckpointTests.options,
        checkpoints: try rest.checkpointing(every: 50, from: wide.file))
    } catch {
      message = "\(error)"
    }
    #expect(message.contains("columns as they are, here divided by their deviations"), "\(message)")
  }

  private struct Older {
    var file: [UInt8]
    var checkpoint: Checkpoint
    var process: CompiledProcess
    var model: Model
    var samples: [Double]
  }

  /// A half-done training as format 5 has it.
  private static func format5(of data: DataSet) throws -> Older {
    let store = CheckpointTests.Store()
    let process = try Self.process("gaussian", data)
    _ = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try store.checkpointing(every: 50))
    let current = store.all[1]
    let length = current.withUnsafeBytes {
      Int(UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)))
    }
    var header = try #require(
      JSONSerialization.jsonObject(with: Data(current[8..<(8 + length)])) as? [String: Any])
    var metadata = try #require(header["__metadata__"] as? [String: String])
    metadata["version"] = "5"
    metadata["checksum"] = "none"
    for key in ["data.standardised", "training.first_gain", "training.reference_coordinates"] {
      #expect(metadata.removeValue(forKey: key) != nil)
    }
    header["__metadata__"] = metadata
    // A tensor goes with its bytes, and those behind it move up.
    let removed = try #require(header.removeValue(forKey: "data.deviations") as? [String: Any])
    let gap = try #require(removed["data_offsets"] as? [Int])
    for (name, value) in header {
      guard var entry = value as? [String: Any], let place = entry["data_offsets"] as? [Int],
        place[0] >= gap[1]
      else { continue }
      entry["data_offsets"] = place.map { $0 - (gap[1] - gap[0]) }
      header[name] = entry
    }
    var numbers = Array(current[(8 + length)...])
    numbers.removeSubrange(gap[0]..<gap[1])
    let text = [UInt8](try JSONSerialization.data(withJSONObject: header))
    let bytes =
      withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
      + numbers
    let checkpoint = try Checkpoint(bytes)
    let model = try Model(checkpoint, process: process)
    return Older(
      file: bytes, checkpoint: checkpoint, process: process, model: model,
      samples: try Model(Checkpoint(store.all[1]), process: process).sample(.init(count: 20)).data
        .values)
  }
}

/// The flow of normal columns under a Gaussian kernel in closed form, in the frame of data.
private struct NormalField: GenerativeField {
  let process: CompiledProcess
  let frame: DataFrame

  init(_ data: DataSet) throws {
    process = try CompiledProcess(
      GaussianKernel(dimension: data.dimension), scale: data.columnScales.scale)
    frame = try ExactField(process, data: data).frame
  }

  func evaluate(_ points: [Double], logWidth: Double, into flow: inout Flow) {
    let variance = exp(2 * logWidth)
    for k in points.indices { flow.rate[k] = points[k] * variance / (0.25 + variance) }
  }
}
