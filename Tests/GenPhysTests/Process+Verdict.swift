import GenPhysNumerics
import GenPhysTheory

extension GenPhysTheory.Process {
  /// The verdict within the budget that sessions have by default.
  func verdict() throws -> Verdict { try verdict(budget: .seconds(5)) }

  /// The verdict for all parameters within the budget that sessions have by default.
  func generalVerdict() -> Verdict { generalVerdict(budget: .seconds(5)) }
}
