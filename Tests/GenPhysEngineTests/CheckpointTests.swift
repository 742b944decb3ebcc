import Foundation
import GenPhysTheory
import Synchronization
import Testing

import GenPhysEngine

/// Training that stops and goes on, and the file it is kept in.
struct CheckpointTests {
  static let options = TrainingOptions(steps: 100, batch: 64, width: 12, layers: 2)

  /// Keeps what a training writes.
  final class Store: Sendable {
    private let files = Mutex<[[UInt8]]>([])
    var all: [[UInt8]] { files.withLock { $0 } }

    func checkpointing(every: Int, from earlier: [UInt8]? = nil) throws -> Checkpointing {
      Checkpointing(
        every: every, declaration: "pde q { omega = -i*k^2 }",
        earlier: try earlier.map { try Checkpoint($0) }
      ) { bytes throws(EngineError) in self.files.withLock { $0.append(bytes) } }
    }
  }

  static func process(_ kernel: String, _ data: DataSet) throws -> CompiledProcess {
    try CompiledProcess(TestKernels.kernel(kernel), scale: data.scale)
  }

  /// A file of a finished training.
  static func finished() throws -> [UInt8] {
    let data = try TrainingTests.data()
    let store = Store()
    _ = try Model.train(
      try process("gaussian", data), on: data, options: options,
      checkpoints: try store.checkpointing(every: 1000))
    return try #require(store.all.last)
  }

