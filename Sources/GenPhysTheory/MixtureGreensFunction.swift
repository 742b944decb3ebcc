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
  private let fluxSymbol: CompiledFormula
  private let growthSymbol: CompiledFormula
  /// The pole of the closure, `s = a` where the source holds `aφ` with constant a < 0.
  private let closurePole: Double?
  private let cache = SliceCache()

  public var method: GreensFunctionMethod { .scaleMixture }

  public var mixture: (any MixingMeasure)? { self }

  /// Compiles the mixture of one branch; nothing is inverted until a value is asked for.
  init(dimension: Int, decayRate: Formula, closure: Closure) {
    self.dimension = dimension
    action = LaplaceAction(decayRate: decayRate)
    let variables = ["k", "t"]
    fluxSymbol = closure.flux.compiled(variables: variables)
    growthSymbol = closure.growth.compiled(variables: variables)
    closurePole = closure.pole
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
    let rounding = 4 * Double.ulpOfOne * posterior.logDensity.magnitude
    return Estimate(posterior.logDensity, error: posterior.relativeError + rounding)
  }

  public func expansionRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let posterior = try posterior(radius: r, time: t)
    let value = posterior.expansionRate
    return Estimate(value, error: value.magnitude * (posterior.relativeError + 1e-13))
  }

  public func growthRate(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> Estimate {
    let posterior = try posterior(radius: r, time: t)
    let value = posterior.growthRate
    return Estimate(value, error: value.magnitude * (posterior.relativeError + 1e-13))
  }

  public func logMass(time t: Double) throws(GreensFunctionError) -> Double {
    try checkDomain(radius: 0, time: t)
    return -action.value(.zero, time: t).real
  }

  private func posterior(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> MixingSlice.Posterior {
    let slice = try slice(radius: r, time: t)
    let posterior = slice.posterior(dimension: dimension, radius: r)
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
    try checkDomain(radius: r, time: t)
    let slice = cache.slice(time: t, radius: r) { reach in
      contour(time: t).flatMap {
        MixingSliceBuilder(contour: $0, dimension: dimension).slice(upTo: reach)
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
      action: action, fluxSymbol: fluxSymbol, growthSymbol: growthSymbol,
      singularity: max(singularity, closurePole ?? -.infinity), time: t)
  }

  /// How far the mixture is from the propagator it was made from: the largest relative difference
  /// of `Σ μ_j e^{−s u_j}` and P over a few s, at one time.
  package func mismatch(time t: Double) throws(GreensFunctionError) -> Double {
    let slice = try slice(radius: 0, time: t)
    let scale = try quantile(0.5, complement: 0.5, time: t)
    return [0, 0.1, 1, 3].map { multiple in
      let s = multiple / scale
      let sum = slice.nodes.reduce(0) {
        $0 + Double.exp($1.logWeight - s * $1.scale) * MixingSlice.step
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
    let slice = try slice(radius: 0, time: t)
    guard let u = slice.quantile(q, complement: complement) else {
      throw .notConverged(radius: 0, time: t, error: .infinity)
    }
    return u
  }
}
