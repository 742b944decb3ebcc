/// Where data lies and how it spreads: what the engine's frame and the prior know of it.
public struct DataFrame: Sendable, Hashable {
  /// The mean, in data units.
  public let center: [Double]
  /// The largest distance of a point from the mean, in units of the process's `unit`.
  public let reach: Double
  /// A lower triangular L, row by row, with L Lᵀ the covariance in units of the process's `unit`;
  /// in many dimensions only its diagonal.
  let factor: [Double]
  private let isDiagonal: Bool

  /// Beyond this the covariance is taken as diagonal.
  private static let largestFull = 256

  /// A frame that was stored.
  init(center: [Double], reach: Double, factor: [Double]) {
    self.center = center
    self.reach = reach
    self.factor = factor
    isDiagonal = center.count > DataFrame.largestFull
  }

  /// How many numbers `factor` holds, where it holds any.
  static func factorCount(_ dimension: Int) -> Int {
    dimension > largestFull ? dimension : dimension * dimension
  }

  /// - Parameter knowsSpread: whether the covariance is wanted.
  init(_ data: DataSet, unit: Double, knowsSpread: Bool) {
    let n = data.dimension
    let mean = data.mean
    center = mean
    var largest = 0.0
    for i in 0..<data.count {
      var square = 0.0
      for k in 0..<n {
        let d = (data.values[i * n + k] - mean[k]) / unit
        square += d * d
      }
      largest = max(largest, square)
    }
    reach = largest.squareRoot()
    isDiagonal = n > DataFrame.largestFull
    guard knowsSpread else {
      factor = []
      return
    }
    var covariance = [Double](repeating: 0, count: isDiagonal ? n : n * n)
    var deviation = [Double](repeating: 0, count: n)
    // A hundred thousand points tell the covariance well enough.
    let stride = max(1, data.count / 100_000)
    let used = Swift.stride(from: 0, to: data.count, by: stride)
    for i in used {
      for k in 0..<n { deviation[k] = (data.values[i * n + k] - mean[k]) / unit }
      if isDiagonal {
        for k in 0..<n { covariance[k] += deviation[k] * deviation[k] }
      } else {
        for j in 0..<n {
          for k in 0...j { covariance[j * n + k] += deviation[j] * deviation[k] }
        }
      }
    }
    let scale = 1 / Double((data.count + stride - 1) / stride)
    if isDiagonal {
      factor = covariance.map { ($0 * scale).squareRoot() }
    } else {
      factor = DataFrame.cholesky(covariance.map { $0 * scale }, n)
    }
  }

  /// Cholesky's factor; directions without variance get none.
  private static func cholesky(_ matrix: [Double], _ n: Int) -> [Double] {
    var l = matrix
    for j in 0..<n {
      var pivot = l[j * n + j]
      for k in 0..<j { pivot -= l[j * n + k] * l[j * n + k] }
      let root = pivot > 1e-14 * matrix[j * n + j] ? pivot.squareRoot() : 0
      l[j * n + j] = root
      for i in stride(from: j + 1, to: n, by: 1) {
        var sum = l[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        l[i * n + j] = root > 0 ? sum / root : 0
      }
    }
    return l
  }

  /// Adds to `point` a Gaussian deviation of the data's covariance.
  func addSpread(to point: inout [Double], _ random: inout RandomStream) {
    let n = center.count
    guard !factor.isEmpty else { return }
    let noise = (0..<n).map { _ in random.normal() }
    for j in 0..<n {
      if isDiagonal {
        point[j] += factor[j] * noise[j]
      } else {
        for k in 0...j { point[j] += factor[j * n + k] * noise[k] }
      }
    }
  }
}
