internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// Poles of `h = (λ + b)/(k² − a)` by numbers, where the exact rules of `FluxSymbol` do not tell.
///
/// A pole is certain where balls confirm that k² − a changes its sign and that λ + b is not 0 there.
/// With time, three times are looked at in k, and three wavenumbers in t.
struct PoleSearch {
  /// k² − a, in k and t.
  let gap: Formula
  /// λ + b, in k and t.
  let mismatch: Formula

  /// A pole, and whether it is certain.
  typealias Pole = (problem: Closure.Problem, isCertain: Bool)

  /// How many changes of sign are looked at by balls.
  private static let attempts = 12

  /// The first pole that is certain, else the first that seems to be one.
  var pole: Pole? {
    let dependsOnTime = gap.contains("t") || mismatch.contains("t")
    var opinion: Pole?
    for time in dependsOnTime ? [1, .half, 2] : [Number.one] {
      let found = search(along: "k", at: ["t": time]) { k in
        .near(k: k, time: dependsOnTime ? time.doubleValue : nil)
      }
      if let found, found.isCertain { return found }
      opinion = opinion ?? found
    }
    guard gap.contains("t") else { return opinion }
    for k in [Number.one, .half, 2] {
      let found = search(along: "t", at: ["k": k]) { .near(k: k.doubleValue, time: $0) }
      if let found, found.isCertain { return found }
      opinion = opinion ?? found
    }
    return opinion
  }

  /// Poles along one variable, the other held fixed.
  private func search(
    along variable: String, at values: [String: Number],
    _ place: (Double) -> Closure.Problem.Place
  ) -> Pole? {
    let fixed = values.mapValues(Formula.number)
    let gap = gap.substituting(fixed).simplified(assuming: .wave)
    let mismatch = mismatch.substituting(fixed).simplified(assuming: .wave)
    guard let excess = try? mismatch.compiled(variables: [variable]),
      let whole = try? gap.compiled(variables: [variable]),
      let flux = try? (mismatch / gap).simplified(assuming: .wave).compiled(variables: [variable])
    else { return nil }
    if gap.isZero(assuming: .wave) {
      let value = excess.evaluate([Ball(1.0)])
      guard value.isFinite, !value.containsZero else { return nil }
      return (.pole(place(1)), true)
    }
    var opinion: Pole?
    let k = Formula.variable("k")
    let factors =
      variable == "k"
      ? FluxSymbol.zeroFactors(of: gap.inSquares).map {
        $0.substituting([ProofContext.variable: k * k]).simplified(assuming: .wave)
      } : gap.zeroFactors
    for factor in factors where factor.contains(variable) {
      guard let search = ZeroSearch(factor, of: variable) else { continue }
      let (changes, minima) = search.suspects()
      for change in changes.prefix(Self.attempts) {
        let zero = search.zero(within: change)
        if let zero {
          let ball = Ball(lower: zero.lowerBound, upper: zero.upperBound, precision: 128)
          let value = excess.evaluate([ball])
          // Where all factors are finite, the zero of one is a zero of k² − a.
          if value.isFinite, !value.containsZero, whole.evaluate([ball]).isFinite {
            return (.pole(place(zero.lowerBound)), true)
          }
        }
        let root = zero?.lowerBound ?? search.root(within: change)
        guard opinion == nil, Self.isUnbounded(flux, at: root) else { continue }
        if variable == "k", let k = Self.exactPole(of: mismatch / gap, near: root) {
          return (.pole(.exactly(k)), true)
        }
        opinion = (.pole(place(root)), false)
      }
      guard opinion == nil else { continue }
      for minimum in minima.prefix(4 * Self.attempts) {
        guard let root = search.touch(within: minimum), Self.isUnbounded(flux, at: root) else {
          continue
        }
        if variable == "k", let k = Self.exactPole(of: mismatch / gap, near: root) {
          return (.pole(.exactly(k)), true)
        }
        opinion = (.pole(place(root)), false)
        break
      }
    }
    return opinion
  }

  /// Whether h grows towards a place as a pole or a root of one does.
  private static func isUnbounded(_ flux: CompiledFormula, at root: Double) -> Bool {
    func size(_ factor: Double) -> Double { flux.evaluate([Complex(root * factor)]).length }
    let far = [0.5, 2].map(size).filter(\.isFinite).max() ?? 0
    return !(size(1 + 1e-9) < 1e3 * far)
  }

  /// A wavenumber whose square is a short fraction, near a place, at which the leading term of h is
  /// certainly infinite; `nil` where there is none.
  private static func exactPole(of quotient: Formula, near k: Double) -> Formula? {
    guard let square = shortFraction(near: k * k) else { return nil }
    let beyond = quotient.inSquares
      .substituting([ProofContext.variable: .number(square) + .s]).canonical
    guard let term = LeadingTerm(of: beyond), term.exponent.signum < 0,
      term.coefficient.isCertainlySomething
    else { return nil }
    return Formula.number(square).squareRoot.canonical
  }

  /// The first convergent of a continued fraction within 1e-6 of a number, of at most four digits below.
  private static func shortFraction(near x: Double) -> Number? {
    guard x > 1e-6, x < 1e6 else { return nil }
    var (p, q) = ((1, Int(saturating: x)), (0, 1))
    var rest = x - x.rounded(.down)
    while q.1 < 10_000 {
      if (Double(p.1) / Double(q.1) - x).magnitude <= 1e-6 * x { return Number(p.1, over: q.1) }
      guard rest > 1e-9 else { return nil }
      let next = 1 / rest
      guard next < 1e6 else { return nil }
      let whole = Int(saturating: next)
      rest = next - next.rounded(.down)
      p = (p.1, whole * p.1 + p.0)
      q = (q.1, whole * q.1 + q.0)
    }
    return nil
  }
}
