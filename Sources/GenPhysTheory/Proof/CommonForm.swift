internal import GenPhysNumerics

/// A formula of positive variables as one product of powers, sums over their common denominators.
///
/// `1/(1 + 1/√x)` and `√x/(√x + 1)` have one such form, whatever the simplifier finds shorter. Only
/// identities that hold for all positive variables are used: `(xy)^e = x^e y^e` for integers e, or where
/// x and y are certainly positive. Sums are multiplied out.
struct CommonForm {
  /// What is free of variables.
  private var constant: Formula = .one
  /// Exponents of bases, none 0.
  private var powers: [Formula: Number] = [:]

  /// Reads a formula; `nil` where it is too large.
  init?(_ formula: Formula) {
    guard formula.size(upTo: 400) != nil, let form = Self.form(formula, depth: 0) else {
      return nil
    }
    self = form
  }

  private init() {}

  /// Whether the quotient of two forms is 1.
  static func == (a: CommonForm, b: CommonForm) -> Bool {
    var quotient = a
    quotient.multiply(b, .minusOne)
    return quotient.powers.isEmpty && quotient.constant.canonical == .one
  }

  private mutating func multiply(_ base: Formula, _ exponent: Number) {
    let total = (powers[base] ?? .zero) + exponent
    powers[base] = total.isZero ? nil : total
  }

  private mutating func multiply(_ other: CommonForm, _ exponent: Number) {
    constant = constant * other.constant.raised(to: .number(exponent))
    for (base, e) in other.powers { multiply(base, e * exponent) }
  }

  private var formula: Formula {
    Formula.product([constant] + powers.map { $0.key.raised(to: .number($0.value)) }).canonical
  }

  private static func form(_ formula: Formula, depth: Int) -> CommonForm? {
    guard depth < 24, !Deadline.isOver else { return nil }
    var result = CommonForm()
    if formula.variables.isEmpty {
      result.constant = formula
      return result
    }
    switch formula {
    case .product(let factors):
      for factor in factors {
        guard let part = form(factor, depth: depth + 1) else { return nil }
        result.multiply(part, .one)
      }
    case .power(let base, let exponent):
      guard let inner = form(base, depth: depth + 1) else { return nil }
      if let e = exponent.numberValue, e.isExact, inner.splits(for: e) {
        result.multiply(inner, e)
      } else if case .number(.rational(let p, let q)) = exponent {
        // x^{p/q} is a whole power of the principal root.
        result.multiply(inner.formula.raised(to: .rational(1, q)), Number(p))
      } else {
        result.multiply(inner.formula.raised(to: exponent).canonical, .one)
      }
    case .call(let function, let arguments):
      var forms: [Formula] = []
      for argument in arguments {
        guard let part = form(argument, depth: depth + 1) else { return nil }
        forms.append(part.formula)
      }
      result.multiply(Formula.call(function, forms).canonical, .one)
    case .sum(let terms): return sum(terms, depth: depth)
    case .number, .imaginaryUnit, .pi, .variable: result.multiply(formula, .one)
    }
    return result.powers.values.allSatisfy(\.isExact) ? result : nil
  }

  /// Whether a power may be taken of each factor.
  private func splits(for exponent: Number) -> Bool {
    exponent.integer != nil
      || ExactSign.of(constant.canonical) == .positive
        && powers.keys.allSatisfy { ExactSign.of($0) == .positive }
  }

  /// The lowest power of every base is taken out of the terms.
  private static func sum(_ terms: [Formula], depth: Int) -> CommonForm? {
    var forms: [CommonForm] = []
    for term in terms {
      guard let part = form(term, depth: depth + 1) else { return nil }
      forms.append(part)
    }
    var result = CommonForm()
    for base in Set(forms.flatMap(\.powers.keys)) {
      let least = forms.map { $0.powers[base] ?? .zero }.min() ?? .zero
      if least.isZero { continue }
      result.multiply(base, least)
      for index in forms.indices { forms[index].multiply(base, -least) }
    }
    let rest = Formula.sum(forms.map(\.formula))
    guard let expanded = rest.expanded(assuming: ProofContext.assumptions(for: rest))?.canonical
    else { return nil }
    guard case .sum(let parts) = expanded else {
      guard let part = form(expanded, depth: depth + 1) else { return nil }
      result.multiply(part, .one)
      return result
    }
    // Multiples of one sum get one form: its first coefficient is made 1.
    let lead = parts[0].coefficientAndRest.0
    guard lead.isExact, !lead.isZero, let inverse = lead.reciprocal else { return nil }
    result.constant = result.constant * .number(lead)
    result.multiply(
      Formula.sum(parts.map { (.number(inverse) * $0).canonical }), .one)
    return result
  }
}
