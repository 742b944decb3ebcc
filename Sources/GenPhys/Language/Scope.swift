internal import GenPhysNumerics
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
  }

  /// What the checked statements define.
  private var entries: [String: Entry] = [:]
  /// What was there before.
  private let environment: Environment

  /// The names of a session.
  init(_ environment: Environment) { self.environment = environment }

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
    set { entries[name] = newValue }
  }

  /// The entry of a name that the checked statements define.
  func own(_ name: String) -> Entry? { entries[name] }

  /// All names, for guesses at misspellings.
  var names: [String] { Array(entries.keys) + environment.names + Environment.constants }

  /// What formulas may refer to; the value of a number does not matter for checking.
  var surroundings: [String: Formulation.Meaning] {
    var meanings: [String: Formulation.Meaning] = [:]
    for name in names {
      guard let entry = self[name] else { continue }
      if let function = entry.function {
        meanings[name] = .function(function)
      } else if entry.kind == .number {
        meanings[name] = .formula(1)
      }
    }
    return meanings
  }
}
