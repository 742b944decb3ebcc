import Foundation
import GenPhysNumerics
import GenPhysTheory

/// How a table holds rates: as they are, or as their asinh where they span orders of magnitude.
///
/// Between the Gaussian of an atom and the points that have jumped off it there may be next to nothing,
/// through which all that leaves must pass: velocities there are e^(a polynomial in r).
enum RateScale: Sendable {
  case linear
  case asinh

  /// What the table holds of a rate.
  func forward(_ rate: Estimate) -> Estimate {
    switch self {
    case .linear: rate
    case .asinh: Estimate(Foundation.asinh(rate.value), error: rate.error / hypot(1, rate.value))
    }
  }

  /// What an error of a table's values is compared with.
  ///
  /// Of asinh it is relative where rates are large. Those where points come are of order 1.
  func size(_ values: [Double]) -> Double {
    let largest = values.reduce(1e-3) { max($0, $1.magnitude) }
    return self == .linear ? largest : min(largest, 0.5)
  }

  /// The rate that a table's value stands for.
  @inline(__always)
  func inverse(_ value: Double) -> Double {
    self == .linear ? value : sinh(value)
  }
}

/// The expansion rate t·v_r/r over ln(r/σ) and ln σ.
struct RateTable: Sendable {
  private let spline: CubicSpline?
  private let table: PatchTable?
  private let scale: RateScale

  /// Whether the rate does not depend on the radius.
  var isUniform: Bool { table == nil }

  /// A rate that depends on the radius.
  init(_ table: PatchTable, scale: RateScale) {
    self.table = table
    self.scale = scale
    spline = nil
  }

  /// A rate that is the same at every radius: that of any probe that has a value.
  init(_ survey: KernelSurvey, clock: WidthClock) {
    let rates = survey.columns.map { $0.rates.first(where: \.isFinite) ?? 0 }
    table = nil
    scale = .linear
    spline = CubicSpline(
      origin: clock.axis.origin, step: clock.axis.step, values: clock.interpolated(rates))
  }

  /// t·v_r/r.
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    if let table { return scale.inverse(table(logRatio, logWidth)) }
    return spline?(logWidth) ?? .nan
  }
}

/// The growth t·(R/p − mean) over ln(r/σ) and ln σ; the mean over the kernel is d ln M/dt.
struct GrowthTable: Sendable {
  private let table: PatchTable
  private let scale: RateScale

  init(_ table: PatchTable, scale: RateScale) {
    self.table = table
    self.scale = scale
  }

  /// t·(R/p − mean).
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    scale.inverse(table(logRatio, logWidth))
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
