internal import GenPhysSyntax
internal import GenPhysTheory

/// What checking knows of names before anything runs.
struct Scope {
  /// What is known of one name.
  struct Entry {
    var kind: Kind
    /// The signature of a process.
    var process: Process?
    /// The definition of a function.
    var function: Syntax.FunctionDefinition?
    /// The value, where it is cheap to know.
    var value: Value?
  }

  /// What the checked statements define.
  private var entries: [String: Entry] = [:]
  /// What was there before.
  private let environment: Environment
  /// The same with the values that checking knows already.
  private(set) var known: Environment

  /// The names of a session.
  init(_ environment: Environment) {
    self.environment = environment
    known = environment
  }

  subscript(name: String) -> Entry? {
    get {
      if let entry = entries[name] { return entry }
      if Environment.constants.contains(name) { return Entry(kind: .any) }
      guard let value = environment.value(named: name) else { return nil }
      var entry = Entry(kind: value.kind)
      if case .process(let process) = value { entry.process = process }
      if case .function(let function) = value { entry.function = function.definition }
      return entry
    }
    set {
      entries[name] = newValue
      if let value = newValue?.value { known.define(name, value) }
    }
  }

  /// The entry of a name that the checked statements define.
  func own(_ name: String) -> Entry? { entries[name] }

  /// All names, for guesses at misspellings.
  var names: [String] { Array(entries.keys) + environment.names + Environment.constants }

  /// What a name stands for in formulas, as far as checking knows.
  func meaning(of name: String) -> Surroundings.Meaning? {
    if let value = value(of: name) {
      if case .function(let function) = value { return .function(function.definition) }
      return .value(value)
    }
    guard let entry = self[name] else { return nil }
    return entry.function.map { .function($0) } ?? .later(entry.kind)
  }

  /// The value of a name, where checking knows it.
  func value(of name: String) -> Value? {
    if let entry = entries[name] { return entry.value }
    // What the last result will be depends on the cells before.
    return name == "_" ? nil : environment.value(named: name)
  }
}
