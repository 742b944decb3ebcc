public import GenPhysEngine
public import GenPhysSyntax
internal import GenPhysNumerics
internal import GenPhysText
internal import GenPhysTheory

/// A notebook session: names, results, and the running of cells.
///
/// A session is a value. A cell runs on a copy, which replaces the original only if the whole cell
/// succeeds: a failed or cancelled cell leaves no trace but its message. Interrupting a training is
/// no failure: it ends early with a model, and the cell ends after the statement that got it.
public struct Session: Sendable {
  /// The settings of a session.
  public struct Settings: Sendable {
    /// The seed of whatever is not given one.
    public var seed = 0
    /// The number of threads; 0 means all processors.
    public var threads = 0
    /// Where files may be read and written.
    public var files = FileAccess()
    /// Progress and cancellation of long work.
    public var monitor = RunMonitor.silent
    /// How long one verdict may take; what is open then stays undecided.
    public var budget = Duration.seconds(5)

    /// Seed 0, all processors, files below the working directory.
    public init() {}
  }

  /// The settings in force.
  public var settings: Settings
  private(set) var environment: Environment
  /// The cells that succeeded, in order, without those that only ask.
  private(set) var transcript = Transcript()
  private var lastNumber = 0
  /// How many `:load` and `:time` run inside each other.
  private var commandDepth = 0
  static let maximumCommandDepth = 16

  /// A session that knows the prelude.
  public init(_ settings: Settings = Settings()) {
    self.settings = settings
    environment = Prelude.environment
  }

  /// The code of the cells that succeeded, in order, without those that only ask.
  public var history: [String] { transcript.codes }

  /// The number that the next cell gets.
  public var nextNumber: Int { lastNumber + 1 }

  /// All names that mean something here, for completion.
  public var vocabulary: [String] {
    (environment.names + Library.names + Environment.constants + Keyword.allCases.map(\.rawValue)
      + ProcessField.allCases.map(\.rawValue)).sorted()
  }

  /// The names of the built-in functions.
  public var builtinNames: [String] { Library.names }

  /// Checks statements without running them: names, arities, argument names, kinds of value.
  public func check(_ statements: [Syntax.Statement]) -> [Diagnostic] {
    var checker = Checker(environment)
    checker.check(statements)
    return checker.diagnostics
  }

  /// Checks scripts that are to run one after the other: what one defines the next may use.
  public func check(_ scripts: [[Syntax.Statement]]) -> [[Diagnostic]] {
    var checker = Checker(environment)
    return scripts.map { statements in
      let before = checker.diagnostics.count
      checker.check(statements)
      return Array(checker.diagnostics.dropFirst(before))
    }
  }

  /// Runs a cell; on failure the session stays as it was, but for the number.
  public mutating func run(_ cell: Syntax.Cell, in source: SourceText) -> CellResult {
    lastNumber += 1
    let (result, trial) = ThreadLimit.within(settings.threads) { attempt(cell, in: source) }
    if let trial {
      environment = trial
      if cell.statements.contains(where: { !$0.isQuery }) {
        transcript.append(result.source, cell, number: lastNumber)
      }
    }
    return result
  }

  /// Runs a cell on a copy: what it gives, and if it succeeds the environment it leaves.
  private func attempt(_ cell: Syntax.Cell, in source: SourceText) -> (CellResult, Environment?) {
    let code = source.text(in: cell.span)
    var trial = self
    var outputs: [CellResult.Output] = []
    var last = Value.nothing
    var request: CellResult.Request?
    var isInterrupted = false
    do throws(Fault) {
      for statement in cell.statements where !isInterrupted {
        let result = try trial.execute(statement, in: source)
        last = result.value
        request = result.request ?? request
        if !statement.isSilent, let text = result.text {
          outputs.append(CellResult.Output(result.value, text: text))
        }
        isInterrupted = wasInterrupted(last)
      }
    } catch {
      let failure = CellResult(
        number: lastNumber, source: code, outputs: outputs, value: .nothing,
        error: error.diagnostic, request: nil)
      return (failure, nil)
    }
    trial.environment.record(last, as: lastNumber)
    let result = CellResult(
      number: lastNumber, source: code, outputs: outputs, value: last, error: nil,
      request: request, isInterrupted: isInterrupted)
    return (result, trial.environment)
  }

  /// Whether a value is a model whose training was interrupted just now.
  private func wasInterrupted(_ value: Value) -> Bool {
    guard case .model(let trained) = value else { return false }
    return trained.model.endedEarly && settings.monitor.isCancelled()
  }

  /// What a statement gives: its value, and the text it shows unless it is silent.
  struct Outcome {
    var value = Value.nothing
    var text: String?
    var request: CellResult.Request?
  }

  private var evaluation: Evaluation {
    Evaluation(
      seed: settings.seed, threads: settings.threads, files: settings.files,
      monitor: settings.monitor, budget: settings.budget, environment: environment)
  }

  private mutating func execute(
    _ statement: Syntax.Statement, in source: SourceText
  ) throws(Fault) -> Outcome {
    switch statement.kind {
    case .process(let declaration): return try declare(declaration)
    case .assignment(let name, let expression):
      try refuse(name)
      let value = try evaluate(expression)
      environment.define(name.text, value)
      return Outcome(value: value)
    case .function(let definition):
      try refuse(definition.name)
      let function = UserFunction(name: definition.name.text, definition: definition)
      environment.define(definition.name.text, .function(function))
      return Outcome(value: .function(function))
    case .expression(let expression):
      let value = try evaluate(expression)
      if case .nothing = value { return Outcome() }
      return Outcome(value: value, text: value.text)
    case .help(let topic):
      let text = try Help.text(on: topic, in: environment)
      return Outcome(value: .nothing, text: text)
    case .command(let line): return try execute(line, at: statement.span)
    case .invalid:
      throw Fault(.unexpectedToken, "this statement cannot be read", at: statement.span)
    }
  }

