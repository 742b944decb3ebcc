internal import GenPhysNumerics
internal import GenPhysSyntax

/// A function of the language: its signature, its help and what it does.
///
/// One table of these feeds the checker, the evaluator, help and completion.
struct Builtin: Sendable {
  /// A parameter of a built-in function.
  struct Parameter: Sendable {
    let label: String
    let kind: Kind
    /// The default as help shows it; nil where the argument is required.
    var standard: String?
    /// Whether any number of further positional arguments may follow.
    var isVariadic = false
    /// What it means, with unit and range.
    let help: String

    init(
      _ label: String, _ kind: Kind, default standard: String? = nil, variadic: Bool = false,
      _ help: String
    ) {
      self.label = label
      self.kind = kind
      self.standard = standard
      self.isVariadic = variadic
      self.help = help
    }
  }

  /// The name in the language.
  let name: String
  /// What it is about, for the list of commands.
  let topic: Topic
  /// One sentence.
  let summary: String
  let parameters: [Parameter]
  /// The kind of its result.
  let result: Kind
  /// Short examples, each a line that works in a fresh session (after `moons = two_moons()`).
  var examples: [String] = []
  let run: @Sendable (Arguments, Evaluation) throws(Fault) -> Value

  /// The headings of the list of commands.
  enum Topic: String, CaseIterable, Sendable {
    case process = "Processes"
    case kernel = "Green's functions"
    case data = "Data"
    case engine = "Training and sampling"
    case figure = "Figures"
    case files = "Files"
    case list = "Lists"
    case mathematics = "Mathematics"
  }

  /// The name with its parameters: `sample(source, n = 1000, …)`.
  var signature: String {
    let list = parameters.map { parameter in
      if parameter.isVariadic { return parameter.label + ", …" }
      return parameter.standard.map { "\(parameter.label) = \($0)" } ?? parameter.label
    }
    return "\(name)(\(list.joined(separator: ", ")))"
  }

  /// What to type where an argument is of a kind that its parameter does not take.
  func hint(for parameter: Parameter, found: Kind, isLabelled: Bool) -> String {
    let first = parameters.first ?? parameter
    // As in `check yukawa, poisson`.
    if !isLabelled, parameter.label != first.label, parameter.standard != nil,
      found.isSubset(of: first.kind)
    {
      return "'\(name)' takes one '\(first.label)' a call"
    }
    return parameter.kind.hint(found: found) ?? signature
  }
}

/// The arguments of a call, matched to the parameters of its signature.
struct Arguments: Sendable {
  /// The span of the whole call.
  let span: SourceSpan
  private let values: [String: (value: Value, span: SourceSpan)]
  /// Every positional argument beyond the named parameters of a variadic signature.
  let rest: [(value: Value, span: SourceSpan)]

  /// Matches positional and labelled arguments; checking has seen to names and number already, but
  /// values known only now are checked again.
  init(
    _ given: [(label: String?, value: Value, span: SourceSpan)], to builtin: Builtin,
    at span: SourceSpan
  ) throws(Fault) {
    self.span = span
    var values: [String: (value: Value, span: SourceSpan)] = [:]
    var rest: [(value: Value, span: SourceSpan)] = []
    var position = 0
    for argument in given {
      let parameter: Builtin.Parameter
      if let label = argument.label {
        guard let found = builtin.parameters.first(where: { $0.label == label }) else {
          throw Fault(
            .unknownLabel, "'\(builtin.name)' has no parameter '\(label)'", at: argument.span)
        }
        parameter = found
      } else {
        guard position < builtin.parameters.count else {
          throw Fault(
            .wrongArity, "'\(builtin.name)' takes fewer arguments", at: argument.span,
            hint: builtin.signature)
        }
        parameter = builtin.parameters[position]
        if !parameter.isVariadic { position += 1 }
      }
      guard parameter.kind.contains(argument.value.kind) else {
        throw Fault(
          .kindMismatch,
          "'\(parameter.label)' of '\(builtin.name)' must be \(parameter.kind.description), "
            + "but is \(argument.value.kind.description)", at: argument.span,
          hint: builtin.hint(
            for: parameter, found: argument.value.kind, isLabelled: argument.label != nil))
      }
      if parameter.isVariadic {
        rest.append((argument.value, argument.span))
      } else {
        values[parameter.label] = (argument.value, argument.span)
      }
    }
    self.values = values
    self.rest = rest
    for parameter in builtin.parameters
    where parameter.standard == nil && !parameter.isVariadic && values[parameter.label] == nil {
      throw Fault(
        .wrongArity, "'\(builtin.name)' needs '\(parameter.label)'", at: span,
        hint: builtin.signature)
    }
  }

