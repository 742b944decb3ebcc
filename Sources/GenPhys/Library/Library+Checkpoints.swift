internal import GenPhysEngine
internal import GenPhysSyntax
internal import GenPhysText
internal import GenPhysTheory

extension Evaluation {
  /// Where `train` leaves its checkpoints, and the one it goes on from; nil without `checkpoint`.
  ///
  /// - Throws: GP0506 for a file that belongs to another process, GP0502 for one that is no
  ///   checkpoint, GP0505 for one that a running training writes.
  func checkpointing(
    _ arguments: Arguments, for process: Process
  ) throws(Fault) -> Checkpointing? {
    let every = try arguments.integer("every", default: 500)
    guard case .string(let path)? = arguments["checkpoint"] else {
      if arguments["every"] != nil {
        throw Fault(
          .wrongArity, "'every' needs 'checkpoint'", at: arguments.span(of: "every"),
          hint: "write checkpoint = \"model.safetensors\"")
      }
      return nil
    }
    let span = arguments.span(of: "checkpoint")
    _ = try FileFormat(path: path, among: [.safetensors], at: span)
    let lock = try files.lock(path, at: span)
    var earlier: Checkpoint?
    if try files.exists(path, at: span) {
      let (checkpoint, trained) = try readCheckpoint(path, at: span)
      guard trained.identity == process.identity else {
        throw Fault(
          .checkpointMismatch,
          "the checkpoint belongs to another process: \(trained.signature), here "
            + process.signature, at: span, hint: Self.remedy)
      }
      earlier = checkpoint
    }
    let files = files
    return Checkpointing(
      every: every, declaration: try process.storable(at: span), earlier: earlier
    ) { bytes throws(EngineError) in
      // The lock lives as long as this closure.
      defer { withExtendedLifetime(lock) {} }
      do throws(Fault) {
        try files.write(bytes, to: path, at: span)
      } catch {
        throw .notStored(error.diagnostic.message)
      }
    }
  }

  /// What to do about a checkpoint that does not fit.
  static let remedy =
    "run what wrote it again to go on, choose another name, or remove the file to begin anew"

  /// The model of a file.
  func loadModel(_ path: String, at span: SourceSpan) throws(Fault) -> TrainedModel {
    let (checkpoint, process) = try readCheckpoint(path, at: span)
    let compiled = try compile(
      process, dimension: checkpoint.dimension, scale: checkpoint.scale, at: span)
    let model = try engine(at: span) { () throws(EngineError) in
      try Model(checkpoint, process: compiled, threads: threads)
    }
    return TrainedModel(process: process, model: model)
  }

  private func readCheckpoint(
    _ path: String, at span: SourceSpan
  ) throws(Fault) -> (Checkpoint, Process) {
    let bytes = try files.read(path, at: span)
    let checkpoint: Checkpoint
    do throws(EngineError) {
      checkpoint = try Checkpoint(bytes)
    } catch {
      throw Fault(.invalidData, "'\(path.field())': \(error.message)", at: span)
    }
    return (checkpoint, try Process(declaration: checkpoint.declaration, at: span))
  }
}

extension TrainedModel {
  /// The model as a file.
  func encoded(at span: SourceSpan, _ evaluation: Evaluation) throws(Fault) -> [UInt8] {
    let declaration = try process.storable(at: span)
    return try evaluation.engine(at: span) { () throws(EngineError) in
      try model.checkpoint(declaration: declaration).encoded()
    }
  }
}

extension Process {
  /// The declaration, once it is certain that it reads back as this process.
  fileprivate func storable(at span: SourceSpan) throws(Fault) -> String {
    let text = declaration
    guard try Process(declaration: text, at: span).identity == identity else {
      throw Fault(
        .processUnusable, "'\(name)' cannot be written into a file: its formulas do not read back",
        at: span)
    }
    return text
  }
}
