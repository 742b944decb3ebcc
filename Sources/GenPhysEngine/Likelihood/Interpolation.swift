import Foundation

extension GenerativeField {
  /// Points between two, by way of the prior: both are carried to noise, noise between them is taken
  /// along a great circle, and carried back.
  ///
  /// Directions turn at one rate and lengths change by one factor, for heavy tails differ much in
  /// length; opposite directions, as on a line, are joined straight. Deterministic; the ends come back
  /// to the solver's tolerance. [PFGM 2209.11178, editing]
  ///
  /// - Parameters:
  ///   - a: points, row by row in data units.
  ///   - b: as many.
  ///   - count: points on every way, ends included, at least 2.
  /// - Returns: the ways one after the other.
  /// - Throws: `.invalidParameter`, `.tooLarge`, `.solverFailed`, `.cancelled`.
  public func interpolate(
    from a: [Double], to b: [Double], count: Int, tolerance: Double = 1e-6,
    monitor: RunMonitor = .silent
  ) throws(EngineError) -> Samples {
    try Check.range(count, 2...1_000_000, "n")
    try Check.positive(tolerance, "tolerance")
    guard a.count == b.count else {
      throw .invalidParameter(
        "there are \(a.count) coordinates at one end and \(b.count) at the other")
    }
    let n = process.dimension
    try Check.memory(100 * Double(a.count) * Double(count), for: "\(count) points a way")
    let start = ContinuousClock().now
    let ends = try normalized(a) + normalized(b)
    let range = process.logWidths
    var meter = TransportMeter(monitor, stage: "interpolate", parts: 2)
    let noise = try transport(
      ends, from: range.lowerBound, to: range.upperBound, tolerance: tolerance, meter: &meter)
    var between: [Double] = []
    for row in 0..<(a.count / n) {
      let one = Array(noise.points[(row * n)..<((row + 1) * n)])
      let other = Array(noise.points[(a.count + row * n)..<(a.count + (row + 1) * n)])
      for i in 0..<count {
        between += Self.arc(one, other, Double(i) / Double(count - 1))
      }
    }
    let back = try transport(
      between, from: range.upperBound, to: range.lowerBound, tolerance: tolerance, meter: &meter)
    return Samples(
      data: try DataSet(
        name: "interpolation", values: denormalized(back.points), dimension: n),
      evaluations: noise.evaluations + back.evaluations, census: nil, trajectory: [],
      seconds: (ContinuousClock().now - start) / .seconds(1))
  }

  /// The vector at a share of the way from one to another.
  static func arc(_ a: [Double], _ b: [Double], _ share: Double) -> [Double] {
    let (lengthA, lengthB) = (
      a.reduce(0) { $0 + $1 * $1 }.squareRoot(), b.reduce(0) { $0 + $1 * $1 }.squareRoot()
    )
    let cosine = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / (lengthA * lengthB)
    let angle = acos(min(max(cosine, -1), 1))
    // Also for a vector of length 0, whose cosine is not a number.
    guard angle > 1e-6, angle < .pi - 1e-6 else {
      return zip(a, b).map { (1 - share) * $0 + share * $1 }
    }
    let length = exp((1 - share) * log(lengthA) + share * log(lengthB))
    let (p, q) = (sin((1 - share) * angle), sin(share * angle))
    return zip(a, b).map {
      length * (p * $0 / lengthA + q * $1 / lengthB) / sin(angle)
    }
  }
}
