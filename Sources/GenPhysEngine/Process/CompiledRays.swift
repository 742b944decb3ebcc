import Foundation
internal import GenPhysSupport

/// The parts of a compiled process that define the rays of a single source.
///
/// Lengths are in units of the data's `unit`, rates per ln σ.
struct CompiledRays: Sendable {
  let dimension: Int
  let clock: WidthClock
  let mixing: MixingTable
  let rates: RateTable
  /// `nil` where births and deaths are the same everywhere.
  let growthTable: GrowthTable?

  /// e = (v_r/r)·dt/dlnσ at ln(r/σ) and ln σ; 1 for every self-similar process.
  @inline(__always)
  func expansion(logRatio: Double, logWidth: Double) -> Double {
    rates.perLogTime(logRatio, logWidth) * clock.logTimeSlope(logWidth)
  }

  /// (R/p − mean)·dt/dlnσ at ln(r/σ) and ln σ.
  @inline(__always)
  func growth(logRatio: Double, logWidth: Double) -> Double {
    guard let growthTable else { return 0 }
    return growthTable.perLogTime(logRatio, logWidth) * clock.logTimeSlope(logWidth)
  }

  /// Carries ln r and the growth gathered along a ray from one ln σ to another.
  func follow(_ start: Ray, from: Double, to: Double) -> Ray {
    start.followed(from: from, to: to) { logRadius, s in
      Ray(
        logRadius: expansion(logRatio: logRadius - s, logWidth: s),
        gathered: growth(logRatio: logRadius - s, logWidth: s))
    }
  }
}

/// A place on a radial path, and what a particle's ln weight has gathered on the way there.
struct Ray: Sendable {
  var logRadius: Double
  var gathered = 0.0

  /// The place at another ln σ, by Runge and Kutta's fourth-order method in steps of ⅛.
  ///
  /// - Parameter slope: d(ln r, ln w)/dlnσ at ln r and ln σ.
  func followed(
    from: Double, to: Double, slope: (_ logRadius: Double, _ logWidth: Double) -> Ray
  ) -> Ray {
    let count = max(1, Int(saturating: ((to - from).magnitude / 0.125).rounded(.up)))
    let h = (to - from) / Double(count)
    var ray = self
    for i in 0..<count {
      let s = from + Double(i) * h
      let a = slope(ray.logRadius, s)
      let b = slope(ray.logRadius + 0.5 * h * a.logRadius, s + 0.5 * h)
      let c = slope(ray.logRadius + 0.5 * h * b.logRadius, s + 0.5 * h)
      let d = slope(ray.logRadius + h * c.logRadius, s + h)
      ray.logRadius += h / 6 * (a.logRadius + 2 * b.logRadius + 2 * c.logRadius + d.logRadius)
      ray.gathered += h / 6 * (a.gathered + 2 * b.gathered + 2 * c.gathered + d.gathered)
    }
    return ray
  }
}
