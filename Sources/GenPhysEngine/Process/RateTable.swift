import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The expansion rate t·v_r/r over ln(r/σ) and ln σ.
struct RateTable: Sendable {
  private enum Storage: Sendable {
    case uniform(CubicSpline)
    case radial(BicubicTable)
  }
  private let storage: Storage

  /// Whether the rate does not depend on the radius.
  var isUniform: Bool {
    if case .uniform = storage { true } else { false }
  }

  init(
    _ kernel: any GreensFunction, clock: WidthClock, unit: Double, probe: TableProbe
  ) throws(EngineError) {
    if probe.isUniform {
      let axis = clock.axis
      let ratio = 0.5 * log(Double(kernel.dimension))
      var values: [Double] = []
      for i in 0..<axis.count {
        values += try RateTable.column(
          kernel, time: clock.times[i], unit: unit, logWidth: axis.node(i), logRatios: [ratio])
      }
      storage = .uniform(CubicSpline(origin: axis.origin, step: axis.step, values: values))
    } else {
      storage = .radial(
        try BicubicTable(
          x: RadialAxis.rates(dimension: kernel.dimension), y: clock.axis
        ) { (s, ratios) throws(EngineError) -> [Double] in
          try RateTable.column(
            kernel, time: exp(clock.logTime(s)), unit: unit, logWidth: s, logRatios: ratios)
        })
    }
  }

  /// t·v_r/r.
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    switch storage {
    case .uniform(let spline): spline(logWidth)
    case .radial(let table): table(logRatio, logWidth)
    }
  }

  static func column(
    _ kernel: any GreensFunction, time: Double, unit: Double, logWidth: Double,
    logRatios: [Double]
  ) throws(EngineError) -> [Double] {
    try RadialAxis.column(logRatios, what: "the velocity at t = \(time)") {
      (ratio) throws(GreensFunctionError) -> Double in
      let radius = unit * exp(logWidth + ratio)
      return time * (try kernel.expansionRate(radius: radius, time: time).value)
    }
  }
}

/// The growth t·(R/p − mean) over ln(r/σ) and ln σ; the mean over the kernel is d ln M/dt.
struct GrowthTable: Sendable {
  private let table: BicubicTable

  /// `nil` where births and deaths are the same everywhere: then they change no normalised density.
  init?(
    _ kernel: any GreensFunction, clock: WidthClock, unit: Double, probe: TableProbe
  ) throws(EngineError) {
    guard probe.hasGrowth else { return nil }
    table = try BicubicTable(
      x: RadialAxis.rates(dimension: kernel.dimension), y: clock.axis
    ) { (s, ratios) throws(EngineError) -> [Double] in
      try GrowthTable.column(
        kernel, time: exp(clock.logTime(s)), unit: unit, logWidth: s, logRatios: ratios)
    }
  }

  /// t·(R/p − mean).
  @inline(__always)
  func perLogTime(_ logRatio: Double, _ logWidth: Double) -> Double {
    table(logRatio, logWidth)
  }

  static func column(
    _ kernel: any GreensFunction, time: Double, unit: Double, logWidth: Double,
    logRatios: [Double]
  ) throws(EngineError) -> [Double] {
    // d ln M/d ln t by a five-point difference in ln t: truncation and rounding are both near 1e-11
    // of t·R/p for smooth masses.
    let h = 2e-3
    var logMass: [Double] = []
    for k in [-2.0, -1, 1, 2] {
      do throws(GreensFunctionError) {
        logMass.append(try kernel.logMass(time: time * exp(k * h)))
      } catch {
        throw .kernel(error, what: "its mass at t = \(time)")
      }
    }
    let mean = (logMass[0] - 8 * logMass[1] + 8 * logMass[2] - logMass[3]) / (12 * h)
    return try RadialAxis.column(logRatios, what: "the growth rate at t = \(time)") {
      (ratio) throws(GreensFunctionError) -> Double in
      let radius = unit * exp(logWidth + ratio)
      let value = time * (try kernel.growthRate(radius: radius, time: time).value) - mean
      // Below the accuracy of the difference of two large numbers there is only noise.
      return value.magnitude < 1e-9 * mean.magnitude ? 0 : value
    }
  }
}

/// The nodes in ln(r/σ), and columns over them that survive a kernel's failures at extreme radii.
enum RadialAxis {
  /// Kernel points lie near r = σ√N; heavy tails reach far beyond.
  static func rates(dimension: Int) -> BicubicTable.Axis {
    .init(-4...(10 + 0.5 * log(Double(dimension))), step: 0.125)
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
