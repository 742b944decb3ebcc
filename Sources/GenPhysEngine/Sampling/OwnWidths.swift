import Foundation
internal import GenPhysSupport

/// Points that go back to the data each at its own pace, with a width of their own.
///
/// At one time the points of a heavy-tailed kernel are at all distances: λ = k^0.2 has a tenth of them
/// beyond 3,000 times the median. Those far out come to the data long after the others, when the kernel
/// is narrower by as much, and each does it on an e-fold or so of its own distance. A solver whose
/// steps are common to all would need thousands, or leaves points at 10⁹ or at the data's mean.
///
/// Paths do not depend on each other, so every point may have a time of its own. The variable is
/// τ = −ln w, w being the solver's width, with
///
///     dx/dτ = −V/e,   dσ/dτ = −σ/e,   V = dx/dlnσ at the point's own σ, e its `RayPace`:
///
/// a point at the end of a straight or bent ray moves to its source as e^{−τ}, and σ is one more
/// coordinate of it. Where e = 1 and nothing lies far out this is the common width.
///
/// Two stretches of a path need no field. Where a point lies farther out than `reach`, all data are one
/// source, and its ray leads down to there. Below the narrowest width the flow stays what it is there:
/// the field of what is far from all data does not depend on the width. [Derived here]
struct OwnWidths: Sendable {
  private let process: CompiledProcess
  private let pace: RayPace
  /// ln of the distance from the mean beyond which the data is a single source.
  private let logReach: Double
  /// N.
  private let dimension: Int

  /// Data of radius R moves what a point at r is led to by R²/r: by R/40 here.
  private static let reaches = 40.0
  /// Steps along a ray, in ln r.
  private static let step = 0.125

  init(_ process: CompiledProcess, frame: DataFrame) {
    self.process = process
    pace = RayPace(process)
    dimension = process.dimension
    logReach = log(OwnWidths.reach(of: frame))
  }

  /// The distance from the mean beyond which the data is a single source.
  static func reach(of frame: DataFrame) -> Double { reaches * frame.reach }

  /// The solver's widths: from `reach` until that is as small as the narrowest width.
  var range: ClosedRange<Double> {
    let low = process.logWidths.lowerBound
    return exp(low)...exp(max(logReach - 0.5 * log(Double(dimension)), low + 1))
  }

  /// σ of the kernel of the frame that is kept at a width of the solver; both ranges end together.
  func frameWidth(_ width: Double) -> Double {
    guard width > 0 else { return 0 }
    let (all, inner) = (process.logWidths, range)
    let share = log(inner.upperBound / width) / log(inner.upperBound / inner.lowerBound)
    return exp(all.upperBound - share * (all.upperBound - all.lowerBound))
  }

