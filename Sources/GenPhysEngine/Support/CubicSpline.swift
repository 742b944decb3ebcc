internal import GenPhysSupport

/// A clamped cubic spline on equally spaced nodes, with its derivative.
///
/// End slopes are one-sided differences of fourth order, so the error is O(h⁴) up to the ends; data
/// on a straight line is reproduced to rounding.
struct CubicSpline: Sendable {
  let origin: Double
  let step: Double
  private let values: [Double]
  private let slopes: [Double]
  /// For each of equal intervals of an increasing spline's values, where the spline takes them: cubics
  /// that miss by the fourth power of the interval, so that one Newton step is left to do.
  private var guesses: [SIMD4<Double>]
  /// Intervals of `guesses` per unit of the value.
  private let density: Double

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
    density = Double(n - 1) / (values[n - 1] - values[0])
    guesses = []
    if zip(values, values.dropFirst()).allSatisfy(<) { guesses = inverseCubics() }
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
    let i = min(Int(saturating: position), values.count - 2)
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
    precondition(!guesses.isEmpty, "only an increasing spline has an inverse")
    let position = min(max(0, (y - values[0]) * density), Double(guesses.count))
    let interval = min(Int(saturating: position), guesses.count - 1)
    let (f, c) = (position - Double(interval), guesses[interval])
    var place = ((c[3] * f + c[2]) * f + c[1]) * f + c[0]
    for _ in 0..<4 {
      let index = max(0, min(Int(saturating: place), values.count - 2))
      let (piece, u) = (piece(index), place - Double(index))
      let newton = u - (piece.value(u) - y) / piece.slope(u)
      let isExact = (newton - u).magnitude <= 1e-7
      place = min(max(0, Double(index) + newton), Double(values.count - 1))
      // A Newton step squares the error, and a piece continues its neighbour to third order.
      if isExact { return origin + place * step }
    }
    return origin + search(y).place * step
  }

  /// The inverse between equally spaced values as cubics of the place in the interval, which keep
  /// within their ends, by its values and slopes there.
  private func inverseCubics() -> [SIMD4<Double>] {
    let ends = values.indices.map { search(values[0] + Double($0) / density) }
    return zip(ends, ends.dropFirst()).map { a, b in
      let rise = b.place - a.place
      // Cubics are monotone where their end slopes are at most three times the rise.
      let (m, k) = (
        min(max(a.slope / density, 0), 3 * rise), min(max(b.slope / density, 0), 3 * rise)
      )
      return SIMD4(a.place, m, 3 * rise - 2 * m - k, m + k - 2 * rise)
    }
  }

  /// The place, in steps from the origin, at which an increasing spline takes the value y, and the
  /// slope of its inverse there: by bisection for the piece and safeguarded Newton steps in it.
  private func search(_ y: Double) -> (place: Double, slope: Double) {
    var (low, high) = (0, values.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if values[middle] <= y { low = middle } else { high = middle }
    }
    let piece = piece(low)
    var (a, b) = (0.0, 1.0)
    var u = min(max((y - piece.start) / piece.rise, 0), 1)
    for _ in 0..<60 {
      let miss = piece.value(u) - y
      if miss <= 0 { a = u } else { b = u }
      let newton = u - miss / piece.slope(u)
      let isLast = (newton - u).magnitude <= 1e-7
      u = newton >= a && newton <= b ? newton : 0.5 * (a + b)
      if isLast { break }
    }
    return (Double(low) + u, 1 / piece.slope(u))
  }
}
