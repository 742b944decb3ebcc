import GenPhysNumerics
import GenPhysTheory
import Testing

private let s = Formula.variable("s")
private let root = s.squareRoot
private let bernstein = Proof(
  Claim(1 - exp(-s), .bernstein), by: .complement(from: 1),
  from: [Proof(Claim(exp(-s), .completelyMonotone), by: .exponential)])
private let identity = Proof(Claim(s, .completeBernstein), by: .identity)
private let one = Proof(Claim(1, .completeBernstein), by: .constant)
private let shifted = Proof(
  Claim(s + 1, .completeBernstein), by: .sum, from: [identity, one])
private let inverse = Proof(
  Claim(1 / (s + 1), .stieltjes), by: .angle(power: .zero, exponents: [.minusOne]),
  from: [shifted])
private let logarithm = Proof(Claim(log(1 + s), .completeBernstein), by: .logarithm)
private let decay = Proof(Claim(exp(-s), .completelyMonotone), by: .exponential)

private let saturating = Proof(
  Claim(s / (s + 1), .completeBernstein), by: .angle(power: .one, exponents: [.minusOne]),
  from: [shifted])

private func axiom(_ formula: Formula, _ membership: FunctionClass, _ rule: ProofRule) -> Proof {
  Proof(Claim(formula, membership), by: rule)
}

private func step(
  _ formula: Formula, _ membership: FunctionClass, _ rule: ProofRule, _ premises: Proof...
) -> Proof { Proof(Claim(formula, membership), by: rule, from: premises) }

private let half = Number.half
private let u = Formula.variable("u")

/// Re (1 + i√s)^a.
private func temperedStable(_ a: Number) -> Formula {
  (1 + s).raised(to: .number(a * .half)) * .call(.cos, [.number(a) * .call(.atan, [root])])
}

/// Each rule with what it must accept.
private let sound: [Proof] = [
  axiom(2, .completeBernstein, .constant), axiom(.pi - 3, .stieltjes, .constant), identity,
  logarithm, decay, axiom(1 / (s * s), .completelyMonotone, .power(-2)),
  axiom(.call(.tanh, [root]) / root, .stieltjes, .hyperbolicTangent),
  axiom(1 / (root * .call(.tanh, [root])) - 1 / s, .stieltjes, .hyperbolicCotangent),
  axiom(.call(.atan, [root]) / root, .stieltjes, .arctangent),
  axiom(.call(.asinh, [root]) / root, .stieltjes, .areaSine),
  axiom(.call(.erf, [root]) / root, .completelyMonotone, .errorFunction),
  axiom(exp(s) * .call(.erfc, [root]), .stieltjes, .complementaryErrorFunction),
  axiom(
    .call(.besselk, [1, root]) / (root * .call(.besselk, [2, root])), .stieltjes,
    .besselKQuotient(2)),
  axiom(
    .call(.besseli, [1, root]) / (root * .call(.besseli, [0, root])), .stieltjes,
    .besselIQuotient(0)),
  axiom(s * .call(.besselk, [2, root]), .completelyMonotone, .matern(2)), shifted, inverse,
  step(3 * s, .completeBernstein, .multiple(3), identity),
  step(exp(-s) / (s + 1), .completelyMonotone, .product, decay, inverse),
  step(s / (s + 1), .completeBernstein, .angle(power: .one, exponents: [.minusOne]), shifted),
  step(
    (1 + s.raised(to: .half)).raised(to: 2), .completeBernstein,
    .angle(power: .zero, exponents: [2], inner: [half]), shifted),
  step(1 / (s + 1), .stieltjes, .remainder(from: 1), saturating),
  step(exp(-s), .completelyMonotone, .remainder(from: 1), bernstein),
  step(log(1 + log(1 + s)), .completeBernstein, .composition, logarithm, logarithm),
  step(1 - exp(-log(1 + s)), .bernstein, .composition, bernstein, logarithm),
  step(s, .completeBernstein, .lowering(by: 1), shifted), bernstein,
  step(1 - 1 / (s + 1), .completeBernstein, .complement(from: 1), inverse),
  step(log(1 + s), .completeBernstein, .antiderivative, inverse),
  step(1 - exp(-s), .bernstein, .antiderivative, decay),
  step((1 - exp(-s)) / s, .completelyMonotone, .division, bernstein),
  step(exp(-s) / s, .completelyMonotone, .division, decay),
  step(s + 2, .completeBernstein, .lowering(by: -1), shifted),
  axiom(
    .call(.besselk, [2, root]) / (root * .call(.besselk, [1, root])), .stieltjes,
    .besselKQuotient(-1)),
  axiom(s.raised(to: .pi / 4), .completeBernstein, .power(.pi / 4)),
  axiom(s.raised(to: -.half), .stieltjes, .power(-.half)),
  step(1 / (s + 1) - 1 / (s + 3), .completelyMonotone, .difference(2), inverse),
  step(log(3 + s) - log(1 + s), .completelyMonotone, .difference(2), logarithm),
  step(log(1 + s), .bernstein, .inclusion, logarithm),
  step(1 / (s + 1), .completelyMonotone, .inclusion, inverse),
  axiom((s + 2) / (s * s + 4 * s + 3), .stieltjes, .rational),
  axiom(s * (s + 2) / (s * s + 4 * s + 3), .completeBernstein, .rational),
  axiom((s * s + 3 * s + 1).squareRoot, .completeBernstein, .realRooted(2)),
  axiom(
    5 / (s + 1) - 2 / (s + 2), .completelyMonotone,
    .density(5 * exp(-u) - 2 * exp(-2 * u))),
  axiom(
    2 / (s + 1) - (s + 1) / ((s + 1) * (s + 1) + 4), .completelyMonotone,
    .density(2 * exp(-u) - exp(-u) * .call(.cos, [2 * u]))),
  axiom(temperedStable(.half) - 1, .completeBernstein, .temperedStable(.half)),
  axiom(1 - temperedStable(.rational(3, 2)), .completeBernstein, .temperedStable(.rational(3, 2))),
  axiom((s - 1) / log(s), .completeBernstein, .logarithmicMean),
]

