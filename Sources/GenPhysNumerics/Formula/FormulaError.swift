/// Why a formula cannot be differentiated, compiled or evaluated.
public enum FormulaError: Error, Hashable, Sendable {
  /// More nested, or with more parts, than `FormulaLimits` allows.
  case tooLarge
  /// A variable that was not given a place among the arguments.
  case unknownVariable(String)
  /// A function called with the wrong number of arguments.
  case wrongArity(Formula.Function, given: Int)
  /// The function has no derivative among the formulas: `gamma`, or a Bessel function in its order.
  case noDerivative(Formula.Function)
}

/// How large a formula may be for work on it to be attempted.
package enum FormulaLimits {
  /// Nesting; recursion over a formula stays well inside a thread's stack.
  package static let depth = 400
  /// Nodes, counting shared parts once for each use.
  package static let size = 50_000
  /// Terms of a polynomial expansion.
  package static let terms = 2_000
}
