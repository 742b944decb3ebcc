/// A clamped cubic spline on equally spaced nodes, with its derivative.
///
/// End slopes are one-sided differences of fourth order, so the error is O(h⁴) up to the ends; data
/// on a straight line is reproduced to rounding.
struct CubicSpline: Sendable {
  let origin: Double
  let step: Double
  private let values: [Double]
  private let slopes: [Double]

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
    var low = 0
    var high = values.count - 1
    if y <= values[low] { return origin }
    if y >= values[high] { return origin + Double(high) * step }
    while high - low > 1 {
      // Where a straight line would have it: two or three looks for what is all but straight.
      let share = (y - values[low]) / (values[high] - values[low])
      let middle = low + min(max(Int(share * Double(high - low)), 1), high - low - 1)
      if values[middle] <= y { low = middle } else { high = middle }
    }
    let piece = piece(low)
    var (a, b) = (0.0, 1.0)
    var u = (y - piece.start) / piece.rise
    for _ in 0..<60 {
      let miss = piece.value(u) - y
      if miss <= 0 { a = u } else { b = u }
      let newton = u - miss / piece.slope(u)
      // Newton's steps square the error.
      if (newton - u).magnitude <= 1e-9 { break }
      u = newton > a && newton < b ? newton : 0.5 * (a + b)
    }
    return origin + (Double(low) + u) * step
  }
}
