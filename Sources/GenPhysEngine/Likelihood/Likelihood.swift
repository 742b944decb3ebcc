import Foundation
import GenPhysNumerics

/// How to compute likelihoods.
public struct LikelihoodOptions: Sendable, Hashable {
  /// Of the solver, absolute and relative.
  public var tolerance: Double
  /// Vectors of random signs for the divergence, 0 for the exact one; `nil` takes that where the field
  /// knows it in closed form or has at most sixteen coordinates, and eight vectors elsewhere.
  public var probes: Int?
  /// For the signs; equal seeds give equal bytes.
  public var seed: Int

  public init(tolerance: Double = 1e-5, probes: Int? = nil, seed: Int = 0) {
    self.tolerance = tolerance
    self.probes = probes
    self.seed = seed
  }

  /// The largest dimension in which all coordinates are affordable.
  static let largestExactDimension = 16
  static let standardProbes = 8
}

/// ln p of points under a field.
public struct Likelihood: Sendable, Hashable {
  /// ln p, in nats and per unit of volume of the data.
  public let values: [Double]
  /// Estimates of their errors: what a ten times larger tolerance changes, or, with random signs, the
  /// standard error over the vectors; and beside that what the tables of the flow and the prior miss.
  public let errors: [Double]
  /// How often the flow was asked for a velocity and a divergence, for every point.
  public let evaluations: Int
}

extension GenerativeField {
  /// ln of the density that the field's flow makes of its prior, at the narrowest width.
  ///
  /// With q the normalised density, d ln q/dlnσ = −∇·v + g along the flow, g being the growth less
  /// its mean; so
  ///
  ///     ln q(x₀, σ_min) = ln q(x_T, σ_max) + ∫ (∇·v − g) dlnσ
  ///
  /// along the path from x₀ to x_T, integrated by Dormand and Prince's method. The density is that of
  /// the data blurred by the narrowest kernel, 0.4 % of the data's deviation: it is finite on data
  /// that fills no volume, but says how narrow that kernel is there. [THEORY 5; PFGM 2209.11178]
  ///
  /// Where the frame divides columns by their deviations, the product of these divides the density.
  ///
  /// - Throws: `.invalidParameter`, `.tooLarge`, `.solverFailed`, `.kernel`, `.cancelled`.
  public func logLikelihood(
    _ points: [Double], options: LikelihoodOptions = .init(), monitor: RunMonitor = .silent
  ) throws(EngineError) -> Likelihood {
    try Check.positive(options.tolerance, "tolerance")
    guard options.seed >= 0 else {
      throw .invalidParameter("seed must not be negative, but is \(options.seed)")
    }
    let n = process.dimension
    let probes =
      options.probes
      ?? (self is any DivergentField || n <= LikelihoodOptions.largestExactDimension
        ? 0 : LikelihoodOptions.standardProbes)
    try Check.range(probes, 0...10_000, "probes")
    let inner = try normalized(points)
    // Parts of this size are integrated together.
    let size = max(1, 1 << 20 / (n * (probes == 0 ? 2 * n + 1 : 3)))
    let count = points.count / n
    let parts = (count + size - 1) / size
    var meter = TransportMeter(
      monitor, stage: "likelihood", parts: parts * (probes == 0 ? 2 : probes))
    var random = RandomStream(seed: UInt64(options.seed)).split("likelihood")
    var values: [Double] = []
    var errors: [Double] = []
    var evaluations = 0
    for part in 0..<parts {
      let rows = (part * size)..<min((part + 1) * size, count)
      let x = Array(inner[(rows.lowerBound * n)..<(rows.upperBound * n)])
      var passes: [[Double]] = []
      var floors: [Double] = []
      for pass in 0..<max(probes, 2) {
        let signs = probes == 0 ? nil : x.map { _ in random.next() & 1 == 0 ? -1.0 : 1 }
        let isCoarse = probes == 0 && pass == 1
        let (values, accuracies) = try logDensity(
          x, signs: signs, tolerance: options.tolerance * (isCoarse ? 10 : 1), &evaluations, &meter)
        passes.append(values)
        if pass == 0 { floors = accuracies }
        if probes == 1 { break }
      }
      for i in rows.indices.map({ $0 - rows.lowerBound }) {
        if probes == 0 {
          values.append(passes[0][i])
          errors.append(
            max(Self.margin * (passes[0][i] - passes[1][i]).magnitude, options.tolerance)
              + floors[i])
        } else {
          let mean = passes.reduce(0) { $0 + $1[i] } / Double(probes)
          let squares = passes.reduce(0) { $0 + ($1[i] - mean) * ($1[i] - mean) }
          values.append(mean)
          errors.append(
            probes > 1
              ? (squares / Double(probes * (probes - 1))).squareRoot() + floors[i] : .infinity)
        }
      }
    }
    return Likelihood(values: values, errors: errors, evaluations: evaluations / max(parts, 1))
  }

  /// How much larger the error may be than what a ten times larger tolerance changes.
  ///
  /// Tuned: of 280 points around 5 to 500 data points under three kernels, 3 missed by 1.2 to 1.8 times
  /// the change, far from the data under the Gaussian one; most miss by a fifth.
  private static var margin: Double { 2 }

  /// The relative error of a flow's divergence: what the tests hold its tables to, with a margin.
  private static var flowAccuracy: Double { 2e-6 }

  /// One pass over points of the engine's frame: ln p, and what prior and flow may miss of it whatever
  /// the tolerance.
  private func logDensity(
    _ points: [Double], signs: [Double]?, tolerance: Double, _ evaluations: inout Int,
    _ meter: inout TransportMeter
  ) throws(EngineError) -> (values: [Double], floors: [Double]) {
    let divergence = Divergence(self, signs: signs)
    let range = process.logWidths
    let end = try transport(
      points, from: range.lowerBound, to: range.upperBound, tolerance: tolerance, gathers: true,
      meter: &meter
    ) { (x, s, flow) throws(EngineError) in
      try divergence.evaluate(x, logWidth: s, into: &flow)
    }
    evaluations += end.evaluations
    // The columns' lengths turn a density per volume of the frame into one per volume of the data.
    let logVolume = frame.logVolume
    let prior = try process.priorLogDensity(end.points, frame: frame, monitor: meter.monitor)
    return (
      prior.indices.map { prior[$0].value + end.gathered[$0] - logVolume },
      prior.indices.map { prior[$0].error + Self.flowAccuracy * end.gathered[$0].magnitude }
    )
  }
}
