import Foundation
import GenPhysKernels

/// The state of a training run: everything is allocated here, nothing in a step.
///
/// A batch is dealt to lanes, one a thread, each with its own gradient; lanes work through chunks of
/// rows. Random numbers depend on (seed, step, row) only, so the number of threads changes nothing but
/// the order in which gradients are summed: models differ by rounding, and for one number of threads
/// not at all.
package final class TrainingRun {
  static let rowsPerChunk = 256

  /// Rows that share a stream of random numbers; lanes and chunks are made of whole groups.
  static let rowsPerGroup = 64

  /// Gradient lanes of a batch.
  static func lanes(batch: Int, threads: Int) -> Int {
    Parallel.workers(lanes: (batch + rowsPerGroup - 1) / rowsPerGroup, threads: threads)
  }

  let process: CompiledProcess
  let options: TrainingOptions
  let frame: DataFrame
  let preconditioner: Preconditioner
  private let widths: WidthSchedule
  /// What sampling never goes beyond; `nil` where targets are accurate at any distance.
  private let farthest: Double?
  let shape: NetworkShape
  let optimizer: Optimizer<Float>
  /// The weights as products in mixed precision take them, in trainings that have such.
  private let roundedWeights: MixedWeights?
  private let lanes: Int
  private let spaces: [TrainingLane]
  private let points: [Float]
  private let pointCount: Int
  private let random: RandomStream
  /// For the shifts of the lattices of σ and u.
  private let lattices: RandomStream
  private var losses: [Double]

  /// - Throws: `.kernel` where a process with births and deaths has no table of ln G.
  package init(
    _ process: CompiledProcess, data: DataSet, options: TrainingOptions
  ) throws(EngineError) {
    self.process = process
    self.options = options
    preconditioner = Preconditioner(process)
    widths = WidthSchedule(process, options)
    shape = NetworkShape(preconditioner, options)
    let (frame, places) = try DataFrame.around(
      data, unit: process.unit, knowsSpread: process.lookahead != nil)
    self.frame = frame
    farthest =
      process.hasOwnWidths && !process.hasStraightRays
      ? 2 * OwnWidths.reach(of: frame) : nil
    let n = data.dimension
    points = places.map { Float($0) }
    pointCount = data.count
    let root = RandomStream(seed: UInt64(options.seed))
    random = root.split("train")
    lattices = root.split("lattices")
    var initial = root.split("weights")
    lanes = TrainingRun.lanes(batch: options.batch, threads: options.threads)
    optimizer = Optimizer(
      shape.initialParameters(
        &initial,
        firstGain: options.firstGain > 0
          ? options.firstGain : NetworkShape.firstGain(dimension: n)),
      lanes: lanes,
      settings: .init(
        learningRate: options.learningRate, steps: options.steps,
        averageDecay: options.averageDecay))
    let rows = TrainingRun.rowsPerChunk
    let shape = shape
    let rounded =
      options.precision == .mixed && MixedWorkspace.fits(shape) ? MixedWeights(shape) : nil
    roundedWeights = rounded
    let posterior = process.lookahead == nil ? nil : try OriginPosterior(process)
    let references = min(
      options.references, options.batch, max(1, options.referenceCoordinates / n),
      posterior == nil ? .max : OriginPosterior.largestCount)
    spaces = (0..<lanes).map { _ in
      let network: any TrainingNetwork =
        if let rounded {
          MixedWorkspace(shape, capacity: rows, weights: rounded)
        } else {
          NetworkWorkspace<Float>(shape, capacity: rows, differentiates: true)
        }
      return TrainingLane(
        network, dimension: n, rows: rows, references: references, posterior: posterior)
    }
    losses = Array(repeating: 0, count: lanes)
  }

  /// One step of the optimiser; returns the mean loss of the batch.
  ///
  /// - Parameter draws: whether to draw a new batch; for measuring the network alone the last one is
  ///   used again.
  package func step(_ step: Int, draws: Bool = true) -> Double {
    roundedWeights?.round(optimizer.parameters, threads: options.threads)
    losses.withUnsafeMutableBufferPointer { losses in
      points.withUnsafeBufferPointer { points in
        guard let points = points.baseAddress else { return }
        Parallel.forEach(lanes: lanes, threads: options.threads) { lane in
          losses[lane] = accumulate(step: step, lane: lane, points: points, draws: draws)
        }
      }
    }
    optimizer.update(step: step, threads: options.threads)
    return losses.reduce(0, +)
  }

  /// The lane's share of the loss; its gradient is left in the optimiser.
  private func accumulate(
    step: Int, lane: Int, points: UnsafePointer<Float>, draws: Bool
  ) -> Double {
    let gradient = optimizer.gradients + lane * optimizer.count
    let size = TrainingRun.rowsPerGroup
    let groups = (options.batch + size - 1) / size
    let range = Parallel.range(lane: lane, of: lanes, count: groups)
    let end = min(range.upperBound * size, options.batch)
    let space = spaces[lane]
    let firstGroup = UInt64(step) &* UInt64(groups)
    var shifts: [UInt32] = [0, 0]
    if draws {
      gp_random_u32(lattices.key, UInt64(step), &shifts, 2)
      space.gatherReferences(
        group: size, key: random.key, firstGroup: firstGroup, points: points,
        pointCount: pointCount)
    }
    var loss = 0.0
    for start in stride(from: range.lowerBound * size, to: end, by: TrainingRun.rowsPerChunk) {
      let rows = min(TrainingRun.rowsPerChunk, end - start)
      if draws {
        // Two streams a group, one for each kind of random number.
        space.draw(
          rows: rows, group: size, key: random.key,
          firstGroup: firstGroup &+ UInt64(start / size))
        space.spread(rows: rows, first: start, batch: options.batch, shifts: shifts)
        space.prepare(
          rows: rows, first: start, points: points, pointCount: pointCount,
          preconditioner: preconditioner, widths: widths, farthest: farthest)
        space.averageTargets(rows: rows, first: start)
      }
      space.network.forward(optimizer.parameters, rows: rows)
      loss += space.differentiateLoss(rows: rows, batch: options.batch)
      space.network.backward(
        optimizer.parameters, rows: rows, gradient: gradient,
        adds: start > range.lowerBound * size)
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