  private func refuse(_ name: Syntax.Identifier) throws(Fault) {
    if Library.builtin(named: name.text) != nil || Environment.constants.contains(name.text) {
      throw Fault(
        .nameTaken, "'\(name.text)' belongs to the language and cannot be redefined",
        at: name.span)
    }
  }

  private func evaluate(_ expression: Syntax.Expression) throws(Fault) -> Value {
    try Evaluator(environment: environment, evaluation: evaluation).value(expression)
  }

  /// Declares a process and says in one line whether it qualifies.
  private mutating func declare(
    _ declaration: Syntax.ProcessDeclaration
  ) throws(Fault) -> Outcome {
    try refuse(declaration.name)
    let elaborator = ProcessElaborator(
      declaration: declaration, surroundings: Surroundings(environment, evaluation))
    let process = try elaborator.process()
    environment.define(declaration.name.text, .process(process))
    let verdict = try process.judged(at: declaration.name.span, budget: settings.budget)
    let report = VerdictReport(process: process, verdict: verdict)
    return Outcome(
      value: .verdict(report), text: "\(process.signature): \(report.headline)")
  }

  // MARK: - Session commands

  private mutating func execute(
    _ line: Syntax.CommandLine, at span: SourceSpan
  ) throws(Fault) -> Outcome {
    let argument = line.argument
    switch line.command {
    case .vars:
      let known = Prelude.environment.names
      let lines = environment.definitions.filter { !known.contains($0.name) }
        .map { "\($0.name.padded(to: 12)) \($0.value.kind.description): \($0.value.oneLine)" }
      return Outcome(text: lines.isEmpty ? "nothing is defined yet" : lines.joined(separator: "\n"))
    case .reset:
      environment = Prelude.environment
      return Outcome(text: "forgotten")
    case .load: return try load(argument)
    case .save:
      try settings.files.write(
        Array(transcript.script.utf8), to: argument.text, at: argument.span)
      return Outcome(text: "\(history.count) cells written to \(argument.text.field())")
    case .time:
      let parsed = Syntax.parse(SourceText(argument.text))
      let clock = ContinuousClock()
      let start = clock.now
      let outcome = try run(parsed, at: argument.span)
      let seconds = (clock.now - start) / .seconds(1)
      let time = "time: \(NumberFormat.significant(seconds, 3)) s"
      return Outcome(
        value: outcome.value, text: [outcome.text, time].compactMap(\.self).joined(separator: "\n"))
    case .explain:
      guard let code = DiagnosticCode(rawValue: argument.text.uppercased()) else {
        throw Fault(
          .unknownCommand, "there is no code '\(argument.text.field())'", at: argument.span,
          hint: "codes look like GP0201")
      }
      return Outcome(text: "\(code.rawValue): \(code.title)\n\n\(code.explanation)")
    case .help:
      let topic = argument.text.isEmpty ? nil : argument
      return Outcome(text: try Help.text(on: topic, in: environment))
    case .quit: return Outcome(request: .quit)
    case nil:
      throw Fault(
        .unknownCommand,
        unknown(
          line.name.text, among: SessionCommand.allCases.map(\.rawValue), what: "command"),
        at: line.name.span)
    }
  }

  private mutating func load(_ path: Syntax.Identifier) throws(Fault) -> Outcome {
    try run(try read(path), at: path.span)
  }

  /// Reads a script that a command names.
  func read(_ path: Syntax.Identifier) throws(Fault) -> Syntax.ParseResult {
    let bytes = try settings.files.read(path.text, at: path.span)
    let text = try Platform.scriptText(bytes, path.text, path.span)
    return Syntax.parse(SourceText(name: path.text, text))
  }

  /// Runs a whole text as part of a command; its first problem becomes the command's.
  private mutating func run(
    _ parsed: Syntax.ParseResult, at span: SourceSpan
  ) throws(Fault) -> Outcome {
    guard commandDepth < Self.maximumCommandDepth else {
      throw Fault(
        .outOfRange, "commands run inside each other more than \(Self.maximumCommandDepth) deep",
        at: span, hint: "does a file load itself?")
    }
    commandDepth += 1
    defer { commandDepth -= 1 }
    let problems =
      parsed.diagnostics.filter { $0.severity == .error } + check(parsed.script.statements)
    if let first = problems.first {
      let position = parsed.source.position(at: first.span.start)
      throw Fault(
        first.code,
        "\(parsed.source.name.field()):\(position.line):\(position.column): \(first.message)",
        at: span, hint: first.hint)
    }
    var texts: [String] = []
    var last = Outcome()
    for statement in parsed.script.statements {
      do throws(Fault) {
        last = try execute(statement, in: parsed.source)
      } catch {
        // Its place is in the other text; here only the command can be pointed at.
        let place = parsed.source.position(at: error.diagnostic.span.start)
        throw error.moved(
          to: span, note: "it arises at \(parsed.source.name.field()):\(place.line):\(place.column)"
        )
      }
      if !statement.isSilent, let text = last.text { texts.append(text) }
      if wasInterrupted(last.value) { break }
    }
    last.text = texts.isEmpty ? nil : texts.joined(separator: "\n")
    return last
  }
}

extension Syntax.Statement {
  /// Whether it only asks for help or about the session.
  fileprivate var isQuery: Bool {
    switch kind {
    case .help: true
    case .command(let line): line.command?.isQuery == true
    default: false
    }
  }
}

extension Value {
  /// The first line of the text.
  var oneLine: String { text.split(separator: "\n").first.map(String.init) ?? "" }
}
