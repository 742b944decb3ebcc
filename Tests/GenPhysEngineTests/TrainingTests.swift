import Foundation
import GenPhysTheory
import Synchronization
import Testing

import GenPhysEngine

struct TrainingTests {
  static func data(_ n: Int = 400) throws -> DataSet {
    var arguments = DataGenerator.Arguments(for: .eightGaussians)
    arguments.n = n
    return try DataGenerator.eightGaussians.generate(arguments)
  }

  static let tiny = TrainingOptions(steps: 60, batch: 256, width: 24, layers: 2)

  @Test(arguments: [1, 2, 3])
  func sameSeedAndThreadsSameBytes(_ threads: Int) throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(PoissonKernel(), scale: data.scale)
    var options = TrainingTests.tiny
    options.threads = threads
    let one = try Model.train(process, on: data, options: options)
    let two = try Model.train(process, on: data, options: options)
    #expect(one.parameters == two.parameters)
    #expect(one.lossHistory == two.lossHistory)
    options.seed = 1
    #expect(try Model.train(process, on: data, options: options).parameters != one.parameters)
    let samples = try one.sample(.init(count: 50, seed: 3))
    #expect(try two.sample(.init(count: 50, seed: 3)).data == samples.data)
    #expect(samples.evaluations == 35)
  }

  /// Threads sum gradients in another order and draw the same batches.
  @Test(arguments: [2, 3, 4])
  func otherThreadsAgreeToRounding(_ threads: Int) throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(PoissonKernel(), scale: data.scale)
    var options = TrainingTests.tiny
    // Not a multiple of the rows that share a stream.
    options.batch = 300
    options.steps = 20
    options.threads = 1
    let one = try Model.train(process, on: data, options: options)
    options.threads = threads
    let many = try Model.train(process, on: data, options: options)
    for (a, b) in zip(one.lossHistory, many.lossHistory) {
      #expect((a.loss - b.loss).magnitude < 1e-5 * a.loss, "step \(a.step)")
    }
    let miss = zip(one.parameters, many.parameters).map { ($0 - $1).magnitude }.max() ?? 1
    #expect(miss < 1e-4, "parameters differ by \(miss)")
  }

  @Test(arguments: ["gaussian", "poisson", "yukawa"])
  func aShortTrainingLearns(_ name: String) throws {
    let data = try TrainingTests.data(2000)
    let process = try CompiledProcess(TestKernels.kernel(name), scale: data.scale)
    let options = TrainingOptions(steps: 400, batch: 256, width: 48, layers: 2)
    let model = try Model.train(process, on: data, options: options)
    let score = try Score(try model.sample(.init(count: 1000)).data, data)
    // The data lies at radius 2, and a well-trained network comes to 0.05. Weights cost Yukawa more.
    #expect(score.slicedWasserstein.value < (name == "yukawa" ? 0.45 : 0.25), "\(score)")
  }

  @Test func cancellationEndsTrainingWithTheModel() throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    let calls = Mutex(0)
    let monitor = RunMonitor(isCancelled: {
      calls.withLock {
        $0 += 1; return $0 > 5
      }
    })
    let model = try Model.train(process, on: data, options: TrainingTests.tiny, monitor: monitor)
    #expect(calls.withLock { $0 } == 6)
    #expect(model.step == 5 && model.endedEarly)
    // Before the first step there is nothing to keep.
    #expect(throws: EngineError.cancelled) {
      try Model.train(
        process, on: data, options: TrainingTests.tiny, monitor: RunMonitor(isCancelled: { true }))
    }
  }

  @Test func divergenceIsReported() throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    var options = TrainingTests.tiny
    options.learningRate = 1e30
    #expect(throws: EngineError.self) { try Model.train(process, on: data, options: options) }
  }

  @Test(arguments: [
    TrainingOptions(steps: 0), TrainingOptions(batch: 0), TrainingOptions(width: -1),
    TrainingOptions(layers: 0), TrainingOptions(learningRate: .nan),
    TrainingOptions(averageDecay: 1), TrainingOptions(seed: -1), TrainingOptions(threads: -1),
  ])
  func badOptionsAreRefused(options: TrainingOptions) throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    #expect(throws: EngineError.self) { try Model.train(process, on: data, options: options) }
  }

  @Test func sizesThatCannotFitAreRefused() throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    let options = TrainingOptions(steps: 1, width: 65_536, layers: 64)
    #expect(throws: EngineError.self) { try Model.train(process, on: data, options: options) }
    let field = try ExactField(process, data: data)
    #expect(throws: EngineError.self) { try field.sample(.init(count: 1_000_000_000)) }
    #expect(throws: EngineError.self) { try field.sample(.init(count: 0)) }
    #expect(throws: EngineError.self) { try field.sample(.init(steps: 1)) }
  }
}
