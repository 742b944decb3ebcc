internal import GenPhysSyntax

/// The texts of `?` and `?name`.
enum Help {
  /// Help on a name, or the list of everything.
  ///
  /// - Throws: GP0201 for a name that means nothing.
  static func text(
    on topic: Syntax.Identifier?, in environment: Environment
  ) throws(Fault) -> String {
    guard let topic else { return overview(environment) }
    let command = SessionCommand(rawValue: topic.text).map(text(on:))
    let word =
      Keyword(rawValue: topic.text)?.summary ?? ProcessField(rawValue: topic.text)?.summary
      ?? constants[topic.text]
    if let builtin = Library.builtin(named: topic.text) {
      return [text(on: builtin), command].compactMap(\.self).joined(separator: "\n\n")
    }
    if let value = environment.value(named: topic.text) {
      if case .process(let process) = value { return process.description }
      return "\(topic.text) is \(value.kind.description): \(value.oneLine)"
    }
    if let word { return "\(topic.text)\n  \(word)" }
    if let command { return command }
    throw Fault(
      .unknownName,
      unknown(
        topic.text,
        among: environment.names + Library.names + Keyword.allCases.map(\.rawValue)
          + ProcessField.allCases.map(\.rawValue), what: "name"), at: topic.span,
      hint: "? lists everything")
  }

  /// What the names mean that stand for results.
  private static let constants = [
    "_": "The last result.", "Out": "All results by the number of their cell: `Out[3]`.",
  ]

  private static func overview(_ environment: Environment) -> String {
    var lines = [
      "A process is declared by its dispersion relation and its source:",
      "  pde yukawa(m = 1) { omega = -i*sqrt(k^2 + m^2); source = -m^2*phi }",
      "or by its equation:",
      "  pde yukawa(m = 1) { equation dtt(phi) + lap(phi) - m^2*phi = 0 }",
      "Then: check yukawa   G = green(yukawa, dim = 2)   model = train(yukawa, two_moons())",
      "",
    ]
    let processes = environment.definitions.filter { $0.value.kind == .process }.map(\.name)
    lines.append("Known processes".padded(to: 24) + wrapped(processes))
    for topic in Builtin.Topic.allCases {
      let names = Library.builtins.filter { $0.topic == topic }.map(\.name)
      if !names.isEmpty { lines.append(topic.rawValue.padded(to: 24) + wrapped(names)) }
    }
    let commands = SessionCommand.allCases.map { ":\($0.rawValue)" }
    lines.append("The session".padded(to: 24) + wrapped(commands))
    lines += ["", "?name tells more about any of these; :explain GP0201 about a diagnostic."]
    return lines.joined(separator: "\n")
  }

  /// Names in lines of 54 columns, indented below the first.
  private static func wrapped(_ names: [String]) -> String {
    var lines = [""]
    for name in names {
      if lines[lines.count - 1].count + name.count > 52 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : "  ") + name
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: 24))
  }

  /// The signature in lines of at most 88 columns, indented below the parenthesis.
  private static func signature(of builtin: Builtin) -> String {
    let indent = String(repeating: " ", count: builtin.name.count + 1)
    var lines = [""]
    for part in builtin.signature.split(separator: ", ") {
      if lines[lines.count - 1].count + part.count > 84 {
        lines[lines.count - 1] += ","
        lines.append(indent + part)
      } else {
        lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : ", ") + part
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func text(on command: SessionCommand) -> String {
    let argument = command.argument.map { " " + $0 } ?? ""
    return ":\(command.rawValue)\(argument)\n  \(command.summary)"
  }

  private static func text(on builtin: Builtin) -> String {
    var lines = [signature(of: builtin), "  \(builtin.summary)"]
    let width = builtin.parameters.map(\.label.count).max() ?? 0
    for parameter in builtin.parameters {
      let standard = parameter.standard.map { " (default \($0))" } ?? ""
      lines.append("    \(parameter.label.padded(to: width))  \(parameter.help)\(standard)")
    }
    for example in builtin.examples { lines.append("  > \(example)") }
    return lines.joined(separator: "\n")
  }
}
