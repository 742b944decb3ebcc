public import GenPhysSyntax
internal import GenPhysTheory

extension Session {
  /// What could be written at a place of a text.
  public struct Completions: Sendable, Equatable {
    /// A word that fits.
    public struct Candidate: Sendable, Hashable {
      /// What a candidate is, for front ends that append or show something.
      public enum Role: Sendable, Hashable {
        case function, value, argument, keyword, field, command, code, file
      }

      public let text: String
      public let role: Role
    }

    /// What kind of word fits.
    public let kind: Syntax.Completion.Kind
    /// The part of the text, in UTF-8 bytes, that a candidate replaces.
    public let span: SourceSpan
    /// The candidates in alphabetical order, keyword arguments first.
    public let candidates: [Candidate]
  }

  /// What could be written at `offset` (in UTF-8 bytes) of `text`: names of the session and the
  /// language, keyword arguments of the call around, fields, files, commands and codes.
  public func completions(in text: String, at offset: Int) -> Completions {
    let place = Syntax.completion(in: text, at: offset)
    var candidates: [Completions.Candidate] = []
    func add(_ words: [String], _ role: Completions.Candidate.Role) {
      for word in words.sorted() where word.hasPrefix(place.prefix) {
        candidates.append(.init(text: word, role: role))
      }
    }
    switch place.kind {
    case .file:
      candidates = Platform.paths(beginningWith: place.prefix)
        .map { .init(text: $0, role: .file) }
    case .field: add(place.candidates, .field)
    case .command: add(place.candidates, .command)
    case .code: add(place.candidates, .code)
    case .name:
      let arguments = place.enclosingCall.map { labels(of: $0) } ?? []
      add(arguments.map { $0 + "=" }, .argument)
      let functions = Library.names + environment.functions
      add(functions, .function)
      add(environment.names.filter { !environment.functions.contains($0) }, .value)
      add(Environment.constants.filter { $0 != "_" }, .value)
      add(place.candidates, .keyword)
    }
    return Completions(kind: place.kind, span: place.span, candidates: candidates)
  }

  /// The keyword arguments of a function, process or Green's function.
  private func labels(of name: String) -> [String] {
    switch environment.value(named: name) {
    case .process(let process): process.parameters.map(\.name)
    case .function(let function): function.definition.parameters.map(\.name.text)
    case .kernel: Array(labels(ofBuiltin: "density").dropFirst())
    case .dispersion: ["k"]
    case nil: labels(ofBuiltin: name)
    default: []
    }
  }

  private func labels(ofBuiltin name: String) -> [String] {
    (Library.builtin(named: name)?.parameters ?? []).filter { !$0.isVariadic }.map(\.label)
  }
}

extension Environment {
  /// The names of functions that the session has defined.
  fileprivate var functions: [String] {
    definitions.compactMap { if case .function = $0.value { $0.name } else { nil } }
  }
}
