import Foundation
import GenPhysNumerics
import GenPhysTheory
internal import GenPhysSupport

extension CompiledProcess {
  /// ln of the prior's density at points of the engine's frame, per unit of volume in the
  /// frame's lengths.
  ///
  /// The prior is the widest kernel around the data's mean, divided by its mass. The data blurred by
  /// that kernel differs from it by the spread of the data, to second order tr(Σ ∇²G)/2G; the error is
  /// a bound of that, for tr Σ = N σ_d².
  ///
  /// Where births and deaths end the range of widths early, the data counts as a mixture of Gaussians,
  /// and the density is the mean over its cells of E[N(x; μ, Σ + 2u I)] over the law of u, by the
  /// trapezoidal rule in its deviate z, far into the upper tail, from which the far points come; the
  /// error is that of `ShapeDoubt`.
  func priorLogDensity(
    _ points: [Double], frame: DataFrame, monitor: RunMonitor
  ) throws(EngineError) -> [Estimate] {
    let n = dimension
    let s = logWidths.upperBound
    guard lookahead != nil, let cells = frame.cells else {
      let time = exp(clock.logTime(s))
      let logMass: Double
      do {
        logMass = try kernel.logMass(time: time)
      } catch {
        throw .kernel(error, what: "the prior at t = \(time)")
      }
      var result: [Estimate] = []
      for i in 0..<(points.count / n) {
        try monitor.checkCancellation()
        let r = points[(i * n)..<((i + 1) * n)].reduce(0) { $0 + $1 * $1 }.squareRoot()
        do {
          let density = try kernel.logDensity(radius: r * unit, time: time)
          let spread = try spreadError(radius: r, logDensity: density.value, time: time)
          result.append(Estimate(density.value - logMass, error: density.error + spread))
        } catch {
          throw .kernel(error, what: "the prior at t = \(time)")
        }
      }
      return result
    }
    let (variance, deviates) = try logVariances(logWidth: s)
    // The posterior of the deviate is about 1/√N wide.
    let length = deviates.upperBound - deviates.lowerBound
    let count = Int(saturating: (length * Double(n).squareRoot() / 0.05).rounded(.up))
    let nodes = (0...count).map { i in
      let z = deviates.lowerBound + length * Double(i) / Double(count)
      return BlurredGaussian.Node(
        logWeight: -0.5 * z * z + log(length / Double(count)), variance: exp(variance(z)))
    }
    let parts = cells.principalSpreads.map { BlurredGaussian($0, nodes: nodes) }
    let doubt = ShapeDoubt(cells, nodes: nodes)
    let constant = -0.5 * Double(n + 1) * log(2 * .pi) - Double(n) * log(unit)
    var result = [Estimate](repeating: Estimate(0, error: 0), count: points.count / n)
    result.withUnsafeMutableBufferPointer { result in
      Parallel.forEach(lanes: points.count / n) { i in
        guard !monitor.isCancelled() else { return }
        let point = points[(i * n)..<((i + 1) * n)]
        let logs = parts.indices.map { cell in
          parts[cell].logDensity(parts[cell].spread.components(point)) + log(cells.shares[cell])
        }
        result[i] = Estimate(
          constant + Resampling.logTotal(logs), error: doubt?.error(at: point) ?? 0)
      }
    }
    try monitor.checkCancellation()
    return result
  }

  /// A bound of N σ_d²/2 |∇²G|/G: its eigenvalues are f″ + f′² along the radius and f′/r across, f
  /// being ln G, by differences over a hundredth of the width.
  private func spreadError(
    radius r: Double, logDensity center: Double, time: Double
  ) throws(GreensFunctionError) -> Double {
    let h = 0.01 * exp(logWidths.upperBound)
    // At the source itself a kernel may be unbounded.
    let place = max(r, 2 * h)
    let above = try kernel.logDensity(radius: (place + h) * unit, time: time).value
    let below = try kernel.logDensity(radius: (place - h) * unit, time: time).value
    let slope = (above - below) / (2 * h)
    let middle = place == r ? center : try kernel.logDensity(radius: place * unit, time: time).value
    let curvature = (above + below - 2 * middle) / (h * h)
    let largest = max((curvature + slope * slope).magnitude, (slope / place).magnitude)
    let variance = Preconditioner.dataDeviation * Preconditioner.dataDeviation
    return 0.5 * Double(dimension) * variance * largest
  }
}

extension CompiledProcess {
  /// ln(2u) over the deviate at one width, from 10⁻¹⁹ of probability below to 10⁻¹²⁷ above, or as far
  /// as the law of u has quantiles.
  private func logVariances(
    logWidth s: Double
  ) throws(EngineError) -> (CubicSpline, ClosedRange<Double>) {
    guard let mixture = kernel.mixture else {
      throw .notSampleable("this process is no mixture of Gaussians")
    }
    let time = exp(clock.logTime(s))
    let step = 0.125
    var values: [Double] = []
    var origin = -9.0
    for z in stride(from: origin, through: 24, by: step) {
      let value = try? MixingTable.logVariance(mixture, deviate: z, time: time, unit: unit)
      if let value, value.isFinite {
        if values.isEmpty { origin = z }
        values.append(value)
      } else if z > 0 {
        break
      } else {
        values = []
      }
    }
    guard values.count > 8 else { throw .notSampleable("the law of u has no quantiles") }
    return (
      CubicSpline(origin: origin, step: step, values: values),
      origin...(origin + step * Double(values.count - 1))
    )
  }
}
