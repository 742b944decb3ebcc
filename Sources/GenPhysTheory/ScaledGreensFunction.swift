internal import GenPhysNumerics
internal import Numerics

/// A Green's function computed in other units of length and time.
///
/// `G(r,t) = L^{−N} G̃(r/L, t/T)`, velocities scale with L/T and rates with 1/T. Error: that of G̃, and
/// what the rounding of r/L and t/T makes of ln G̃ (see `roundingError`).
struct ScaledGreensFunction: GreensFunction {
  private let base: any GreensFunction
  /// L.
  private let length: Double
  /// T.
  private let duration: Double
  private let logLength: Double

  var dimension: Int { base.dimension }
  var method: GreensFunctionMethod { base.method }
  var mixture: (any MixingMeasure)? {
    base.mixture.map { ScaledMixingMeasure(base: $0, length: length, duration: duration) }
  }

  /// The function of a process whose natural units were used for `base`.
  ///
  /// - Throws: `.unsupported` where the units are not numbers in double precision.
  init(_ base: any GreensFunction, units: NaturalUnits) throws(GreensFunctionError) {
    self.init(
      base, length: 1 / units.wavenumberValue, duration: 1 / units.rateValue,
      logLength: -units.logWavenumber)
    guard length.isNormal, duration.isNormal, length.isFinite, duration.isFinite else {
      throw .unsupported(
        "the natural units of length and time are e^\(logLength) and e^\(-units.logRate), beyond the "
          + "range of numbers; rescale the process")
    }
  }

  private init(
    _ base: any GreensFunction, length: Double, duration: Double, logLength: Double
  ) {
    self.base = base
    self.length = length
    self.duration = duration
    self.logLength = logLength
  }

