import Foundation
import GenPhys
import GenPhysSyntax
import GenPhysText

/// A session that keeps what it prints, as the batch front end would print it.
struct Notebook {
  var session: Session
  /// The folder in which scripts read and write.
  let folder: TemporaryFolder
  /// Names whose values come out of long floating-point work.
  private var trained: Set<String> = [
    "train", "sample", "score", "log_likelihood", "interpolate", "sweep",
  ]

  /// A notebook in a folder of its own, in which `Examples` and `data` are those of the project.
  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("out")
    let examples = Repository.root.appending(path: "Examples")
    for (name, target) in [("Examples", examples), ("data", examples.appending(path: "data"))] {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: name), withDestinationURL: target)
    }
    var settings = Session.Settings()
    settings.threads = 2
    settings.files = FileAccess(folder: folder.url.path, allowed: [examples.path])
    session = Session(settings)
  }

  /// Runs a text and gives what it prints; errors end it, as they end a batch run.
  ///
  /// - Parameter isMasked: whether the numbers that training, sampling and scoring give are replaced
  ///   by `#`: their last digits, and what grows out of those, depend on the machine.
  mutating func run(_ text: String, name: String = "input", isMasked: Bool = false) -> String {
    let parsed = Syntax.parse(SourceText(name: name, text))
    let renderer = DiagnosticRenderer(parsed.source)
    let problems =
      parsed.diagnostics + (parsed.hasErrors ? [] : session.check(parsed.script.statements))
    if !problems.isEmpty { return renderer.render(problems) }
    var printed = ""
    for cell in parsed.cells {
      let hidesNumbers = isMasked && cell.statements.contains { comesFromTraining($0) }
      let result = session.run(cell, in: parsed.source)
      for output in result.outputs {
        let text = output.terminalText(color: .never).sent
        if output.figure != nil, hidesNumbers {
          printed += "(a figure)\n"
        } else {
          printed += (hidesNumbers ? Self.masked(text) : text) + "\n"
        }
      }
      if let error = result.error { return printed + renderer.render([error]) }
    }
    return printed
  }

  /// The value of a text's last cell.
  mutating func value(_ text: String) -> Value {
    let parsed = Syntax.parse(text)
    var value = Value.nothing
    for cell in parsed.cells { value = session.run(cell, in: parsed.source).value }
    return value
  }

  /// Whether a statement shows or defines what comes from training; remembers what it defines.
  private mutating func comesFromTraining(_ statement: Syntax.Statement) -> Bool {
    func mentions(_ expression: Syntax.Expression) -> Bool {
      if case .name(let name) = expression.kind { return trained.contains(name) }
      return expression.children.contains(where: mentions)
    }
    switch statement.kind {
    case .assignment(let name, let value):
      guard mentions(value) else { return false }
      trained.insert(name.text)
      return true
    case .function(let definition):
      guard mentions(definition.body) else { return false }
      trained.insert(definition.name.text)
      return true
    case .expression(let expression): return mentions(expression)
    // A command prints what it wants, such as times.
    case .command: return true
    case .process, .help, .invalid: return false
    }
  }

  private static func masked(_ text: String) -> String {
    text.replacing(/[-−]?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?/, with: "#")
      .replacing(/[ ]+/, with: " ")
  }
}
