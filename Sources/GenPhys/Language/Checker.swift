internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

/// Checks a script whole before anything runs: names, arities, argument names, kinds of value.
struct Checker {
  private(set) var diagnostics: [Diagnostic] = []
  var scope: Scope
  /// Whether a command may have defined names that checking cannot see.
  private(set) var mayHoldMore = false

  /// A checker that knows the names of a session.
  init(_ environment: Environment) {
    scope = Scope(environment)
  }

  /// Checks statements in order; definitions are known to what follows.
  mutating func check(_ statements: [Syntax.Statement]) {
    for statement in statements {
      guard diagnostics.count < Syntax.maximumDiagnostics else {
        diagnostics.append(
          Diagnostic(
            .tooManyDiagnostics, "too many errors; the rest is not shown", at: statement.span,
            hint: "mend the first ones and try again"))
        return
      }
      switch statement.kind {
      case .process(let declaration): check(declaration)
      case .assignment(let name, let value):
        let kind = kind(of: value)
        let known = cheapValue(of: value)
        define(
          name,
          Scope.Entry(kind: known?.kind ?? kind, process: process(named: value), value: known))
      case .function(let definition): check(definition)
      case .expression(let expression): _ = kind(of: expression)
      case .command(let line):
        mayHoldMore = mayHoldMore || line.command == .load || line.command == .time
        if line.command == .reset {
          scope = Scope(Prelude.environment)
          mayHoldMore = false
        }
      case .help, .invalid: break
      }
    }
  }

  /// Makes a copy that reports what it finds alone.
  mutating func forgetDiagnostics() { diagnostics = [] }

  private mutating func report(_ fault: Fault) {
    diagnostics.append(fault.diagnostic)
  }

  private mutating func define(_ name: Syntax.Identifier, _ entry: Scope.Entry) {
    if Library.builtin(named: name.text) != nil || Environment.constants.contains(name.text) {
      report(
        Fault(
          .nameTaken, "'\(name.text)' belongs to the language and cannot be redefined",
          at: name.span, hint: "choose another name, such as my_\(name.text)"))
    }
    scope[name.text] = entry
  }

  // MARK: - Definitions

  private mutating func check(_ declaration: Syntax.ProcessDeclaration) {
    do throws(Fault) {
      let elaborator = ProcessElaborator(declaration: declaration, surroundings: surroundings)
      try elaborator.checkNames()
      // What depends on values that are not known yet is elaborated when the script runs.
      let process =
        elaborator.used.isIncomplete
        ? Process(
          name: declaration.name.text,
          parameters: declaration.parameters.map {
            Process.Parameter(name: $0.name.text, value: nil)
          }, frequencies: [])
        : try elaborator.process()
      define(declaration.name, Scope.Entry(kind: .process, process: process))
    } catch {
      report(error)
      // Known by name, so that one mistake is reported once.
      scope[declaration.name.text] = Scope.Entry(kind: .process)
    }
  }

  private mutating func check(_ definition: Syntax.FunctionDefinition) {
    define(definition.name, Scope.Entry(kind: .function, function: definition))
    let names = definition.parameters.map(\.name.text)
    let hidden = names.map { scope.own($0) }
    for parameter in definition.parameters {
      if let standard = parameter.defaultValue { _ = kind(of: standard) }
      scope[parameter.name.text] = Scope.Entry(kind: .any)
    }
    _ = kind(of: definition.body)
    for (name, entry) in zip(names, hidden) { scope[name] = entry }
  }

  /// The process a value surely is, so that its parameters can be checked.
  private func process(named expression: Syntax.Expression) -> Process? {
    switch expression.kind {
    case .name(let name): scope[name]?.process
    case .call(let callee, _): callee.asName.flatMap { scope[$0.text]?.process }
    default: nil
    }
  }

  // MARK: - Expressions

  /// What kind of value an expression has; what is wrong in it is reported once.
  mutating func kind(of expression: Syntax.Expression) -> Kind {
    switch expression.kind {
    case .number(let literal): return literal.isImaginary ? .complex : .number
    case .string: return .string
    case .boolean: return .boolean
    case .name(let name): return kind(named: name, at: expression.span)
    case .list(let elements):
      for element in elements { _ = kind(of: element) }
      return .list
    case .branches(let elements):
      for element in elements { _ = kind(of: element) }
      report(
        Fault(
          .kindMismatch, "a list of branches has a meaning only in a pde", at: expression.span,
          hint: "lists are written [a, b]"))
      return .any
    case .range(let from, let to, let step):
      for part in [from, to, step].compactMap(\.self) { expect([.number, .any], part) }
      return .list
    case .unary(let operation, let operand):
      if operation == .not {
        expect(.boolean, operand)
        return .boolean
      }
      return expect(.numeric, operand).intersection(.numeric)
    case .binary(let operation, let left, let right): return kind(of: operation, left, right)
    case .call(let callee, let arguments):
      return call(callee, arguments, at: expression.span)
    case .index(let base, let index):
      expect(.number, index)
      if base.asName?.text != "Out" { expect(.list, base) }
      return .any
    case .missing: return .any
    }
  }

  private mutating func kind(named name: String, at span: SourceSpan) -> Kind {
    if let entry = scope[name] { return entry.kind }
    if let builtin = Library.builtin(named: name) {
      report(
        Fault(
          .kindMismatch, "'\(name)' is a function; give it arguments", at: span,
          hint: builtin.signature))
    } else if !mayHoldMore {
      report(Unknown(name, among: scope.names + Library.names, what: "name").fault(at: span))
    }
    return .any
  }

