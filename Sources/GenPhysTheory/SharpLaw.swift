internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import Synchronization

/// The mixing law at a time when its relative width is below what a grid in ln u resolves.
///
/// At t = 1e16/m the law of `√(k² + m²) − m` is 1e-8 of its mean wide, at 1e36/m narrower than doubles are
/// apart. The kernel is then the saddle point of `∫∫ (4πu)^{−N/2} e^{−r²/4u + su − S(s)}` in s and u: with
/// s = −q² and u = S′(s), the saddle is where r = 2qu. Transport is that of the saddle: `v_r/r = h(s)/2u`.
/// Error: the next order, a few `−S″/u²`; see `Saddle.error`. [derived; de Bruijn, Asymptotic Methods in
/// Analysis, chapter 5]
struct SharpLaw: Sendable {
  private let action: ActionSlice
  private let symbols: ClosureSymbols
  /// b, right of which P is analytic in s.
  private let singularity: Double
  private let time: Double
  /// The mean of u.
  private let mean: Double
  /// The variance of u over its squared mean.
  private let variance: Double
  /// The third cumulant of u over the deviation cubed.
  private let skewness: Double

  /// The relative variance below which this comes before slices, whose error grows to 1e-9 there as that
  /// of the next order falls to it.
  private static let sharp = 1e-9
  /// The relative variance up to which this serves where slices fail, as far out they do from 1e-8 on.
  private static let narrow = 1e-5
  /// Whether this comes before slices.
  var isSharp: Bool { variance < Self.sharp }

  /// The law at one time; `nil` where it is not so narrow.
  init?(action: ActionSlice, symbols: ClosureSymbols, singularity: Double, time: Double) {
    // An atom must have decayed: it is no part of a narrow bulk.
    guard !action.isPoint, action.problem == nil, singularity < 0, (action.limit ?? .infinity) > 100
    else { return nil }
    self.action = action
    self.symbols = symbols
    self.singularity = singularity
    self.time = time
    // u = S′(s) at s = 1/u: what the bulk of the law is made of, however P behaves closer to s = 0.
    var s = 1.0
    var u = Double.nan
    for _ in 0..<8 {
      u = action.drift + action.derivatives(s).first
      guard u > 0, u.isFinite, (1 / u).isNormal else { return nil }
      if (u * s - 1).magnitude < 1e-6 { break }
      s = 1 / u
    }
    let place = Self.place(s, singularity)
    let second = -action.derivatives(place).second
    let variance = second / u / u
    guard variance >= 0, variance < Self.narrow else { return nil }
    mean = u
    self.variance = variance
    let step = 0.1 * (singularity.isFinite ? max(s, -singularity) : s)
    let third =
      (action.derivatives(place + step).second + second).magnitude / step
    skewness = second > 0 ? third / (second * second.squareRoot()) : 0
  }

  /// Where to evaluate ∂²S/∂s² for s: close to 0 its terms may cancel, as those of k tanh k do, and over a
  /// ten-thousandth of the way to the singularity it changes by as little.
  private static func place(_ s: Double, _ singularity: Double) -> Double {
    singularity.isFinite && s.magnitude < 1e-4 * -singularity ? -1e-4 * singularity : s
  }

  /// Where the exponent of a radius is stationary.
  private struct Saddle {
    /// q, with s = −q².
    let wavenumber: Double
    /// u.
    let scale: Double
    /// −S″/u².
    let variance: Double
    /// A bound on what rounding of s makes of u, relative.
    let nearness: Double
  }

  /// The saddle of a radius; `nil` where it lies at a singularity or beyond.
  private func saddle(_ r: Double) -> Saddle? {
    func scale(_ q: Double) -> Double { action.drift + action.derivatives(-q * q).first }
    guard r > 0 else {
      return Saddle(wavenumber: 0, scale: mean, variance: variance, nearness: 0)
    }
    // u only grows to the left of s = 0, so that q is at most r/2u there.
    var (low, high) = (0.0, r / (2 * mean) * (1 + 1e-9))
    let end = (-singularity).squareRoot()
    if high >= end { high = end * (1 - 1e-14) }
    guard high > 0, high * high > .leastNormalMagnitude else {
      return Saddle(wavenumber: high, scale: mean, variance: variance, nearness: 0)
    }
    func excess(_ q: Double) -> Double { 2 * q * scale(q) - r }
    var (atLow, atHigh) = (-r, excess(high))
    guard atHigh >= -1e-9 * r else { return nil }
    for index in 0..<200 where high - low > Double.ulpOfOne * high {
      let secant = high - atHigh * (high - low) / (atHigh - atLow)
      let middle = index % 3 != 2 && secant > low && secant < high ? secant : 0.5 * (low + high)
      let value = excess(middle)
      guard value.isFinite else { return nil }
      if value < 0 {
        (low, atLow, atHigh) = (middle, value, 0.5 * atHigh)
      } else {
        (high, atHigh, atLow) = (middle, value, 0.5 * atLow)
      }
    }
    let u = scale(high)
    let second = -action.derivatives(Self.place(-high * high, singularity)).second
    guard u > 0, u.isFinite, second >= 0, second.isFinite else { return nil }
    let nearness =
      singularity.isFinite
      ? 4 * Double.ulpOfOne * singularity / (singularity + high * high) : Double.ulpOfOne
    return Saddle(
      wavenumber: high, scale: u, variance: second / u / u, nearness: nearness.magnitude)
  }

