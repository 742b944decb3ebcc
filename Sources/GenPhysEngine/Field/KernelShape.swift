import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The form of ln G as a function of the radius, found by looking at its values.
///
/// Two forms have loops of their own: −r²/2σ² and −β ln(1 + r²/τ²). Everything else is tabulated.
enum KernelShape: Sendable {
  /// ln G(r)/G(0) = −r²/(2σ²), σ the width.
  case gaussian
  /// ln G(r)/G(0) = −beta ln(1 + r²/τ²), with ln(τ/σ) over ln σ.
  case power(beta: Double, logSoftening: CubicSpline)
  /// ln G over ln(r/σ) and ln σ, less its value at r = σ√N.
  case tabulated(PatchTable)

  init(_ process: CompiledProcess, monitor: RunMonitor) throws(EngineError) {
    if process.hasStraightRays, !process.hasGrowth {
      if process.isGaussian {
        self = .gaussian
        return
      }
      if let power = KernelShape.power(process) {
        self = power
        return
      }
    }
    let center = 0.5 * log(Double(process.dimension))
    let (kernel, unit) = (process.quickKernel, process.unit)
    // What lies far below the peak counts for less: an error is compared with a hundredth of it.
    let (layout, functions) = try PatchLayout.fit(
      places: KernelShape.nearest(process)...(center + max(10, 5 - process.logDepths.lowerBound)),
      clock: process.clock, monitor: monitor,
      scale: { values in
        max(1, 0.01 * values.reduce(.infinity) { min($0, $1.magnitude) })
      }, tolerance: { _ in PatchLayout.tolerance }, counts: { _, _ in true }
    ) { time, logWidth, logRatios in
      let logDensity = { (ratio: Double) -> Estimate in
        let value = try? kernel.logDensity(radius: unit * exp(logWidth + ratio), time: time)
        return value ?? Estimate(.nan, error: .infinity)
      }
      let level = logDensity(center)
      let values = logRatios.map(logDensity)
      return .init(
        functions: [values.map { $0.value - level.value }], errors: [values.map(\.error)])
    }
    self = .tabulated(PatchTable(layout, values: functions.map { $0[0] }))
  }

  /// ln(r/σ) below which a distance counts as that.
  ///
  /// Most kernels are flat below e⁻⁶. A heavy tail goes with a high peak: a fifth of the points of
  /// λ = k^0.2 lie nearer than e⁻⁶ widths, and a flat density there leads wide kernels astray (samples
  /// were 2.4 noise floors off). So the table begins where one point in ten thousand comes. Distances
  /// below e⁻¹⁶ of the data's scale matter at no width.
  private static func nearest(_ process: CompiledProcess) -> Double {
    let law = VisitedRadii(dimension: process.dimension, mixing: process.rays.mixing, rarity: 0.01)
    let axis = process.clock.axis
    let places = (0..<axis.count).flatMap { index -> [Double] in
      let s = axis.node(index)
      return law.ranges(logWidth: s).map { max($0.lowerBound, -16 - s) }
    }
    return min(-6, places.min() ?? -6)
  }

  /// ln G at ln(r/σ) and ln σ, less a number that depends on σ alone.
  @inline(__always)
  func logDensity(logRatio: Double, logWidth s: Double) -> Double {
    switch self {
    case .gaussian: -0.5 * exp(2 * logRatio)
    case .power(let beta, let logSoftening): -beta * log(1 + exp(2 * (logRatio - logSoftening(s))))
    case .tabulated(let table): table(logRatio, s)
    }
  }

  /// The power law through three radii, if it holds at five others and at every width.
  private static func power(_ process: CompiledProcess) -> KernelShape? {
    let axis = process.clock.axis
    var exponents: [Double] = []
    var softenings: [Double] = []
    for i in 0..<axis.count {
      let time = process.clock.times[i]
      let width = process.unit * exp(axis.node(i))
      let logDensity = { (ratio: Double) -> Double in
        let value = try? process.kernel.logDensity(radius: width * ratio, time: time).value
        return value ?? .nan
      }
      let root = Double(process.dimension).squareRoot()
      let (far, farther) = (1e7 * root, 1e8 * root)
      var beta = 0.5 * (logDensity(far) - logDensity(farther)) / log(10)
      // Exponents of the physics are halves of whole numbers; rounding dust would only blur them.
      if (2 * beta - (2 * beta).rounded()).magnitude < 1e-8 { beta = (2 * beta).rounded() / 2 }
      guard beta.isFinite, beta > 0 else { return nil }
      let (a, b) = (0.25 * root, 4 * root)
      let quotient = exp((logDensity(b) - logDensity(a)) / beta)
      let softening = (a * a - quotient * b * b) / (quotient - 1)
      guard softening.isFinite, softening > 0 else { return nil }
      let reference = logDensity(root) + beta * log(1 + root * root / softening)
      for ratio in [0.05, 0.5, 2, 10, 300] {
        let r = ratio * root
        let expected = reference - beta * log(1 + r * r / softening)
        let miss = (expected - logDensity(r)).magnitude
        guard miss < 1e-8 * max(1, beta) else { return nil }
      }
      exponents.append(beta)
      softenings.append(0.5 * log(softening))
    }
    guard let low = exponents.min(), let high = exponents.max(), high - low < 1e-7 * high else {
      return nil
    }
    return .power(
      beta: exponents[0],
      logSoftening: CubicSpline(origin: axis.origin, step: axis.step, values: softenings))
  }
}