  @Test(arguments: ["gaussian", "poisson", "yukawa"])
  func resumedTrainingEndsWithTheSameBytes(kernel: String) throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process(kernel, data)
    let whole = Store()
    let model = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try whole.checkpointing(every: 50))
    // At the start, in the middle and at the end.
    #expect(whole.all.count == 3)
    for (index, every) in [(0, 50), (1, 50), (0, 33), (1, 7)] {
      let rest = Store()
      let again = try Model.train(
        process, on: data, options: CheckpointTests.options,
        checkpoints: try rest.checkpointing(every: every, from: whole.all[index]))
      #expect(again.parameters == model.parameters)
      #expect(again.lossHistory == model.lossHistory)
      #expect(rest.all.last == whole.all.last)
    }
    // A training that is done is not done again.
    let nothing = Store()
    let same = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try nothing.checkpointing(every: 50, from: whole.all[2]))
    #expect(nothing.all.isEmpty && same.parameters == model.parameters)
  }

  @Test func interruptedTrainingGoesOn() throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process("gaussian", data)
    let whole = try Model.train(process, on: data, options: CheckpointTests.options)
    let store = Store()
    let calls = Mutex(0)
    let monitor = RunMonitor(isCancelled: {
      calls.withLock {
        $0 += 1
        return $0 > 37
      }
    })
    let part = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try store.checkpointing(every: 10), monitor: monitor)
    #expect(part.step == 37 && part.endedEarly)
    #expect(try part.sample(.init(count: 20)).data.count == 20)
    let last = try Checkpoint(try #require(store.all.last))
    #expect(last.step == 37 && last.canResume)
    let rest = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try store.checkpointing(every: 10, from: store.all.last))
    #expect(rest.parameters == whole.parameters && !rest.endedEarly)
  }

  @Test func threadsDoNotMatter() throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process("poisson", data)
    let files = try [1, 2].map { threads in
      var options = CheckpointTests.options
      options.threads = threads
      let store = Store()
      _ = try Model.train(
        process, on: data, options: options, checkpoints: try store.checkpointing(every: 50))
      return store.all
    }
    #expect(files[0] == files[1])
  }

  @Test(arguments: ["gaussian", "yukawa"])
  func modelsReadBack(kernel: String) throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process(kernel, data)
    let model = try Model.train(process, on: data, options: CheckpointTests.options)
    let bytes = try model.checkpoint(declaration: "pde ψ { omega = -i*k }\n\"\\").encoded()
    let checkpoint = try Checkpoint(bytes)
    #expect(checkpoint.declaration == "pde ψ { omega = -i*k }\n\"\\")
    #expect(!checkpoint.canResume)
    let again = try Model(checkpoint, process: process, threads: 1)
    #expect(try again.checkpoint(declaration: checkpoint.declaration).encoded() == bytes)
    let options = SamplingOptions(count: 60, seed: 4)
    #expect(try again.sample(options).data.values == model.sample(options).data.values)
    #expect(again.lossHistory == model.lossHistory)
    // Training cannot go on from a model alone.
    #expect(throws: EngineError.self) {
      try Model.train(
        process, on: data, options: CheckpointTests.options,
        checkpoints: try Store().checkpointing(every: 10, from: bytes))
    }
  }

  @Test func otherTrainingsAreRefused() throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process("gaussian", data)
    let file = try CheckpointTests.finished()
    func message(_ options: TrainingOptions, _ data: DataSet) -> String? {
      do throws(EngineError) {
        guard let checkpoints = try? Store().checkpointing(every: 10, from: file) else { return "" }
        _ = try Model.train(process, on: data, options: options, checkpoints: checkpoints)
        return nil
      } catch {
        if case .mismatch(let text) = error { return text }
        return error.message
      }
    }
    #expect(message(CheckpointTests.options, data) == nil)
    var options = CheckpointTests.options
    options.seed = 1
    options.batch = 32
    let text = message(options, data) ?? ""
    #expect(text.contains("seed = 0, here 1") && text.contains("batch = 64, here 32"))
    #expect(message(CheckpointTests.options, try TrainingTests.data(401))?.contains("data") == true)
    options = CheckpointTests.options
    options.threads = 1
    #expect(message(options, data) == nil)
  }

  /// Every option but the number of threads is stored and compared.
  @Test func noOptionIsForgotten() {
    let stored = TrainingOptions().settings.map(\.name)
    #expect(stored.count == Mirror(reflecting: TrainingOptions()).children.count - 1)
    #expect(Set(stored).count == stored.count)
  }

  // MARK: - Damage

  @Test func everyTruncationIsFound() throws {
    let file = try CheckpointTests.finished()
    for count in Array(0..<64) + stride(from: 64, to: file.count, by: 97) {
      #expect(throws: EngineError.self) { _ = try Checkpoint(Array(file.prefix(count))) }
    }
  }

  @Test func everyFlippedBitIsFound() throws {
    let file = try CheckpointTests.finished()
    for place in Array(0..<200) + stride(from: 200, to: file.count, by: 61) {
      var damaged = file
      damaged[place] ^= 1 << (place % 8)
      #expect(throws: EngineError.self, "byte \(place)") { _ = try Checkpoint(damaged) }
    }
  }

  @Test(arguments: [
    "{}", "[]", "{\"__metadata__\":{\"format\":\"pt\"}}", "{\"a\":1}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
    "{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}",
  ])
  func foreignFilesAreRefused(header: String) {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    #expect(throws: EngineError.self) { try Checkpoint(length + Array(header.utf8)) }
    #expect(throws: EngineError.self) { try Checkpoint(Array(header.utf8)) }
  }

  @Test func hugeLengthsAreRefused() {
    for length in [UInt64.max, 1 << 62, 1 << 40, 99_999_999] {
      let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{\"a\":1}".utf8)
      #expect(throws: EngineError.self) { try Checkpoint(bytes) }
    }
  }

  @Test func divergingTrainingLeavesTheLastGoodCheckpoint() throws {
    let data = try TrainingTests.data()
    var options = CheckpointTests.options
    options.learningRate = 1e30
    let store = Store()
    #expect(throws: EngineError.self) {
      try Model.train(
        try CheckpointTests.process("gaussian", data), on: data, options: options,
        checkpoints: try store.checkpointing(every: 1))
    }
    for file in store.all { _ = try Checkpoint(file) }
  }

  @Test func aFailedWriteEndsTheTraining() throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process("gaussian", data)
    let checkpoints = Checkpointing(every: 10, declaration: "") { _ throws(EngineError) in
      throw .notStored("the disk is full")
    }
    #expect(throws: EngineError.notStored("the disk is full")) {
      try Model.train(
        process, on: data, options: CheckpointTests.options, checkpoints: checkpoints)
    }
  }
}
