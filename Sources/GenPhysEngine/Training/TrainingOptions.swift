/// How to train.
///
/// The defaults are measured on 4,000 points: 3,000 steps of 512, three layers of 256, samples by the
/// multistep solver with 35 evaluations. Sliced Wasserstein distance over its noise floor, median of
/// two trainings with four sets of samples each, or of three trainings (`genphys-bench quality`):
///
///                                      diffusion,    Poisson,         tail r⁻²·⁸,
///     rate   mean ln σ   deviation     two moons     eight Gaussians  eight Gaussians   digits
///     3e-3     −1.2         1.2          1.28          1.88             2.35
///     3e-3     −1.2         2            1.21          1.38             1.77             .0053
///     3e-3     −1.6         2.5          1.25          1.25             1.50             .0053
///     3e-3     −2           3            1.16          1.28             1.44             .0057
///     4e-3     −2           3                          1.27             1.39
///
/// The last column is the energy distance of diffusion in 64 dimensions (`Scripts/bench/digits.py`).
/// Heavy-tailed kernels feel the data at larger widths, where errors of the mean count, and need the
/// smallest ones too; Gaussian ones do best at −1.2 and 2.2, from where `WidthSchedule` starts. Births
/// do not bear rates above 3e-3 (1.4 becomes 2.6 at 5e-3 for Yukawa on a checkerboard).
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
  /// The mean of ln σ of the training widths, where σ_d = ½, under a Gaussian kernel.
  public var logWidthMean: Double
  /// Their deviation.
  public var logWidthDeviation: Double
  /// The numbers that products between hidden layers take.
  ///
  /// Mixed precision costs nothing in the samples (sliced Wasserstein distance over its noise floor,
  /// two moons, 3,000 steps of 512, seeds 0, 1 and 2, ln σ of mean
  /// −2 and deviation 3; `genphys-bench quality --precision`):
  ///
  ///     process     single                  mixed
  ///     diffusion   1.156, 1.944, 0.831     1.159, 1.938, 0.838
  ///     Poisson     0.901, 1.656, 1.073     0.917, 1.655, 1.087
  public var precision: Precision
  /// Equal seeds give equal bytes for equal numbers of threads, and the same to rounding for others.
  public var seed: Int
  /// The number of threads; 0 means all processors.
  public var threads: Int
  /// Points that targets are averaged over, for measurements; 0 takes the origins themselves.
  package var references = 256

  public init(
    steps: Int = 3000, batch: Int = 512, width: Int = 256, layers: Int = 3,
    learningRate: Double = 3e-3, averageDecay: Double = 0.995, logWidthMean: Double = -1.2,
    logWidthDeviation: Double = 2.2, precision: Precision = .fastest, seed: Int = 0,
    threads: Int = 0
  ) {
    self.steps = steps
    self.batch = batch
    self.width = width
    self.layers = layers
    self.learningRate = learningRate
    self.averageDecay = averageDecay
    self.logWidthMean = logWidthMean
    self.logWidthDeviation = logWidthDeviation
    self.precision = precision
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
    try Check.range(references, 0...1024, "references")
  }
}
