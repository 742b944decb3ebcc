internal import GenPhysSyntax

/// The processes that every session knows, declared in the language itself.
enum Prelude {
  /// The text of `Prelude/processes.gp`.
  static let text = String(decoding: PackageResources.processes_gp, as: UTF8.self)

  /// An environment that holds them.
  static let environment: Environment = {
    var environment = Environment()
    for statement in Syntax.parse(SourceText(name: "prelude", text)).script.statements {
      guard case .process(let declaration) = statement.kind else { continue }
      let elaborator = ProcessElaborator(declaration: declaration, surroundings: .none)
      // The tests hold every declaration of the prelude to elaborate.
      if let process = try? elaborator.process() {
        environment.define(declaration.name.text, .process(process))
      }
    }
    return environment
  }()
}
