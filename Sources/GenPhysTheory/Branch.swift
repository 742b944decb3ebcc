public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// One branch of the dispersion relation, kept or discarded.
public struct Branch: Hashable, Sendable {
  /// λ(k,t) = iω, with the parameters' values put in.
  public let decayRate: Formula
  /// Why the branch is discarded; `nil` for branches that are kept.
  public let discarded: String?

  /// Judges one branch by its decay rate at large k: branches whose Re λ → −∞ make the
  /// initial-value problem ill-posed. [THEORY 2]
  ///
  /// By the rate at a few large k, and by `certainFate` where that leaves a doubt. What relies on it
  /// for a proof asks for `isCertain`.
  init(decayRate: Formula) throws(FormulaError) {
    self.decayRate = decayRate
    let compiled = try decayRate.program()
    let rates = [1e2, 1e4, 1e6, 1e8].map { compiled.evaluate([Complex($0), Complex(1.0)]).real }
    let fallsForEver = zip(rates, rates.dropFirst()).allSatisfy { $1 < $0 - 1 }
    var isDiscarded = fallsForEver && (rates.last ?? 0) < -1e2
    // A slow fall, such as that of −ln(1 + k²), shows in no sample.
    if !isDiscarded, !((rates.last ?? .nan) >= 0), Self.certainFate(of: decayRate) == .falls {
      isDiscarded = true
    }
    discarded =
      isDiscarded ? "Re λ → −∞ as k → ∞: the initial-value problem would be ill-posed" : nil
  }

  /// What certainly becomes of Re λ as k → ∞.
  private enum Fate {
    /// It tends to −∞.
    case falls
    /// It does not.
    case stays
  }

  /// Whether it is certain that the branch is kept, or discarded.
  var isCertain: Bool {
    Self.certainFate(of: decayRate) == (discarded == nil ? .stays : .falls)
  }

  /// Whether a branch of this rate is certainly kept, or certainly discarded, for every positive value of
  /// its parameters; `nil` where neither is certain.
  static func isCertainlyKept(_ rate: Formula) -> Bool? {
    certainFate(of: rate).map { $0 == .stays }
  }

  /// What becomes of Re λ as k → ∞, where that is certain.
  ///
  /// By the leading power of λ at k = ∞, exactly; by that of e^λ where λ goes like a logarithm; by an
  /// enclosure for k ≥ 2²⁰ where λ is complex. Parameters and t stand for every positive number.
  private static func certainFate(of rate: Formula) -> Fate? {
    let atInfinity = rate.substituting(["k": 1 / Formula.s]).canonical
    if let term = LeadingTerm(of: atInfinity) {
      if term.exponent.signum >= 0 { return .stays }
      switch ExactSign.of(term.coefficient) {
      case .negative?: return .falls
      case .positive?: return .stays
      default: break
      }
      // e^λ → 0 means λ → −∞.
      if let growth = LeadingTerm(of: exp(atInfinity).canonical) {
        if growth.exponent.signum > 0 { return .falls }
        if ExactSign.of(growth.coefficient) == .positive { return .stays }
      }
    }
    let expanded = rate.expanded(assuming: Process.assumptions) ?? rate
    guard let end = EndBehaviour(of: expanded, end: .infinity, reach: 0x1p-20), end.exponent.isExact
    else { return nil }
    if end.fallsForEver { return .falls }
    return end.exponent.signum >= 0 && end.range.lower.isFinite || end.range.lower >= 0
      ? .stays : nil
  }
}

extension Process {
  /// All branches with the verdict on each.
  ///
  /// - Throws: `.unknownVariable` for a parameter without a value, `.tooLarge`.
  public func branches() throws(FormulaError) -> [Branch] {
    var result: [Branch] = []
    for rate in decayRates { result.append(try Branch(decayRate: rate)) }
    return result
  }

  /// The decay rates of the branches that are kept.
  public func keptDecayRates() throws(FormulaError) -> [Formula] {
    try branches().filter { $0.discarded == nil }.map(\.decayRate)
  }

  /// The polynomial in λ whose roots these kept branches are, with the parameters' values put in.
  ///
  /// It is that of the equation where no branch was discarded, else multiplied out from two branches;
  /// `nil` beyond that.
  func polynomial(of kept: [Formula]) -> CharacteristicPolynomial? {
    if let equation, equation.order == kept.count {
      return CharacteristicPolynomial(
        coefficients: equation.characteristicPolynomial.coefficients.map(bound))
    }
    return kept.count == 2 ? CharacteristicPolynomial(roots: kept) : nil
  }

  /// How the source closes the kept branches.
  package func closure(of kept: [Formula]) -> Closure {
    Closure(
      decayRates: kept, source: boundSource,
      polynomial: kept.count > 1 ? polynomial(of: kept) : nil)
  }
}
