extension Model {
  /// The model as a file holds it; training cannot go on from there.
  ///
  /// - Parameter declaration: the process as a declaration that can be read back.
  public func checkpoint(declaration: String) -> Checkpoint {
    Checkpoint(self, declaration: declaration, optimizer: nil)
  }

  /// The model of a file.
  ///
  /// - Parameters:
  ///   - process: compiled from the checkpoint's declaration, for its dimension and scale.
  ///   - threads: how many evaluate the network; 0 means all processors.
  /// - Throws: `.invalidData` where the network is not the one that belongs to the process.
  public init(
    _ checkpoint: Checkpoint, process: CompiledProcess, threads: Int = 0
  ) throws(EngineError) {
    let preconditioner = Preconditioner(process)
    var options = checkpoint.options
    options.threads = threads
    guard process.dimension == checkpoint.dimension, process.unit == 2 * checkpoint.scale,
      NetworkShape(preconditioner, options) == checkpoint.shape
    else {
      throw .invalidData(
        "the model's file is damaged: its network does not belong to its process", line: nil)
    }
    self.init(
      process: process, frame: checkpoint.frame, options: options, dataName: checkpoint.dataName,
      dataFingerprint: checkpoint.dataFingerprint, step: checkpoint.step,
      losses: checkpoint.losses, trainingSeconds: 0, preconditioner: preconditioner,
      shape: checkpoint.shape, parameters: checkpoint.parameters)
  }
}

extension Checkpoint {
  init(_ model: Model, declaration: String, optimizer: Optimizer<Float>.State?) {
    self.declaration = declaration
    dimension = model.process.dimension
    scale = model.process.unit / 2
    options = model.options
    step = model.step
    dataName = model.dataName
    dataFingerprint = model.dataFingerprint
    frame = model.frame
    losses = model.losses
    shape = model.shape
    parameters = model.parameters
    self.optimizer = optimizer
  }

  /// The state from which a run goes on.
  ///
  /// - Throws: `.mismatch` where this belongs to another training, or holds a finished model only.
  func state(
    for run: TrainingRun, on data: DataSet
  ) throws(EngineError) -> Optimizer<Float>.State {
    let differences = differences(from: run.options, data: data, process: run.process)
    guard differences.isEmpty else {
      throw .mismatch(
        "the checkpoint belongs to another training: \(differences.joined(separator: "; "))")
    }
    guard let optimizer else {
      throw .mismatch("the file holds a model that was saved; training cannot go on from it")
    }
    guard shape == run.shape else {
      throw .mismatch("the checkpoint's network has other sizes than this training's")
    }
    return optimizer
  }
}