  func prepared(times: ClosedRange<Double>, reach: Double) -> any GreensFunction {
    ScaledGreensFunction(
      base.prepared(
        times: times.lowerBound / duration...times.upperBound / duration, reach: reach),
      length: length, duration: duration, logLength: logLength)
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    if mixture != nil {
      return try exponential(try logDensity(radius: r, time: t), radius: r, time: t)
    }
    let density = try own { () throws(GreensFunctionError) in
      try base.density(radius: r / length, time: t / duration)
    }
    // In three dimensions L^{−N} leaves the doubles where L is 1e110; the product may not.
    func scaled(_ x: Double) -> Double {
      guard x != 0, x.isFinite else { return x }
      let size = Double.exp(Double.log(x.magnitude) - Double(dimension) * logLength)
      return x < 0 ? -size : size
    }
    let value = scaled(density.value)
    let error = scaled(density.error)
    let rounding = Double.ulpOfOne * (4 + 2 * Double(dimension) * logLength.magnitude)
    return try finite(
      Estimate(
        value,
        error: max(
          error * (1 + rounding) + value.magnitude * (rounding + roundingError(0, r, t)),
          .leastNonzeroMagnitude)), radius: r, time: t)
  }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    let logarithm = try own { () throws(GreensFunctionError) in
      try base.logDensity(radius: r / length, time: t / duration)
    }
    let shift = Double(dimension) * logLength
    return Estimate(
      logarithm.value - shift,
      error: logarithm.error + 4 * Double.ulpOfOne * shift.magnitude
        + roundingError(logarithm.value, r, t))
  }

  /// A bound on what ½ ulp in r/L and in t/T makes of ln G̃.
  ///
  /// ln G̃ is `−r²/4u − (N/2) ln 4πu` or falls more slowly: `∂/∂ln r` is at most twice the first term, which
  /// the whole and the second term bound; u is taken to be between t^8 and t^{−8}.
  private func roundingError(_ logDensity: Double, _ r: Double, _ t: Double) -> Double {
    let decades =
      4 * Double.log(t / duration).magnitude + (r > 0 ? Double.log(r / length).magnitude : 0)
    return 4 * Double.ulpOfOne
      * (logDensity.magnitude + Double(dimension) * (2 + decades))
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    return try rate(
      own { () throws(GreensFunctionError) in
        try base.expansionRate(radius: r / length, time: t / duration)
      }, radius: r, time: t)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    return try rate(
      own { () throws(GreensFunctionError) in
        try base.growthRate(radius: r / length, time: t / duration)
      }, radius: r, time: t)
  }

  func transport(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (expansion: Estimate, growth: Estimate) {
    try checkDomain(radius: r, time: t)
    let (expansion, growth) = try own { () throws(GreensFunctionError) in
      try base.transport(radius: r / length, time: t / duration)
    }
    return (
      try rate(expansion, radius: r, time: t), try rate(growth, radius: r, time: t)
    )
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return try own { () throws(GreensFunctionError) in try base.logMass(time: t / duration) }
  }

  func logMassError(time t: Double) throws(GreensFunctionError) -> Double {
    let error = try own { () throws(GreensFunctionError) in
      try base.logMassError(time: t / duration)
    }
    return error + 2 * Double.ulpOfOne * (try logMass(time: t)).magnitude
  }

  func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] {
    try checkDomain(radius: 0, time: t)
    return try own { () throws(GreensFunctionError) in try base.pointMasses(time: t / duration) }
      .map { PointMass(radius: $0.radius * length, weight: $0.weight) }
  }

  func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    try checkDomain(radius: r, time: t)
    let (inside, outside) = try own { () throws(GreensFunctionError) in
      try base.logShares(radius: r / length, time: t / duration)
    }
    // A share moves by its logarithm at most, as a density does.
    func widened(_ share: RadialShare) -> RadialShare {
      share.widened(by: roundingError(share.logarithm, r, t))
    }
    if inside.logarithm <= outside.logarithm {
      let smaller = widened(inside)
      return (smaller, smaller.complement)
    }
    let smaller = widened(outside)
    return (smaller.complement, smaller)
  }

  /// The search starts from radius 1 where nothing else is known, which has a meaning in `base` only.
  func radialQuantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: 0, time: t)
    let radius = try own { () throws(GreensFunctionError) in
      try base.radialQuantile(q, complement: complement, time: t / duration)
    }
    return Estimate(
      radius.value * length,
      error: radius.error * length + 8 * Double.ulpOfOne * radius.value * length)
  }

  /// A rate per time of the other units.
  private func rate(
    _ estimate: Estimate, radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let value = estimate.value / duration
    return try finite(
      Estimate(
        value, error: estimate.error / duration + 8 * Double.ulpOfOne * value.magnitude),
      radius: r, time: t)
  }

  /// What the other function says, with its errors in these units.
  private func own<T>(
    _ body: () throws(GreensFunctionError) -> T
  ) throws(GreensFunctionError) -> T {
    do { return try body() } catch {
      switch error {
      case .outsideDomain(let r, let t):
        throw .outsideDomain(radius: r * length, time: t * duration)
      case .unbounded(let t): throw .unbounded(time: t * duration)
      case .notPositive(let r, let t, let density):
        throw .notPositive(
          radius: r * length, time: t * duration,
          density: density * Double.exp(-Double(dimension) * logLength))
      case .notConverged(let r, let t, let error):
        throw .notConverged(radius: r * length, time: t * duration, error: error)
      case .unsupported(let reason):
        throw .unsupported(
          reason + " (r in units of \(length.sixDigits), t in units of \(duration.sixDigits))")
      }
    }
  }
}

/// The mixing law of a Green's function in other units: u is a squared length.
private struct ScaledMixingMeasure: MixingMeasure {
  let base: any MixingMeasure
  let length: Double
  let duration: Double

  func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    try base.quantile(q, complement: complement, time: t / duration) * length * length
  }

  func logQuantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    try base.logQuantile(q, complement: complement, time: t / duration) + 2 * Double.log(length)
  }

  var quantileError: Double { base.quantileError }

  func atom(time t: Double) throws(GreensFunctionError) -> (scale: Double, share: Double)? {
    try base.atom(time: t / duration).map { ($0.scale * length * length, $0.share) }
  }

  func places(
    time t: Double
  ) throws(GreensFunctionError) -> [(scale: Double, share: Double)]? {
    try base.places(time: t / duration)?.map { ($0.scale * length * length, $0.share) }
  }
}