/// Each rule with what it must refuse: a false side condition, formula, class or premise.
private let unsound: [(String, Proof)] = [
  ("negative constant", axiom(-1, .bernstein, .constant)),
  ("3 - pi", axiom(3 - .pi, .bernstein, .constant)),
  ("a function as constant", axiom(s * s, .bernstein, .constant)),
  ("identity for s^2", axiom(s * s, .completeBernstein, .identity)),
  ("identity as Stieltjes", axiom(s, .stieltjes, .identity)),
  ("log(1 + s^2)", axiom(log(1 + s * s), .completeBernstein, .logarithm)),
  ("exp(+s)", axiom(exp(s), .completelyMonotone, .exponential)),
  ("exp as Stieltjes", axiom(exp(-s), .stieltjes, .exponential)),
  ("positive power as inverse", axiom(s, .completelyMonotone, .power(1))),
  ("1/s^2 as Stieltjes", axiom(1 / (s * s), .stieltjes, .power(-2))),
  ("tanh(s)/s", axiom(.call(.tanh, [s]) / s, .stieltjes, .hyperbolicTangent)),
  (
    "coth without its pole",
    axiom(1 / (root * .call(.tanh, [root])), .completeBernstein, .hyperbolicCotangent)
  ),
  ("atan(s)/s", axiom(.call(.atan, [s]) / s, .stieltjes, .arctangent)),
  ("asinh(s)/s", axiom(.call(.asinh, [s]) / s, .stieltjes, .areaSine)),
  ("erf as Stieltjes", axiom(.call(.erf, [root]) / root, .stieltjes, .errorFunction)),
  ("erfc alone", axiom(.call(.erfc, [root]), .stieltjes, .complementaryErrorFunction)),
  (
    "K quotient upside down",
    axiom(
      .call(.besselk, [2, root]) / (root * .call(.besselk, [1, root])), .stieltjes,
      .besselKQuotient(2))
  ),
  (
    "I quotient of order -3/2",
    axiom(
      .call(.besseli, [-.half, root]) / (root * .call(.besseli, [.rational(-3, 2), root])),
      .stieltjes, .besselIQuotient(.rational(-3, 2)))
  ),
  ("Matern with s^2", axiom(s * s * .call(.besselk, [2, root]), .completelyMonotone, .matern(2))),
  ("sum across sides", step(s + exp(-s), .bernstein, .sum, identity, decay)),
  (
    "sum with a smaller class", step(s + 1 - exp(-s), .completeBernstein, .sum, identity, bernstein)
  ),
  ("negative multiple", step(-s, .bernstein, .multiple(-1), identity)),
  ("multiple that depends on s", step(s * s, .completeBernstein, .multiple(s), identity)),
  (
    "product of increasing functions",
    step(s * s, .completelyMonotone, .product, identity, identity)
  ),
  ("s^2 by angles", axiom(s * s, .completeBernstein, .angle(power: 2, exponents: []))),
  (
    "s/(s+1)^2 by angles",
    step(
      s / (s + 1).raised(to: 2), .completeBernstein, .angle(power: .one, exponents: [-2]), shifted)
  ),
  (
    "1/(s+1)^2 as Stieltjes",
    step(1 / (s + 1).raised(to: 2), .stieltjes, .angle(power: .zero, exponents: [-2]), shifted)
  ),
  (
    "s/f for Bernstein f",
    step(
      s / (1 - exp(-s)), .completeBernstein, .angle(power: .one, exponents: [.minusOne]), bernstein)
  ),
  (
    "angle with the sign of a Stieltjes premise wrong",
    step(
      s * (s + 1), .completeBernstein, .angle(power: .one, exponents: [.minusOne]), inverse)
  ),
  (
    "conjugate power below",
    step(
      (1 + s * s).squareRoot, .completeBernstein,
      .angle(power: .zero, exponents: [half], inner: [2]), shifted)
  ),
  (
    "conjugate power of Bernstein",
    step(
      (1 - exp(-root)).raised(to: 2), .completeBernstein,
      .angle(power: .zero, exponents: [2], inner: [half]), bernstein)
  ),
  (
    "composition of decreasing functions",
    step(exp(-exp(-s)), .completelyMonotone, .composition, decay, decay)
  ),
  (
    "composition as complete Bernstein",
    step(log(1 + 1 - exp(-s)), .completeBernstein, .composition, logarithm, bernstein)
  ),
  ("lowered too far", step(s - 1, .completeBernstein, .lowering(by: 2), shifted)),
  (
    "lowering of a decreasing function",
    step(exp(-s) - 1, .completelyMonotone, .lowering(by: 1), decay)
  ),
  ("complement too small", step(.half - exp(-s), .bernstein, .complement(from: .half), decay)),
  ("complement of an increasing function", step(9 - s, .bernstein, .complement(from: 9), identity)),
  ("complement as complete", step(1 - exp(-s), .completeBernstein, .complement(from: 1), decay)),
  ("antiderivative below 0", step(log(1 + s) - 1, .completeBernstein, .antiderivative, inverse)),
  ("antiderivative of something else", step(s, .bernstein, .antiderivative, decay)),
  (
    "antiderivative of a Bernstein function", step(s * s / 2, .bernstein, .antiderivative, identity)
  ),
  (
    "antiderivative unbounded at 0",
    step(
      log(s), .completeBernstein, .antiderivative,
      axiom(1 / s, .stieltjes, .angle(power: .minusOne, exponents: [])))
  ),
  ("division as Stieltjes", step((1 - exp(-s)) / s, .stieltjes, .division, bernstein)),
  ("inclusion the wrong way", step(1 - exp(-s), .completeBernstein, .inclusion, bernstein)),
  ("inclusion across sides", step(exp(-s), .bernstein, .inclusion, decay)),
  (
    "a false premise",
    step(2 * s * s, .bernstein, .multiple(2), axiom(s * s, .bernstein, .identity))
  ),
  (
    "a power that depends on s", axiom(s.raised(to: -s), .completelyMonotone, .power(-s))
  ),
  ("s^(-1/2) as Bernstein", axiom(s.raised(to: -.half), .completeBernstein, .power(-.half))),
  ("s^2 as Bernstein", axiom(s * s, .completeBernstein, .power(2))),
  (
    "1/(s+1) as Bernstein",
    step(
      1 / (s + 1), .completeBernstein, .angle(power: .zero, exponents: [.minusOne]), shifted)
  ),
  (
    "lowered by what depends on s",
    step(s + 1 + s * s, .completeBernstein, .lowering(by: -s * s), shifted)
  ),
  (
    "complement from what depends on s",
    step(1 + s * s - exp(-s), .bernstein, .complement(from: 1 + s * s), decay)
  ),
  ("antiderivative of another function", step(s * s, .bernstein, .antiderivative, decay)),
  (
    "a shift that depends on s",
    step(exp(-s) - exp(-2 * s), .completelyMonotone, .difference(s), decay)
  ),
  (
    "a negative shift",
    step(
      1 / (s + 1) - 1 / (s + .half), .completelyMonotone, .difference(-.half), inverse)
  ),
  (
    "remainder of a decreasing function",
    step(1 - exp(-s), .completelyMonotone, .remainder(from: 1), decay)
  ),
  (
    "remainder below 0",
    step(.half - s / (s + 1), .stieltjes, .remainder(from: .half), saturating)
  ),
  (
    "remainder of what depends on s",
    step(1 + s - s / (s + 1), .stieltjes, .remainder(from: 1 + s), saturating)
  ),
  (
    "an antiderivative with a jump",
    step(
      .call(.atan, [2 * root / (1 - s)]), .bernstein, .antiderivative,
      step(
        s.raised(to: -.half) / (s + 1), .completelyMonotone, .product,
        axiom(s.raised(to: -.half), .stieltjes, .power(-.half)), inverse))
  ),
  (
    "a density that depends on s",
    axiom(s * s / (s + 1), .completelyMonotone, .density(s * s * exp(-u)))
  ),
  (
    "the inverse of what vanishes for a = pi",
    step(
      1 / ((1 + .call(.cos, [.variable("a")])) * s), .stieltjes,
      .angle(power: .zero, exponents: [.minusOne]),
      step(
        (1 + .call(.cos, [.variable("a")])) * s, .completeBernstein,
        .multiple(1 + .call(.cos, [.variable("a")])), identity))
  ),
  (
    "the inverse of zero",
    step(
      .power(0, -1), .stieltjes, .composition, axiom(1 / s, .stieltjes, .power(-1)),
      axiom(0, .completeBernstein, .constant))
  ),
  (
    "a K quotient of imaginary order",
    axiom(
      .call(.besselk, [.imaginaryUnit - 1, root])
        / (root * .call(.besselk, [.imaginaryUnit, root])), .stieltjes,
      .besselKQuotient(.imaginaryUnit))
  ),
  ("a rounded number", axiom(.number(.real(0.1)), .bernstein, .constant)),
  ("a negative residue", axiom(2 / (s + 1) - 1 / (s + 2), .stieltjes, .rational)),
  ("a double pole", axiom(1 / ((s + 1) * (s + 1)), .stieltjes, .rational)),
  ("complex poles", axiom((s + 1) / (s * s + s + 1), .stieltjes, .rational)),
  ("a pole on the right", axiom(1 / (s - 1), .stieltjes, .rational)),
  ("a negative limit", axiom(1 / (s + 1) - 2, .stieltjes, .rational)),
  ("a polynomial that grows", axiom(s, .stieltjes, .rational)),
  ("a rational function with poles of both signs", axiom(s * s / (s + 1), .bernstein, .rational)),
  ("complex roots", axiom((s * s + s + 1).squareRoot, .completeBernstein, .realRooted(2))),
  ("a positive root", axiom((s * s - 1).squareRoot, .completeBernstein, .realRooted(2))),
  ("too small a root", axiom(s * s + 3 * s + 1, .completeBernstein, .realRooted(2))),
  ("a negative polynomial", axiom(-s - 1, .completeBernstein, .realRooted(1))),
  (
    "a density that turns negative",
    axiom(1 / (s + 1) - 2 / (s + 2), .completelyMonotone, .density(exp(-u) - 2 * exp(-2 * u)))
  ),
  (
    "a density that oscillates",
    axiom(
      (s + 1) / ((s + 1) * (s + 1) + 1), .completelyMonotone, .density(exp(-u) * .call(.cos, [u])))
  ),
  ("a density that grows", axiom(1 / (s - 1), .completelyMonotone, .density(exp(u)))),
  (
    "the wrong sign of a tempered stable exponent",
    axiom(1 - temperedStable(.half), .completeBernstein, .temperedStable(.half))
  ),
  (
    "a tempered stable exponent of index 5/2",
    axiom(1 - temperedStable(.rational(5, 2)), .completeBernstein, .temperedStable(.rational(5, 2)))
  ),
  (
    "the logarithmic mean upside down",
    axiom(log(s) / (s - 1), .completeBernstein, .logarithmicMean)
  ),
]

