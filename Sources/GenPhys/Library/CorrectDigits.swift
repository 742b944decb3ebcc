internal import GenPhysNumerics
internal import GenPhysTheory
internal import Numerics

/// The rule of digits: what may be shown with an error.
///
/// 1. A value at least as large as its error is shown with the digits that hold.
/// 2. A value smaller than its error is 0 to within it, shown as `0 ± error`. It is shown where that says
///    something: where the error is at most a thousandth of the natural scale of the quantity.
/// 3. Any other value has no correct digit and is an error that says so.
///
/// Exact zeros, such as the growth of a process without births, have no error and fall under 1.
enum KernelQuantity {
  case density, logDensity, velocity, growth
  /// Of the mass at the source: shares, weights and the mass itself.
  case share
  case radius

  /// The share of its natural scale that the error of a zero may have.
  ///
  /// Arbitrary: errors are rounding or useless in practice, and half or double refuses the same values.
  private static let slack = 1e-3

  /// The largest error of a zero at a place.
  fileprivate func largestError(
    of green: any GreensFunction, radius r: Double, time t: Double
  ) -> Double {
    switch self {
    // Values below the range of doubles are zeros of any scale.
    case .density: max(.leastNormalMagnitude, Self.slack * Self.peak(of: green, radius: r, time: t))
    // A density known to a factor of 1.6.
    case .logDensity: 0.5
    case .velocity: max(.leastNormalMagnitude, Self.slack * r / t)
    case .growth: max(.leastNormalMagnitude, Self.slack / t)
    case .share: Self.slack
    case .radius:
      max(
        1e-300,
        Self.slack * ((try? green.radialQuantile(0.5, complement: 0.5, time: t).value) ?? 0))
    }
  }

  /// The larger of all of the mass spread over the ball of radius r, and the density at the source.
  ///
  /// Balls would integrate once more for the latter, for up to half a minute.
  private static func peak(
    of green: any GreensFunction, radius r: Double, time t: Double
  ) -> Double {
    let half = 0.5 * Double(green.dimension)
    let logVolume =
      half * Double.log(.pi) - Double.logGamma(half + 1) + 2 * half * Double.log(r)
    let spread = r > 0 ? Double.exp(((try? green.logMass(time: t)) ?? 0) - logVolume) : 0
    guard green.method != .rigorous, let peak = try? green.density(radius: 0, time: t),
      peak.error < peak.value
    else { return spread }
    return max(spread, peak.value)
  }
}

extension Estimate {
  /// This estimate, if the rule of digits lets it be shown.
  func shown(
    as name: String, _ quantity: KernelQuantity, of green: any GreensFunction, radius r: Double = 0,
    time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    if error <= value.magnitude { return self }
    guard error.isFinite, error <= quantity.largestError(of: green, radius: r, time: t) else {
      let place =
        (r > 0 ? "r = \(NumberFormat.text(r)), " : "") + "t = \(NumberFormat.text(t))"
      throw .unsupported(
        "\(name) has no correct digit at \(place): it is "
          + (error.isFinite
            ? "0 to within \(NumberFormat.significant(error + value.magnitude, 1)) only"
            : "not known to any accuracy")
          + (green.method == .rigorous || green.method == .quadrature
            ? "; terms cancel in the integral over k, try method = \"automatic\"" : ""))
    }
    return self
  }

  /// This estimate of a logarithm in nats, if it has a digit, or tells the number behind it to a factor.
  func shownAsLogarithm(_ name: String) throws(GreensFunctionError) -> Estimate {
    guard error <= max(value.magnitude, 0.5) else {
      throw .unsupported(
        "\(name) has no correct digit: it is \(NumberFormat.significant(value, 1)) to within "
          + "\(NumberFormat.significant(error, 1)) only")
    }
    return self
  }
}
