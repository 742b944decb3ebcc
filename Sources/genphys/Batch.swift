internal import ArgumentParser
internal import GenPhys
internal import GenPhysSyntax

/// A session without a person at it: results to standard output, diagnostics to standard error.
struct Batch {
  private var session: Session
  private let isJSON: Bool
  private let color: ColorChoice

  init(_ options: CommonOptions) {
    var settings = options.settings
    settings.monitor = Platform.monitor(asJSON: options.json)
    session = Session(settings)
    isJSON = options.json
    color = options.color
    Platform.cancelOnInterrupt()
  }

  /// The text of a script, or of standard input for `-`.
  func read(_ path: String) throws -> SourceText {
    guard let text = Platform.readScript(path) else {
      Platform.printError("genphys: cannot read '\(path)'")
      throw ExitCode(65)
    }
    return SourceText(name: path == "-" ? "input" : path, text)
  }

  /// Checks a text whole, then runs its cells; the first that fails ends the run.
  mutating func run(_ source: SourceText) throws {
    let parsed = try parse(source)
    for cell in parsed.cells {
      let result = session.run(cell, in: source)
      if isJSON {
        print(result.json.text)
      } else {
        for output in result.outputs { print(output.terminalText(color: color)) }
      }
      Platform.flush()
      if let error = result.error {
        if !isJSON { report([error], in: source) }
        throw ExitCode(error.code == .cancelled ? 130 : 1)
      }
      if result.request == .quit { return }
    }
  }

  /// The verdicts on the processes a text declares.
  mutating func judge(_ source: SourceText) throws -> [VerdictReport] {
    let parsed = try parse(source)
    var reports: [VerdictReport] = []
    for statement in parsed.script.statements {
      switch statement.kind {
      case .process(let declaration):
        let result = session.run(Syntax.Cell(statement), in: source)
        if let error = result.error {
          report([error], in: source)
          throw ExitCode(1)
        }
        if case .verdict(let verdict) = result.value {
          reports.append(verdict)
        } else {
          report(
            [
              Diagnostic(
                .processUnusable, "'\(declaration.name.text)' has parameters without a default",
                at: declaration.name.span, hint: "give each a value: (alpha = 1.5)")
            ], in: source)
          throw ExitCode(1)
        }
      case .assignment, .function:
        // Declarations may use constants and functions; a failing one shows where it is used.
        _ = session.run(Syntax.Cell(statement), in: source)
      default: continue
      }
    }
    return reports
  }

  private func parse(_ source: SourceText) throws -> Syntax.ParseResult {
    let parsed = Syntax.parse(source)
    let problems =
      parsed.diagnostics + (parsed.hasErrors ? [] : session.check(parsed.script.statements))
    if !problems.isEmpty { report(problems, in: source) }
    if problems.contains(where: { $0.severity == .error }) || parsed.status == .incomplete {
      throw ExitCode(65)
    }
    return parsed
  }

  private func report(_ diagnostics: [Diagnostic], in source: SourceText) {
    let usesColor = Platform.usesColor(color, on: .error)
    let renderer = DiagnosticRenderer(source, usesColor: usesColor)
    Platform.printError(renderer.render(diagnostics))
  }
}
