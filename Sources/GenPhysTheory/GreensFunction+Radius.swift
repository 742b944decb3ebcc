public import GenPhysNumerics
internal import Numerics

extension GreensFunction {
  /// The distance within which a share q of the mass lies.
  ///
  /// 0 where a point mass at the source holds that share already; the front's radius where a front
  /// does. Where the radius is below the range of doubles, 0 with a bound as its error.
  ///
  /// Error: the shares at its ends lie on either side of q by more than their own errors.
  /// - Parameters:
  ///   - q: in (0, 1).
  ///   - complement: 1 − q, given apart so that the far tail keeps its relative accuracy; the smaller
  ///     of the two is taken as exact.
  public func radialQuantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: 0, time: t)
    guard q > 0, complement > 0 else {
      throw .unsupported("a quantile needs 0 < q < 1, but got \(q)")
    }
    var search = QuantileBracket(
      logTarget: Double.log(min(q, complement)), isUpper: complement < q)
    func meet(_ logRadius: Double) throws(GreensFunctionError) -> Double {
      guard logRadius.magnitude < 700 else { throw quantileBeyondRange(time: t) }
      let radius = Double.exp(logRadius)
      return try search.meet(radius, try logShares(radius: radius, time: t), time: t)
    }
    // 1. A point mass at the source may hold q certainly, or as far as its error lets say.
    if try search.meet(0, try logShares(radius: 0, time: t), time: t) >= 0, search.isCertainAtSource
    {
      return Estimate(0, error: 0)
    }
    // 2. A bracket about the width of the kernel, by steps that double.
    let width = (try? mixture?.medianWidth(time: t)) ?? 1
    // A width that overflows is told by its quantile.
    let guess = width.isFinite && width > 0 ? Double.log(width) : 0
    var low = min(max(guess + 0.5 * Double.log(Double(dimension)), -680), 680)
    var high = low
    var atLow = try meet(low)
    var atHigh = atLow
    var step = 0.5
    while atLow > 0 {
      // A law may pile up at the source beyond the range of doubles.
      guard low > -695 else { return search.estimate(0) }
      let next = max(low - step, -695)
      let value = try meet(next)
      step = Self.nextStep(step, from: atLow, to: value)
      (high, atHigh, low, atLow) = (low, atLow, next, value)
    }
    step = 0.5
    while atHigh < 0 {
      let next = high < 695 ? min(high + step, 695) : 700
      let value = try meet(next)
      step = Self.nextStep(step, from: -atHigh, to: -value)
      (low, atLow, high, atHigh) = (high, atHigh, next, value)
    }
    // 3. Regula falsi with bisections in between, which fronts need.
    var slope = 1.0
    var (trueLow, trueHigh) = (atLow, atHigh)
    let resolution = 2e-14 * max(1, low.magnitude)
    for index in 0..<100 where high - low > resolution && !search.isWithinErrors {
      let rise = (trueHigh - trueLow) / (high - low)
      if rise > 0, rise.isFinite, high - low > 1e-9 || index == 0 { slope = rise }
      let secant = high - atHigh * (high - low) / (atHigh - atLow)
      let middle =
        index % 3 != 2 && secant > low && secant < high ? secant : 0.5 * (low + high)
      let value = try meet(middle)
      if value < 0 {
        (low, atLow, atHigh) = (middle, value, 0.5 * atHigh)
        trueLow = value
      } else {
        (high, atHigh, atLow) = (middle, value, 0.5 * atLow)
        trueHigh = value
      }
    }
    // 4. Ends at which the shares are certainly off q, which are its error.
    let place = search.bestRadius > 0 ? Double.log(search.bestRadius) : high
    for side in [-1.0, 1] {
      var offset = max(1e-13, 1.2 * search.uncertainty / max(slope, 1e-3))
      for _ in 0..<40 where !search.isCertain(side: side, within: offset, of: place) {
        guard (place + side * offset).magnitude < 700 else { break }
        _ = try meet(place + side * offset)
        offset *= 4
      }
    }
    guard search.isBounded else {
      throw .notConverged(radius: search.bestRadius, time: t, error: .infinity)
    }
    return search.estimate(search.bestRadius)
  }

  /// The next step of a bracket: twice the last, or what a power law needs to reach 0 and a little more.
  ///
  /// Steps that only double overshoot the far tail of a power law by up to its square, where the kernel
  /// may leave the range of doubles.
  private static func nextStep(
    _ step: Double, from before: Double, to after: Double
  ) -> Double {
    let needed = 1.05 * step * after / (before - after) + 0.1
    return needed > 0.1 && needed < 2 * step ? needed : 2 * step
  }

  private func quantileBeyondRange(time t: Double) -> GreensFunctionError {
    .unsupported(
      "the quantile at t = \(t) is beyond the range of doubles; rescale the units of length and time"
    )
  }
}

