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
  init(decayRate: Formula) throws(FormulaError) {
    self.decayRate = decayRate
    let compiled = try decayRate.program()
    let rates = [1e2, 1e4, 1e6, 1e8].map { compiled.evaluate([Complex($0), Complex(1.0)]).real }
    let fallsForEver = zip(rates, rates.dropFirst()).allSatisfy { $1 < $0 - 1 }
    discarded =
      fallsForEver && (rates.last ?? 0) < -1e2
      ? "Re λ → −∞ as k → ∞: the initial-value problem would be ill-posed" : nil
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
