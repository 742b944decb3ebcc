public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// The Green's function of any process whose propagator is completely monotone in s = k².
///
/// `P(√s,t) = ∫ e^{−su} μ_t(du)`, so `G_N = ∫ (4πu)^{−N/2} e^{−r²/4u} μ_t(du)` in every dimension.
/// μ_t is found by inverse Laplace transforms along saddle contours (`SaddleContour`), in logarithms:
/// N = 3072 works. Relative errors are estimated from the grid and from how well the mixture gives
/// back P. [THEORY 4]
public struct MixtureGreensFunction: GreensFunction {
  public let dimension: Int
  private let action: LaplaceAction
  private let symbols: ClosureSymbols
  /// α where λ(ck) = c^α λ(k) and R = 0: then one time serves all, `r ∝ t^{1/α}`.
  private let homogeneity: Double?
  /// The grid step in η.
  private let step: Double
  /// The largest relative difference between P and the Laplace transform of the mixture, over a few
  /// s at t = 0.1, 1 and 10: part of every error estimate.
  package private(set) var mismatch = Double.infinity
  private let cache = SliceCache()

  public var method: GreensFunctionMethod { .scaleMixture }

  public var mixture: (any MixingMeasure)? { self }

  /// Compiles the mixture of one branch, on a grid of step 2^{−refinement}/8 in η.
  init(
    dimension: Int, decayRate: Formula, closure: Closure, refinement: Int = 0
  ) throws(FormulaError) {
    step = 0.125 / Double(1 << refinement)
    self.dimension = dimension
    action = try LaplaceAction(decayRate: decayRate)
    symbols = try ClosureSymbols(closure)
    homogeneity =
      closure.growth == 0 && !decayRate.contains("t")
      ? decayRate.asMonomial(in: "k")?.exponent.numberValue?.doubleValue : nil
    mismatch = (homogeneity == nil ? [0.1, 1, 10] : [1]).map(mismatch(time:)).max() ?? .infinity
  }

  /// The time at which a value is computed, with the factors that bring it to time t: lengths scale
  /// with `length`, rates with 1/`duration`.
  private func reference(_ t: Double) -> (time: Double, length: Double, duration: Double) {
    guard let homogeneity else { return (t, 1, 1) }
    return (1, Double.pow(t, 1 / homogeneity), t)
  }

  public func density(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let logarithm = try logDensity(radius: r, time: t)
    let value = Double.exp(logarithm.value)
    return Estimate(value, error: value * logarithm.error)
  }

  public func logDensity(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let posterior = try posterior(radius: r, time: t)
    let value = posterior.logDensity - Double(dimension) * Double.log(reference(t).length)
    let rounding = 4 * Double.ulpOfOne * (value.magnitude + posterior.logDensity.magnitude)
    return Estimate(value, error: posterior.relativeError + mismatch + rounding)
  }

  public func expansionRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let posterior = try posterior(radius: r, time: t)
    let value = posterior.expansionRate / reference(t).duration
    return Estimate(value, error: value.magnitude * (posterior.transportError + mismatch))
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let posterior = try posterior(radius: r, time: t)
    let value = posterior.growthRate
    return Estimate(value, error: value.magnitude * (posterior.transportError + mismatch))
  }

  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return -action.value(.zero, time: t).real
  }

  private func posterior(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> MixingSlice.Posterior {
    try checkDomain(radius: r, time: t)
    let reference = reference(t)
    let radius = r / reference.length
    let slice = try slice(radius: radius, time: reference.time)
    let posterior = slice.posterior(dimension: dimension, radius: radius)
    if posterior.isCutAtSmallScales { throw .unbounded(time: t) }
    guard posterior.relativeError < 1e-3, posterior.logDensity.isFinite,
      !posterior.isCutAtLargeScales
    else {
      throw .notConverged(radius: r, time: t, error: posterior.relativeError)
    }
    return posterior
  }

  private func slice(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> MixingSlice {
    let slice = cache.slice(time: t, radius: r) { reach in
      contour(time: t).flatMap { contour in
        var builder = MixingSliceBuilder(contour: contour, dimension: dimension, step: step)
        return builder.slice(upTo: reach)
      }
    }
    guard let slice else {
      throw .unsupported(
        "the propagator at t = \(t) is not a Gaussian scale mixture with a density")
    }
    return slice
  }

  private func contour(time t: Double) -> SaddleContour? {
    guard let singularity = action.singularity(time: t) else { return nil }
    return SaddleContour(
      action: action, symbols: symbols,
      singularity: max(singularity, symbols.pole ?? -.infinity), time: t)
  }

  private func mismatch(time t: Double) -> Double {
    guard let slice = try? slice(radius: 0, time: t),
      let scale = slice.quantile(0.5, complement: 0.5)
    else { return .infinity }
    return [0, 0.1, 1, 3].map { multiple in
      let s = multiple / scale
      let sum = slice.nodes.reduce(0) {
        $0 + Double.exp($1.logWeight - s * $1.scale) * slice.step
      }
      return (sum * Double.exp(action.value(Complex(s), time: t).real) - 1).magnitude
    }.max() ?? .infinity
  }
}

// MARK: - MixingMeasure

extension MixtureGreensFunction: MixingMeasure {
  public func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    let reference = reference(t)
    // The median is asked for at many times, once each: no need of a whole slice.
    let u: Double? =
      q == 0.5 && !cache.holds(time: reference.time)
      ? contour(time: reference.time)?.median()
      : try slice(radius: 0, time: reference.time).quantile(q, complement: complement)
    guard let u else { throw .notConverged(radius: 0, time: t, error: .infinity) }
    return u * reference.length * reference.length
  }
}
