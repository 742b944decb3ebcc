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
  /// A training that is cancelled ends early with the model it has; one that is given checkpoints
  /// leaves one at its start, at every so many steps and at its end, and goes on from an earlier one
  /// to the same bytes as if it had never stopped.
  ///
  /// - Parameters:
  ///   - data: at least two different points, of the process's dimension.
  ///   - checkpoints: where to leave checkpoints; nowhere by default.
  ///   - monitor: asked before every step whether to end early.
  /// - Throws: `.invalidParameter`, `.tooLarge`, `.diverged`, `.cancelled` before the first step,
  ///   `.mismatch` for a checkpoint of another training, `.notStored`.
  public static func train(
    _ process: CompiledProcess, on data: DataSet, options: TrainingOptions = .init(),
    checkpoints: Checkpointing? = nil, monitor: RunMonitor = .silent
  ) throws(EngineError) -> Model {
    try options.validate()
    guard data.dimension == process.dimension else {
      throw .invalidParameter(
        "the data has \(data.dimension) dimensions, the process was compiled for "
          + "\(process.dimension)")
    }
    try checkMemory(data, options)
    let start = ContinuousClock().now
    let run = try TrainingRun(process, data: data, options: options)
    let fingerprint = data.fingerprint
    var losses = LossRecord(total: options.steps)
    var step = 0
    if let checkpoints {
      try Check.positive(checkpoints.every, "every")
      if let earlier = checkpoints.earlier {
        run.optimizer.state = try earlier.state(for: run, on: data)
        losses = earlier.losses
        step = earlier.step
      }
    }
    func model() -> Model {
      Model(
        process: process, frame: run.frame, options: options, dataName: data.name,
        dataFingerprint: fingerprint, step: step, losses: losses,
        trainingSeconds: (ContinuousClock().now - start) / .seconds(1),
        preconditioner: run.preconditioner, shape: run.shape, parameters: run.optimizer.averaged)
    }
    func leaveCheckpoint() throws(EngineError) {
      guard let checkpoints else { return }
      let state = run.optimizer.state
      guard state.isInRange else { throw divergence(step, options) }
      try checkpoints.write(
        try Checkpoint(model(), declaration: checkpoints.declaration, optimizer: state).encoded())
    }
    // A place that cannot be written to is best known before the work.
    if checkpoints?.earlier == nil { try leaveCheckpoint() }
    var meter = ProgressMeter(monitor, stage: "train", total: options.steps, from: step)
    var stored = step
    while step < options.steps {
      if monitor.isCancelled() {
        guard step > 0 else { throw .cancelled }
        break
      }
      let loss = run.step(step)
      guard loss.isFinite else { throw divergence(step, options) }
      step += 1
      losses.add(loss, step: step)
      meter.report(step, loss: losses.recent, drift: run.optimizer.drift)
      if let every = checkpoints?.every, step.isMultiple(of: every) {
        try leaveCheckpoint()
        stored = step
      }
    }
    if step > stored { try leaveCheckpoint() }
    let result = model()
    guard ModelRange.holds(weights: result.parameters) else { throw divergence(step, options) }
    return result
  }

  private static func divergence(_ step: Int, _ options: TrainingOptions) -> EngineError {
    .diverged(
      step: step,
      advice: "try a smaller learning_rate (it was \(options.learningRate.shortText)) or look "
        + "for extreme values in the data")
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
    // Parameters, average and moments, once more as a checkpoint and as its file.
    let bytes = 4 * (weights * (12 + lanes) + activations + Double(data.values.count))
    try Check.memory(
      bytes, for: "training \(options.layers) layers of \(options.width) units")
  }
}
