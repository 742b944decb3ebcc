internal import GenPhysNumerics

/// How a function of s behaves as s → 0+: `f(s) = s^p·(c + o(1))`, exactly.
///
/// c may be 0; then only `f = o(s^p)` is claimed. Sums whose leading terms cancel, logarithms and
/// other slowly varying factors end up there.
struct LeadingTerm: Hashable, Sendable {
  let coefficient: Formula
  let exponent: Number

  /// The limit at 0+, where it is finite.
  var limit: Formula? {
    if exponent.signum > 0 { return .zero }
    if exponent.isZero { return coefficient }
    return nil
  }

  /// The leading term of a formula, or `nil` where the rules below do not tell.
  init?(of formula: Formula) {
    guard let term = LeadingTerm.leading(formula), term.exponent.isExact else { return nil }
    self = term
  }

  private init(_ coefficient: Formula, _ exponent: Number) {
    self.coefficient = coefficient.canonical
    self.exponent = exponent
  }

  /// Slowly varying factors are o(s^−δ) for any δ > 0; this one is small against the exponents that
  /// occur.
  private static let slack = Number.rational(1, 64)

  private static func leading(_ formula: Formula) -> LeadingTerm? {
    guard formula.dependsOnS else { return LeadingTerm(formula, .zero) }
    switch formula {
    case .number, .imaginaryUnit, .pi: return LeadingTerm(formula, .zero)
    case .variable: return LeadingTerm(.one, .one)
    case .sum(let terms):
      var lowest: Number?
      var coefficients: [Formula] = []
      for term in terms {
        guard let part = leading(term) else { return nil }
        if let current = lowest, part.exponent < current { coefficients = [] }
        lowest = min(lowest ?? part.exponent, part.exponent)
        if part.exponent == lowest { coefficients.append(part.coefficient) }
      }
      return lowest.map { LeadingTerm(.sum(coefficients), $0) }
    case .product(let factors):
      var result = LeadingTerm(.one, .zero)
      for factor in factors {
        guard let part = leading(factor) else { return nil }
        result = LeadingTerm(
          result.coefficient * part.coefficient, result.exponent + part.exponent)
      }
      return result
    case .power(let base, let exponent): return power(base, exponent)
    case .call(let function, let arguments):
      guard arguments.count == function.arity, let x = arguments.last else { return nil }
      if function.arity == 2 { return bessel(function, arguments[0], x) }
      return call(function, x)
    }
  }

  private static func power(_ base: Formula, _ exponent: Formula) -> LeadingTerm? {
    guard let e = exponent.numberValue, e.isExact, let inner = leading(base) else { return nil }
    let sign = ExactSign.of(inner.coefficient)
    if e.signum < 0 {
      // The reciprocal needs a leading coefficient that is not 0.
      guard sign == .positive || sign == .negative && e.integer != nil else { return nil }
    } else if e.integer == nil {
      guard let sign, sign.isNonnegative else { return nil }
    }
    return LeadingTerm(inner.coefficient.raised(to: exponent), inner.exponent * e)
  }

  private static func call(_ function: Formula.Function, _ x: Formula) -> LeadingTerm? {
    guard let inner = leading(x) else { return nil }
    guard let value = inner.limit else {
      guard inner.exponent.signum < 0, let sign = ExactSign.of(inner.coefficient) else {
        return nil
      }
      // The argument tends to ±∞.
      switch (function, sign) {
      case (.exp, .negative), (.erfc, .positive): return LeadingTerm(.zero, .zero)
      case (.tanh, .positive), (.erf, .positive): return LeadingTerm(.one, .zero)
      case (.atan, .positive): return LeadingTerm(.half * .pi, .zero)
      default: return nil
      }
    }
    if inner.exponent.signum > 0 {
      switch function {
      case .sin, .tan, .asin, .atan, .sinh, .tanh, .asinh, .atanh: return inner
      case .erf:
        return LeadingTerm(2 * inner.coefficient / Formula.pi.squareRoot, inner.exponent)
      default: break
      }
    }
    switch function {
    case .exp, .sin, .cos, .sinh, .cosh, .tanh, .asinh, .atan, .erf, .erfc:
      return LeadingTerm(.call(function, [value]), .zero)
    case .log:
      guard ExactSign.of(value) == .positive else { return nil }
      // ln x ~ x − 1 where x → 1.
      if value == .one { return leading((x - 1).canonical) }
      return LeadingTerm(.call(.log, [value]), .zero)
    case .acosh:
      if value == .one { return LeadingTerm(.zero, .zero) }
      return ExactSign.of((value - 1).canonical) == .positive
        ? LeadingTerm(.call(.acosh, [value]), .zero) : nil
    default: return nil
    }
  }

  /// `K_ν(x) ~ Γ(|ν|)/2 (2/x)^|ν|`, `K_0(x) = o(x^−δ)`, `I_ν(x) ~ (x/2)^ν/Γ(ν + 1)`.
  private static func bessel(
    _ function: Formula.Function, _ order: Formula, _ x: Formula
  ) -> LeadingTerm? {
    guard let nu = order.numberValue, nu.isExact, let inner = leading(x),
      inner.exponent.signum > 0, ExactSign.of(inner.coefficient) == .positive
    else { return nil }
    switch function {
    case .besselk:
      if nu.isZero { return LeadingTerm(.zero, -slack * inner.exponent) }
      let size = nu.magnitude
      return LeadingTerm(
        .half * .call(.gamma, [.number(size)])
          * (2 / inner.coefficient).raised(to: .number(size)), -size * inner.exponent)
    case .besseli where nu.signum >= 0:
      return LeadingTerm(
        (inner.coefficient / 2).raised(to: order) / .call(.gamma, [order + 1]),
        nu * inner.exponent)
    default: return nil
    }
  }
}
