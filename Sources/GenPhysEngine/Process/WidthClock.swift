import Foundation
import GenPhysTheory

/// The monotone map between time and width, ln t as a spline over ln σ.
///
/// Any increasing map would do for the solver, which integrates along it with its own exact
/// derivative; that σ is the median width holds to the spline's error.
struct WidthClock: Sendable {
  /// Equally spaced nodes in ln σ, σ in units of the data's `unit`.
  let axis: BicubicTable.Axis
  private let spline: CubicSpline
  /// Times at the nodes.
  let times: [Double]

  init(
    _ mixture: any MixingMeasure, unit: Double, logWidths: ClosedRange<Double>, nodes: Int
  ) throws(EngineError) {
    let step = (logWidths.upperBound - logWidths.lowerBound) / Double(nodes - 1)
    axis = .init(origin: logWidths.lowerBound, step: step, count: nodes)
    var logTimes: [Double] = []
    var guess = 0.0
    for i in 0..<nodes {
      let target = axis.node(i) + log(unit)
      // Each node starts where the last two point to: new times may be costly for a numeric kernel.
      if logTimes.count > 1 { guess += logTimes[i - 1] - logTimes[i - 2] }
      guess = try WidthClock.solve(mixture, logWidth: target, guess: guess)
      if let last = logTimes.last, guess <= last {
        throw .notSampleable(
          "the kernel does not widen with time near t = \(exp(guess)), so it cannot carry data to "
            + "noise")
      }
      logTimes.append(guess)
    }
    times = logTimes.map { exp($0) }
    spline = CubicSpline(origin: axis.origin, step: step, values: logTimes)
  }

  /// ln t at ln σ.
  func logTime(_ logWidth: Double) -> Double { spline(logWidth) }
  /// d ln t / d ln σ at ln σ, > 0.
  @inline(__always)
  func logTimeSlope(_ logWidth: Double) -> Double { spline.derivative(logWidth) }
  /// ln σ at ln t.
  func logWidth(_ logTime: Double) -> Double { spline.inverse(logTime) }

  /// Quantiles are promised to 1e-8; below this only their noise would be resolved.
  private static let tolerance = 1e-10

  /// ln t such that the median width is e^logWidth: a bracket by doubling, then Illinois steps.
  private static func solve(
    _ mixture: any MixingMeasure, logWidth target: Double, guess: Double
  ) throws(EngineError) -> Double {
    func miss(_ logTime: Double) throws(EngineError) -> Double {
      let time = exp(logTime)
      do throws(GreensFunctionError) {
        let width = try mixture.medianWidth(time: time)
        guard width.isFinite, width >= 0 else {
          throw .outsideDomain(radius: 0, time: time)
        }
        // A width that underflows is merely "too narrow".
        return max(log(max(width, .leastNormalMagnitude)) - target, -1e4)
      } catch {
        throw .kernel(error, what: "its width at t = \(time)")
      }
    }
    var a = guess
    var fa = try miss(a)
    if fa.magnitude < tolerance { return a }
    let direction = fa < 0 ? 1.0 : -1.0
    var stride = min(max(fa.magnitude, 1e-6), 2)
    var b = a
    var fb = fa
    repeat {
      (a, fa) = (b, fb)
      b += direction * stride
      stride *= 2
      guard b.magnitude < 690 else {
        throw .notSampleable(
          "the kernel never becomes as \(direction > 0 ? "wide" : "narrow") as the data needs; a "
            + "process with an atom or a front (a rough one) cannot be sampled this way")
      }
      fb = try miss(b)
    } while fa.sign == fb.sign && fb != 0
    for _ in 0..<80 where fb.magnitude >= tolerance {
      // Illinois, with a bisection wherever the secant leaves the bracket.
      var c = b - fb * (b - a) / (fb - fa)
      if !(c > min(a, b) && c < max(a, b)) { c = 0.5 * (a + b) }
      let fc = try miss(c)
      if fc.sign == fb.sign { fa *= 0.5 } else { (a, fa) = (b, fb) }
      (b, fb) = (c, fc)
      if (b - a).magnitude <= 1e-14 * max(1, b.magnitude) { break }
    }
    return b
  }
}
