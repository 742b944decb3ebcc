internal import GenPhysSupport

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
///
/// In 64 dimensions, on Fashion-MNIST of 8 × 8 pixels, diffusion, one change at a time: energy distance
/// over its floor, one training each (`Scripts/bench/defaults.py --columns "64, diffusion"`):
///
///     defaults 1.58    rate × ½ 1.82, × 2 1.45    decay .98 1.51, .999 1.60    deviation 1.2 2.20
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
  /// Coordinates of all reference points together, for measurements.
  ///
  /// Averaging then takes 4 % of a step at N = 2; with 16,384 a step at N = 64 took 12.1 ms where the
  /// network alone takes 8.9.
  package var referenceCoordinates = 2_048
  /// The gain of the first layer, for measurements; 0 takes that of the dimension.
  package var firstGain = 0.0

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

  /// The units of every hidden layer that suit a dimension: 2.6 N, at least 256 and at most 512.
  ///
  /// At most widths all directions in which data hardly varies are noise, and a network has to repeat
  /// that noise to have it taken away. Layers with few more units than that cannot.
  /// Energy distance over its floor, diffusion, 3,000 steps of 512 (`genphys-bench defaults`):
  ///
  ///     units                                256     384     512     1024
  ///     Fashion-MNIST 8 × 8, N = 64          1.61            1.54
  ///     Fashion-MNIST 14 × 14, N = 196       9.8     2.1     1.09    1.06
  ///
  /// More than 512 is not taken, because a step takes a time that grows with the square and nothing was
  /// gained: on Fashion-MNIST 28 × 28, N = 784, 1,500 steps of 256 with 2,048 units came to 48 floors.
  public static func width(dimension: Int) -> Int {
    let wanted = (2.6 * Double(dimension) / 128).rounded(.up) * 128
    return Int(saturating: min(max(wanted, 256), 512))
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
    let widest = ModelRange.largestLogWidth
    guard logWidthMean.magnitude <= widest else {
      throw .invalidParameter(
        "the mean of ln sigma must lie within ±\(widest.shortText), but is \(logWidthMean)")
    }
    try Check.positive(logWidthDeviation, "the deviation of ln sigma")
    guard logWidthDeviation <= widest else {
      throw .invalidParameter(
        "the deviation of ln sigma must not exceed \(widest.shortText), but is \(logWidthDeviation)"
      )
    }
    guard seed >= 0 else { throw .invalidParameter("seed must not be negative, but is \(seed)") }
    try Check.range(threads, 0...4096, "threads")
    try Check.range(references, 0...1024, "references")
    try Check.positive(referenceCoordinates, "reference_coordinates")
    try Check.nonNegative(firstGain, "first_gain")
  }
}