private func name(_ rule: ProofRule) -> String { String("\(rule)".prefix { $0 != "(" }) }

/// Functions whose proofs use all the rules between them.
private let answers: [(Formula, FunctionClass)] = [
  (s + 2, .completeBernstein), (2 * log(1 + s), .completeBernstein),
  ((1 - exp(-s)) / s, .completelyMonotone), (root * .call(.tanh, [root]), .completeBernstein),
  (root / .call(.tanh, [root]) - 1, .completeBernstein),
  (root * .call(.atan, [root]), .completeBernstein),
  (root * .call(.asinh, [root]), .completeBernstein), (root * .call(.erf, [root]), .bernstein),
  (1 - exp(s) * .call(.erfc, [root]), .completeBernstein),
  (root * .call(.besselk, [0, root]) / .call(.besselk, [1, root]), .completeBernstein),
  (root * .call(.besseli, [1, root]) / .call(.besseli, [0, root]), .completeBernstein),
  (1 - root * .call(.besselk, [1, root]), .bernstein),
  (exp(-s) / (1 + s), .completelyMonotone), ((1 + root) * exp(-root), .completelyMonotone),
  (1 / (root * .call(.tanh, [root])) - 1 / s, .stieltjes),
  ((1 + root).raised(to: 2) - 1, .completeBernstein), ((s + 1).squareRoot - 1, .completeBernstein),
  (s.raised(to: .pi / 4), .completeBernstein),
  (1 + (s + 1).squareRoot - (s + 4).squareRoot, .bernstein),
  (log(.call(.cosh, [root])), .completeBernstein),
  (s * (s + 2) / (s * s + 4 * s + 3), .completeBernstein),
  ((s * s + 3 * s + 1).squareRoot, .completeBernstein),
  (5 * s / (1 + s) - s / (2 + s), .bernstein),
  (1 - temperedStable(.rational(3, 2)), .completeBernstein),
  ((s - 1) / log(s), .completeBernstein),
]

