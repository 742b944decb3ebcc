/// How to train.
public struct TrainingOptions: Sendable, Hashable {
  /// Steps of the optimiser.
  public var steps: Int
  /// Points a step.
  public var batch: Int
  /// Units of every hidden layer.
  public var width: Int
  /// The number of hidden layers.
  public var layers: Int
  /// Adam's rate at the start; it falls to zero as a cosine.
  public var learningRate: Double
  /// The decay of the exponential moving average of the weights.
  public var averageDecay: Double
  /// The mean of ln σ of the training widths, where σ_d = ½.
  public var logWidthMean: Double
  /// Their deviation.
  public var logWidthDeviation: Double
  /// Equal seeds give equal bytes, whatever the number of threads.
  public var seed: Int
  /// The number of threads; 0 means all processors.
  public var threads: Int

  public init(
    steps: Int = 3000, batch: Int = 512, width: Int = 256, layers: Int = 3,
    learningRate: Double = 2e-3, averageDecay: Double = 0.995, logWidthMean: Double = -1.2,
    logWidthDeviation: Double = 1.2, seed: Int = 0, threads: Int = 0
  ) {
    self.steps = steps
    self.batch = batch
    self.width = width
    self.layers = layers
    self.learningRate = learningRate
    self.averageDecay = averageDecay
    self.logWidthMean = logWidthMean
    self.logWidthDeviation = logWidthDeviation
    self.seed = seed
    self.threads = threads
  }

  func validate() throws(EngineError) {
    try Check.range(steps, 1...100_000_000, "steps")
    try Check.range(batch, 1...10_000_000, "batch")
    try Check.range(width, 1...65_536, "width")
    try Check.range(layers, 1...64, "layers")
    try Check.positive(learningRate, "learning_rate")
    guard averageDecay >= 0, averageDecay < 1 else {
      throw .invalidParameter("ema must lie in 0..<1, but is \(averageDecay)")
    }
    guard logWidthMean.isFinite else {
      throw .invalidParameter("the mean of ln sigma must be finite, but is \(logWidthMean)")
    }
    try Check.positive(logWidthDeviation, "the deviation of ln sigma")
    guard seed >= 0 else { throw .invalidParameter("seed must not be negative, but is \(seed)") }
    try Check.range(threads, 0...4096, "threads")
  }
}
