import Foundation

extension GenerativeField {
  /// Points between two, by way of the prior: both are carried to noise, noise between them is taken
  /// along a great circle, and carried back.
  ///
  /// Directions turn at one rate and lengths change by one factor, for heavy tails differ much in
  /// length; opposite directions, as on a line, are joined straight. Deterministic. The ways end in
  /// `a` and `b` themselves. [PFGM 2209.11178, editing]
  ///
  /// Far from all data, seen through a narrow kernel, the flow contracts beyond what doubles resolve:
  /// different points become the same noise. The ways therefore run through the data blurred by the
  /// first of the widths σ_min, 2σ_min, 4σ_min, … from which all ends come back to within a tenth of
  /// the width; `Samples.blur` tells it where it is not the narrowest.
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
    // Noise in the sums of a faster field would be taken for contraction.
    let field = refined
    var ends = try field.endsInNoise(
      try normalized(a) + normalized(b), tolerance: tolerance, monitor: monitor)
    var between: [Double] = []
    for row in 0..<(a.count / n) {
      let one = Array(ends.noise[(row * n)..<((row + 1) * n)])
      let other = Array(ends.noise[(a.count + row * n)..<(a.count + (row + 1) * n)])
      for i in 1..<max(1, count - 1) {
        between += Self.arc(one, other, Double(i) / Double(count - 1))
      }
    }
    if !between.isEmpty {
      var meter = TransportMeter(monitor, stage: "interpolate", parts: 1)
      let back = try field.transport(
        between, from: process.logWidths.upperBound, to: ends.logWidth, tolerance: tolerance,
        meter: &meter)
      ends.evaluations += back.evaluations
      between = denormalized(back.points)
    }
    var ways: [Double] = []
    let inner = (count - 2) * n
    for row in 0..<(a.count / n) {
      ways += a[(row * n)..<((row + 1) * n)]
      ways += between[(row * inner)..<((row + 1) * inner)]
      ways += b[(row * n)..<((row + 1) * n)]
    }
    let isNarrowest = ends.logWidth == process.logWidths.lowerBound
    return Samples(
      data: try DataSet(name: "interpolation", values: ways, dimension: n),
      evaluations: ends.evaluations, census: nil, trajectory: [],
      seconds: (ContinuousClock().now - start) / .seconds(1), scale: process.unit / 2,
      columns: frame.columns,
      blur: isNarrowest ? nil : exp(ends.logWidth) * process.unit)
  }

  /// Ends of ways in noise, carried there from the narrowest width from which they come back.
  private func endsInNoise(
    _ ends: [Double], tolerance: Double, monitor: RunMonitor
  ) throws(EngineError) -> (noise: [Double], logWidth: Double, evaluations: Int) {
    let range = process.logWidths
    var logWidth = range.lowerBound
    var evaluations = 0
    while true {
      var meter = TransportMeter(monitor, stage: "interpolate", parts: 2)
      do throws(EngineError) {
        let noise = try transport(
          ends, from: logWidth, to: range.upperBound, tolerance: tolerance, meter: &meter)
        let home = try transport(
          noise.points, from: range.upperBound, to: logWidth, tolerance: tolerance, meter: &meter)
        evaluations += noise.evaluations + home.evaluations
        let miss = zip(ends, home.points).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
        if miss <= 0.1 * exp(logWidth) || logWidth == range.upperBound {
          return (noise.points, logWidth, evaluations)
        }
      } catch {
        // Where the flow contracts most its solver may run out of steps.
        guard case .solverFailed = error, logWidth < range.upperBound else { throw error }
      }
      logWidth = min(logWidth + log(2), range.upperBound)
    }
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