@Suite struct ProofCheckerTests {
  @Test("Sound steps are accepted", arguments: sound)
  func accepts(_ proof: Proof) { #expect(ProofChecker().accepts(proof), "\(proof.claim)") }

  @Test("Unsound steps are refused", arguments: unsound)
  func refuses(_ what: String, _ proof: Proof) {
    #expect(!ProofChecker().accepts(proof), "\(what)")
  }

  @Test("Every rule that occurs in a sound step occurs in an unsound one")
  func coversRules() {
    let accepted = Set(sound.map { name($0.rule) })
    let refused = Set(unsound.map { name($0.1.rule) })
    #expect(accepted.subtracting(refused) == [])
    #expect(refused.subtracting(accepted) == [])
    #expect(accepted.count == 31)
  }

  /// The mutation check: without this condition something false is accepted.
  @Test("Every side condition is needed", arguments: SideCondition.allCases)
  func needsCondition(_ condition: SideCondition) {
    let forged = unsound.filter { _, proof in
      SideCondition.$waived.withValue([condition]) { ProofChecker().accepts(proof) }
    }
    #expect(!forged.isEmpty, "nothing but \(condition) would be refused by it")
  }

  @Test("Every rule is needed for some answer")
  func needsRules() throws {
    var used: Set<String> = []
    func collect(_ proof: Proof) {
      used.insert(name(proof.rule))
      proof.premises.forEach(collect)
    }
    for (formula, membership) in answers {
      let proof = try #require(Proof.found(of: formula, in: membership), "\(formula)")
      #expect(ProofChecker().accepts(proof))
      collect(proof)
    }
    // A conclusion in a smaller class passes as it is: inclusion serves people who write proofs.
    let known = Set(sound.map { name($0.rule) }).subtracting(["inclusion"])
    #expect(known.subtracting(used) == [])
  }
}
