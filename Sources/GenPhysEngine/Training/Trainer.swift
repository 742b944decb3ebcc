import Foundation

extension Model {
  /// Trains a network on data: points are moved by the kernel, and the network learns to say where
  /// they came from.
  ///
  /// With y a data point and x = y + √(2u) ξ, the regression target is
  /// y′ = y + (1 − e(r,σ)/e₀(x,σ))·(x − y), so that D(x,σ) = E[y′|x] gives the exact flow
  /// dx/dlnσ = e₀ (x − D) for any radial velocity; where rays are straight y′ = y and this is
  /// denoising. The network's own target F = (y′ − c_skip x)/c_out has unit variance for Gaussian
  /// data, and the loss is its plain mean square, which is EDM's weighting 1/c_out².
  ///
  /// - Parameters:
  ///   - data: at least two different points, of the process's dimension.
  ///   - monitor: asked before every step whether to stop.
  /// - Throws: `.invalidParameter`, `.tooLarge`, `.diverged`, `.cancelled`.
  public static func train(
    _ process: CompiledProcess, on data: DataSet, options: TrainingOptions = .init(),
    monitor: RunMonitor = .silent
  ) throws(EngineError) -> Model {
    try options.validate()
    guard data.dimension == process.dimension else {
      throw .invalidParameter(
        "the data has \(data.dimension) dimensions, the process was compiled for "
          + "\(process.dimension)")
    }
    try checkMemory(data, options)
    let start = ContinuousClock().now
    let run = TrainingRun(process, data: data, options: options)
    var meter = ProgressMeter(monitor, stage: "train", total: options.steps)
    var history: [LossPoint] = []
    let share = max(1, (options.steps + 499) / 500)
    var sum = 0.0
    var recent = 0.0
    for step in 0..<options.steps {
      let loss = run.step(step)
      guard loss.isFinite else {
        throw .diverged(
          step: step,
          advice: "try a smaller learning_rate (it was \(options.learningRate.shortText)) or look "
            + "for extreme values in the data")
      }
      recent = step == 0 ? loss : 0.98 * recent + 0.02 * loss
      sum += loss
      if (step + 1) % share == 0 || step + 1 == options.steps {
        let steps = step % share + 1
        history.append(LossPoint(step: step + 1, loss: sum / Double(steps)))
        sum = 0
      }
      try meter.advance(to: step + 1, loss: recent)
    }
    return Model(
      process: process, frame: run.frame, options: options, dataName: data.name,
      lossHistory: history, trainingSeconds: (ContinuousClock().now - start) / .seconds(1),
      preconditioner: run.preconditioner, shape: run.shape, parameters: run.optimizer.averaged)
  }

  private static func checkMemory(
    _ data: DataSet, _ options: TrainingOptions
  ) throws(EngineError) {
    let width = Double(options.width)
    let units = Double(data.dimension)
    let weights = width * (2 * units + 4 + width * Double(options.layers - 1))
    let lanes = Double(TrainingRun.lanes(batch: options.batch, threads: options.threads))
    let activations =
      Double(TrainingRun.rowsPerChunk) * lanes
      * (2 * width * Double(options.layers) + 2 * width + 6 * units)
    let bytes = 4 * (weights * (4 + lanes) + activations + Double(data.values.count))
    try Check.memory(
      bytes, for: "training \(options.layers) layers of \(options.width) units")
  }
}
