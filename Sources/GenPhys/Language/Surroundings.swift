internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// What the formulas of a declaration may refer to beyond their own variables: the session's names.
///
/// While a script is checked, what is not computed yet is known by its kind alone.
struct Surroundings {
  /// What a name of the session stands for.
  enum Meaning {
    case value(Value)
    case function(Syntax.FunctionDefinition)
    /// A value that only running the script will give.
    case later(Kind)
  }

  /// The names, for guesses at misspellings.
  let names: [String]
  /// What a name stands for; `nil` if it means nothing.
  let meaning: (String) -> Meaning?
  /// The value of an expression made of the session's names and of the numbers given;
  /// `nil` where only running the script will give it.
  let value: (Syntax.Expression, [String: Value]) throws(Fault) -> Value?

  /// No names but those of the language.
  static var none: Surroundings { Surroundings(Environment(), .pure) }
}

extension Surroundings {
  /// The names of a session that runs.
  init(_ environment: Environment, _ evaluation: Evaluation) {
    names = environment.names
    meaning = { name in
      switch environment.value(named: name) {
      case .function(let function)?: .function(function.definition)
      case let value?: .value(value)
      case nil: nil
      }
    }
    value = { expression, arguments throws(Fault) in
      var environment = environment
      for (name, value) in arguments { environment.bind(name, value) }
      return try Evaluator(environment: environment, evaluation: evaluation).value(expression)
    }
  }
}

/// What a declaration took from the session.
final class ConstantsUsed {
  /// The numbers that were not exact, by what the declaration calls them.
  private(set) var approximations: [Process.Approximation] = []
  /// Values by what the declaration calls them: a coefficient may be read several times.
  var constants: [String: Formula] = [:]
  /// Whether something is known only once the script runs.
  var isIncomplete = false

  /// Notes a number that stands for one near it.
  func note(_ name: String, _ value: Double, error: Double) {
    guard !approximations.contains(where: { $0.name == name }) else { return }
    approximations.append(.init(name: name, value: value, error: error))
  }
}