  subscript(label: String) -> Value? { values[label]?.value }

  /// Where an argument stands; the whole call if it was left out.
  func span(of label: String) -> SourceSpan { values[label]?.span ?? span }

  /// A real number, or the default.
  func number(_ label: String, default standard: Double) throws(Fault) -> Double {
    guard case .number(let estimate)? = self[label] else { return standard }
    return estimate.value
  }

  /// A positive finite number, or the default.
  func positive(_ label: String, default standard: Double) throws(Fault) -> Double {
    let value = try number(label, default: standard)
    guard value > 0, value.isFinite else {
      throw Fault(
        .outOfRange, "'\(label)' must be positive and finite, but is \(NumberFormat.text(value))",
        at: span(of: label))
    }
    return value
  }

  /// A whole number within a range, or the default.
  func integer(
    _ label: String, default standard: Int, in range: ClosedRange<Int> = 1...Int(1e12)
  ) throws(Fault) -> Int {
    guard case .number(let estimate)? = self[label] else { return standard }
    let value = estimate.value
    guard value == value.rounded(), let whole = Int(exactly: value), range.contains(whole) else {
      throw Fault(
        .outOfRange,
        "'\(label)' must be a whole number from \(range.lowerBound) to \(range.upperBound), but is "
          + NumberFormat.text(value), at: span(of: label))
    }
    return whole
  }

  /// A text, or the default.
  func string(_ label: String, default standard: String) -> String {
    guard case .string(let text)? = self[label] else { return standard }
    return text
  }

  /// A truth value, or the default.
  func boolean(_ label: String, default standard: Bool) -> Bool {
    guard case .boolean(let value)? = self[label] else { return standard }
    return value
  }

  /// One of a few words, or the default.
  func choice(
    _ label: String, default standard: String, among words: [String]
  ) throws(Fault) -> String {
    let word = string(label, default: standard)
    guard words.contains(word) else {
      throw Fault(
        .outOfRange, unknown(word, among: words, what: label), at: span(of: label),
        hint: "one of " + words.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    return word
  }

  /// Refuses arguments that would be ignored.
  func refuse(_ labels: [String], because reason: String, hint: String? = nil) throws(Fault) {
    for label in labels where self[label] != nil {
      throw Fault(
        .outOfRange, "'\(label)' has no meaning here: \(reason)", at: span(of: label),
        hint: hint ?? "leave '\(label)' out")
    }
  }

  /// A list of numbers that is not empty, or `nil` where it is left out.
  func someNumbers(_ label: String) throws(Fault) -> [Double]? {
    let numbers = try numbers(label)
    guard numbers?.isEmpty != true else {
      throw Fault(.outOfRange, "'\(label)' is an empty list", at: span(of: label))
    }
    return numbers
  }

  /// A list of numbers: a number alone counts as a list of one.
  func numbers(_ label: String) throws(Fault) -> [Double]? {
    switch self[label] {
    case nil: return nil
    case .number(let estimate): return [estimate.value]
    case .list(let elements):
      var result: [Double] = []
      for element in elements {
        guard case .number(let estimate) = element else {
          throw Fault(
            .kindMismatch, "'\(label)' must be a list of numbers", at: span(of: label))
        }
        result.append(estimate.value)
      }
      return result
    default:
      throw Fault(.kindMismatch, "'\(label)' must be a list of numbers", at: span(of: label))
    }
  }
}