/// The radii known to lie on either side of a quantile.
private struct QuantileBracket {
  /// ln of the smaller of q and 1 − q.
  let logTarget: Double
  /// Whether that is 1 − q.
  let isUpper: Bool
  /// The largest radius certainly below the quantile; 0 where there is none.
  private(set) var lower = 0.0
  /// The smallest radius certainly not below the quantile.
  private(set) var upper = Double.infinity
  /// The radius at which the share came closest to q, and by how much it missed, in ln.
  private(set) var bestRadius = 0.0
  private var bestMiss = Double.infinity
  /// How far ln of the share there may be off.
  private(set) var uncertainty = 0.0

  init(logTarget: Double, isUpper: Bool) {
    self.logTarget = logTarget
    self.isUpper = isUpper
  }

  /// ln of the share over q, or of 1 − q over the share beyond: negative below the quantile.
  mutating func meet(
    _ radius: Double, _ shares: (inside: RadialShare, outside: RadialShare), time t: Double
  ) throws(GreensFunctionError) -> Double {
    let share = isUpper ? shares.outside : shares.inside
    let sign = isUpper ? -1.0 : 1
    let excess = sign * (share.logarithm - logTarget)
    // A target is rounded to a double, and so is its logarithm.
    let rounding = 2 * Double.ulpOfOne * (1 + logTarget.magnitude)
    let ends = [share.lowerBound, share.upperBound].map { sign * ($0 - logTarget) }
    let (least, most) = (min(ends[0], ends[1]) - rounding, max(ends[0], ends[1]) + rounding)
    guard !excess.isNaN, !least.isNaN, !most.isNaN else {
      throw .notConverged(radius: radius, time: t, error: .infinity)
    }
    if most < 0 { lower = max(lower, radius) }
    if least >= 0 { upper = min(upper, radius) }
    if radius > 0, excess.magnitude <= bestMiss {
      (bestRadius, bestMiss) = (radius, excess.magnitude)
      uncertainty = bestMiss + max(most - excess, excess - least)
    }
    return excess
  }

  var isCertainAtSource: Bool { upper == 0 }

  /// Whether the best radius misses q by less than can be told.
  var isWithinErrors: Bool { bestMiss < 0.01 * (uncertainty - bestMiss) }

  var isBounded: Bool { upper.isFinite }

  /// Whether a certain end lies within a distance in ln r of a place.
  func isCertain(side: Double, within offset: Double, of place: Double) -> Bool {
    let end = side < 0 ? lower : upper
    guard end > 0, end < .infinity else { return false }
    return (Double.log(end) - place).magnitude <= 1.01 * offset
  }

  /// A radius with the farther of the ends as its error.
  func estimate(_ radius: Double) -> Estimate {
    let value = min(max(radius, lower), upper)
    return Estimate(
      value, error: max(upper - value, value - lower) + (value == 0 ? 0 : 2 * value.ulp))
  }
}
