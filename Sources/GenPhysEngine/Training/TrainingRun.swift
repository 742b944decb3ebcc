import Foundation
import GenPhysKernels

/// The state of a training run: everything is allocated here, nothing in a step.
///
/// A batch is dealt to lanes, each with its own gradient; lanes work through chunks of rows. Lanes
/// and chunks depend on the batch only, and random numbers on (seed, step, chunk), so the bytes of a
/// model do not depend on the number of threads.
final class TrainingRun {
  static let rowsPerChunk = 256

  /// Gradient lanes of a batch: enough to feed a few cores, few enough that summing them is cheap.
  static func lanes(batch: Int) -> Int { max(1, min(8, batch / 128)) }

  let process: CompiledProcess
  let options: TrainingOptions
  let frame: DataFrame
  let preconditioner: Preconditioner
  let shape: NetworkShape
  let optimizer: Optimizer<Float>
  private let lanes: Int
  private let spaces: [TrainingLane]
  private let points: [Float]
  private let pointCount: Int
  private let random: RandomStream
  private var losses: [Double]

  init(_ process: CompiledProcess, data: DataSet, options: TrainingOptions) {
    self.process = process
    self.options = options
    preconditioner = Preconditioner(process)
    shape = NetworkShape(preconditioner, options)
    frame = DataFrame(
      data, unit: process.unit, knowsSpread: process.lookahead != nil)
    let mean = frame.center
    let n = data.dimension
    points = data.values.indices.map { Float((data.values[$0] - mean[$0 % n]) / process.unit) }
    pointCount = data.count
    let root = RandomStream(seed: UInt64(options.seed))
    random = root.split("train")
    var initial = root.split("weights")
    lanes = TrainingRun.lanes(batch: options.batch)
    optimizer = Optimizer(
      shape.initialParameters(&initial), lanes: lanes,
      settings: .init(
        learningRate: options.learningRate, steps: options.steps,
        averageDecay: options.averageDecay))
    let rows = min(TrainingRun.rowsPerChunk, (options.batch + lanes - 1) / lanes)
    let shape = shape
    spaces = (0..<lanes).map { _ in TrainingLane(shape, dimension: n, rows: rows) }
    losses = Array(repeating: 0, count: lanes)
  }

  /// One step of the optimiser; returns the mean loss of the batch.
  func step(_ step: Int) -> Double {
    losses.withUnsafeMutableBufferPointer { losses in
      points.withUnsafeBufferPointer { points in
        guard let points = points.baseAddress else { return }
        Parallel.forEach(lanes: lanes, threads: options.threads) { lane in
          losses[lane] = accumulate(step: step, lane: lane, points: points)
        }
      }
    }
    optimizer.update(step: step, threads: options.threads)
    return losses.reduce(0, +)
  }

  /// The lane's share of the loss; its gradient is left in the optimiser.
  private func accumulate(step: Int, lane: Int, points: UnsafePointer<Float>) -> Double {
    let gradient = optimizer.gradients + lane * optimizer.count
    gradient.update(repeating: 0, count: optimizer.count)
    let range = Parallel.range(lane: lane, of: lanes, count: options.batch)
    let space = spaces[lane]
    var loss = 0.0
    var start = range.lowerBound
    while start < range.upperBound {
      let rows = min(space.network.capacity, range.upperBound - start)
      // Streams are numbered by the first row they serve; two a row number, one for each kind.
      let stream = UInt64(step) &* UInt64(options.batch) &+ UInt64(start)
      space.draw(rows: rows, key: random.key, stream: stream)
      space.prepare(
        rows: rows, points: points, pointCount: pointCount, preconditioner: preconditioner,
        options: options)
      space.network.forward(optimizer.parameters, rows: rows)
      loss += space.differentiateLoss(rows: rows, batch: options.batch)
      space.network.backward(optimizer.parameters, rows: rows, gradient: gradient)
      start += rows
    }
    return loss
  }
}

extension NetworkShape {
  /// The network that learns the flow of a process.
  init(_ preconditioner: Preconditioner, _ options: TrainingOptions) {
    self.init(
      inputs: preconditioner.process.dimension + preconditioner.featureCount,
      hidden: Array(repeating: options.width, count: options.layers),
      outputs: preconditioner.outputCount)
  }
}