  @discardableResult
  private mutating func expect(_ kinds: Kind, _ expression: Syntax.Expression) -> Kind {
    let found = kind(of: expression)
    if found.isDisjoint(with: kinds) {
      report(
        Fault(
          .kindMismatch, "expected \(kinds.description), but this is \(found.description)",
          at: expression.span, hint: kinds.hint(found: found)))
      return .any
    }
    return found
  }

  private mutating func kind(
    of operation: BinaryOperator, _ left: Syntax.Expression, _ right: Syntax.Expression
  ) -> Kind {
    switch operation {
    case .and, .or:
      expect(.boolean, left)
      expect(.boolean, right)
      return .boolean
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      _ = kind(of: left)
      _ = kind(of: right)
      return [.boolean, .list]
    case .add:
      let a = expect([.numeric, .string], left)
      let b = expect([.numeric, .string], right)
      return a == .string && b == .string ? .string : arithmetic(a, b)
    case .subtract, .multiply, .divide, .power, .plusMinus:
      return arithmetic(expect(.numeric, left), expect(.numeric, right))
    }
  }

  /// A list if either side is one for sure, else any number.
  private func arithmetic(_ a: Kind, _ b: Kind) -> Kind {
    a == .list || b == .list ? .list : .numeric
  }

  // MARK: - Calls

  private mutating func call(
    _ callee: Syntax.Expression, _ arguments: [Syntax.Argument], at span: SourceSpan
  ) -> Kind {
    guard let name = callee.asName else {
      let kind = expect([.function, .process, .kernel, .dispersion], callee)
      for argument in arguments { _ = self.kind(of: argument.value) }
      return kind == .kernel ? [.number, .list] : .any
    }
    if let entry = scope[name.text] { return call(entry, name, arguments, at: span) }
    guard let builtin = Library.builtin(named: name.text) else {
      for argument in arguments { _ = kind(of: argument.value) }
      if !mayHoldMore {
        report(
          Unknown(name.text, among: scope.names + Library.names, what: "function")
            .fault(at: name.span))
      }
      return .any
    }
    return call(builtin, arguments, at: span)
  }

  private mutating func call(
    _ entry: Scope.Entry, _ name: Syntax.Identifier, _ arguments: [Syntax.Argument],
    at span: SourceSpan
  ) -> Kind {
    for argument in arguments { _ = kind(of: argument.value) }
    if let function = entry.function {
      checkLabels(
        arguments, known: function.parameters.map(\.name.text),
        required: function.parameters.filter { $0.defaultValue == nil }.map(\.name.text),
        of: name.text, at: span)
      return .any
    }
    if let process = entry.process {
      checkLabels(
        arguments, known: process.parameters.map(\.name), required: [], of: process.name, at: span)
      return .process
    }
    switch entry.kind {
    case .kernel: return [.number, .list]
    case .process: return .process
    case let kind where kind.isDisjoint(with: [.function, .process, .kernel, .dispersion]):
      report(
        Fault(.notCallable, "'\(name.text)' is \(kind.description), not a function", at: name.span))
      return .any
    default: return .any
    }
  }

  private mutating func checkLabels(
    _ arguments: [Syntax.Argument], known: [String], required: [String], of name: String,
    at span: SourceSpan
  ) {
    var given: Set<String> = []
    var position = 0
    for argument in arguments {
      if let label = argument.label {
        if !known.contains(label.text) {
          let list = known.joined(separator: ", ")
          report(
            Fault(
              .unknownLabel, unknown(label.text, among: known, what: "parameter"), at: label.span,
              hint: known.isEmpty ? "'\(name)' has no parameters" : "'\(name)' has \(list)"))
        }
        given.insert(label.text)
      } else if position < known.count {
        given.insert(known[position])
        position += 1
      } else {
        report(
          Fault(
            .wrongArity, "'\(name)' takes at most \(known.count) arguments", at: argument.span))
        return
      }
    }
    if let missing = required.first(where: { !given.contains($0) }) {
      report(Fault(.wrongArity, "'\(name)' needs '\(missing)'", at: span))
    }
  }

  private mutating func call(
    _ builtin: Builtin, _ arguments: [Syntax.Argument], at span: SourceSpan
  ) -> Kind {
    var given: Set<String> = []
    var position = 0
    for argument in arguments {
      let kind = kind(of: argument.value)
      var parameter: Builtin.Parameter?
      if let label = argument.label {
        parameter = builtin.parameters.first { $0.label == label.text }
        if parameter == nil {
          report(
            Fault(
              .unknownLabel,
              unknown(label.text, among: builtin.parameters.map(\.label), what: "argument"),
              at: label.span, hint: builtin.signature))
        }
      } else if position < builtin.parameters.count {
        parameter = builtin.parameters[position]
        if parameter?.isVariadic == false { position += 1 }
      } else {
        report(
          Fault(
            .wrongArity, "'\(builtin.name)' takes at most \(builtin.parameters.count) arguments",
            at: argument.span, hint: builtin.signature))
      }
      guard let parameter else { continue }
      given.insert(parameter.label)
      if kind.isDisjoint(with: parameter.kind) {
        report(
          Fault(
            .kindMismatch,
            "'\(parameter.label)' of '\(builtin.name)' must be \(parameter.kind.description), "
              + "but this is \(kind.description)", at: argument.value.span,
            hint: builtin.hint(for: parameter, found: kind, isLabelled: argument.label != nil)))
      }
    }
    for parameter in builtin.parameters
    where parameter.standard == nil && !parameter.isVariadic && !given.contains(parameter.label) {
      report(
        Fault(
          .wrongArity, "'\(builtin.name)' needs '\(parameter.label)'", at: span,
          hint: builtin.signature))
    }
    return builtin.result
  }
}
