import Foundation

/// The law of the kernel's variance 2u given |x|, for data taken as N(0, σ_d² I).
struct WidthPosterior {
  /// Averages over that law.
  struct Summary {
    var logLocalWidth: Double
    var expansion: Double
    var growth: Double
    /// The deviation of the growth, given x.
    var growthDeviation: Double
  }

  private let rays: CompiledRays
  /// Normal deviates of u's quantiles and their weights: the trapezoidal rule, which converges
  /// exponentially for the normal law.
  private let deviates: [Double]
  private let weights: [Double]
  /// Real data is not an isotropic Gaussian: |x|² says less about u than N independent coordinates
  /// would, so no more than 16 of them are believed.
  private let believed: Double

  init(_ rays: CompiledRays) {
    self.rays = rays
    deviates = stride(from: -6.5, through: 6.5, by: 0.125).map { $0 }
    weights = deviates.map { exp(-0.5 * $0 * $0) }
    believed = Double(min(rays.dimension, 16))
  }

  /// - Parameter logRadius: ln(|x|/√N) in units of the data's `unit`.
  func summary(logRadius: Double, logWidth s: Double) -> Summary {
    let dimension = Double(rays.dimension)
    let prior = Preconditioner.dataDeviation * Preconditioner.dataDeviation
    let square = exp(2 * logRadius)
    var variances = deviates.map { exp(rays.mixing.logRestVariance($0, s)) }
    var weights = weights
    if let atom = rays.mixing.atom {
      let rest = atom.rest(s)
      let total = weights.reduce(0, +)
      weights = weights.map { $0 * rest } + [total * (1 - rest)]
      variances.append(exp(atom.logVariance(s)))
    }
    let logs = variances.indices.map { i -> Double in
      let total = prior + variances[i]
      return log(weights[i]) - 0.5 * believed * (log(total) + square / total)
    }
    let largest = logs.max() ?? 0
    var sums = (
      weight: 0.0, kappa: 0.0, rest: 0.0, expansion: 0.0, growth: 0.0, growthSquare: 0.0
    )
    for i in variances.indices {
      let w = exp(logs[i] - largest)
      guard w > 1e-18 else { continue }
      let kappa = prior / (prior + variances[i])
      // The mean of |x − y|² given x and u.
      let distance =
        (1 - kappa) * (1 - kappa) * dimension * square + dimension * kappa * variances[i]
      let logRatio = 0.5 * log(max(distance, .leastNormalMagnitude)) - s
      let rest = variances[i] / (prior + variances[i])
      sums.weight += w
      sums.kappa += w * kappa
      sums.rest += w * rest
      sums.expansion += w * rest * rays.expansion(logRatio: logRatio, logWidth: s)
      // y spreads by √(2uκ) around its mean: two points, as Gauss and Hermite choose them.
      let spread = (kappa * variances[i]).squareRoot()
      let radius = distance.squareRoot()
      for side in [max(radius - spread, 0.1 * radius), radius + spread] {
        let growth = rays.growth(
          logRatio: log(max(side, .leastNormalMagnitude)) - s, logWidth: s)
        sums.growth += 0.5 * w * growth
        sums.growthSquare += 0.5 * w * growth * growth
      }
    }
    // σ_loc² = σ_d² (1 − E κ)/E κ, with 1 − κ summed apart to keep its accuracy for small u.
    let local = prior * sums.rest / sums.kappa
    let growth = sums.growth / sums.weight
    return Summary(
      logLocalWidth: 0.5 * log(local),
      expansion: sums.expansion / sums.rest, growth: growth,
      growthDeviation: max(0, sums.growthSquare / sums.weight - growth * growth).squareRoot())
  }
}
