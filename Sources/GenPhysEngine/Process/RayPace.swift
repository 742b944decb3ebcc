import Foundation

/// The pace of points along rays: by how much the distance to the source falls per ln σ.
///
/// A single source moves a point at a distance r by dr/dlnσ = e r, and e depends on r and σ. A heavy
/// tail under a diffusive core (k² + k^0.2) has e = 1 in the core and 10 in the tail, a rough kernel
/// (variance gamma) e ≈ 0.16. Steps that suit one of them miss the other: far points overshoot the
/// data, or never arrive. So the distance is taken at which a single source would give the speed that
/// a point has, and e there; divided by it, every point goes one e-fold of the way to what its
/// velocity points to. Any positive e gives the same paths. [Derived here]
package struct RayPace: Sendable {
  private let rays: CompiledRays
  /// ln e over the logarithm of the speed in widths and ln σ; `nil` where rays are straight.
  private let logExpansion: BicubicTable?
  /// The largest e, at least 1, where all but one in a thousand points come and distances matter: from a
  /// tenth of the data's deviation on.
  let largest: Double

  /// ln(r/σ) and ln(speed/σ) looked at; e is constant beyond.
  private static let distances = BicubicTable.Axis(-14...24, step: 0.05)
  /// The steps of the table in ln σ.
  private static let widthStep = 0.125
  /// Flows outside of e⁻⁸…e⁸ times the usual count as these.
  private static let limit = 8.0

  package init(_ process: CompiledProcess) {
    rays = process.rays
    guard !process.hasStraightRays else {
      logExpansion = nil
      largest = 1
      return
    }
    largest = RayPace.largest(process)
    let rays = rays
    logExpansion = BicubicTable(
      x: RayPace.distances, y: .init(process.logDepths, step: RayPace.widthStep)
    ) { s, nodes in
      var speeds = nodes.map { ratio in
        let e = rays.expansion(logRatio: ratio, logWidth: s)
        return ratio + (e > 0 ? min(max(log(e), -RayPace.limit), RayPace.limit) : -RayPace.limit)
      }
      // Where the speed does not grow with the distance, the farthest slower one counts.
      for i in 1..<speeds.count { speeds[i] = max(speeds[i], speeds[i - 1] + 1e-9) }
      let spline = CubicSpline(
        origin: RayPace.distances.origin, step: RayPace.distances.step, values: speeds)
      let (first, last) = (speeds[0], speeds[speeds.count - 1])
      return nodes.map { speed in
        let known = min(max(speed, first), last)
        return known - spline.inverse(known)
      }
    }
  }

  private static func largest(_ process: CompiledProcess) -> Double {
    let law = VisitedRadii(
      dimension: process.dimension, mixing: process.rays.mixing, rarity: 1e-3)
    let widths = BicubicTable.Axis(process.logDepths, step: 0.5)
    let shortest = log(0.1 * Preconditioner.dataDeviation)
    var largest = 1.0
    for index in 0..<widths.count {
      let s = min(
        max(widths.node(index), process.logDepths.lowerBound), process.logDepths.upperBound)
      for range in law.ranges(logWidth: s) {
        for ratio in stride(
          from: max(range.lowerBound, shortest - s), through: min(range.upperBound, 24), by: 0.25)
        {
          let e = process.rays.expansion(logRatio: ratio, logWidth: s)
          if e.isFinite { largest = max(largest, e) }
        }
      }
    }
    return min(largest, exp(limit))
  }

  /// e of a single source that moves a point this fast, per ln σ and in units of σ; > 0.
  @inline(__always)
  func expansion(logSpeed: Double, logWidth s: Double) -> Double {
    guard let logExpansion else {
      return max(rays.expansion(logRatio: 0, logWidth: s), exp(-RayPace.limit))
    }
    return exp(logExpansion(logSpeed - s, s))
  }

  /// e for every row of a flow.
  func expansions(_ flow: Flow, logWidths: [Double], dimension n: Int) -> [Double] {
    logWidths.indices.map { row in
      expansion(
        logSpeed: SolverState.logLength(flow.rate[(row * n)..<((row + 1) * n)]),
        logWidth: logWidths[row])
    }
  }

  /// Divides the speed along every path by e, and the growth with it: the flow below the narrowest
  /// width, which stays what it is there.
  ///
  /// A rough kernel moves its far points slowly per ln σ: variance gamma's by e ≈ 0.16 where it leaves
  /// 9 % of the points, and a solver's last steps would end before they arrive.
  package func hasten(_ flow: inout Flow, logWidth s: Double, dimension n: Int) {
    guard logExpansion != nil else { return }
    let widths = [Double](repeating: s, count: flow.rate.count / n)
    for (row, e) in expansions(flow, logWidths: widths, dimension: n).enumerated() {
      for k in (row * n)..<((row + 1) * n) { flow.rate[k] /= e }
      if !flow.growth.isEmpty { flow.growth[row] /= e }
    }
  }
}
