internal import GenPhysNumerics

/// A rate that varies in time as a whole: `λ(k,t) − λ(0,t) = a(t) ψ(k²)`.
///
/// Its integral over time is `A(t) ψ(s)` with the clock `A(t) = ∫₀ᵗ a`: time runs unevenly, and backwards
/// now and then where a < 0. What counts is A alone: P(k,t) = e^{−A(t)ψ}.
struct TimeSchedule {
  /// ψ, in s: the gap at some time, where a = 1.
  let spatial: Formula
  /// A, in t.
  let clock: Formula
  private let survey: WavenumberSurvey?

  /// Separates a gap, a formula in s and t; `nil` where that fails or a has no known antiderivative.
  init?(of gap: Formula) {
    guard gap.contains("t") else { return nil }
    for time in [Number.one, .rational(1, 3), 5] {
      let spatial = gap.substituting(["t": .number(time)]).canonical
      guard spatial.dependsOnS, !spatial.decreases else { continue }
      let rate = (gap / spatial).canonical
      guard !rate.dependsOnS, let clock = Self.integral(of: rate) else { continue }
      self.spatial = spatial
      self.clock = clock
      survey =
        clock.variables == ["t"]
        ? WavenumberSurvey(positivityOf: clock.substituting(["t": .variable("k")]))
        : nil
      return
    }
    return nil
  }

  /// Whether A(t) > 0 is certain for every t > 0.
  var isPositive: Bool {
    ExactSign.of(clock) == .positive || survey?.isPositiveEverywhere == true
  }

  /// A time at which A(t) ≤ 0 is certain.
  var reversal: Double? { survey?.violations.witness }

  /// Whether A(t) → ∞ is certain.
  var growsWithoutBound: Bool {
    let late = clock.substituting(["t": 1 / Formula.s]).canonical
    // e^A → ∞ shows the growth of logarithms as well.
    for formula in [late, exp(late).canonical] {
      if let term = LeadingTerm(of: formula), ExactSign.of(term.coefficient) == .positive,
        term.exponent.signum < 0
      {
        return true
      }
    }
    guard clock.variables == ["t"],
      let end = EndBehaviour(
        of: clock.substituting(["t": .variable("k")]), end: .infinity, reach: 0x1p-20)
    else { return false }
    return end.isBoundedBelow && end.exponent.signum < 0
  }

  /// Whether A(t) certainly stays bounded.
  var isBounded: Bool {
    let late = clock.substituting(["t": 1 / Formula.s]).canonical
    if let term = LeadingTerm(of: late), term.exponent.signum >= 0 { return true }
    guard clock.variables == ["t"],
      let end = EndBehaviour(
        of: clock.substituting(["t": .variable("k")]), end: .infinity, reach: 0x1p-20)
    else { return false }
    return end.exponent.isExact && end.exponent.signum >= 0 && end.range.lower.isFinite
      && end.range.upper.isFinite
  }

  // MARK: - Antiderivatives

  /// `∫₀ᵗ a`, for sums of powers of t and of t + b, exponentials, sines, cosines and their squares.
  static func integral(of rate: Formula) -> Formula? {
    let assumptions = ProofContext.assumptions(for: rate)
    guard let expanded = rate.withoutSquaredWaves.expanded(assuming: assumptions) else {
      return nil
    }
    var parts: [Formula] = []
    for term in expanded.terms {
      guard let part = integral(ofTerm: term) else { return nil }
      parts.append(part)
    }
    return Formula.sum(parts + [.zero]).canonical
  }

  private static func integral(ofTerm term: Formula) -> Formula? {
    let t = Formula.variable("t")
    let constants = term.factors.filter { !$0.contains("t") }
    let varying = term.factors.filter { $0.contains("t") }
    let constant = Formula.product(constants + [.one])
    guard varying.count <= 1, ExactSign.isReal(constant.canonical) else { return nil }
    guard let factor = varying.first else { return constant * t }
    /// c and d where a formula is ct + d.
    func line(_ formula: Formula) -> (slope: Formula, offset: Formula)? {
      guard
        let powers = formula.asPolynomial(
          in: "t", assuming: ProofContext.assumptions(for: formula)),
        powers.keys.allSatisfy({ $0 == 0 || $0 == 1 }), let slope = powers[1]
      else { return nil }
      return (slope, powers[0] ?? .zero)
    }
    let (base, exponent) = factor.baseAndExponent
    if let (slope, offset) = line(base), let q = exponent.numberValue, q.isExact {
      // From 0 on, (ct + d)^q is defined for c > 0 and d > 0, or d = 0 and q > −1.
      guard ExactSign.of(slope) == .positive,
        offset == .zero ? Number.minusOne < q : ExactSign.of(offset) == .positive
      else { return nil }
      if q == .minusOne { return constant * log(1 + slope * t / offset) / slope }
      let next = Formula.number(q + 1)
      let start = offset == .zero ? Formula.zero : offset.raised(to: next)
      return constant * (base.raised(to: next) - start) / (slope * next)
    }
    guard case .call(let function, let arguments) = factor, let argument = arguments.first,
      let (slope, offset) = line(argument), let sign = ExactSign.of(slope), sign != .zero
    else { return nil }
    func antiderivative(_ x: Formula) -> Formula? {
      switch function {
      case .exp: exp(x)
      case .sin: -Formula.call(.cos, [x])
      case .cos: .call(.sin, [x])
      case .sinh: .call(.cosh, [x])
      case .cosh: .call(.sinh, [x])
      case .tanh: log(.call(.cosh, [x]))
      default: nil
      }
    }
    guard ExactSign.isReal(offset), let late = antiderivative(argument),
      let early = antiderivative(offset)
    else { return nil }
    return constant * (late - early) / slope
  }
}

extension Formula {
  /// sin² x as (1 − cos 2x)/2, cos² x as (1 + cos 2x)/2.
  var withoutSquaredWaves: Formula {
    if case .power(.call(let function, let arguments), let exponent) = self, exponent == 2,
      function == .sin || function == .cos
    {
      let double = Formula.call(.cos, arguments.map { 2 * $0.withoutSquaredWaves })
      return .half * (function == .sin ? 1 - double : 1 + double)
    }
    return mapChildren(\.withoutSquaredWaves)
  }
}
