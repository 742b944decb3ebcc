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

  private func place(_ x: Double) -> (Int, Double) {
    let position = min(max((x - origin) / step, 0), Double(values.count - 1))
    let i = min(Int(position), values.count - 2)
    return (i, position - Double(i))
  }

  /// The value at x; constant beyond the ends.
  func callAsFunction(_ x: Double) -> Double {
    let (i, u) = place(x)
    let d = values[i + 1] - values[i]
    let a = slopes[i] - d
    let b = d - slopes[i + 1]
    return values[i] + u * (d + (1 - u) * ((1 - u) * a + u * b))
  }

  /// The derivative at x.
  func derivative(_ x: Double) -> Double {
    let (i, u) = place(x)
    let d = values[i + 1] - values[i]
    let a = slopes[i] - d
    let b = d - slopes[i + 1]
    return (d + (1 - 2 * u) * ((1 - u) * a + u * b) + u * (1 - u) * (b - a)) / step
  }

  /// The x at which an increasing spline takes the value y, to rounding; clamped to the ends.
  func inverse(_ y: Double) -> Double {
    var low = 0
    var high = values.count - 1
    if y <= values[low] { return origin }
    if y >= values[high] { return origin + Double(high) * step }
    while high - low > 1 {
      let middle = (low + high) / 2
      if values[middle] <= y { low = middle } else { high = middle }
    }
    var a = origin + Double(low) * step
    var b = a + step
    var x = a + step * (y - values[low]) / (values[high] - values[low])
    for _ in 0..<60 {
      let miss = self(x) - y
      if miss <= 0 { a = x } else { b = x }
      // Newton's step, kept in its bracket.
      let newton = x - miss / derivative(x)
      let next = newton > a && newton < b ? newton : 0.5 * (a + b)
      // The step after this one would be about its square.
      if (next - x).magnitude <= 1e-9 * step { return next }
      x = next
    }
    return x
  }
}
