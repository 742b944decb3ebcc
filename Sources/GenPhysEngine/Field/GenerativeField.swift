import Foundation

/// A flow that carries noise back to data: an exact field or a trained network.
///
/// Points are in the engine's frame: centred on the data's mean, each column over its length in the
/// frame, in units of the process's `unit`.
public protocol GenerativeField: Sendable {
  /// The process whose flow this is.
  var process: CompiledProcess { get }
  /// Where the data lies and how it spreads.
  var frame: DataFrame { get }
  /// The same field in double precision, for differences of its values.
  var refined: any GenerativeField { get }
  /// dx/dlnσ and the relative growth per ln σ at `points` (row by row), at one width.
  func evaluate(
    _ points: [Double], logWidth: Double, into flow: inout Flow) throws(EngineError)
  /// The same where every point has a width of its own.
  func evaluate(
    _ points: [Double], logWidths: [Double], into flow: inout Flow) throws(EngineError)
}

/// A field that knows the divergence of its flow in closed form.
package protocol DivergentField: GenerativeField {
  /// Writes the flow, and its divergence less the growth in place of the growth, in double precision.
  func evaluateDivergence(
    _ points: [Double], logWidth: Double, into flow: inout Flow) throws(EngineError)
}

/// What a field says at a number of points.
public struct Flow: Sendable {
  /// dx/dlnσ, row by row.
  public var rate: [Double]
  /// (R/p − mean)·dt/dlnσ at every point; empty where nothing is born or dies unevenly.
  public var growth: [Double]
  /// ∇·rate at every point; empty where nobody asks for it, and filled by fields that know it only.
  package var divergence: [Double] = []

  /// Zeroes of the right sizes.
  public init(count: Int, dimension: Int, hasGrowth: Bool) {
    rate = Array(repeating: 0, count: count * dimension)
    growth = Array(repeating: 0, count: hasGrowth ? count : 0)
  }
}

extension GenerativeField {
  public var refined: any GenerativeField { self }

  /// Points of equal width go together.
  public func evaluate(
    _ points: [Double], logWidths: [Double], into flow: inout Flow
  ) throws(EngineError) {
    for (s, rows) in Dictionary(grouping: logWidths.indices, by: { logWidths[$0] }) {
      try evaluate(points, rows: rows, logWidth: s, into: &flow)
    }
  }

  /// Evaluates some of the points, at one width.
  func evaluate(
    _ points: [Double], rows: [Int], logWidth: Double, into flow: inout Flow
  ) throws(EngineError) {
    let n = process.dimension
    var part = Flow(count: rows.count, dimension: n, hasGrowth: !flow.growth.isEmpty)
    try evaluate(
      Resampling.gather(points, rows, dimension: n), logWidth: logWidth, into: &part)
    for (i, row) in rows.enumerated() {
      for k in 0..<n { flow.rate[row * n + k] = part.rate[i * n + k] }
      if !flow.growth.isEmpty { flow.growth[row] = part.growth[i] }
    }
  }

  /// The mean of the data, in data units.
  public var center: [Double] { frame.center }

  /// The length that counts as 1 inside the engine along every column, in data units.
  public var units: [Double] { frame.lengths.map { $0 * process.unit } }

  /// Points of data units in the engine's frame.
  public func normalized(_ points: [Double]) throws(EngineError) -> [Double] {
    let n = process.dimension
    let (center, units) = (center, units)
    guard !points.isEmpty, points.count.isMultiple(of: n) else {
      throw .invalidParameter(
        "\(points.count) coordinates do not make points of \(n) dimensions")
    }
    guard points.allSatisfy(\.isFinite) else {
      throw .invalidParameter("the coordinates of a point must be finite")
    }
    let result = points.indices.map { (points[$0] - center[$0 % n]) / units[$0 % n] }
    guard result.areWithinReach else {
      throw .invalidParameter(
        "a point lies more than 1e100 times the size of the data away, where its distance is no "
          + "double any more")
    }
    return result
  }

  /// Points of the engine's frame in data units.
  public func denormalized(_ points: [Double]) -> [Double] {
    let n = process.dimension
    let (center, units) = (center, units)
    return points.indices.map { points[$0] * units[$0 % n] + center[$0 % n] }
  }

  /// Points at the end of the flow in data units: a column that is constant in the data keeps its
  /// value, whatever errors a network makes along it.
  func settled(_ points: [Double]) -> [Double] {
    let n = process.dimension
    var places = denormalized(points)
    for k in 0..<n where frame.isConstant(k) {
      for i in stride(from: k, to: places.count, by: n) { places[i] = center[k] }
    }
    return places
  }

  /// The velocity dx/dt at points in data units, row by row: for vector fields.
  ///
  /// - Parameter time: in the unit of the process, whose lengths are those of the frame: data units, or
  ///   the columns' deviations.
  /// - Throws: `.invalidParameter` for points or times outside their domain.
  public func velocity(at points: [Double], time: Double) throws(EngineError) -> [Double] {
    try Check.positive(time, "t")
    let inner = try normalized(points)
    let s = process.clock.logWidth(log(time))
    var flow = Flow(
      count: points.count / process.dimension, dimension: process.dimension,
      hasGrowth: process.hasGrowth)
    try evaluate(inner, logWidth: s, into: &flow)
    let (n, units) = (process.dimension, units)
    let slope = 1 / (time * process.clock.logTimeSlope(s))
    return flow.rate.indices.map { flow.rate[$0] * (units[$0 % n] * slope) }
  }
}

extension [Double] {
  /// Whether all are finite and at most 10¹⁰⁰: sums of their squares, and powers of those, are doubles.
  ///
  /// Further out lengths are infinite, and what counts steps by a length counts for ever.
  var areWithinReach: Bool { allSatisfy { $0.magnitude <= 1e100 } }
}
