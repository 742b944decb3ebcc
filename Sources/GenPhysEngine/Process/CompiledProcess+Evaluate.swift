import Foundation
import GenPhysNumerics
import GenPhysTheory

extension CompiledProcess {
  /// The smallest and largest width, in data units.
  public var widthRange: ClosedRange<Double> {
    (unit * exp(logWidths.lowerBound))...(unit * exp(logWidths.upperBound))
  }

  /// The times at which the width takes the ends of its range.
  public var timeRange: ClosedRange<Double> {
    exp(clock.logTime(logWidths.lowerBound))...exp(clock.logTime(logWidths.upperBound))
  }

  /// σ(t), the median per-coordinate deviation of the kernel, smoothed where it has a kink in time;
  /// clamped to the range.
  public func width(atTime time: Double) -> Double {
    unit * exp(clock.logWidth(log(time)))
  }

  /// The time at which the kernel has this width; clamped to the range.
  public func time(atWidth width: Double) -> Double {
    exp(clock.logTime(log(width / unit)))
  }

  /// `v_r / r` from the tables, per unit of time.
  public func expansionRate(radius: Double, time: Double) -> Double {
    let s = clock.logWidth(log(time))
    return rates.perLogTime(log(max(radius / unit, .leastNormalMagnitude)) - s, s) / time
  }

  /// `R/p` less its mean over the kernel, from the tables, per unit of time.
  public func relativeGrowthRate(radius: Double, time: Double) -> Double {
    guard let growthTable else { return 0 }
    let s = clock.logWidth(log(time))
    return growthTable.perLogTime(log(max(radius / unit, .leastNormalMagnitude)) - s, s) / time
  }

  /// `ln G`, straight from the kernel.
  public func logDensity(radius: Double, time: Double) throws(EngineError) -> Double {
    do throws(GreensFunctionError) {
      return try kernel.logDensity(radius: radius, time: time).value
    } catch {
      throw .kernel(error, what: "ln G")
    }
  }

  /// Points of the kernel at this width around a centre, row by row: x = y + √(2u) ξ.
  ///
  /// - Throws: `.invalidParameter` for a bad count or centre, `.tooLarge`.
  public func sampleKernel(
    around center: [Double], width: Double, count: Int, random: inout RandomStream
  ) throws(EngineError) -> [Double] {
    try Check.positive(count, "n")
    guard center.count == dimension else {
      throw .invalidParameter(
        "the centre has \(center.count) coordinates; the process has \(dimension)")
    }
    try Check.memory(Double(count) * Double(dimension) * 8, for: "\(count) points")
    let s = log(width / unit)
    var points: [Double] = []
    points.reserveCapacity(count * dimension)
    for _ in 0..<count {
      let deviation = unit * exp(0.5 * mixing.logVariance(random.normal(), s))
      for coordinate in center { points.append(coordinate + deviation * random.normal()) }
    }
    return points
  }

  // MARK: Inside the engine: lengths in units of `unit`, rates per ln σ

  var clock: WidthClock { rays.clock }
  var mixing: MixingTable { rays.mixing }
  var rates: RateTable { rays.rates }
  var growthTable: GrowthTable? { rays.growthTable }

  /// How far below the narrowest width samples must be carried, in ln σ: until all but 2 in 1,000 of
  /// the kernel's points lie within a tenth of the data's deviation of their origins.
  ///
  /// A heavy tail leaves many points far from all data when its median width is tiny: 1.2 % of them
  /// for λ = k^0.8 at the narrowest width. Where they belong hardly depends on the width by then, so
  /// that the flow of the narrowest one carries them home; a step to width 0 at once would leave
  /// them at the mean of their possible origins. 0 for Gaussian kernels.
  var tail: Double {
    let reach = 0.5 * mixing.logVariance(2.878, logWidths.lowerBound)
    return min(max(reach - log(0.1 * Preconditioner.dataDeviation), 0), 12)
  }

  /// How much the Gaussians differ that the kernel mixes at the data's width: the deviation of
  /// ln √2u, by its 16th and 84th percentile; 0 for Gaussian kernels.
  var spread: Double {
    let s = min(max(log(Preconditioner.dataDeviation), logWidths.lowerBound), logWidths.upperBound)
    return 0.25 * (mixing.logVariance(1, s) - mixing.logVariance(-1, s))
  }

  /// e = (v_r/r)·dt/dlnσ at ln(r/σ) and ln σ; 1 for every self-similar process.
  @inline(__always)
  func expansion(logRatio: Double, logWidth: Double) -> Double {
    rays.expansion(logRatio: logRatio, logWidth: logWidth)
  }

  /// (R/p − mean)·dt/dlnσ at ln(r/σ) and ln σ.
  @inline(__always)
  func growth(logRatio: Double, logWidth: Double) -> Double {
    rays.growth(logRatio: logRatio, logWidth: logWidth)
  }

  /// How far y′ of `Model.train` lies from y towards x: 1 − e/e₀, 0 where rays are straight.
  @inline(__always)
  func lag(logRatio: Double, logWidth: Double, reference: Double) -> Double {
    hasStraightRays ? 0 : 1 - expansion(logRatio: logRatio, logWidth: logWidth) / reference
  }
}
