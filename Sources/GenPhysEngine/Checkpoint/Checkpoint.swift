internal import GenPhysText

/// A trained network, or a training under way, as a value that a file can hold.
///
/// Everything a model is made of but its process, which the file carries as the text of its
/// declaration: whoever reads the file reads that text, compiles it for `dimension` and `scale`, and
/// hands the result to `Model(_:process:)`. Random numbers need no state of their own: those of a
/// step are a function of the seed and of the step's number.
public struct Checkpoint: Sendable {
  /// The process as a declaration that can be read back.
  public let declaration: String
  /// The dimension N of the data.
  public let dimension: Int
  /// The data's deviation per coordinate, in the lengths of the frame, for which the process was
  /// compiled.
  public let scale: Double
  /// How the network was or is to be trained.
  public let options: TrainingOptions
  /// Steps done.
  public let step: Int
  /// The name of the data.
  public let dataName: String

  let dataFingerprint: String
  let frame: DataFrame
  let losses: LossRecord
  let shape: NetworkShape
  /// The averaged parameters, with which a model samples.
  let parameters: [Float]
  /// What training goes on from; `nil` for a model that was saved.
  let optimizer: Optimizer<Float>.State?

  /// Whether training can go on from here.
  public var canResume: Bool { optimizer != nil }

  /// Why a training cannot go on from here, one difference each; empty where it can.
  func differences(
    from options: TrainingOptions, data: DataSet, process: CompiledProcess
  ) -> [String] {
    let theirs = self.options.settings
    var list = zip(theirs, options.settings).filter { $0.text != $1.text }
      .map { "\($0.name) = \($0.text), here \($1.text)" }
    if dimension != data.dimension {
      list.append("data of \(dimension) dimensions, here \(data.dimension)")
    } else if dataFingerprint != data.fingerprint {
      list.append(
        "other data ('\(dataName.field())', here '\(data.name.field())' with other points)")
    } else if (frame.columns?.areStandardised ?? false) != data.columnScales.areStandardised {
      list.append(
        frame.columns?.areStandardised == true
          ? "columns divided by their deviations, here as they are"
          : "columns as they are, here divided by their deviations")
    } else if scale != process.unit / 2 {
      list.append("another scale of the data")
    }
    return list
  }
}

/// Where a training leaves its checkpoints, and which it begins from.
public struct Checkpointing: Sendable {
  /// Steps from one checkpoint to the next, at least 1; there is one at the start and at the end.
  public var every: Int
  /// The process as a declaration that can be read back.
  public var declaration: String
  /// Where to go on from; `nil` begins anew.
  public var earlier: Checkpoint?
  /// Stores a file whole, so that a failure leaves the last one.
  public var write: @Sendable ([UInt8]) throws(EngineError) -> Void

  public init(
    every: Int, declaration: String, earlier: Checkpoint? = nil,
    write: @escaping @Sendable ([UInt8]) throws(EngineError) -> Void
  ) {
    self.every = every
    self.declaration = declaration
    self.earlier = earlier
    self.write = write
  }
}
