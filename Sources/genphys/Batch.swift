internal import ArgumentParser
internal import GenPhys
internal import GenPhysArguments
internal import GenPhysSyntax
internal import GenPhysText

/// A session without a person at it: results to standard output, diagnostics to standard error; in
/// JSON mode errors go to standard output too, one object each.
struct Batch {
  /// What the batch front end says when it leaves.
  enum Code {
    static let runtimeError = ExitCode(1)
    static let refuted = ExitCode(2)
    static let undecided = ExitCode(3)
    static let badScript = ExitCode(65)
    static let brokenPipe = ExitCode(Platform.brokenPipeCode)
    static var interrupted: ExitCode { ExitCode(Platform.interruptionCode) }
  }

  private var session: Session
  private let isJSON: Bool
  private let color: ColorChoice

  init(_ options: CommonOptions) {
    Platform.secureStreams()
    var settings = options.session.settings
    settings.monitor = Platform.monitor(asJSON: options.json)
    session = Session(settings)
    isJSON = options.json
    color = options.session.color
    Platform.cancelOnInterrupt(includesTermination: true)
  }

  /// The text of a script, or of standard input for `-`.
  func read(_ path: String) throws -> SourceText {
    do {
      return SourceText(
        name: path == "-" ? "standard input" : path,
        try Platform.readScript(path))
    } catch {
      // There is no line to point at.
      let problem = error.diagnostic
      if problem.code == .cancelled { throw Code.interrupted }
      if isJSON {
        try show(TerminalText(CellResult.json(of: problem, source: "").text))
      } else {
        let hint = problem.hint.map { " (\($0))" } ?? ""
        Platform.printError("error[\(problem.code)]: \((problem.message + hint).visible)")
      }
      throw Code.badScript
    }
  }

  /// Reads all scripts, checks them whole, then runs their cells; the first that fails ends the run.
  mutating func run(_ sources: [SourceText]) throws {
    let scripts = sources.map { Syntax.parse($0) }
    try refuse(scripts.map { ($0, $0.diagnostics) })
    let findings = session.check(scripts.map(\.script.statements))
    try refuse(Array(zip(scripts, findings)))
    for script in scripts {
      for cell in script.cells {
        let request = try run(cell, in: script.source)
        if request == .quit { return }
      }
    }
  }

  private mutating func run(
    _ cell: Syntax.Cell, in source: SourceText
  ) throws -> CellResult.Request? {
    let result = session.run(cell, in: source)
    ProgressBar.shared.clear()
    if isJSON {
      try show(TerminalText(result.json.text))
    } else {
      for output in result.outputs { try show(output.terminalText(color: color)) }
    }
    if let error = result.error {
      if !isJSON { try report([error], in: source) }
      throw error.code == .cancelled ? Code.interrupted : Code.runtimeError
    }
    if result.isInterrupted {
      if !isJSON { Platform.printError("interrupted: the training ended early, the script here") }
      throw Code.interrupted
    }
    try endIfInterrupted()
    return result.request
  }

  /// Ends the script where the user asked for it in the course of what does not look, such as a verdict.
  private func endIfInterrupted() throws {
    guard Platform.isInterrupted else { return }
    if !isJSON { Platform.printError("interrupted: the script ends here") }
    throw Code.interrupted
  }

  /// Writes a line of results.
  func show(_ line: TerminalText) throws {
    do throws(Platform.OutputFailure) {
      try Platform.print(line)
    } catch {
      if error.isBrokenPipe { throw Code.brokenPipe }
      // The terminal was closed: nobody reads the results, and what was to be saved is saved.
      if Platform.isTerminated { throw Code.interrupted }
      Platform.printError("genphys: the results cannot be written: \(error.reason)")
      throw Code.runtimeError
    }
  }

  /// The verdicts on the processes a text declares, and whether some declaration has none.
  mutating func judge(
    _ source: SourceText
  ) throws -> (reports: [VerdictReport], isComplete: Bool) {
    let script = Syntax.parse(source)
    try refuse([(script, script.diagnostics)])
    try refuse([(script, session.check(script.script.statements))])
    var reports: [VerdictReport] = []
    var isComplete = true
    for judgement in session.judge(script) {
      switch judgement {
      case .report(let report): reports.append(report)
      case .problem(let problem):
        if problem.code == .cancelled { throw Code.interrupted }
        try report([problem], in: source)
        isComplete = false
      }
      try endIfInterrupted()
    }
    if reports.isEmpty, isComplete, !isJSON {
      Platform.printError("\(source.name.field()) declares no process: there is nothing to judge")
    }
    return (reports, isComplete)
  }

  /// Reports findings about scripts and ends with code 65 if any is an error.
  private func refuse(
    _ findings: [(script: Syntax.ParseResult, diagnostics: [Diagnostic])]
  ) throws {
    for (script, diagnostics) in findings where !diagnostics.isEmpty {
      try report(diagnostics, in: script.source)
    }
    let isBad = findings.contains { script, diagnostics in
      script.status == .incomplete || diagnostics.contains { $0.severity == .error }
    }
    if isBad { throw Code.badScript }
  }

  private func report(_ diagnostics: [Diagnostic], in source: SourceText) throws {
    var diagnostics = diagnostics
    if isJSON {
      for problem in diagnostics where problem.severity == .error {
        let json = CellResult.json(of: problem, source: source.text(in: problem.span))
        try show(TerminalText(json.text))
      }
      diagnostics.removeAll { $0.severity == .error }
    }
    guard !diagnostics.isEmpty else { return }
    let usesColor = Platform.usesColor(color, on: .error)
    let renderer = DiagnosticRenderer(source, usesColor: usesColor)
    Platform.printError(Platform.fitted(renderer.terminalText(diagnostics), to: .error))
  }
}
