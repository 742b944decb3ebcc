internal import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// The Green's function by quadrature of its Hankel integral, for N = 1, 2 and 3.
///
/// `G = (2π)^{−N/2} r^{1−N/2} ∫ k^{N/2} J_{N/2−1}(kr) P dk`; the flux and the source alike with
/// J_{N/2} and k φ̂, and R̂. It serves processes that are no scale mixtures: P may change sign, and so
/// may G. The error is that of the quadrature, absolute: far out, where G is below 1e-16 of its
/// peak, only its smallness is known. [THEORY 4]
struct HankelGreensFunction: GreensFunction {
  let dimension: Int
  private let spectrum: Spectrum

  var method: GreensFunctionMethod { .quadrature }
  var mixture: (any MixingMeasure)? { nil }

  /// - Throws: `.unsupported` for N > 3, and where P does not decay: its kernel is no function.
  init(dimension: Int, spectrum: Spectrum) throws(GreensFunctionError) {
    guard (1...3).contains(dimension) else {
      throw .unsupported(
        "this process is no mixture of Gaussians, so its Green's function is only computed for "
          + "dim = 1, 2 and 3, not \(dimension)")
    }
    self.dimension = dimension
    self.spectrum = spectrum
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    try integral(radius: r, time: t, raised: 0, error: { errors, _ in errors.density }) { value, _ in
      value.density.real
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
    let growth = try integral(radius: r, time: t, raised: 0, error: { errors, _ in errors.growth }) {
      value, _ in value.growth.real
    }
    return ratio(growth, density)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    if let problem = spectrum.problem(time: t) { throw .unsupported(problem) }
    let mass = spectrum.value(0, time: t).density.real
    return Double.log(mass.isFinite ? mass : spectrum.value(1e-150, time: t).density.real)
  }

  /// The mass within r is the flux of a field of divergence p, whose potential is p̂/k².
  func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate) {
    try checkDomain(radius: r, time: t)
    if r == 0 { return (Estimate(0, error: 0), Estimate(1, error: 0)) }
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
    let noise = noise(radius: r, time: t, raised: raised, error)
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
  /// `|J_ν(z)| ≤ min((z/2)^ν/Γ(ν+1), 1.1/√z)` for the orders in use.
  private func noise(
    radius r: Double, time t: Double, raised: Int, _ error: (Spectrum.Errors, Double) -> Double
  ) -> Double {
    let half = Double(dimension) / 2
    let order = half - 1 + Double(raised)
    let gamma = Double.exp(SpecialFunctions.logGamma(order + 1))
    let center = Double.log(cutoff(time: t))
    let step = 0.5
    var sum = 0.0
    for index in -60...60 {
      let k = Double.exp(center + Double(index) * step)
      let size: Double
      if r == 0 {
        size = Double.pow(k, dimension - 1 + 2 * raised)
      } else {
        let z = k * r
        size =
          Double.pow(k, half + Double(raised))
          * min(Double.pow(z / 2, order) / gamma, 1.1 / z.squareRoot())
      }
      let term = k * step * size * error(spectrum.errors(k, time: t), k)
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

  /// Refuses propagators that do not decay: their kernels hold point masses or fronts.
  private func checkDecay(time t: Double) throws(GreensFunctionError) {
    if let problem = spectrum.problem(time: t) { throw .unsupported(problem) }
    let tail = [1e3, 1.7e4, 2.9e5, 3.1e6].map { spectrum.value($0, time: t).density.length }
    let peak = spectrum.value(1e-9, time: t).density.length
    guard tail.allSatisfy({ $0 < 0.3 * peak || !$0.isFinite }) || tail.last == 0 else {
      throw .unsupported(
        "P(k,t) does not decay for large k at t = \(t): the kernel holds point masses or wave "
          + "fronts, which are not supported in \(dimension) dimension"
          + (dimension == 1 ? "" : "s"))
    }
  }
}
