import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The law of a kernel's variance 2u at every width, by quantiles.
///
/// The quantile is tabulated over the normal deviate z with q = Φ(z), so that drawing u is drawing
/// a z and the tails (heavy ones included) are smooth functions: ln u ≈ z² for Lévy's law. An atom is
/// kept apart, because a table across the gap above it would put points there, where there are none.
struct MixingTable: Sendable {
  /// Whether u takes one value only, so that the kernel is a Gaussian of variance σ².
  let isPoint: Bool
  /// `nil` where the law has no atom.
  let atom: MixingAtom?
  /// ln(2u/σ²) of what is no atom.
  private let rest: BicubicTable?

  /// Single-precision Box–Muller on 32-bit words never leaves this range.
  static let deviates = BicubicTable.Axis(-6.75...6.75, step: 0.0625)

  init(_ survey: KernelSurvey, clock: WidthClock) {
    isPoint = survey.isPoint
    atom = MixingAtom(survey, clock: clock)
    rest =
      isPoint ? nil : clock.table(x: MixingTable.deviates, columns: survey.columns.map(\.variances))
  }

  /// ln(2u) at the normal deviate z, in units of the data's `unit`, at ln σ.
  @inline(__always)
  func logVariance(_ z: Double, _ logWidth: Double) -> Double {
    guard let atom else { return logRestVariance(z, logWidth) }
    return atom.logVariance(z, logWidth, rest: logRestVariance)
  }

  /// ln(2u) at the normal deviate z of the law without its atom.
  @inline(__always)
  func logRestVariance(_ z: Double, _ logWidth: Double) -> Double {
    guard let rest else { return 2 * logWidth }
    return 2 * logWidth + rest(z, logWidth)
  }

  /// ln(2u/unit²) at q = Φ(z), from the mixture itself: of the law without an atom of a share 1 − rest at
  /// its lower end.
  static func logVariance(
    _ mixture: any MixingMeasure, rest: Double = 1, deviate z: Double, time: Double, unit: Double
  ) throws(EngineError) -> Double {
    let u: Double
    do throws(GreensFunctionError) {
      u = try mixture.quantile(deviate: z, rest: rest, time: time)
    } catch {
      throw .kernel(
        error, what: "the quantile \(NormalLaw.cumulative(z)) of its mixing law at t = \(time)")
    }
    guard u > 0, u.isFinite else {
      throw .notSampleable(
        "at t = \(time) a share of the mass still sits at the source: this process is rough, and no "
          + "flow carries that share; add a little diffusion, such as 0.01*k^2 in lambda")
    }
    return log(2 * u) - 2 * log(unit)
  }
}

extension MixingMeasure {
  /// u at q = Φ(z) of the law without an atom of a share 1 − rest at its lower end.
  func quantile(
    deviate z: Double, rest: Double, time: Double
  ) throws(GreensFunctionError) -> Double {
    try quantile(
      (1 - rest) + rest * NormalLaw.cumulative(z), complement: rest * NormalLaw.cumulative(-z),
      time: time)
  }
}
