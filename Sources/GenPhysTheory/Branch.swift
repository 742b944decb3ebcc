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
}
