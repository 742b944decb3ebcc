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
  case tabulated(BicubicTable)

  init(_ process: CompiledProcess) throws(EngineError) {
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
    self = .tabulated(
      try BicubicTable(
        x: .init(-6...(center + 10), step: 0.125), y: process.clock.axis
      ) { (s, ratios) throws(EngineError) -> [Double] in
        let time = exp(process.clock.logTime(s))
        return try KernelShape.column(
          process.kernel, time: time, unit: process.unit, logWidth: s, logRatios: ratios)
      })
  }

  /// ln G less its value at r = σ√N or the next larger radius.
  static func column(
    _ kernel: any GreensFunction, time: Double, unit: Double, logWidth: Double,
    logRatios: [Double]
  ) throws(EngineError) -> [Double] {
    let column = try RadialAxis.column(logRatios, what: "ln G at t = \(time)") {
      (ratio) throws(GreensFunctionError) -> Double in
      try kernel.logDensity(radius: unit * exp(logWidth + ratio), time: time).value
    }
    let center = 0.5 * log(Double(kernel.dimension))
    let middle = logRatios.firstIndex { $0 >= center - 1e-9 } ?? 0
    return column.map { $0 - column[middle] }
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
