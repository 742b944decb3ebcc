/// The outcome of a numeric integration.
public struct Integral: Sendable {
  /// The value with an estimate of its error, the rounding of the sum included.
  ///
  /// The error is an estimate from the difference of two rules, not a proof; it holds for
  /// integrands that the finer rule resolves.
  public let estimate: Estimate
  /// Whether the tolerance was reached within the budget.
  public let converged: Bool
  /// How often the integrand was evaluated.
  public let evaluations: Int

  /// The value.
  public var value: Double { estimate.value }
  /// The estimated bound of the absolute error.
  public var error: Double { estimate.error }

  /// An outcome.
  public init(value: Double, error: Double, converged: Bool, evaluations: Int) {
    estimate = Estimate(value, error: error)
    self.converged = converged && value.isFinite
    self.evaluations = evaluations
  }
}
