import Foundation
internal import GenPhysSupport

/// Where points have come to along a flow.
struct Transported {
  /// In the engine's frame, row by row.
  var points: [Double]
  /// What was gathered on the way, one number a point; empty where nothing was.
  var gathered: [Double]
  var evaluations: Int
}

extension GenerativeField {
  /// Carries points along the flow alone, either way, by Dormand and Prince's method in ln σ.
  ///
  /// Weights of births and deaths are ignored: this is the map of places.
  func transport(
    _ points: [Double], from start: Double, to end: Double, tolerance: Double,
    meter: inout TransportMeter
  ) throws(EngineError) -> Transported {
    var flow = Flow(
      count: points.count / process.dimension, dimension: process.dimension,
      hasGrowth: process.hasGrowth)
    return try transport(
      points, from: start, to: end, tolerance: tolerance, gathers: false, meter: &meter
    ) { (x, s, result) throws(EngineError) in
      try evaluate(x, logWidth: s, into: &flow)
      result.rate = flow.rate
    }
  }

  /// The same for a slope per ln σ of one's own, whose `growth` is gathered along the way.
  func transport(
    _ points: [Double], from start: Double, to end: Double, tolerance: Double, gathers: Bool,
    meter: inout TransportMeter, slope: Solver.Velocity
  ) throws(EngineError) -> Transported {
    var state = SolverState(points: points, dimension: process.dimension, hasGrowth: gathers)
    // Solvers go down; upwards the axis is turned around.
    let sign = end > start ? -1.0 : 1.0
    let evaluations = try DormandPrince(tolerance: tolerance).integrate(
      &state, from: sign * start, to: sign * end,
      velocity: { (x, place, flow) throws(EngineError) in
        try meter.monitor.checkCancellation()
        try slope(x, sign * place, &flow)
        if sign < 0 {
          for k in flow.rate.indices { flow.rate[k] *= -1 }
          for k in flow.growth.indices { flow.growth[k] *= -1 }
        }
      },
      afterStep: { (_, _, width) throws(EngineError) in
        meter.advance((sign * log(width) - start) / (end - start))
        return nil
      })
    meter.finishPart()
    return Transported(
      points: state.points, gathered: state.logWeights, evaluations: evaluations)
  }
}

/// Progress of several passes of equal length.
struct TransportMeter {
  let monitor: RunMonitor
  private var meter: ProgressMeter
  private var finished = 0
  private static let resolution = 1000

  init(_ monitor: RunMonitor, stage: String, parts: Int) {
    self.monitor = monitor
    meter = ProgressMeter(monitor, stage: stage, total: parts * Self.resolution)
  }

  mutating func advance(_ share: Double) {
    let part = Int(saturating: Double(Self.resolution) * min(max(share, 0), 1))
    // The last step of all is `finishPart`'s.
    meter.report(finished * Self.resolution + min(part, Self.resolution - 1))
  }

  mutating func finishPart() {
    finished += 1
    meter.report(finished * Self.resolution)
  }
}
