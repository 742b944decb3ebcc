/// The checked arguments of `gaussian_mixture`.
struct GaussianMixture {
  let means: [[Double]]
  let sigma: [Double]
  /// Cumulative weights, the last of which is 1.
  let cumulative: [Double]

  var dimension: Int { means[0].count }

  init(_ arguments: DataGenerator.Arguments) throws(EngineError) {
    let means = arguments.means
    guard let first = means.first, !first.isEmpty else {
      throw .invalidParameter(
        "gaussian_mixture needs means, a list of points such as means = [[-1, 0], [1, 0]]")
    }
    guard means.allSatisfy({ $0.count == first.count }) else {
      throw .invalidParameter("means must all have the same number of coordinates")
    }
    guard means.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw .invalidParameter("means must be finite")
    }
    var sigma = arguments.sigma
    if sigma.count == 1 { sigma = Array(repeating: sigma[0], count: means.count) }
    guard sigma.count == means.count else {
      throw .invalidParameter(
        "sigma has \(sigma.count) values for \(means.count) means; give one, or one for each")
    }
    for value in sigma { try Check.nonNegative(value, "sigma") }
    var weights = arguments.weights
    if weights.isEmpty { weights = Array(repeating: 1, count: means.count) }
    guard weights.count == means.count else {
      throw .invalidParameter(
        "weights has \(weights.count) values for \(means.count) means; give one for each, or none")
    }
    for value in weights { try Check.nonNegative(value, "weights") }
    let total = weights.reduce(0, +)
    try Check.positive(total, "the sum of weights")
    var sum = 0.0
    cumulative = weights.map {
      sum += $0 / total
      return sum
    }
    self.means = means
    self.sigma = sigma
  }

  /// Appends a point and returns the number of its component.
  func appendPoint(to values: inout [Double], _ random: inout RandomStream) -> Int {
    let u = random.uniform()
    // Rounding may leave the last cumulative weight below u.
    let component = cumulative.firstIndex { u < $0 } ?? cumulative.count - 1
    for coordinate in means[component] {
      values.append(coordinate + sigma[component] * random.normal())
    }
    return component
  }
}
