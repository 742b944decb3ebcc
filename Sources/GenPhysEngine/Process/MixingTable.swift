import Foundation
import GenPhysTheory

/// The law of a kernel's variance 2u at every width, by quantiles.
///
/// The quantile is tabulated over the normal deviate z with q = Φ(z), so that drawing u is drawing
/// a z and the tails (heavy ones included) are smooth functions: ln u ≈ z² for Lévy's law.
struct MixingTable: Sendable {
  /// Whether u takes one value only, so that the kernel is a Gaussian of variance σ².
  let isPoint: Bool
  private let table: BicubicTable?

  /// Single-precision Box–Muller on 32-bit words never leaves this range.
  static let deviates = BicubicTable.Axis(-6.75...6.75, step: 0.125)

  init(
    _ mixture: any MixingMeasure, clock: WidthClock, unit: Double, probe: TableProbe
  ) throws(EngineError) {
    isPoint = probe.isPoint
    guard !isPoint else {
      table = nil
      return
    }
    table = try BicubicTable(
      x: MixingTable.deviates, y: clock.axis
    ) { (s, nodes) throws(EngineError) -> [Double] in
      let time = exp(clock.logTime(s))
      var column: [Double] = []
      for z in nodes {
        let value = try MixingTable.logVariance(mixture, deviate: z, time: time, unit: unit)
        column.append(value - 2 * s)
      }
      return column
    }
  }

  /// ln(2u) at the normal deviate z, in units of the data's `unit`, at ln σ.
  @inline(__always)
  func logVariance(_ z: Double, _ logWidth: Double) -> Double {
    guard let table else { return 2 * logWidth }
    return 2 * logWidth + table(z, logWidth)
  }

  /// ln(2u/unit²) at q = Φ(z), from the mixture itself.
  static func logVariance(
    _ mixture: any MixingMeasure, deviate z: Double, time: Double, unit: Double
  ) throws(EngineError) -> Double {
    let q = 0.5 * erfc(-z / 2.squareRoot())
    let complement = 0.5 * erfc(z / 2.squareRoot())
    let u: Double
    do throws(GreensFunctionError) {
      u = try mixture.quantile(q, complement: complement, time: time)
    } catch {
      throw .kernel(error, what: "the quantile \(q) of its mixing law at t = \(time)")
    }
    guard u > 0, u.isFinite else {
      throw .notSampleable(
        "the mixing law has the quantile \(u) at q = \(q), t = \(time); a process with an atom (a "
          + "rough one) cannot be sampled")
    }
    return log(2 * u) - 2 * log(unit)
  }

  /// The largest error of ln u midway between nodes, at the middle width.
  func measuredError(
    _ mixture: any MixingMeasure, clock: WidthClock, unit: Double
  ) throws(EngineError) -> Double {
    guard table != nil else { return 0 }
    let s = clock.axis.node(clock.axis.count / 2)
    var worst = 0.0
    for i in 8..<(MixingTable.deviates.count - 9) {
      let z = MixingTable.deviates.node(i) + 0.5 * MixingTable.deviates.step
      let exact = try MixingTable.logVariance(
        mixture, deviate: z, time: exp(clock.logTime(s)), unit: unit)
      worst = max(worst, (logVariance(z, s) - exact).magnitude)
    }
    return worst
  }
}
