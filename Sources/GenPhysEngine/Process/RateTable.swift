import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The expansion rate t·v_r/r over ln(r/σ) and ln σ.
struct RateTable: Sendable {
  private let spline: CubicSpline?
  private let table: ScaledTable?

  /// Whether the rate does not depend on the radius.
  var isUniform: Bool { table == nil }

  /// A rate that depends on the radius.
  init(_ table: ScaledTable) {
    self.table = table
    spline = nil
  }

  /// A rate that is the same at every radius: that of any probe that has a value.
  init(_ survey: KernelSurvey, clock: WidthClock) {
    let rates = survey.columns.map { $0.rates.first(where: \.isFinite) ?? 0 }
    table = nil
    spline = CubicSpline(
      origin: clock.axis.origin, step: clock.axis.step, values: clock.interpolated(rates))
  }

  /// t·v_r/r.
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    table?(logRatio, logWidth) ?? spline?(logWidth) ?? .nan
  }
}

/// The growth t·(R/p − mean) over ln(r/σ) and ln σ; the mean over the kernel is d ln M/dt.
struct GrowthTable: Sendable {
  private let table: ScaledTable

  init(_ table: ScaledTable) {
    self.table = table
  }

  /// t·(R/p − mean).
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    table(logRatio, logWidth)
  }

  /// d ln M/d ln t, the mean of t·R/p.
  static func mean(
    _ kernel: any GreensFunction, time: Double
  ) throws(EngineError) -> Double {
    // By a five-point difference in ln t: truncation and rounding are both near 1e-11 of t·R/p for
    // smooth masses.
    let h = 2e-3
    var logMass: [Double] = []
    for k in [-2.0, -1, 1, 2] {
      do throws(GreensFunctionError) {
        logMass.append(try kernel.logMass(time: time * exp(k * h)))
      } catch {
        throw .kernel(error, what: "its mass at t = \(time)")
      }
    }
    return (logMass[0] - 8 * logMass[1] + 8 * logMass[2] - logMass[3]) / (12 * h)
  }
}

/// The range of ln(r/σ).
enum RadialAxis {
  /// What is tabulated at least: kernel points lie near r = σ√N, and queries may be far from all data.
  static func rates(dimension: Int) -> ClosedRange<Double> {
    -4...(10 + 0.5 * log(Double(dimension)))
  }
}
