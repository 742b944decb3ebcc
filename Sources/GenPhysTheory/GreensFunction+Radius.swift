public import GenPhysNumerics
internal import Numerics

extension GreensFunction {
  /// The distance within which a share q of the mass lies, to a relative accuracy of 1e-9.
  ///
  /// 0 where a point mass at the source holds that share already; the front's radius where a front
  /// does. Where the radius is below the range of doubles, 0 with a bound as its error.
  /// - Parameters:
  ///   - q: in (0, 1).
  ///   - complement: 1 − q, given apart so that the far tail keeps its relative accuracy.
  public func radialQuantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: 0, time: t)
    guard q > 0, complement > 0 else {
      throw .unsupported("a quantile needs 0 < q < 1, but got \(q)")
    }
    let atSource = try pointMasses(time: t).reduce(0) { $1.radius == 0 ? $0 + $1.weight.value : $0 }
    if atSource > 0, atSource * Double.exp(-(try logMass(time: t))) >= q {
      return Estimate(0, error: 0)
    }
    func excess(_ logRadius: Double) throws(GreensFunctionError) -> Double {
      guard logRadius.magnitude < 700 else {
        throw .unsupported(
          "the quantile at t = \(t) is beyond the range of doubles; rescale the units of length and time"
        )
      }
      let shares = try radialShares(radius: Double.exp(logRadius), time: t)
      // Compared in the smaller tail, in logarithms; a share of 0 is infinitely far off.
      let excess =
        q <= complement
        ? Double.log(shares.inside.value) - Double.log(q)
        : Double.log(complement) - Double.log(shares.outside.value)
      guard !excess.isNaN else {
        throw .notConverged(radius: Double.exp(logRadius), time: t, error: .infinity)
      }
      return excess
    }
    let width = (try? mixture?.medianWidth(time: t)) ?? 1
    // A width that overflows is told by its quantile.
    let guess = width.isFinite && width > 0 ? Double.log(width) : 0
    var low = min(max(guess + 0.5 * Double.log(Double(dimension)), -680), 680)
    var high = low
    var atLow = try excess(low)
    var atHigh = atLow
    var step = 0.5
    while atLow > 0 {
      (high, atHigh) = (low, atLow)
      // A law may pile up at the source beyond the range of doubles.
      guard low > -695 else { return Estimate(0, error: Double.exp(low)) }
      low = max(low - step, -695)
      step *= 2
      atLow = try excess(low)
    }
    step = 0.5
    while atHigh < 0 {
      (low, atLow) = (high, atHigh)
      high = high < 695 ? min(high + step, 695) : 700
      step *= 2
      atHigh = try excess(high)
    }
    for index in 0..<100 where high - low > 1e-11 {
      // Regula falsi with bisections in between, which fronts need.
      let secant = high - atHigh * (high - low) / (atHigh - atLow)
      let middle =
        index % 3 != 2 && secant > low && secant < high ? secant : 0.5 * (low + high)
      let value = try excess(middle)
      if value < 0 {
        (low, atLow, atHigh) = (middle, value, 0.5 * atHigh)
      } else {
        (high, atHigh, atLow) = (middle, value, 0.5 * atLow)
      }
    }
    let radius = Double.exp(high)
    return Estimate(radius, error: 1e-9 * radius)
  }
}
