internal import GenPhysNumerics

/// How a function of s behaves as s → 0+: `f(s) = s^p·(c + o(1))`, exactly.
///
/// c may be 0; then only `f = o(s^p)` is claimed. Logarithms and other slowly varying factors end up
/// there.
struct LeadingTerm: Hashable, Sendable {
  let coefficient: Formula
  let exponent: Number

  /// The limit at 0+, where it is finite.
  var limit: Formula? {
    if exponent.signum > 0 { return .zero }
    if exponent.isZero { return coefficient }
    return nil
  }

  /// The leading term of a formula, or `nil` where the rules of `ExpansionCalculus` do not tell.
  ///
  /// As many terms are taken as cancel.
  init?(of formula: Formula) {
    var order: Number?
    for length in [2, 4, 8] {
      let calculus = ExpansionCalculus(
        variable: ProofContext.variable, reach: nil, length: length)
      guard let value = calculus.expansion(of: formula) else { continue }
      if value.isComplex { return nil }
      if let first = value.terms.first {
        guard first.exponent.isExact else { return nil }
        (coefficient, exponent) = (first.coefficient, first.exponent)
        return
      }
      // All that was kept has cancelled: more terms are asked for.
      order = value.order
      if order == nil {
        (coefficient, exponent) = (.zero, .zero)
        return
      }
    }
    if let order {
      // f = O(s^q).
      let slack = Number.rational(1, 128)
      (coefficient, exponent) = (.zero, order.signum > 0 ? order * .half : order - slack)
      return
    }
    return nil
  }
}

extension Formula {
  /// The limit as s → 0+, where it is finite and certain.
  ///
  /// By the leading term; where an exponent is no rational number, by continuity.
  var limitAtZero: Formula? {
    guard dependsOnS else { return canonical }
    if let term = LeadingTerm(of: self) { return term.limit }
    func limits(_ parts: [Formula]) -> [Formula]? {
      var result: [Formula] = []
      for part in parts {
        guard let limit = part.limitAtZero else { return nil }
        result.append(limit)
      }
      return result
    }
    switch self {
    case .number, .imaginaryUnit, .pi: return self
    case .variable: return .zero
    case .sum(let terms): return limits(terms).map { Formula.sum($0).canonical }
    case .product(let factors):
      if let rest = withoutBesselKQuotient { return rest.limitAtZero == nil ? nil : .zero }
      return limits(factors).map { Formula.product($0).canonical }
    case .power(.call(.log, let arguments), let exponent)
    where ExactSign.of(exponent) == .negative && arguments.first?.limitAtZero == .zero
      && arguments.first.map { ExactSign.of($0) == .positive } == true:
      // 1/ln x with x → 0+.
      return .zero
    case .power(let base, let exponent):
      guard !exponent.dependsOnS, let limit = base.limitAtZero, ExactSign.isReal(exponent) else {
        return nil
      }
      if ExactSign.of(limit) == .positive { return limit.raised(to: exponent).canonical }
      return limit == .zero && ExactSign.of(base) == .positive
        && ExactSign.of(exponent) == .positive ? .zero : nil
    case .call(.re, let arguments):
      // Re √g is continuous for real g, also where g changes its sign.
      guard case .power(let base, .half)? = arguments.first, let limit = base.limitAtZero,
        let sign = ExactSign.of(limit)
      else { return nil }
      return sign.isNonnegative ? limit.squareRoot.canonical : .zero
    case .call(let function, let arguments):
      guard let x = arguments.last, arguments.dropLast().allSatisfy({ !$0.dependsOnS }),
        let limit = x.limitAtZero
      else { return nil }
      switch function {
      case .besselj, .besseli, .besselk:
        guard ExactSign.isReal(arguments[0]), ExactSign.of(limit) == .positive else { return nil }
        return Formula.call(function, [arguments[0], limit]).canonical
      case .exp, .sin, .cos, .sinh, .cosh, .tanh, .asinh, .atan, .erf, .erfc:
        // atan and asinh have cuts on the imaginary axis.
        guard ExactSign.isReal(limit) else { return nil }
      case .log: guard ExactSign.of(limit) == .positive else { return nil }
      default: return nil
      }
      return Formula.call(function, [limit]).canonical
    }
  }
}

extension Formula {
  /// What is left of a product without `x K_{ν−1}(x)/K_ν(x)`, ν > 0, where x → 0; `nil` where there is no
  /// such quotient.
  ///
  /// The quotient is O(x²) for ν > 1, O(x^{2ν}) for ν < 1 and O(x² ln x) for ν = 1, and so tends to 0.
  /// [DLMF 10.30.2]
  var withoutBesselKQuotient: Formula? {
    for (index, factor) in factors.enumerated() {
      guard case .call(.besselk, let above) = factor, let x = above.last, !above[0].dependsOnS,
        let vanishing = LeadingTerm(of: x), vanishing.exponent.signum > 0,
        ExactSign.of(vanishing.coefficient) == .positive
      else { continue }
      for (place, other) in factors.enumerated() {
        guard case .power(.call(.besselk, let below), .minusOne) = other, below.last == x,
          ExactSign.of(below[0]) == .positive,
          (below[0] - above[0]).canonical == .one || (below[0] + above[0]).canonical == .one
        else { continue }
        let rest = factors.indices.filter { $0 != index && $0 != place }.map { factors[$0] }
        return (Formula.product(rest + [.one]) / x).canonical
      }
    }
    return nil
  }
}
