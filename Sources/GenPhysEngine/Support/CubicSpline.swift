/// A clamped cubic spline on equally spaced nodes, with its derivative.
///
/// End slopes are one-sided differences of fourth order, so the error is O(h⁴) up to the ends; data
/// on a straight line is reproduced to rounding.
struct CubicSpline: Sendable {
  let origin: Double
  let step: Double
  private let values: [Double]
  private let slopes: [Double]
  /// For each of equal intervals of an increasing spline's values, the piece in which it starts.
  private let starts: [Int32]

  /// - Parameter values: at origin, origin + step, …; at least five.
  init(origin: Double, step: Double, values: [Double]) {
    precondition(values.count >= 5, "a spline needs at least 5 nodes, but got \(values.count)")
    self.origin = origin
    self.step = step
    self.values = values
    let n = values.count
    func endSlope(_ v: (Int) -> Double) -> Double {
      (-25 * v(0) + 48 * v(1) - 36 * v(2) + 16 * v(3) - 3 * v(4)) / 12
    }
    // Continuity of the second derivative: m₋ + 4m + m₊ = 3(v₊ − v₋), in units of the step.
    var slopes = [Double](repeating: 0, count: n)
    slopes[0] = endSlope { values[$0] }
    slopes[n - 1] = -endSlope { values[n - 1 - $0] }
    var ratio = [Double](repeating: 0, count: n)
    for i in 1..<(n - 1) {
      let pivot = 4 - ratio[i - 1]
      ratio[i] = 1 / pivot
      slopes[i] = (3 * (values[i + 1] - values[i - 1]) - slopes[i - 1]) / pivot
    }
    for i in stride(from: n - 2, to: 0, by: -1) { slopes[i] -= ratio[i] * slopes[i + 1] }
    self.slopes = slopes
    starts = Self.starts(values)
  }

  /// Twice as many intervals as pieces: all but a few then hold one node at most.
  private static func starts(_ values: [Double]) -> [Int32] {
    let pieces = values.count - 1
    guard zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else { return [] }
    let cell = (values[pieces] - values[0]) / Double(2 * pieces)
    var piece = 0
    return (0..<(2 * pieces)).map { interval in
      let start = values[0] + Double(interval) * cell
      while piece < pieces - 1, values[piece + 1] <= start { piece += 1 }
      return Int32(piece)
    }
  }

  /// The polynomial between two nodes, over u in 0…1.
  private struct Piece {
    let start: Double
    let rise: Double
    let a: Double
    let b: Double

    @inline(__always)
    func value(_ u: Double) -> Double { start + u * (rise + (1 - u) * ((1 - u) * a + u * b)) }

    @inline(__always)
    func slope(_ u: Double) -> Double {
      rise + (1 - 2 * u) * ((1 - u) * a + u * b) + u * (1 - u) * (b - a)
    }
  }

  @inline(__always)
  private func piece(_ i: Int) -> Piece {
    let rise = values[i + 1] - values[i]
    return Piece(start: values[i], rise: rise, a: slopes[i] - rise, b: rise - slopes[i + 1])
  }

  @inline(__always)
  private func place(_ x: Double) -> (Piece, Double) {
    let position = min(max((x - origin) / step, 0), Double(values.count - 1))
    let i = min(Int(position), values.count - 2)
    return (piece(i), position - Double(i))
  }

  /// The value at x; constant beyond the ends.
  func callAsFunction(_ x: Double) -> Double {
    let (piece, u) = place(x)
    return piece.value(u)
  }

  /// The derivative at x.
  func derivative(_ x: Double) -> Double {
    let (piece, u) = place(x)
    return piece.slope(u) / step
  }

  /// The x at which an increasing spline takes the value y, to rounding; clamped to the ends.
  func inverse(_ y: Double) -> Double {
    let last = values.count - 1
    precondition(!starts.isEmpty, "only an increasing spline has an inverse")
    if y <= values[0] { return origin }
    if y >= values[last] { return origin + Double(last) * step }
    let share = (y - values[0]) / (values[last] - values[0])
    var low = Int(starts[min(Int(share * Double(starts.count)), starts.count - 1)])
    // Rounding may have put y into the interval after its own.
    while low > 0, values[low] > y { low -= 1 }
    while low < last - 1, values[low + 1] <= y { low += 1 }
    let piece = piece(low)
    var (a, b) = (0.0, 1.0)
    var u = (y - piece.start) / piece.rise
    for _ in 0..<60 {
      let miss = piece.value(u) - y
      if miss <= 0 { a = u } else { b = u }
      let newton = u - miss / piece.slope(u)
      let isLast = (newton - u).magnitude <= 1e-7
      u = newton >= a && newton <= b ? newton : 0.5 * (a + b)
      // Newton's steps square the error.
      if isLast { break }
    }
    return origin + (Double(low) + u) * step
  }
}
