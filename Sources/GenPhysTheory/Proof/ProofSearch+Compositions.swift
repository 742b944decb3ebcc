internal import GenPhysNumerics

extension ProofSearch {
  /// The outermost function as a known class member: ln(1 + g), e^{−g}, g^{−p}, and the
  /// axioms themselves.
  mutating func outerProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    switch (membership, f) {
    case (.completeBernstein, .call(.log, let arguments)),
      (.bernstein, .call(.log, let arguments)):
      let inner = (arguments[0] - 1).canonical
      return composed(.logarithm, inner, f, membership, depth, derivatives)
    case (.completelyMonotone, .call(.exp, let arguments)):
      let exponent = (-arguments[0]).canonical
      return composed(.exponential, exponent, f, membership, depth, derivatives)
        ?? shiftedExponential(exponent, f, depth, derivatives)
    case (.stieltjes, .call(.log, let arguments)):
      // ln(1 + g) for Stieltjes g.
      let inner = (arguments[0] - 1).canonical
      guard let premise = prove(inner, .stieltjes, depth: depth, derivatives: derivatives) else {
        return nil
      }
      let base = Proof(Claim(log(1 + Formula.s).canonical, .completeBernstein), by: .logarithm)
      return Proof(Claim(f, membership), by: .composition, from: [base, premise])
    case (.completelyMonotone, .power(let base, let e))
    where !e.dependsOnS && ExactSign.of(e) == .negative:
      return composed(.power(e), base, f, membership, depth, derivatives)
        ?? logarithmicProof(f, depth, derivatives)
    case (.completeBernstein, .power(let base, let e)) where e.isOddExponent,
      (.bernstein, .power(let base, let e)) where e.isOddExponent,
      (.stieltjes, .power(let base, let e)) where e.isOddExponent:
      return composed(.power(e), base, f, membership, depth, derivatives)
    default: return matchedAxiom(f, membership, depth, derivatives)
    }
  }

  /// f = e^{−(−ln f)} where hyperbolic cosines or Bessel functions make −ln f the simpler function.
  mutating func logarithmicProof(_ f: Formula, _ depth: Int, _ derivatives: Int) -> Proof? {
    guard derivatives < 2, f.mentionsCosh else { return nil }
    return composed(
      .exponential, log(f.raised(to: .minusOne).canonical).canonical, f, .completelyMonotone,
      depth, derivatives)
  }

  /// `e^{c − g}` as `e^c·e^{−g}`.
  private mutating func shiftedExponential(
    _ exponent: Formula, _ f: Formula, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    let constants = exponent.terms.filter { !$0.dependsOnS }
    guard !constants.isEmpty else { return nil }
    let shift = Formula.sum(constants).canonical
    let rest = (exponent - shift).canonical
    let inner = exp(-rest).canonical
    guard inner != f,
      let premise = prove(inner, .completelyMonotone, depth: depth, derivatives: derivatives)
    else { return nil }
    return Proof(
      Claim(f, .completelyMonotone), by: .multiple(exp(-shift).canonical), from: [premise])
  }

  /// The axiom at a Bernstein function; complete Bernstein where the goal asks for that.
  private mutating func composed(
    _ rule: ProofRule, _ inner: Formula, _ f: Formula, _ membership: FunctionClass, _ depth: Int,
    _ derivatives: Int
  ) -> Proof? {
    guard let axiom = rule.conclusion(from: [], goal: Claim(.s, membership)) else { return nil }
    let base = Proof(Claim(axiom.formula.canonical, axiom.membership), by: rule)
    if inner == .s { return base }
    let needed: FunctionClass = membership.isComplete ? .completeBernstein : .bernstein
    guard let premise = prove(inner, needed, depth: depth, derivatives: derivatives) else {
      return nil
    }
    return Proof(Claim(f, membership), by: .composition, from: [base, premise])
  }

  /// Axioms that show as sums or products of their own: coth, erf, erfc and Matérn.
  private mutating func matchedAxiom(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard !membership.isIncreasing, let call = f.firstSpecialCall, let x = call.argument else {
      return nil
    }
    let square = (x * x).canonical
    let rules: [ProofRule] =
      switch call.function {
      case .tanh: [.hyperbolicCotangent]
      case .erf: [.errorFunction]
      case .erfc: [.complementaryErrorFunction]
      case .besselk: call.order.map { [.matern($0), .matern(-$0)] } ?? []
      default: []
      }
    for rule in rules {
      guard let axiom = rule.conclusion(from: [], goal: Claim(f, membership)),
        axiom.membership.isContained(in: membership)
      else { continue }
      let formula = axiom.formula.replacingS(by: square)
      let ratio = (f / formula).canonical
      guard !ratio.dependsOnS, ExactSign.of(ratio) == .positive,
        let inner = prove(square, .completeBernstein, depth: depth, derivatives: derivatives)
      else { continue }
      let base = Proof(Claim(axiom.formula.canonical, axiom.membership), by: rule)
      let whole =
        square == .s
        ? base
        : Proof(Claim(formula, axiom.membership), by: .composition, from: [base, inner])
      return ratio == .one
        ? whole : Proof(Claim(f, membership), by: .multiple(ratio), from: [whole])
    }
    return nil
  }

  /// f(s) = F(u(s)): some part u of the formula through which alone it depends on s.
  mutating func innerProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    let needed: FunctionClass = membership.isComplete ? .completeBernstein : .bernstein
    if f.isFunctionOfRoot {
      // f(s) = F(√s).
      let outer = f.replacingS(by: .s * .s)
      if outer != f,
        let premise = prove(outer, membership, depth: depth, derivatives: derivatives),
        let inner = prove(Formula.s.squareRoot, needed, depth: depth, derivatives: derivatives)
      {
        return Proof(Claim(f, membership), by: .composition, from: [premise, inner])
      }
    }
    for u in f.innerCandidates.prefix(8) {
      let outer = f.replacing(u, by: .s)
      guard let outer, outer != f, u != .s else { continue }
      guard let inner = prove(u, needed, depth: depth, derivatives: derivatives),
        let premise = prove(outer, membership, depth: depth, derivatives: derivatives)
      else { continue }
      return Proof(Claim(f, membership), by: .composition, from: [premise, inner])
    }
    return nil
  }
}