  /// Gives points of the widest kernel a width, and leads those far out to where the data begins to
  /// matter.
  func launch(_ prior: SolverState) -> SolverState {
    let n = dimension
    var state = SolverState(
      points: Array(repeating: 0, count: prior.points.count / n * (n + 1)), dimension: n + 1,
      hasGrowth: false)
    state.points.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let target = buffer
      Parallel.forEach(lanes: prior.points.count / n) { row in
        let point = prior.points[(row * n)..<((row + 1) * n)]
        let logRadius = SolverState.logLength(point)
        let s = arrival(from: logRadius)
        let stretch = exp(min(logReach - logRadius, 0))
        for k in 0..<n { target[row * (n + 1) + k] = prior.points[row * n + k] * stretch }
        target[row * (n + 1) + n] = exp(s)
      }
    }
    return state
  }

  /// ln σ at which a ray from the widest kernel comes to `reach`, no less than the narrowest width.
  private func arrival(from logRadius: Double) -> Double {
    var s = process.logWidths.upperBound
    guard logRadius > logReach else { return s }
    let low = process.logDepths.lowerBound
    let count = max(1, Int(saturating: ((logRadius - logReach) / OwnWidths.step).rounded(.up)))
    let h = (logRadius - logReach) / Double(count)
    func slope(_ logRadius: Double, _ s: Double) -> Double {
      let s = max(s, low)
      return 1 / max(process.expansion(logRatio: logRadius - s, logWidth: s), 1e-3)
    }
    for i in 0..<count where s > low {
      let r = logRadius - Double(i) * h
      let a = slope(r, s)
      let b = slope(r - 0.5 * h, s - 0.5 * h * a)
      let c = slope(r - 0.5 * h, s - 0.5 * h * b)
      let d = slope(r - h, s - h * c)
      s -= h / 6 * (a + 2 * b + 2 * c + d)
    }
    return max(s, low)
  }

  /// The points of a state without their widths.
  func points(of state: SolverState) -> [Double] {
    let n = dimension
    var points: [Double] = []
    points.reserveCapacity(state.points.count / (n + 1) * n)
    for row in stride(from: 0, to: state.points.count, by: n + 1) {
      points += state.points[row..<(row + n)]
    }
    return points
  }

  /// The flow per ln w of points with widths.
  func evaluate(
    _ points: [Double], by field: some GenerativeField, into flow: inout Flow
  ) throws(EngineError) {
    let n = dimension
    let count = points.count / (n + 1)
    let low = process.logDepths.lowerBound
    var places: [Double] = []
    places.reserveCapacity(count * n)
    var logWidths: [Double] = []
    logWidths.reserveCapacity(count)
    for row in stride(from: 0, to: points.count, by: n + 1) {
      places += points[row..<(row + n)]
      logWidths.append(
        min(
          max(log(max(points[row + n], .leastNormalMagnitude)), low), process.logWidths.upperBound))
    }
    var inner = Flow(count: count, dimension: n, hasGrowth: false)
    try field.evaluate(places, logWidths: logWidths, into: &inner)
    for (row, e) in pace.expansions(inner, logWidths: logWidths, dimension: n).enumerated() {
      for k in 0..<n { flow.rate[row * (n + 1) + k] = inner.rate[row * n + k] / e }
      flow.rate[row * (n + 1) + n] = logWidths[row] > low ? exp(logWidths[row]) / e : 0
    }
  }

  /// The points of each of several widths, from the states of a solver, in which they have their own.
  ///
  /// Between two states x is linear in σ, as on the way to one place. Before the first state points lie
  /// on their rays from the prior, after the last they rest.
  func frames(widths: [Double], states: [SolverState], prior: SolverState) -> [[Double]] {
    let n = dimension
    let count = prior.points.count / n
    var frames = widths.map { _ in [Double](repeating: 0, count: prior.points.count) }
    for row in 0..<count {
      let start = row * (n + 1)
      let logRadius = SolverState.logLength(prior.points[(row * n)..<((row + 1) * n)])
      var ray = Ray(logRadius: logRadius)
      var s = process.logWidths.upperBound
      var state = 0
      for (frame, width) in widths.enumerated() {
        guard width < states[0].points[start + n] else {
          ray = process.rays.follow(ray, from: s, to: log(width))
          s = log(width)
          let stretch = exp(ray.logRadius - logRadius)
          for k in 0..<n { frames[frame][row * n + k] = prior.points[row * n + k] * stretch }
          continue
        }
        while state < states.count - 1, states[state + 1].points[start + n] > width { state += 1 }
        if width == 0 { state = states.count - 1 }
        let here = states[state].points
        guard state < states.count - 1 else {
          for k in 0..<n { frames[frame][row * n + k] = here[start + k] }
          continue
        }
        let next = states[state + 1].points
        let (a, b) = (here[start + n], next[start + n])
        let share = a > b ? min(max((a - width) / (a - b), 0), 1) : 1
        for k in 0..<n {
          frames[frame][row * n + k] =
            here[start + k] + share * (next[start + k] - here[start + k])
        }
      }
    }
    return frames
  }
}