  /// A bound on the relative error of the leading order at a saddle.
  ///
  /// The factor `(4πu)^{−N/2}` varies over the posterior of u, and that posterior is no Gaussian: by its
  /// third and fourth cumulants, which count where r decides about u at all.
  private func error(_ saddle: Saddle, dimension: Int, exponent: Double) -> Double {
    let order = Double(dimension) / 2 + 2
    var error = saddle.variance * order * order
    let pull = 2 * exponent * saddle.variance
    if pull > 1e-13 {
      let s = -saddle.wavenumber * saddle.wavenumber
      let room = singularity.isFinite ? s - singularity : s.magnitude + 1 / saddle.scale
      let step = 0.1 * room
      let (before, here, after) = (
        action.derivatives(s - step).second, action.derivatives(s).second,
        action.derivatives(s + step).second
      )
      let third = ((after - before) / (2 * step)).magnitude
      let fourth = ((after - 2 * here + before) / (step * step)).magnitude
      let skew = third * third / (here.magnitude * here.magnitude * here.magnitude)
      let weight = pull / (1 + pull)
      error += weight * (fourth / (here * here) + 2 * skew)
      error += weight * order * (saddle.variance * skew).squareRoot()
    }
    return error.isNaN ? .infinity : error
  }

  /// The kernel at a radius; `nil` where the leading order is not good enough.
  func posterior(
    dimension: Int, radius r: Double, tolerance: Double = 1e-6
  ) -> MixingSlice.Posterior? {
    guard let saddle = saddle(r) else { return nil }
    let q = saddle.wavenumber
    let (s, u) = (-q * q, saddle.scale)
    // −r²/4u + su − S(s), where S = D s + S₁.
    let value = action.value(Complex(s))
    let total = action.drift * s + value.real
    let exponent = -q * r - total
    let error = error(saddle, dimension: dimension, exponent: q * q * u)
    guard error < tolerance, saddle.nearness < 1e-6 else { return nil }
    let half = Double(dimension) / 2
    let pull = 2 * q * q * u * saddle.variance
    let logDensity = exponent - half * Double.log(4 * .pi * u) - 0.5 * Double.log(onePlus: pull)
    let root = Complex.sqrt(Complex(s))
    let wave = q == 0 ? Complex(ActionSlice.nearZero) : root
    let constants = symbols.constants(driftRate: action.driftRate)
    let (fluxes, growths) = symbols.values(
      roots: [wave],
      excessRates: action.excessRates(
        roots: [wave], values: [q == 0 ? action.value(.zero) : value]),
      driftRate: action.driftRate, time: time)
    let flux = constants.flux + fluxes[0].real
    let growth = constants.growth + growths[0].real
    guard flux.isFinite, growth.isFinite, logDensity.isFinite else { return nil }
    let driftError = action.driftError / u
    // The exponent is stationary, so that only the rounding of its terms counts.
    let rounding =
      4 * Double.ulpOfOne * (q * r + total.magnitude + half * Double.log(u).magnitude + 1)
      + action.error(Complex(s)) + saddle.nearness + (half + q * q * u) * driftError
    return MixingSlice.Posterior(
      logDensity: logDensity, expansionRate: flux / (2 * u), growthRate: growth,
      relativeError: error + rounding,
      transportError: error + saddle.nearness + driftError + 1e-14, isCutAtSmallScales: false,
      isCutAtLargeScales: false)
  }

  /// u at a share q of the law; `nil` where its skewness would show in nine digits.
  func quantile(_ q: Double, complement: Double) -> Double? {
    let z = NormalLaw.quantile(q, complement: complement)
    let deviation = variance.squareRoot()
    guard isSharp, deviation * skewness * (1 + z * z) < 1e-9 else { return nil }
    return mean * (1 + z * deviation)
  }

  /// The shares within and beyond a radius; `nil` where they differ from those of the mean u.
  func shares(
    dimension: Int, radius r: Double
  ) -> (inside: RadialShare, outside: RadialShare)? {
    let half = Double(dimension) / 2
    let x = r / (4 * mean) * r
    let distance = x - half
    let error =
      variance * (distance * distance + 2 * x + half + 1) + 1e-13
      + (distance.magnitude + 1) * action.driftError / mean
    let (lower, upper) = GammaLaw(shape: half).logTails(radius: r, scale: mean)
    guard isSharp else { return nil }
    if error < 1e-6 {
      let smaller = min(lower, upper)
      let share = RadialShare(
        logarithm: smaller, error: error + 1e-14 * (1 + smaller.magnitude))
      return lower <= upper ? (share, share.complement) : (share.complement, share)
    }
    // Far out what is left may be too little for a number, whatever its exact size.
    guard x > half, let posterior = posterior(dimension: dimension, radius: r),
      posterior.logDensity + Double(dimension) * Double.log(r) + 10 < -760
    else { return nil }
    let outside = RadialShare(Estimate(0, error: .leastNonzeroMagnitude))
    return (outside.complement, outside)
  }
}

/// Sharp laws by time: whether a law is sharp is asked for every radius.
final class SharpLaws: Sendable {
  private let known = Mutex<[Double: SharpLaw?]>([:])

  func law(time: Double, _ make: () -> SharpLaw?) -> SharpLaw? {
    if let found = known.withLock({ $0[time] }) { return found }
    let law = make()
    known.withLock { known in
      if known.count >= 512 { known.removeAll(keepingCapacity: true) }
      known[time] = .some(law)
    }
    return law
  }
}
