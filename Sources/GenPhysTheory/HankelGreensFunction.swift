internal import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// The Green's function by quadrature of its Hankel integral, for N = 1, 2 and 3.
///
/// `G = (2π)^{−N/2} r^{1−N/2} ∫ k^{N/2} J_{N/2−1}(kr) P dk`; the flux and the source alike with
/// J_{N/2} and k φ̂, and R̂. It serves processes that are no scale mixtures: P may change sign, and so
/// may G. Where P has a limit at k = ∞, a point mass at the source, that is taken off. The error is that
/// of the quadrature and of rounding, absolute: far out, where G is below 1e-16 of its
/// peak, only its smallness is known. [THEORY 4]
struct HankelGreensFunction: GreensFunction {
  let dimension: Int
  private let spectrum: Spectrum

  var method: GreensFunctionMethod { .quadrature }
  var mixture: (any MixingMeasure)? { nil }

  /// - Throws: `.unsupported` for N > 3.
  init(dimension: Int, spectrum: Spectrum) throws(GreensFunctionError) {
    guard (1...3).contains(dimension) else {
      throw .unsupported(
        "no mixture of Gaussians was found by which this process could be computed in any "
          + "dimension, and quadrature works for dim = 1, 2 and 3, not \(dimension)")
    }
    self.dimension = dimension
    self.spectrum = spectrum
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try integral(radius: r, time: t, raised: 0, error: { errors, _ in errors.density }) {
      [atom = spectrum.atom(time: t)] value, _ in (value.density - atom.density).real
    }
  }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let density = try positiveDensity(radius: r, time: t)
    return Estimate(Double.log(density.value), error: density.relativeError)
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let density = try positiveDensity(radius: r, time: t)
    let flux = try integral(radius: r, time: t, raised: 1, error: { errors, _ in errors.flux }) {
      value, _ in value.flux.real
    }
    return ratio(flux, density)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let density = try positiveDensity(radius: r, time: t)
    let growth = try integral(radius: r, time: t, raised: 0, error: { errors, _ in errors.growth })
    {
      [atom = spectrum.atom(time: t)] value, _ in (value.growth - atom.growth).real
    }
    return ratio(growth, density)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    if let problem = spectrum.problem(time: t) { throw .unsupported(problem) }
    let mass = spectrum.value(0, time: t).density.real
    return Double.log(mass.isFinite ? mass : spectrum.value(1e-150, time: t).density.real)
  }

  func logMassError(time t: Double) throws(GreensFunctionError) -> Double {
    if (try logMass(time: t)) == 0 { return 0 }
    let error = spectrum.errors(0, time: t).density / spectrum.value(0, time: t).density.length
    return error.isFinite ? error : 4 * Double.ulpOfOne * (try logMass(time: t)).magnitude
  }

  /// The mass at the source that has not moved yet: the limit of P at k = ∞.
  func pointMasses(time t: Double) throws(GreensFunctionError) -> [PointMass] {
    try checkDomain(radius: 0, time: t)
    if let problem = spectrum.problem(time: t) { throw .unsupported(problem) }
    let weight = spectrum.atom(time: t).density.real
    guard weight != 0 else { return [] }
    let error = spectrum.errors(1e60, time: t).density
    return [PointMass(radius: 0, weight: Estimate(weight, error: error + 1e-13 * weight.magnitude))]
  }

  /// The mass within r is the flux of a field of divergence p, whose potential is p̂/k².
  func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate) {
    try checkDomain(radius: r, time: t)
    if r == 0 {
      let mass = Double.exp(try logMass(time: t))
      let atom = try pointMasses(time: t).first?.weight ?? Estimate(0, error: 0)
      let error = atom.error / mass
      return (
        Estimate(atom.value / mass, error: error), Estimate(1 - atom.value / mass, error: error)
      )
    }
    let flux = try integral(
      radius: r, time: t, raised: 1, error: { errors, k in errors.density / (k * k) }
    ) { value, k in value.density.real / (k * k) }
    let half = Double(dimension) / 2
    let volume =
      2 * Double.pow(.pi, half) / Double.exp(SpecialFunctions.logGamma(half))
      * Double.pow(r, dimension)
    let factor = volume * Double.exp(-(try logMass(time: t)))
    let inside = Estimate(factor * flux.value, error: factor * flux.error + Double.ulpOfOne)
    guard inside.value.isFinite, inside.error.isFinite else {
      throw .notConverged(radius: r, time: t, error: .infinity)
    }
    return (inside, Estimate(1 - inside.value, error: inside.error + Double.ulpOfOne))
  }

  func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    let (inside, outside) = try radialShares(radius: r, time: t)
    return (RadialShare(inside), RadialShare(outside))
  }

  private func positiveDensity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let density = try density(radius: r, time: t)
    guard density.value > density.error else {
      throw .notPositive(radius: r, time: t, density: density.value)
    }
    return density
  }

  private func ratio(_ a: Estimate, _ b: Estimate) -> Estimate {
    let value = a.value / b.value
    return Estimate(value, error: a.error / b.value + value.magnitude * b.relativeError)
  }

  /// The Hankel integral of a symbol; with `raised` = 1 that of −∂_r divided by r.
  private func integral(
    radius r: Double, time t: Double, raised: Int,
    error: (Spectrum.Errors, _ k: Double) -> Double,
    _ symbol: (Spectrum.Value, _ k: Double) -> Double
  ) throws(GreensFunctionError) -> Estimate {
    try checkDomain(radius: r, time: t)
    try checkDecay(time: t)
    let half = Double(dimension) / 2
    func value(_ k: Double) -> Double {
      let value = symbol(spectrum.value(k, time: t), k)
      return value.isFinite ? value : 0
    }
    let result: Integral
    let factor: Double
    if r == 0 {
      // J_ν(kr) (kr)^{−ν} → 2^{−ν}/Γ(ν+1) with ν = N/2 − 1 + raised.
      let order = half - 1 + Double(raised)
      factor =
        Double.pow(2 * .pi, -half) * Double.pow(2, -order)
        / Double.exp(SpecialFunctions.logGamma(order + 1))
      let power = dimension - 1 + 2 * raised
      result = Quadrature.expSinh(scale: cutoff(time: t)) { k in
        let symbol = value(k)
        return symbol == 0 ? 0 : Double.pow(k, power) * symbol
      }
    } else {
      factor = Double.pow(2 * .pi, -half) * Double.pow(r, 1 - half - Double(raised))
      result = Quadrature.hankel(
        order: half - 1 + Double(raised), radius: r,
        tolerance: Quadrature.Tolerance(relative: 1e-12)
      ) { k in
        Double.pow(k, half + Double(raised)) * value(k)
      }
    }
    guard result.value.isFinite else { throw .unbounded(time: t) }
    let noise = noise(radius: r, time: t, raised: raised) { k in
      let error = error(spectrum.errors(k, time: t), k)
      return error.isFinite ? min(error, value(k).magnitude) : 0
    }
    let estimate = Estimate(factor * result.value, error: factor * (result.error + noise))
    if !result.converged, !(estimate.relativeError < 1e-6) {
      if r == 0 { throw .unbounded(time: t) }
      throw .notConverged(radius: r, time: t, error: estimate.relativeError)
    }
    return estimate
  }

  /// A bound on what the errors of a symbol make of its integral: `∫ k^{N/2+raised} |J_ν(kr)| |error| dk`
  /// by a coarse rule in ln k.
  ///
  /// `|J_ν(z)| ≤ min((z/2)^ν/Γ(ν+1), 1.1/√z)` for the orders in use. After a hundred oscillations the
  /// acceleration of the quadrature has ended it.
  private func noise(
    radius r: Double, time t: Double, raised: Int, _ error: (_ k: Double) -> Double
  ) -> Double {
    let half = Double(dimension) / 2
    let order = half - 1 + Double(raised)
    let gamma = Double.exp(SpecialFunctions.logGamma(order + 1))
    let center = Double.log(cutoff(time: t))
    let step = 0.5
    var sum = 0.0
    for index in -60...60 {
      let k = Double.exp(center + Double(index) * step)
      guard k * r < 300 else { break }
      let size: Double
      if r == 0 {
        size = Double.pow(k, dimension - 1 + 2 * raised)
      } else {
        let z = k * r
        size =
          Double.pow(k, half + Double(raised))
          * min(Double.pow(z / 2, order) / gamma, 1.1 / z.squareRoot())
      }
      let term = k * step * size * error(k)
      if term.isFinite { sum += term }
    }
    return sum
  }

  /// The k where |P| has fallen by a factor e: the scale of the integrand.
  private func cutoff(time t: Double) -> Double {
    let start = spectrum.value(1e-9, time: t).density.length
    return (-40...40).lazy.map { Double.pow(2, Double($0)) }.first { k in
      spectrum.value(k, time: t).density.length < 0.4 * start
    } ?? 1
  }

  /// Whether P has fallen to rounding at the last k below a given one at which it has a value.
  private func isNegligible(
    before end: Double, time t: Double, peak: Double
  ) -> Bool {
    var (low, high) = (1e-6, end)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if spectrum.value(middle, time: t).density.isFinite { low = middle } else { high = middle }
    }
    return spectrum.value(low, time: t).density.length < 1e-16 * peak
  }

  /// Refuses propagators that do not decay: their kernels hold fronts, which no function shows.
  ///
  /// They are looked at over sixty decades: at short times P falls at k beyond all bounds, and that of
  /// a logarithm hardly ever.
  private func checkDecay(time t: Double) throws(GreensFunctionError) {
    if let problem = spectrum.problem(time: t) { throw .unsupported(problem) }
    let peak = spectrum.value(1e-9, time: t).density.length
    let atom = spectrum.atom(time: t).density
    var sizes: [Double] = []
    for exponent in stride(from: -4.0, through: 60, by: 2) {
      let k = Double.pow(10, exponent)
      let size = (spectrum.value(k, time: t).density - atom).length
      guard size.isFinite else {
        // What lies beyond counts as 0.
        if isNegligible(before: k, time: t, peak: peak) { return }
        throw .unsupported(
          "lambda has no value in doubles at k = \(Float(k)), and up to where it has one P(k,t) has not "
            + "decayed at t = \(t)")
      }
      sizes.append(size)
    }
    if sizes.suffix(20).allSatisfy({ $0 < 0.3 * peak }) { return }
    // Slower than can be waited for, but without end: the quadrature tells how well it converges.
    let end = sizes.suffix(20)
    if zip(end, end.dropFirst()).allSatisfy({ $0 > $1 }) { return }
    throw .unsupported(
      "P(k,t) does not decay for large k at t = \(t): the kernel holds wave fronts, which are not "
        + "supported in \(dimension) dimension" + (dimension == 1 ? "" : "s"))
  }
}
