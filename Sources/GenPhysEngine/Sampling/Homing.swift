import Foundation

/// The flow below the narrowest width, where what is left far from all data is carried home.
///
/// There the flow stays what it is at the narrowest width, so that its paths do not depend on how fast
/// each point moves along its own. A rough kernel moves its far points slowly per ln σ: variance
/// gamma's by e = v_r/r·dt/dlnσ ≈ 0.16 where it leaves 9 % of the points, and a solver's last steps
/// would end before they are home. So the speed is divided by e at the distance from which a single
/// source would give that speed: every point then comes home as e^{−τ}. [Derived here]
package struct Homing: Sendable {
  /// The logarithm of the speed over that of the distance, increasing; `nil` where e is the same at
  /// every distance.
  private let logSpeed: CubicSpline?
  /// Beyond its ends e is constant.
  private let logSpeeds: ClosedRange<Double>

  /// ln of the distances looked at, in units of the data's `unit`.
  private static let logDistances = BicubicTable.Axis(-14...10, step: 0.05)
  /// A slower flow than e⁻⁸ of the usual is not sped up.
  private static let slowest = -8.0

  package init(_ process: CompiledProcess) {
    guard !process.hasStraightRays else {
      logSpeed = nil
      logSpeeds = 0...0
      return
    }
    let s = process.logWidths.lowerBound
    let axis = Homing.logDistances
    var speeds = (0..<axis.count).map { i in
      let e = process.expansion(logRatio: axis.node(i) - s, logWidth: s)
      return axis.node(i) + max(e > 0 ? log(e) : Homing.slowest, Homing.slowest)
    }
    // Where the speed does not grow with the distance, the farthest slower one counts.
    for i in 1..<speeds.count { speeds[i] = max(speeds[i], speeds[i - 1] + 1e-9) }
    logSpeed = CubicSpline(origin: axis.origin, step: axis.step, values: speeds)
    logSpeeds = speeds[0]...speeds[speeds.count - 1]
  }

  /// Changes the speed along every path, and the growth with it.
  package func hasten(_ flow: inout Flow, dimension n: Int) {
    guard let logSpeed else { return }
    for row in 0..<(flow.rate.count / n) {
      var square = 0.0
      for k in (row * n)..<((row + 1) * n) { square += flow.rate[k] * flow.rate[k] }
      let speed = 0.5 * log(max(square, .leastNormalMagnitude))
      let known = min(max(speed, logSpeeds.lowerBound), logSpeeds.upperBound)
      let factor = exp(logSpeed.inverse(known) - known)
      for k in (row * n)..<((row + 1) * n) { flow.rate[k] *= factor }
      if !flow.growth.isEmpty { flow.growth[row] *= factor }
    }
  }
}
