internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import Synchronization

/// The mixing law μ_t of one branch in `P(√s,t) = ∫ e^{−su} μ_t(du)`, the same for every dimension.
///
/// Slices of the law are computed when a time is first asked for, and kept.
struct ScaleMixture: Sendable {
  let action: LaplaceAction
  private let symbols: ClosureSymbols
  /// α where λ(ck) = c^α λ(k) and R = 0: then one time serves all, `r ∝ t^{1/α}`.
  private let homogeneity: Double?
  /// The singularity of P in s, where it does not move with time; `.some(nil)` where there is none.
  private let fixedSingularity: Double??
  /// The grid step in η.
  private let step: Double
  /// The largest relative difference between P and the Laplace transform of the mixture, over a few
  /// s at t = 0.1, 1 and 10: part of every error estimate.
  private(set) var mismatch = Double.infinity
  /// Whether the law could not be computed at some of those times, as where it reaches beyond the range
  /// of doubles.
  private(set) var isPartial = false
  private var cache = SliceCache()
  private let sharpLaws = SharpLaws()
  /// The law at all times of a range, where it was prepared for one.
  private var surface: MixingSurface?

  /// Compiles the mixture of one branch, on a grid of step 2^{−refinement}/8 in η.
  private init(
    decayRate: Formula, closure: Closure, refinement: Int
  ) throws(FormulaError) {
    step = 0.125 / Double(1 << refinement)
    action = try LaplaceAction(decayRate: decayRate)
    symbols = try ClosureSymbols(closure)
    homogeneity =
      closure.growth == 0 && !decayRate.contains("t")
      ? decayRate.asMonomial(in: "k")?.exponent.numberValue?.doubleValue : nil
    fixedSingularity = action.dependsOnTime ? nil : .some(action.at(time: 1).singularity())
    let times: [Double] = homogeneity == nil ? [0.1, 1, 10] : [1]
    let found = times.compactMap(mismatch(time:))
    mismatch = found.max() ?? .infinity
    isPartial = found.count < times.count
    // Where the few s tried show more than rounding, others may show a few times as much.
    if mismatch > 1e-12 { mismatch *= 4 }
  }

  /// A time at which everything is computed for time t, with the factors that bring it there: lengths
  /// scale with `length`, rates with 1/`duration`.
  func reference(_ t: Double) -> (time: Double, length: Double, duration: Double) {
    guard let homogeneity else { return (t, 1, 1) }
    return (1, Double.pow(t, 1 / homogeneity), t)
  }

  /// The slice that serves radii up to `r` in N dimensions, its grid finer by 2^refinement.
  ///
  /// - Parameter holdsTails: whether it serves the shares beyond those radii, too.
  func slice(
    dimension: Int, radius r: Double, time t: Double, refinement: Int = 0, holdsTails: Bool = false
  ) throws(GreensFunctionError) -> MixingSlice {
    let step = step / Double(1 << refinement)
    let key = SliceCache.Key(
      time: t, dimension: dimension, refinement: refinement, holdsTails: holdsTails)
    let slice = cache.slice(key, radius: r) { reach in
      if refinement == 0, let surface, surface.dimension == dimension,
        let found = surface.slice(time: t, radius: reach)
      {
        return found
      }
      return contour(time: t).flatMap { contour in
        if contour.action.isPoint { return contour.point(step: step).map { ($0, .infinity) } }
        return MixingSliceBuilder(contour: contour, dimension: dimension, step: step)?
          .slice(upTo: reach, holdsTails: holdsTails).map { ($0, reach) }
      }
    }
    guard let slice else {
      if let problem = action.at(time: t).problem { throw .unsupported(problem) }
      throw .unsupported(
        "the mixing law of Gaussians at t = \(t) cannot be computed: it reaches, or lambda has its scales, "
          + "beyond the range of doubles there")
    }
    // A bulk and a tail of different powers may need a finer grid between them: k^0.5 + k^0.25.
    if slice.missing >= 1e-6, refinement < 2 {
      return try self.slice(
        dimension: dimension, radius: r, time: t, refinement: refinement + 1, holdsTails: holdsTails
      )
    }
    guard slice.missing < 1e-6 else {
      throw .unsupported(
        "the mixing law of Gaussians at t = \(t) cannot be computed in full: a share of "
          + "\(Float(slice.missing)) of its mass lies beyond the scales that are reached")
    }
    return slice
  }

  /// Whether slices come from a surface over a range of times.
  var isPrepared: Bool { surface != nil }

  /// The same law, quick at any time of a range.
  ///
  /// - Parameter reach: the largest radius that will be asked for, in units of the median width.
  func prepared(times: ClosedRange<Double>, dimension: Int, reach: Double) -> ScaleMixture {
    guard homogeneity == nil, !action.at(time: times.lowerBound).isPoint,
      let surface = MixingSurface(
        logTimes: Double.log(times.lowerBound)...Double.log(times.upperBound),
        dimension: dimension, step: step, reach: reach, contour: contour(time:))
    else { return self }
    var law = self
    law.surface = surface
    law.cache = SliceCache()
    law.mismatch += surface.error
    return law
  }

