import Foundation

/// The divergence of a flow: in closed form where the field knows it, else by central differences,
/// along all coordinates or along random signs.
///
/// Along every coordinate these are exact to about 1e-8 relative, for 2N + 1 evaluations. Along one
/// vector ε of random signs a point, εᵀ(∂v/∂x)ε has the divergence as its mean, for three
/// evaluations. [Hutchinson 1990; FFJORD 1810.01367]
package struct Divergence {
  private let closed: (any DivergentField)?
  /// In double precision.
  private let field: any GenerativeField
  /// One direction a point; nil for all coordinates.
  private let signs: [Double]?

  /// The step in units of the width, over which flows of blurred data are smooth; tuned so that
  /// rounding and the cubic term are both near 1e-8.
  private static let step = 1e-4

  package init(_ field: any GenerativeField, signs: [Double]? = nil) {
    closed = signs == nil ? field as? any DivergentField : nil
    self.field = field.refined
    self.signs = signs
  }

  /// Writes the flow at points, and its divergence less the growth in place of the growth.
  package func evaluate(
    _ points: [Double], logWidth s: Double, into flow: inout Flow
  ) throws(EngineError) {
    if let closed {
      return try closed.evaluateDivergence(points, logWidth: s, into: &flow)
    }
    let n = field.process.dimension
    let count = points.count / n
    let h = Self.step * exp(s)
    let directions = signs == nil ? n : 1
    var places = points
    places.reserveCapacity((2 * directions + 1) * points.count)
    for direction in 0..<directions {
      for side in [h, -h] {
        let start = places.count
        places += points
        if let signs {
          for k in points.indices { places[start + k] += side * signs[k] }
        } else {
          for i in 0..<count { places[start + i * n + direction] += side }
        }
      }
    }
    var all = Flow(
      count: places.count / n, dimension: n, hasGrowth: field.process.hasGrowth)
    try field.evaluate(places, logWidth: s, into: &all)
    for k in points.indices { flow.rate[k] = all.rate[k] }
    for i in 0..<count {
      var sum = 0.0
      for direction in 0..<directions {
        let above = (2 * direction + 1) * points.count + i * n
        let below = above + points.count
        if let signs {
          for k in 0..<n {
            sum += signs[i * n + k] * (all.rate[above + k] - all.rate[below + k])
          }
        } else {
          sum += all.rate[above + direction] - all.rate[below + direction]
        }
      }
      flow.growth[i] = sum / (2 * h) - (all.growth.isEmpty ? 0 : all.growth[i])
    }
  }
}
