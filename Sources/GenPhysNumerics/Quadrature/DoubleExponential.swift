internal import Numerics

extension Quadrature {
  /// `∫ f(x) dx` from a to b by the tanh-sinh rule; end-point singularities are welcome.
  ///
  /// - Parameter f: receives x and the distance to the nearer end, which keeps its relative accuracy
  ///   where x itself is rounded to the end.
  public static func tanhSinh(
    from a: Double, to b: Double, tolerance: Tolerance = Tolerance(),
    _ f: (_ x: Double, _ distance: Double) throws -> Double
  ) rethrows -> Integral {
    let width = b - a
    return try doubleExponential(tolerance, reach: 6.2) { t in
      // x = a + width·q on the left half, with q = 1/(1 + e^{π sinh|t|}).
      let s = Double.pi * Double.sinh(t.magnitude)
      let e = Double.exp(-s)
      let q = e / (1 + e)
      let weight = width * Double.pi * Double.cosh(t) * q / (1 + e)
      if weight == 0 || q == 0 { return 0 }
      let distance = width * q
      let x = t < 0 ? a + distance : b - distance
      return weight * (try f(x, distance))
    }
  }

  /// `∫ f(x) dx` from a to ∞ by the exp-sinh rule, for f that decays algebraically or faster.
  ///
  /// - Parameters:
  ///   - scale: where f has its bulk, as a distance from a.
  ///   - f: receives x − a, > 0.
  public static func expSinh(
    from a: Double = 0, scale: Double = 1, tolerance: Tolerance = Tolerance(),
    _ f: (_ distance: Double) throws -> Double
  ) rethrows -> Integral {
    try doubleExponential(tolerance, reach: 6.2) { t in
      let x = scale * Double.exp(0.5 * Double.pi * Double.sinh(t))
      let weight = x * 0.5 * Double.pi * Double.cosh(t)
      if x == 0 || weight == 0 || !weight.isFinite { return 0 }
      let y = try f(x)
      return y == 0 ? 0 : weight * y
    }
  }

  /// `∫ g(t) dt` over the line by the trapezoidal rule with halved steps.
  ///
  /// The rule converges exponentially: where two levels differ by d, the finer is off by about d²,
  /// relative. The error quoted is the cautious d^{3/2}; where differences fall more slowly, as for
  /// integrands that are wavy on a fine scale, d times their last ratio; and at least the rounding.
  private static func doubleExponential(
    _ tolerance: Tolerance, reach: Double, _ g: (Double) throws -> Double
  ) rethrows -> Integral {
    var step = 0.5
    var sum = 0.0
    var magnitude = 0.0
    var evaluations = 0
    var previous = Double.nan
    var last = Double.infinity
    func sample(_ t: Double) throws {
      let y = try g(t)
      evaluations += 1
      sum += y
      magnitude += y.magnitude
    }
    try sample(0)
    var result = Integral(value: .nan, error: .infinity, converged: false, evaluations: 0)
    for level in 0..<10 {
      // Level 0 takes every point, later ones the points half way between.
      let stride = level == 0 ? 1 : 2
      var j = 1
      while Double(j) * step <= reach {
        let t = Double(j) * step
        try sample(t)
        try sample(-t)
        j += stride
      }
      let value = sum * step
      guard value.isFinite else {
        return Integral(value: .nan, error: .infinity, converged: false, evaluations: evaluations)
      }
      let rounding = 4 * Double.ulpOfOne * magnitude * step
      let difference = (value - previous).magnitude
      let scale = max(magnitude * step, .leastNormalMagnitude)
      let relative = difference / scale
      let ratio = last > 0 ? min(1, relative / last) : 1
      let error = level < 2 ? difference : difference * max(relative.squareRoot(), ratio)
      last = relative
      let goal = max(tolerance.absolute, tolerance.relative * value.magnitude, rounding)
      let converged = level >= 2 && error <= goal && relative < 1e-3
      result = Integral(
        value: value, error: error + rounding, converged: converged, evaluations: evaluations)
      if converged || evaluations > tolerance.evaluations { break }
      previous = value
      step /= 2
    }
    return result
  }
}
