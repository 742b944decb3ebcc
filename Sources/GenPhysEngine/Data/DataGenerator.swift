/// The built-in data sets: one table that drives the language, help and completion.
///
/// Raw values are the names in the language.
public enum DataGenerator: String, CaseIterable, Sendable, Hashable {
  case twoMoons = "two_moons"
  case swissRoll = "swiss_roll"
  case eightGaussians = "eight_gaussians"
  case checkerboard
  case pinwheel
  case circles
  case spiral
  case heart
  case gaussianMixture = "gaussian_mixture"

  /// A parameter of a generator.
  public struct Parameter: Sendable, Hashable {
    /// What values it takes.
    public enum Kind: Sendable, Hashable {
      /// A whole number in a range.
      case integer(default: Int, ClosedRange<Int>)
      /// A real number in a range.
      case real(default: Double, ClosedRange<Double>)
      /// A list of points, or of numbers in one dimension.
      case points
      /// A list of numbers, or one number for all; `nil` stands for "equal".
      case list(default: Double?)
    }
    public let name: String
    public let kind: Kind
    /// One line of help.
    public let help: String
  }

  /// The values of the parameters; what a generator does not have is ignored.
  public struct Arguments: Sendable, Hashable {
    public var n: Int
    public var noise: Double
    public var seed: Int
    /// Only for `gaussianMixture`: the means, all of one dimension.
    public var means: [[Double]]
    /// Only for `gaussianMixture`: one standard deviation, or one a mean.
    public var sigma: [Double]
    /// Only for `gaussianMixture`: relative weights, or empty for equal ones.
    public var weights: [Double]

    /// The defaults of a generator.
    public init(for generator: DataGenerator) {
      n = 2000
      noise = generator.defaultNoise ?? 0
      seed = 0
      means = []
      sigma = [0.1]
      weights = []
    }
  }

  /// One line of help.
  public var help: String {
    switch self {
    case .twoMoons: "two interleaved half circles of radius 1"
    case .swissRoll: "a spiral sheet of one and a half turns, seen end-on, within [-1.5, 1.5]"
    case .eightGaussians: "eight Gaussians of deviation `noise` on a circle of radius 2"
    case .checkerboard: "eight squares of a 4 x 4 chessboard on [-2, 2]"
    case .pinwheel: "five bent arms"
    case .circles: "two concentric circles of radius 1 and 0.5"
    case .spiral: "two interleaved spirals"
    case .heart: "a heart-shaped outline"
    case .gaussianMixture: "Gaussians of given means, deviations and weights, in any dimension"
    }
  }

  /// The default of `noise`; `nil` where the generator has none.
  public var defaultNoise: Double? {
    switch self {
    case .twoMoons, .circles, .spiral: 0.05
    case .swissRoll: 0.04
    case .eightGaussians: 0.1
    case .pinwheel: 0.1
    case .heart: 0.03
    case .checkerboard, .gaussianMixture: nil
    }
  }

  /// The parameters, in the order in which they are documented.
  public var parameters: [Parameter] {
    var list = [
      Parameter(
        name: "n", kind: .integer(default: 2000, 1...Check.largestCount),
        help: "the number of points")
    ]
    if let noise = defaultNoise {
      list.append(
        Parameter(
          name: "noise", kind: .real(default: noise, 0...1e6),
          help: "standard deviation of the Gaussian noise"))
    }
    if self == .gaussianMixture {
      list += [
        Parameter(name: "means", kind: .points, help: "the centres, a list of points"),
        Parameter(
          name: "sigma", kind: .list(default: 0.1), help: "one deviation, or one a centre"),
        Parameter(name: "weights", kind: .list(default: nil), help: "relative weights; equal ones"),
      ]
    }
    list.append(
      Parameter(
        name: "seed", kind: .integer(default: 0, 0...Int.max), help: "the seed of the generator"))
    return list
  }

  /// Draws the data set; equal arguments give equal bytes.
  ///
  /// - Throws: `.invalidParameter` where an argument is outside its range, `.tooLarge`, `.cancelled`.
  public func generate(
    _ arguments: Arguments, monitor: RunMonitor = .silent
  ) throws(EngineError) -> DataSet {
    try Check.range(arguments.n, 1...Check.largestCount, "n")
    try Check.nonNegative(arguments.noise, "noise")
    guard arguments.seed >= 0 else {
      throw .invalidParameter("seed must not be negative, but is \(arguments.seed)")
    }
    let mixture = self == .gaussianMixture ? try GaussianMixture(arguments) : nil
    let dimension = mixture?.dimension ?? 2
    // Numbers take 8 bytes, labels 16.
    try Check.memory(
      Double(arguments.n) * Double(8 * dimension + 16), for: "\(rawValue)(n = \(arguments.n))")
    var random = RandomStream(seed: UInt64(arguments.seed)).split(rawValue)
    var values: [Double] = []
    values.reserveCapacity(arguments.n * dimension)
    var labels: [String] = []
    labels.reserveCapacity(arguments.n)
    var meter = ProgressMeter(monitor, stage: "data", total: arguments.n)
    for index in 0..<arguments.n {
      if index % RunMonitor.stride == 0 { try meter.advance(to: index) }
      if let mixture {
        labels.append(String(mixture.appendPoint(to: &values, &random)))
      } else {
        let point = planarPoint(noise: arguments.noise, &random)
        values.append(point.x)
        values.append(point.y)
        labels.append(String(point.label))
      }
    }
    try meter.advance(to: arguments.n)
    return try DataSet(
      name: rawValue, values: values, dimension: dimension, labels: labels,
      origin: DataOrigin(generator: self, arguments: arguments))
  }
}
