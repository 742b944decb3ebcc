import Foundation
import GenPhysNumerics
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
  /// What each surveyed time counts for at each node.
  private let shares: [[Double]]

  /// Tables of this step in ln σ: local cubics then miss 2e-7 of a fourth derivative.
  private static let step = 0.055

  init(_ survey: KernelSurvey) throws(EngineError) {
    let widths = survey.columns.map(\.logWidth)
    let logTimes = survey.axis
    guard let first = widths.first, let last = widths.last, last > first else {
      throw WidthClock.notWidening(logTimes.nodes[0])
    }
    axis = .init(first...last, step: WidthClock.step)
    var nodes: [Double] = []
    for i in 0..<axis.count {
      nodes.append(
        i == 0
          ? logTimes.nodes[0]
          : i == axis.count - 1
            ? logTimes.nodes[logTimes.nodes.count - 1]
            : WidthClock.inverse(widths, on: logTimes, at: axis.node(i)))
      if i > 0, nodes[i] <= nodes[i - 1] { throw WidthClock.notWidening(nodes[i]) }
    }
    times = nodes.map { exp($0) }
    spline = CubicSpline(origin: axis.origin, step: axis.step, values: nodes)
    shares = nodes.map { logTimes.coefficients(at: $0) }
  }

  /// The ln t at which interpolated widths take a value, to rounding, by bisection between nodes and
  /// regula falsi.
  private static func inverse(
    _ widths: [Double], on logTimes: ChebyshevAxis, at target: Double
  ) -> Double {
    let upper = widths.firstIndex { $0 > target } ?? widths.count - 1
    var (a, b) = (logTimes.nodes[max(upper - 1, 0)], logTimes.nodes[upper])
    var fa = widths[max(upper - 1, 0)] - target
    var fb = widths[upper] - target
    for _ in 0..<60 where b - a > 1e-14 * max(1, b.magnitude) && fb != fa {
      var c = b - fb * (b - a) / (fb - fa)
      if !(c > a && c < b) { c = 0.5 * (a + b) }
      let fc = logTimes.value(widths, at: c) - target
      if fc.magnitude < 1e-15 * max(1, target.magnitude) { return c }
      if fc > 0 {
        (b, fb, fa) = (c, fc, 0.5 * fa)
      } else {
        (a, fa, fb) = (c, fc, 0.5 * fb)
      }
    }
    return 0.5 * (a + b)
  }

  /// The table whose columns at the surveyed times are these.
  func table(x: BicubicTable.Axis, columns: [[Double]]) -> BicubicTable {
    var values = [Double](repeating: 0, count: x.count * axis.count)
    for (row, shares) in shares.enumerated() {
      for (share, column) in zip(shares, columns) where share != 0 {
        for i in 0..<x.count { values[row * x.count + i] += share * column[i] }
      }
    }
    return BicubicTable(x: x, y: axis, values: values)
  }

  /// Values at the nodes from values at the surveyed times.
  func interpolated(_ values: [Double]) -> [Double] {
    shares.map { zip($0, values).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  static func notWidening(_ logTime: Double) -> EngineError {
    .notSampleable(
      "the kernel does not widen with time near t = \(exp(logTime)), so it cannot carry data to "
        + "noise")
  }

  /// The ln σ covered.
  var range: ClosedRange<Double> { axis.origin...axis.node(axis.count - 1) }
  /// ln t at ln σ.
  func logTime(_ logWidth: Double) -> Double { spline(logWidth) }
  /// d ln t / d ln σ at ln σ, > 0.
  @inline(__always)
  func logTimeSlope(_ logWidth: Double) -> Double { spline.derivative(logWidth) }
  /// ln σ at ln t.
  func logWidth(_ logTime: Double) -> Double { spline.inverse(logTime) }

  /// The ends of the range need not be met exactly: the survey says what widths it found.
  private static let tolerance = 1e-9

  /// ln t such that the median width is e^logWidth: a bracket by doubling, then Illinois steps.
  static func solve(
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
          direction > 0
            ? "the kernel never becomes as wide as the data needs"
            : "the kernel never becomes as narrow as the data needs: at short times most of the mass "
              + "still sits at the source, as that of a rough process does, and there is no flow "
              + "that carries it; add a little diffusion, such as 0.01*k^2 in lambda")
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
