import Foundation
import GenPhysNumerics

/// The atom at the lower end of a mixing law: what has not jumped yet.
///
/// A quantile of the whole law has a kink in time where it leaves the atom; the atom's place and share
/// and the quantiles of the rest have none.
struct MixingAtom: Sendable {
  /// What a survey finds at one time.
  struct Reading: Sendable {
    /// ln of the width of the atom's Gaussian over σ.
    var logRatio: Double
    /// ln of the share of what is no atom.
    var logRest: Double
  }

  /// ln of the width of the atom's Gaussian over σ, over ln σ.
  ///
  /// In many dimensions that Gaussian is a thin shell, and velocities around it turn within a thousandth
  /// of ln r. Tables of ln r over the atom's width need small rectangles across the shell only; in
  /// ln(r/σ) it crosses them aslant wherever σ does not widen as it does.
  fileprivate let logRatio: CubicSpline
  private let logRest: CubicSpline

  /// `nil` where a survey has found none at some time.
  init?(_ survey: KernelSurvey, clock: WidthClock) {
    let readings = survey.columns.compactMap(\.atom)
    guard readings.count == survey.columns.count else { return nil }
    func spline(_ part: (Reading) -> Double) -> CubicSpline {
      CubicSpline(
        origin: clock.axis.origin, step: clock.axis.step,
        values: clock.interpolated(readings.map(part)))
    }
    logRatio = spline(\.logRatio)
    logRest = spline(\.logRest)
  }

  /// The share of the law that is no atom.
  func rest(_ logWidth: Double) -> Double { min(exp(logRest(logWidth)), 1) }

  /// ln(2u) of the atom, in units of the data's `unit`.
  func logVariance(_ logWidth: Double) -> Double { 2 * (logWidth + logRatio(logWidth)) }

  /// ln(2u) of the whole law at a normal deviate, given that of the rest.
  func logVariance(
    _ z: Double, _ logWidth: Double, rest logRestVariance: (Double, Double) -> Double
  ) -> Double {
    let (share, above) = (rest(logWidth), NormalLaw.cumulative(-z))
    guard above < share else { return logVariance(logWidth) }
    let q = above / share
    return logRestVariance(-NormalLaw.quantile(q, complement: 1 - q), logWidth)
  }
}

extension MixingAtom? {
  /// ln of the width of the atom's Gaussian over σ, by which tables of ln(r/σ) are shifted; 0 without one.
  func shift(_ logWidth: Double) -> Double { self?.logRatio(logWidth) ?? 0 }
}
