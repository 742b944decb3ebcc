public import GenPhysNumerics

/// A claim of the Bernstein calculus: a formula in `s` > 0 belongs to a class.
///
/// Any other variable of the formula stands for every positive number.
public struct Claim: Hashable, Sendable {
  /// The function, in the variable `s`.
  public let formula: Formula
  /// The class it belongs to.
  public let membership: FunctionClass

  /// States a claim; whether it is true is for `ProofChecker` to say.
  public init(_ formula: Formula, _ membership: FunctionClass) {
    self.formula = formula
    self.membership = membership
  }
}

extension Claim: CustomStringConvertible {
  /// `log(1 + s) is complete Bernstein`.
  public var description: String { "\(formula.description) is \(membership.name)" }
}

/// A proof of a claim: the rule used last, and the proofs of its premises.
///
/// A value of this type proves nothing by itself: `ProofChecker.accepts(_:)` does.
public struct Proof: Hashable, Sendable {
  /// What is proved.
  public let claim: Claim
  /// The rule that yields the claim from the premises.
  public let rule: ProofRule
  /// Proofs of what the rule needs, in the rule's order.
  public let premises: [Proof]

  /// Puts a proof together, without checking it.
  public init(_ claim: Claim, by rule: ProofRule, from premises: [Proof] = []) {
    self.claim = claim
    self.rule = rule
    self.premises = premises
  }

  /// The number of steps.
  public var count: Int { premises.reduce(1) { $0 + $1.count } }
}

extension Proof {
  /// Whether no multiplier and no exponent vanishes for any value of the parameters.
  ///
  /// Then a function that is not 0 for some values of the parameters is 0 for none: sums of
  /// non-negative functions, compositions and powers do not vanish where their parts do not.
  var isUniform: Bool {
    let isStrict =
      switch rule {
      case .multiple(let c): ExactSign.of(c.canonical) == .positive
      case .power(let a): [.positive, .negative].contains(ExactSign.of(a.canonical))
      case .constant: ExactSign.of(claim.formula.canonical) == .positive || claim.formula == .zero
      // The difference of a constant vanishes, and a constant may be lowered to nothing.
      case .difference(let c):
        ExactSign.of(c.canonical) == .positive && premises.allSatisfy { $0.rule != .constant }
      case .lowering, .complement, .remainder: premises.allSatisfy { $0.rule != .constant }
      default: true
      }
    return isStrict && premises.allSatisfy(\.isUniform)
  }

  /// Premises that must not vanish identically for any value of the parameters: what powers are taken
  /// of, and what a function is composed with.
  var divisors: [Proof] {
    switch rule {
    case .angle: premises
    case .composition: Array(premises.dropFirst())
    default: []
    }
  }

  /// The proof for people, a line for each step, premises indented below their conclusion.
  public var lines: [String] { lines(indentation: "") }

  private func lines(indentation: String) -> [String] {
    ["\(indentation)\(claim.description): \(rule.summary) [\(rule.source)]"]
      + premises.flatMap { $0.lines(indentation: indentation + "  ") }
  }
}
