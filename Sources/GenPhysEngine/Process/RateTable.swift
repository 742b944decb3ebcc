import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The expansion rate t·v_r/r over ln(r/σ) and ln σ.
struct RateTable: Sendable {
  private enum Storage: Sendable {
    case uniform(CubicSpline)
    case radial(RadialTable)
  }
  private let storage: Storage

  /// Whether the rate does not depend on the radius.
  var isUniform: Bool {
    if case .uniform = storage { true } else { false }
  }

  init(_ survey: KernelSurvey, clock: WidthClock) {
    if let radial = survey.radial, !survey.isUniform {
      storage = .radial(clock.table(radial.panels, columns: radial.rates))
      return
    }
    // The same at every radius: that of any probe that has a value.
    let rates = survey.columns.map { $0.rates.first(where: \.isFinite) ?? 0 }
    storage = .uniform(
      CubicSpline(
        origin: clock.axis.origin, step: clock.axis.step, values: clock.interpolated(rates)))
  }

  /// t·v_r/r.
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    switch storage {
    case .uniform(let spline): spline(logWidth)
    case .radial(let table): table(logRatio, logWidth)
    }
  }
}

/// The growth t·(R/p − mean) over ln(r/σ) and ln σ; the mean over the kernel is d ln M/dt.
struct GrowthTable: Sendable {
  private let table: RadialTable

  /// `nil` where births and deaths are the same everywhere: then they change no normalised density.
  init?(_ survey: KernelSurvey, clock: WidthClock) {
    guard survey.hasGrowth, let radial = survey.radial else { return nil }
    table = clock.table(radial.panels, columns: radial.growth)
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

/// The range of ln(r/σ), and columns over nodes that survive a kernel's failures at extreme radii.
enum RadialAxis {
  /// Kernel points lie near r = σ√N; heavy tails reach far beyond.
  static func rates(dimension: Int) -> ClosedRange<Double> {
    -4...(10 + 0.5 * log(Double(dimension)))
  }

  /// Values at all nodes; where the kernel fails, that of the nearest node where it does not.
  ///
  /// - Throws: `.kernel` where it fails at more than half of the nodes.
  static func column(
    _ nodes: [Double], what: String, _ value: (Double) throws(GreensFunctionError) -> Double
  ) throws(EngineError) -> [Double] {
    var found: [Double?] = []
    var failure = GreensFunctionError.unsupported("a value is not finite")
    for node in nodes {
      do throws(GreensFunctionError) {
        let result = try value(node)
        found.append(result.isFinite ? result : nil)
      } catch {
        failure = error
        found.append(nil)
      }
    }
    let known = found.indices.filter { found[$0] != nil }
    guard 2 * known.count >= nodes.count, !known.isEmpty else {
      throw .kernel(failure, what: what)
    }
    return found.indices.map { i in
      if let value = found[i] { return value }
      let nearest = known.min { abs($0 - i) < abs($1 - i) } ?? known[0]
      return found[nearest] ?? 0
    }
  }
}
