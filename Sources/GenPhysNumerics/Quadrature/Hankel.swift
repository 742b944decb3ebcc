internal import Numerics

extension Quadrature {
  /// `∫₀^∞ f(k) J_ν(kr) dk` for a smooth f without oscillation of its own, ν ≥ −½.
  ///
  /// The half line is cut near the zeros of J_ν; each piece is integrated adaptively and the
  /// partial sums are accelerated by the ε-algorithm, so that f may decay slowly (or, as an Abel
  /// sum, not at all). The first piece is cut geometrically towards 0, so that f may live on scales
  /// far below 1/r.
  ///
  /// The error is an estimate: that of the pieces, of the acceleration, and the rounding of the
  /// cancelling sum. It is absolute: an integral far below ∫|f J| has few relative digits.
  /// - Parameters:
  ///   - order: ν; −½, 0, ½ and 1 are fast.
  ///   - r: > 0. For r = 0 use `expSinh`.
  ///   - f: finite for k > 0, integrable against J_ν(kr) at 0.
  public static func hankel(
    order nu: Double, radius r: Double, tolerance: Tolerance = Tolerance(),
    _ f: (Double) throws -> Double
  ) rethrows -> Integral {
    guard r > 0, r.isFinite, nu >= -0.5, nu.isFinite else {
      return Integral(value: .nan, error: .infinity, converged: false, evaluations: 0)
    }
    func times(_ value: Double, _ k: Double) -> Double {
      value == 0 ? 0 : value * SpecialFunctions.besselJ(order: nu, k * r)
    }
    var total = OscillatingSum()
    try firstPiece(upTo: zero(1, of: nu) / r, &total, tolerance) { times(try f($0), $0) }
    var acceleration = EpsilonAlgorithm()
    acceleration.append(total.value)
    var quiet = 0
    for piece in 1..<2_000 {
      let term = try adaptive(
        over: [zero(piece, of: nu) / r, zero(piece + 1, of: nu) / r],
        tolerance: Tolerance(
          absolute: max(tolerance.absolute, 1e-17 * total.magnitude), relative: 1e-14,
          evaluations: 2_100)
      ) { times(try f($0), $0) }
      total.add(term)
      if !total.value.isFinite || total.evaluations > tolerance.evaluations || Deadline.isOver {
        break
      }
      acceleration.append(total.value)
      let goal = max(tolerance.absolute, tolerance.relative * total.value.magnitude, total.rounding)
      // A tail that decays fast needs no acceleration: three negligible pieces end it.
      quiet = term.value.magnitude <= 0.1 * goal ? quiet + 1 : 0
      if quiet == 3 { return total.integral(tail: term.value.magnitude) }
      if piece >= 6, acceleration.error <= goal, acceleration.limit.isFinite {
        return total.integral(limit: acceleration.limit, tail: acceleration.error)
      }
    }
    let best = acceleration.limit.isFinite ? acceleration.limit : total.value
    return Integral(
      value: best, error: total.error + acceleration.error, converged: false,
      evaluations: total.evaluations)
  }

  /// From 0 to the first cut, over pieces that shrink fourfold towards 0 until they are negligible.
  private static func firstPiece(
    upTo end: Double, _ total: inout OscillatingSum, _ tolerance: Tolerance,
    _ integrand: (Double) throws -> Double
  ) rethrows {
    var upper = end
    var quiet = 0
    for _ in 0..<120 {
      let lower = 0.25 * upper
      let part = try adaptive(
        over: [lower, upper],
        tolerance: Tolerance(
          absolute: max(tolerance.absolute, 1e-17 * total.magnitude), relative: 1e-14,
          evaluations: 4_200), integrand)
      total.add(part)
      upper = lower
      // The last pieces fall at least like a power of k; what is left is of the size of the last.
      let isNegligible = part.value.magnitude <= 1e-17 * total.magnitude
      quiet = isNegligible && total.magnitude > 0 ? quiet + 1 : 0
      if quiet == 4 { return }
    }
  }

  /// An approximation of the n-th positive zero of J_ν; exactness is not needed for a cut.
  private static func zero(_ n: Int, of nu: Double) -> Double {
    // McMahon's expansion; for n = 1 and large ν it is not close, but any cut serves.
    let b = (Double(n) + 0.5 * nu - 0.25) * Double.pi
    let m = 4 * nu * nu
    let correction = (m - 1) / (8 * b)
    return correction < 0.5 * b ? b - correction : 0.75 * b
  }
}

/// Pieces of an oscillating integral, added up.
private struct OscillatingSum {
  var value = 0.0
  var error = 0.0
  /// Σ|pieces|, which scales the rounding error of the cancelling sum.
  var magnitude = 0.0
  var evaluations = 0

  var rounding: Double { 4 * Double.ulpOfOne * magnitude }

  mutating func add(_ piece: Integral) {
    value += piece.value
    error += piece.error
    magnitude += piece.value.magnitude
    evaluations += piece.evaluations
  }

  func integral(limit: Double? = nil, tail: Double) -> Integral {
    Integral(
      value: limit ?? value, error: error + tail + rounding, converged: true,
      evaluations: evaluations)
  }
}
