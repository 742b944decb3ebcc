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

  private var entries: [String: Entry] = [:]

  /// The names of a session.
  init(_ environment: Environment) {
    for (name, value) in environment.definitions {
      var entry = Entry(kind: value.kind)
      if case .process(let process) = value { entry.process = process }
      if case .function(let function) = value { entry.function = function.definition }
      entries[name] = entry
    }
    for name in Environment.constants { entries[name] = Entry(kind: .any) }
  }

  subscript(name: String) -> Entry? {
    get { entries[name] }
    set { entries[name] = newValue }
  }

  /// All names, for guesses at misspellings.
  var names: [String] { Array(entries.keys) }

  /// What formulas may refer to; the value of a number does not matter for checking.
  var surroundings: [String: Formulation.Meaning] {
    entries.compactMapValues { entry in
      if let function = entry.function { return .function(function) }
      return entry.kind == .number ? .formula(1) : nil
    }
  }
}
