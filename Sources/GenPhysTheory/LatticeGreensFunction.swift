internal import GenPhysNumerics
internal import Numerics

/// The Green's function of jumps on a lattice: a sum of Gaussians of u = dt + cn.
///
/// Without a drift the mass that has not jumped yet stays at the source. Particles move by growing
/// Gaussians from each place of the lattice to the next, so that their flux is an integral over u with
/// a constant density between places, which incomplete gamma functions give. Relative errors are near
/// 1e-13 of densities and shares and 1e-11 of rates; they grow with the number of steps, with N and far
/// out as rounding does. [derived]
struct LatticeGreensFunction: GreensFunction {
  let dimension: Int
  private let law: LatticeLaw
  private let gamma: GammaLaw
  /// `R = b p`.
  private let births: Double

  var method: GreensFunctionMethod { .scaleMixture }
  var mixture: (any MixingMeasure)? { self }

  /// `nil` for other laws and for sources with φ.
  init?(dimension: Int, decayRate: Formula, source: Process.Source) {
    guard let law = LatticeLaw(decayRate: decayRate), source.potential == 0,
      let births = source.density.realValue,
      (births + law.decay).magnitude <= 1e-13 * (births.magnitude + law.decay.magnitude)
    else { return nil }
    self.dimension = dimension
    self.law = law
    self.births = births
    gamma = GammaLaw(shape: 0.5 * Double(dimension))
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try exponential(try logDensity(radius: r, time: t), radius: r, time: t)
  }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let sums = try sums(radius: r, time: t)
    let value = sums.density - law.decay * t
    let rounding = 4 * Double.ulpOfOne * (value.magnitude + (law.decay * t).magnitude)
    return try finite(Estimate(value, error: sums.error + rounding), radius: r, time: t)
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let sums = try sums(radius: r, time: t)
    // Gaussians leave the source itself with infinite speed.
    if sums.flux == .infinity { throw .unbounded(time: t) }
    let value = Double.exp(sums.flux - sums.density)
    return try finite(
      Estimate(value, error: value * (sums.error + sums.fluxError)), radius: r, time: t)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    return Estimate(births, error: 0)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return -law.decay * t
  }

  func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] {
    try checkDomain(radius: 0, time: t)
    guard law.drift == 0 else { return [] }
    let weight = Double.exp(-(law.rate + law.decay) * t)
    return [
      PointMass(
        radius: 0,
        weight: Estimate(
          weight,
          error: max(
            1e-15 * (1 + (law.rate + law.decay.magnitude) * t) * weight, .leastNonzeroMagnitude)))
    ]
  }

  func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    try checkDomain(radius: r, time: t)
    var sums = RadialSums()
    var (within, beyond) = (law.end(time: t), law.end(time: t))
    _ = law.weights(time: t) { n, logWeight in
      let u = law.scale(n, time: t)
      let tails = gamma.radialTails(radius: r, scale: u)
      sums.add(
        tails, logShare: logWeight, error: law.rounding(n, time: t),
        scaleError: 2 * Double.ulpOfOne)
      within.meet(n, term: logWeight + tails.lower, growth: 0)
      beyond.meet(
        n, term: logWeight + tails.upper,
        growth: u > 0 ? law.spacing * tails.upperSlope / u : .infinity)
      return !(within.isReached && beyond.isReached)
    }
    // Nothing is inside a radius of 0 but the atom, if there is one.
    guard beyond.isReached, within.isReached || r == 0 else { throw tooManySteps(time: t) }
    return sums.shares(errors: (1e-15, 1e-15))
  }

  private func shares(time t: Double) throws(GreensFunctionError) -> [Double] {
    guard let shares = law.shares(time: t) else { throw tooManySteps(time: t) }
    return shares
  }

  private func tooManySteps(time t: Double) -> GreensFunctionError {
    .unsupported(
      "at t = \(t) or at this radius more than \(LatticeLaw.longest) jumps count, which is more than "
        + "are added up; rescale the units of length and time")
  }

  /// Sums over all steps at one place.
  private struct Sums {
    /// ln of the normalised density off the source.
    let density: Double
    /// Its error.
    let error: Double
    /// ln of the flux over r.
    let flux: Double
    /// Its error.
    let fluxError: Double
  }

  private func sums(radius r: Double, time t: Double) throws(GreensFunctionError) -> Sums {
    try checkDomain(radius: r, time: t)
    let half = 0.5 * Double(dimension)
    let constant = half * Double.log(4 * .pi)
    func ratio(_ u: Double) -> Double {
      let root = r / 2 / u.squareRoot()
      return root * root
    }
    /// ln of the Gaussian of u at r.
    func gaussian(_ u: Double) -> Double {
      u > 0 ? -constant - half * Double.log(u) - ratio(u) : -.infinity
    }
    var terms: [Double] = []
    var end = law.end(time: t)
    let (weights, crossings) = law.weights(time: t) { n, logWeight in
      let u = law.scale(n, time: t)
      let term = logWeight + gaussian(u)
      terms.append(term)
      end.meet(
        n, term: term,
        growth: u > 0 ? max(0, law.spacing * (ratio(u) - half) / u) : .infinity)
      return !end.isReached
    }
    let density = Self.logSum(terms)
    guard end.isReached, density.isFinite else { throw tooManySteps(time: t) }
    // The flux of Gaussians that grow from one place to the next, and by the drift where they are.
    let fluxes = weights.indices.map { n in
      let (start, end) = (law.scale(n, time: t), law.scale(n + 1, time: t))
      let growing = crossings[n] + passage(from: start, to: end, radius: r)
      guard law.drift > 0 else { return growing }
      let moving = Double.log(law.drift / (2 * start)) + weights[n] + gaussian(start)
      return Self.logSum([growing, moving])
    }
    // The largest term's u is rounded twice, of which the Gaussian makes N/2 and r²/4u times as much.
    let u = law.scale(end.peak, time: t)
    let parts =
      constant + half * (1 + Double.log(u).magnitude) + ratio(u) + weights[end.peak].magnitude
    let error = 1e-14 + law.rounding(end.peak, time: t) + 4 * Double.ulpOfOne * parts
    // A passage is a difference of tails, each to 1e-12, times powers of r and π.
    let powers = r > 0 ? Double(dimension) * (1 + Double.log(r).magnitude) : 0
    return Sums(
      density: density, error: error, flux: Self.logSum(fluxes),
      fluxError: error + 4e-12
        + 4 * Double.ulpOfOne * (powers + SpecialFunctions.logGamma(half).magnitude))
  }

  /// `ln ∫ (4πu)^{−N/2} e^{−r²/4u}/(2u) du` between two scales.
  private func passage(from start: Double, to end: Double, radius r: Double) -> Double {
    let half = 0.5 * Double(dimension)
    if r == 0 {
      guard start > 0 else { return .infinity }
      // (4π)^{−N/2} (start^{−N/2} − end^{−N/2})/N
      return -half * Double.log(4 * .pi * start) - Double.log(Double(dimension))
        + GammaLaw.logOneMinusExp(half * Double.log(start / end))
    }
    if start > 0 {
      func exponent(_ u: Double) -> Double { -(half + 1) * Double.log(u) - r / 2 * (r / 2 / u) }
      // Where little changes a rule is more accurate than a difference of nearly equal tails.
      if (exponent(end) - exponent(start)).magnitude < 8, end < 4 * start {
        let level = exponent(start)
        let integral = Quadrature.adaptive(over: [start, end]) { Double.exp(exponent($0) - level) }
        return level + Double.log(0.5 * integral.value) - half * Double.log(4 * .pi)
      }
    }
    // With y = r²/4u: ½ π^{−N/2} r^{−N} ∫ y^{N/2−1} e^{−y} dy.
    func tails(_ u: Double) -> (lower: Double, upper: Double) {
      gamma.logTails(radius: r, scale: u)
    }
    let (near, far) = (tails(start), tails(end))
    // P between the two, by the tail that is smaller.
    let difference =
      far.lower < -0.7
      ? near.lower + GammaLaw.logOneMinusExp(min(0, far.lower - near.lower))
      : far.upper + GammaLaw.logOneMinusExp(min(0, near.upper - far.upper))
    return difference + SpecialFunctions.logGamma(half) - Double.log(2)
      - half * Double.log(.pi) - Double(dimension) * Double.log(r)
  }

  private static func logSum(_ terms: [Double]) -> Double {
    let top = terms.reduce(-.infinity) { max($0, $1) }
    guard top.isFinite else { return top }
    return top + Double.log(terms.reduce(0) { $0 + Double.exp($1 - top) })
  }
}

// MARK: - MixingMeasure

extension LatticeGreensFunction: MixingMeasure {
  func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    let shares = try shares(time: t)
    let fromAbove = complement < q
    var sum = 0.0
    for n in fromAbove ? Array(shares.indices.reversed()) : Array(shares.indices) {
      sum += shares[n]
      if sum >= (fromAbove ? complement : q) { return law.scale(n, time: t) }
    }
    return law.scale(shares.count - 1, time: t)
  }

  func atom(
    time t: Double
  ) throws(GreensFunctionError) -> (scale: Double, share: Double)? {
    (law.scale(0, time: t), Double.exp(-law.rate * t))
  }

  func places(
    time t: Double
  ) throws(GreensFunctionError) -> [(scale: Double, share: Double)]? {
    try shares(time: t).enumerated().map { (law.scale($0.offset, time: t), $0.element) }
  }
}
