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
    case (.completelyMonotone, .power(let base, let e)) where !base.dependsOnS:
      // b^{−g} = e^{−g ln b}.
      return composed(
        .exponential, (-e * log(base)).canonical, f, membership, depth, derivatives)
    case (.completeBernstein, .power(let base, let e)) where e.isOddExponent,
      (.bernstein, .power(let base, let e)) where e.isOddExponent,
      (.stieltjes, .power(let base, let e)) where e.isOddExponent:
      return composed(.power(e), base, f, membership, depth, derivatives)
    case (.completeBernstein, _):
      return matchedFunction(f, membership, depth, derivatives)
    default: return matchedAxiom(f, membership, depth, derivatives)
    }
  }

  /// Complete Bernstein axioms that show by the functions in them: (s − 1)/ln s and tempered stable
  /// exponents, at a complete Bernstein function and times a constant.
  private mutating func matchedFunction(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    for (rule, axiom, u) in f.familyCandidates {
      let ratio = (f / axiom.replacingS(by: u)).canonical
      guard !ratio.dependsOnS, ExactSign.of(ratio) == .positive else { continue }
      let base = Proof(Claim(axiom.canonical, .completeBernstein), by: rule)
      var whole = base
      if u != .s {
        guard let inner = prove(u, .completeBernstein, depth: depth, derivatives: derivatives)
        else { continue }
        whole = Proof(
          Claim(axiom.replacingS(by: u), .completeBernstein), by: .composition,
          from: [base, inner])
      }
      return ratio == .one
        ? whole : Proof(Claim(f, membership), by: .multiple(ratio), from: [whole])
    }
    return nil
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
    for (u, outer) in f.throughSquares.prefix(4) where !Deadline.isOver {
      guard outer.isPlausible(membership), u.isPlausible(needed),
        let inner = prove(u, needed, depth: depth, derivatives: derivatives),
        let premise = prove(outer, membership, depth: depth, derivatives: derivatives)
      else { continue }
      return Proof(Claim(f, membership), by: .composition, from: [premise, inner])
    }
    for u in f.innerCandidates.prefix(12) {
      guard !Deadline.isOver, let outer = f.read(through: u), outer != f,
        outer.isPlausible(membership),
        u.isPlausible(needed)
      else { continue }
      guard let inner = prove(u, needed, depth: depth, derivatives: derivatives),
        let premise = prove(outer, membership, depth: depth, derivatives: derivatives)
      else { continue }
      return Proof(Claim(f, membership), by: .composition, from: [premise, inner])
    }
    return nil
  }
}

extension Formula {
  /// f(s) = F(x(s)²) where s occurs in arguments x of functions only, but for one factor x or 1/x: pairs
  /// of x² and F.
  ///
  /// A root such as √(s + √s) has no s + √s in it once it is simplified.
  fileprivate var throughSquares: [(square: Formula, outer: Formula)] {
    var arguments: [Formula] = []
    func visit(_ part: Formula) {
      if case .call(_, let parts) = part, let x = parts.last, x.dependsOnS, x != .s.squareRoot,
        !arguments.contains(x)
      {
        arguments.append(x)
      }
      part.children.forEach(visit)
    }
    visit(self)
    let place = Formula.variable("\u{2022}")
    return arguments.compactMap { x in
      func replaced(_ part: Formula) -> Formula { part == x ? place : part.mapChildren(replaced) }
      for factor in [Formula.one, place, 1 / place] {
        let rest = (self / factor.substituting(["\u{2022}": x])).canonical
        let outer = replaced(rest)
        guard !outer.dependsOnS, outer.contains("\u{2022}") else { continue }
        return (
          (x * x).canonical,
          (outer * factor).substituting(["\u{2022}": Formula.s.squareRoot]).canonical
        )
      }
      return nil
    }
  }

  /// Axioms that the functions in a formula suggest, and what is in the place of s.
  fileprivate var familyCandidates: [(rule: ProofRule, axiom: Formula, u: Formula)] {
    var result: [(rule: ProofRule, axiom: Formula, u: Formula)] = []
    let s = Formula.s
    func visit(_ part: Formula) {
      if case .power(.call(.log, let arguments), .minusOne) = part, let x = arguments.first {
        result.append((.logarithmicMean, (s - 1) / log(s), x))
        result.append((.logarithmicMean, (s - 1) / log(s), (x * x).canonical))
      }
      if case .call(.cos, let arguments) = part,
        let (a, rest) = arguments.first.map(\.coefficientAndRest),
        case .call(.atan, let inner) = rest, let x = inner.first, a.isExact
      {
        let real =
          (1 + s).raised(to: .number(a * .half))
          * .call(.cos, [.number(a) * .call(.atan, [s.squareRoot])])
        result.append(
          (.temperedStable(a), a < .one ? real - 1 : 1 - real, (x * x).canonical))
      }
      part.children.forEach(visit)
    }
    visit(self)
    return Array(result.prefix(4))
  }

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
