public import GenPhysNumerics
internal import Numerics

extension GreensFunction {
  /// The distance within which a share q of the mass lies, to a relative accuracy of 1e-9.
  ///
  /// 0 where a point mass at the source holds that share already; the front's radius where a front
  /// does.
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
    func excess(_ logRadius: Double) throws(GreensFunctionError) -> Double {
      guard logRadius.magnitude < 700 else {
        throw .unsupported(
          "the quantile at t = \(t) is beyond the range of doubles; rescale the units of length and time"
        )
      }
      let shares = try radialShares(radius: Double.exp(logRadius), time: t)
      // Compared in the smaller tail, in logarithms.
      return q <= complement
        ? Double.log(max(shares.inside.value, 1e-300) / q)
        : Double.log(complement / max(shares.outside.value, 1e-300))
    }
    let width = (try? mixture?.medianWidth(time: t)) ?? 1
    // A width that overflows is told by its quantile.
    let guess = width.isFinite && width > 0 ? Double.log(width) : 0
    var low = min(max(guess + 0.5 * Double.log(Double(dimension)), -680), 680)
    var high = low
    var (atLow, atHigh) = (try excess(low), 0.0)
    atHigh = atLow
    var step = 0.5
    while atLow > 0 {
      low -= step
      step *= 2
      // Nothing but a point mass at the source lies so close to it.
      guard low > -690 else { return Estimate(0, error: 0) }
      atLow = try excess(low)
    }
    step = 0.5
    while atHigh < 0 {
      high += step
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
