public import GenPhysNumerics

/// The judge of proofs: all that has to be trusted, with the rules themselves.
///
/// Every step is derived anew from its premises by its rule; the formula that comes out must equal
/// the one claimed, by exact simplification for every positive value of the variables, and by balls
/// at a few points as a guard against errors of the simplifier. Nothing that contains a rounded
/// number is accepted.
public struct ProofChecker: Sendable {
  /// Steps beyond which a proof is refused.
  public static let maximumSteps = 2_000

  /// What parameters are assumed to be strictly below; without a bound they are any positive number.
  public let bounds: [String: Number]

  /// A checker under assumptions on the parameters.
  public init(bounds: [String: Number] = [:]) { self.bounds = bounds }

  /// Whether the proof proves its claim.
  public func accepts(_ proof: Proof) -> Bool {
    ProofContext.$bounds.withValue(bounds) {
      proof.count <= Self.maximumSteps && holds(proof)
    }
  }

  private func holds(_ proof: Proof) -> Bool {
    guard proof.claim.formula.isWithinLimits,
      SideCondition.numbersAreExact.holds(!proof.claim.formula.hasInexactNumber),
      SideCondition.premisesHold.holds(proof.premises.allSatisfy(holds)),
      SideCondition.partsNeverVanish.holds(
        proof.divisors.allSatisfy { part in
          part.claim.formula.variables.allSatisfy { $0 == ProofContext.variable } || part.isUniform
        }),
      let derived = proof.rule.conclusion(
        from: proof.premises.map(\.claim), goal: proof.claim)
    else { return false }
    return SideCondition.classIsClaimed.holds(
      derived.membership.isContained(in: proof.claim.membership))
      && SideCondition.formulaIsClaimed.holds(
        derived.formula.isCertainlyEqual(to: proof.claim.formula))
  }
}

extension Formula {
  /// Whether both formulas are one function of positive variables: by exact simplification, and not
  /// refuted by balls at three points.
  func isCertainlyEqual(to other: Formula) -> Bool {
    if self == other { return true }
    let assumptions = ProofContext.assumptions(for: self, other)
    guard !hasInexactNumber, !other.hasInexactNumber,
      isWithinLimits, other.isWithinLimits,
      canonical == other.canonical
        || canonical.isEquivalent(to: other.canonical, assuming: assumptions)
        || (self - other).canonical == .zero || hasCommonForm(with: other)
    else { return false }
    // Bessel functions of high order are slow: one look must do.
    return Self.probes.prefix(mentionsBessel ? 1 : 3).allSatisfy { probe in
      guard let difference = (self - other).enclosure(at: probe) else { return true }
      return difference.containsZero
    }
  }

  private var mentionsBessel: Bool {
    if case .call(let function, _) = self, function.arity == 2 { return true }
    return children.contains(where: \.mentionsBessel)
  }

  private func hasCommonForm(with other: Formula) -> Bool {
    guard let a = CommonForm(canonical), let b = CommonForm(other.canonical) else { return false }
    return a == b
  }

  /// Whether the function is certainly not identically zero: it is not, at a point.
  var isCertainlyNonzero: Bool {
    Self.probes.contains { probe in
      guard let value = enclosure(at: probe) else { return false }
      return value.isFinite && !value.containsZero
    }
  }

  private static let probes: [Number] = [1, .rational(3, 7), .rational(17, 5)]

  /// The value where s is the probe and every other variable is near it, to 128 bits.
  private func enclosure(at probe: Number) -> Ball? {
    let names = variables
    guard let program = try? compiled(variables: names) else { return nil }
    if names.isEmpty {
      guard let program = try? compiled(variables: ["_"]) else { return nil }
      return program.evaluate([Ball(0.0, precision: 128)])
    }
    let values = names.enumerated().map { index, _ in
      Ball(probe + Number.rational(index, 13), precision: 128)
    }
    return program.evaluate(values)
  }
}