  /// The law at a time when it is too narrow for slices; `nil` at all others.
  func sharp(time t: Double) -> SharpLaw? {
    guard homogeneity == nil else { return nil }
    return sharpLaws.law(time: t) {
      let slice = action.at(time: t)
      guard slice.problem == nil, !slice.isPoint,
        let singularity = fixedSingularity ?? slice.singularity()
      else { return nil }
      return SharpLaw(
        action: slice, symbols: symbols,
        singularity: max(singularity, symbols.pole ?? -.infinity), time: t)
    }
  }

  /// The median of u: from a slice if there is one, else from the contour alone.
  func median(time t: Double) -> Double? {
    if let sharp = sharp(time: t), let median = sharp.quantile(0.5, complement: 0.5) {
      return median
    }
    if let surface, let (slice, _) = surface.slice(time: t, radius: 0) {
      return slice.quantile(0.5, complement: 0.5)
    }
    if let slice = cache.any(time: t) { return slice.quantile(0.5, complement: 0.5) }
    return contour(time: t)?.median()
  }

  /// The share of the mass that sits in the law's atom, at u = D.
  func atom(time t: Double) -> (scale: Double, logWeight: Double)? {
    let slice = action.at(time: t)
    return slice.limit.map { (slice.drift, -$0) }
  }

  @Sendable private func contour(time t: Double) -> SaddleContour? {
    let slice = action.at(time: t)
    guard slice.problem == nil else { return nil }
    if slice.isPoint {
      return SaddleContour(action: slice, symbols: symbols, singularity: -.infinity, time: t)
    }
    guard let singularity = fixedSingularity ?? slice.singularity() else { return nil }
    return SaddleContour(
      action: slice, symbols: symbols, singularity: max(singularity, symbols.pole ?? -.infinity),
      time: t)
  }

  /// `nil` where there is no slice.
  private func mismatch(time t: Double) -> Double? {
    guard let slice = try? slice(dimension: 1, radius: 0, time: t),
      let median = slice.quantile(0.5, complement: 0.5),
      let scale = median > 0 ? median : slice.nodes.first?.scale
    else { return nil }
    // Mass below all nodes counts as mass at u = 0, which only s far below 1/u can confirm.
    let resolved = slice.rest > 0 ? 1e13 * (slice.nodes.last?.scale ?? 0) : 0
    return [0, 0.1, 1, 3].map { multiple in
      let s = multiple / max(scale, resolved)
      let exponent = action.value(Complex(s), time: t).real
      var sum = slice.nodes.reduce(0) {
        $0 + Double.exp($1.logWeight - s * $1.scale + exponent) * slice.step
      }
      if let atom = slice.atom { sum += Double.exp(atom.logWeight - s * atom.scale + exponent) }
      sum += slice.rest * Double.exp(slice.logMass + exponent)
      return (sum - 1).magnitude
    }.max() ?? .infinity
  }
}

// MARK: - Derivation

extension ScaleMixture {
  private struct Key: Hashable {
    let decayRate: Formula
    let closure: Closure
  }

  private enum Entry {
    case mixture(ScaleMixture)
    case none
  }

  /// Mixtures derived lately: judging, looking at and training one process derive it only once.
  private static let known = Mutex<[Key: Entry]>([:])

  /// The numeric mixture of a branch, if its propagator is found to be one.
  ///
  /// At three times, or those of them at which its law can be computed, the mixture must give P back to
  /// 1e-8, or 4e-8 with the caution of `mismatch`. The grid is refined until it does to 1e-12, twice at
  /// most.
  static func derived(decayRate: Formula, closure: Closure) -> ScaleMixture? {
    let key = Key(decayRate: decayRate, closure: closure)
    if let entry = known.withLock({ $0[key] }) {
      if case .mixture(let mixture) = entry { return mixture }
      return nil
    }
    var best: ScaleMixture?
    for refinement in 0...2 where !Deadline.isOver {
      guard
        let mixture = try? ScaleMixture(
          decayRate: decayRate, closure: closure, refinement: refinement),
        // A signed or lattice measure shows as a missing density or a mixture that is not P.
        mixture.mismatch < 4e-8
      else { continue }
      if mixture.mismatch < best?.mismatch ?? .infinity { best = mixture }
      if mixture.mismatch < 1e-12 { break }
    }
    // What a time budget cut short is no answer to remember.
    if Deadline.isOver { return best }
    let entry = best.map(Entry.mixture) ?? .none
    known.withLock { known in
      // A few dozen processes are one session's; slices make an entry a megabyte at most.
      if known.count >= 64 { known.removeAll() }
      known[key] = entry
    }
    return best
  }
}
