internal import Numerics
internal import ComplexModule
internal import GenPhysNumerics

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
    case "pi": return .number(.exactly(.pi, near: .pi))
    case "e": return .number(.exactly(.call(.exp, [1]), near: 2.718281828459045))
    case "inf": return .number(Estimate(.infinity, error: 0))
    case "i": return .complex(ComplexNumber(.i, exact: .imaginaryUnit))
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

  /// The environment outside of all functions, which is what the body of a function sees.
  var global: Environment {
    var environment = self
    environment.arguments = [:]
    return environment
  }
}
