internal import GenPhysNumerics

/// Whether mass is balanced at k = 0: what the density loses there, the source accounts for.
///
/// The flux symbol k(λ + b)/(k² − a) must be integrable at k = 0 on the line, that is better than
/// 1/k: then the current falls off with distance. At 1/k a current flows out of every ball however
/// large, which is mass lost without a source; this is what R = 0 does where λ(0) ≠ 0. A bounded
/// symbol would be too much to ask: λ = k^α, α < 1, has k^{α−1} and a finite flux at every distance.
enum MassBalance: Hashable, Sendable {
  case balanced
  /// λ + b at k = 0 where it is finite.
  case unbalanced(rate: Formula?)
  /// Neither is certain.
  case unknown

  /// Decides by exact leading terms at s = 0.
  ///
  /// - Parameters:
  ///   - mismatch: λ + b, or the product over branches, in s.
  ///   - potential: a, in s.
  init(mismatch: Formula, potential: Formula) {
    self = Self.decide(mismatch, potential)
  }

  private static func decide(_ mismatch: Formula, _ potential: Formula) -> MassBalance {
    if mismatch == .zero { return .balanced }
    let symbol = (Formula.s.squareRoot * mismatch / (.s - potential)).canonical
    if let term = LeadingTerm(of: symbol) {
      if -.half < term.exponent { return .balanced }
      return term.coefficient.isCertainlySomething
        ? .unbalanced(rate: mismatch.limitAtZero) : .unknown
    }
    guard let limit = mismatch.limitAtZero else { return .unknown }
    if potential == .zero {
      if ExactSign.of(limit) == .zero { return .balanced }
      return limit.isCertainlySomething ? .unbalanced(rate: limit) : .unknown
    }
    return potential.limitAtZero.map { ExactSign.of($0) == .negative } == true
      ? .balanced : .unknown
  }
}
