internal import Numerics
internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// The names a session has defined and the results it has shown.
struct Environment: Sendable {
  private var values = LayeredMap<String, Value>()
  /// The arguments of the functions being evaluated, which hide what else has their names.
  private var arguments: [String: Value] = [:]
  /// Results by the number of their cell.
  private(set) var outputs = LayeredMap<Int, Value>()
  private var last: Value?

  /// All defined names.
  var names: [String] { Array(values.merged.keys) }

  /// What the user defined, in alphabetical order.
  var definitions: [(name: String, value: Value)] {
    values.merged.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The value of a name; `_` is the last result, `pi`, `e` and `i` are constants.
  func value(named name: String) -> Value? {
    if let value = arguments[name] ?? values[name] { return value }
    switch name {
    case "_": return last
    case "pi": return .number(Estimate(.pi, error: 0))
    case "e": return .number(Estimate(2.718281828459045, error: 0))
    case "inf": return .number(Estimate(.infinity, error: 0))
    case "i": return .complex(.i)
    default: return nil
    }
  }

  /// The names that mean something without being defined.
  static let constants = ["_", "pi", "e", "i", "inf", "Out"]

  /// Gives a name a value.
  mutating func define(_ name: String, _ value: Value) {
    values.set(name, value)
  }

  /// Gives an argument of a function its value.
  mutating func bind(_ name: String, _ value: Value) {
    arguments[name] = value
  }

  /// Keeps a result as `Out[number]` and `_`.
  mutating func record(_ value: Value, as number: Int) {
    if case .nothing = value { return }
    outputs.set(number, value)
    last = value
  }

  /// What formulas may refer to: exact numbers and functions of the session.
  var surroundings: [String: Formulation.Meaning] {
    values.merged.merging(arguments) { $1 }.compactMapValues { value in
      switch value {
      case .number(let estimate) where estimate.value.isFinite:
        .formula(.exactly(Number(estimate.value)))
      case .function(let function): .function(function.definition)
      default: nil
      }
    }
  }
}