extension Formula {
  fileprivate var mentionsCosh: Bool {
    if case .call(let function, _) = self, function == .cosh || function == .besseli {
      return true
    }
    return children.contains(where: \.mentionsCosh)
  }

  /// Whether this is an exponent that is no rational number, as π/2 or a parameter.
  fileprivate var isOddExponent: Bool { numberValue == nil && !dependsOnS }

  /// Whether s occurs, and only in powers of √s.
  fileprivate var isFunctionOfRoot: Bool {
    func visit(_ part: Formula) -> Bool {
      if case .power(.s, let e) = part {
        return e.numberValue.map { ($0 + $0).integer != nil && $0.integer == nil } ?? false
      }
      return part != .s && part.children.allSatisfy(visit)
    }
    return dependsOnS && self != Formula.s.squareRoot && visit(self)
  }

  /// Parts other than s and the whole that depend on s, smallest first.
  fileprivate var innerCandidates: [Formula] {
    var seen: Set<Formula> = []
    var result: [Formula] = []
    func visit(_ part: Formula) {
      for child in part.children where child.dependsOnS && child != .s {
        if seen.insert(child).inserted {
          result.append(child)
          visit(child)
        }
      }
    }
    visit(self)
    return result.sorted { ($0.size() ?? 0) < ($1.size() ?? 0) }
  }

  /// The formula with every occurrence of a part replaced, `nil` where s occurs elsewhere.
  fileprivate func replacing(_ part: Formula, by other: Formula) -> Formula? {
    let marker = Formula.variable("\u{2022}")
    func replaced(_ formula: Formula) -> Formula {
      formula == part ? marker : formula.mapChildren(replaced)
    }
    let result = replaced(self)
    guard !result.dependsOnS else { return nil }
    return result.substituting(["\u{2022}": other]).canonical
  }

  /// The first call, from outside, that only axioms know.
  fileprivate var firstSpecialCall:
    (function: Formula.Function, argument: Formula?, order: Number?)?
  {
    if case .call(let function, let arguments) = self,
      [.tanh, .erf, .erfc, .besselk].contains(function), dependsOnS
    {
      return (function, arguments.last, arguments.first?.numberValue)
    }
    for child in children {
      if let found = child.firstSpecialCall { return found }
    }
    return nil
  }
}
