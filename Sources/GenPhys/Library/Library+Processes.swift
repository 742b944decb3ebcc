internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// What can be asked of a process itself.
  static let processBuiltins: [Builtin] = [
    Builtin(
      name: "check", topic: .process,
      summary: "Judges whether a process is s-generative: a density flow (C1) that smooths (C2).",
      parameters: [
        .init(
          "process", .process,
          "a process; parameters without a value stand for every positive number"),
        .init("details", .boolean, default: "false", "whether to show everything that was found"),
      ], result: .verdict, examples: ["check yukawa(m = 2)", "check(wave, details = true)"]
    ) { arguments, evaluation throws(Fault) in
      let process = try arguments.anyProcess("process")
      let verdict = try process.judged(at: arguments.span, budget: evaluation.budget)
      return .verdict(
        VerdictReport(
          process: process, verdict: verdict,
          isDetailed: arguments.boolean("details", default: false)
        ).withMendings(budget: evaluation.budget))
    },
    Builtin(
      name: "dispersion", topic: .process,
      summary: "The dispersion relation of a process: plot it, or call it as d(k = 1, t = 1).",
      parameters: [.init("process", .process, "a process")], result: .dispersion,
      examples: ["dispersion(yukawa)(k = 1)"]
    ) { arguments, _ throws(Fault) in
      .dispersion(try arguments.process("process"))
    },
    Builtin(
      name: "show", topic: .process,
      summary: "Writes a process out: its branches, its source and how they close.",
      parameters: [.init("process", .process, "a process")], result: .string,
      examples: ["show(yukawa)"]
    ) { arguments, _ throws(Fault) in
      .string(try arguments.process("process").description)
    },
  ]
}

extension Arguments {
  /// A process, whether its parameters have values or not.
  func anyProcess(_ label: String) throws(Fault) -> Process {
    guard case .process(let process)? = self[label] else {
      throw Fault(.kindMismatch, "'\(label)' must be a process", at: span(of: label))
    }
    return process
  }

  /// A process whose parameters all have values.
  func process(_ label: String) throws(Fault) -> Process {
    let process = try anyProcess(label)
    let missing = process.missingParameters
    guard missing.isEmpty else {
      let names = missing.map { "'\($0)'" }.enumeration
      throw Fault(
        .wrongArity,
        "'\(process.name)' needs \(missing.count > 1 ? "values" : "a value") for \(names)",
        at: span(of: label),
        hint: "write \(process.name)(\(missing.map { "\($0) = …" }.joined(separator: ", ")))")
    }
    return process
  }
}

extension Process {
  /// The verdict, for every positive value of parameters without one; formula problems are faults.
  func judged(
    at span: SourceSpan, budget: Duration
  ) throws(Fault) -> Verdict {
    try requireValues(at: span)
    do {
      return assumingItsNumbers(try verdict(budget: budget))
    } catch {
      throw Fault(.processUnusable, error.explanation(in: self), at: span)
    }
  }

  /// The verdict with the constants that stand for a number near them: what is proved is proved of the
  /// numbers in the formulas, and not of the true ones.
  private func assumingItsNumbers(_ verdict: Verdict) -> Verdict {
    var verdict = verdict
    verdict.assumptions += inexactNumbers.map(\.text)
    return verdict
  }

  /// Refuses a process whose formulas have no value anywhere, such as one divided by a parameter
  /// that is 0: nothing can be said about it.
  private func requireValues(at span: SourceSpan) throws(Fault) {
    guard let part = partWithoutValue else { return }
    throw Fault(
      .processUnusable, "\(part) of '\(signature)' has no finite value", at: span,
      hint: "is something divided by 0, or a parameter far too large?")
  }

  /// What has a finite value at none of four wavenumbers, omega or the source; `nil` where both have one,
  /// or have parameters without a value.
  var partWithoutValue: String? {
    let source = boundSource
    let parts =
      frequencies.map { ("omega", bound($0)) }
      + [("the source", source.potential), ("the source", source.density)]
    return parts.first { _, formula in
      guard let program = try? formula.compiled(variables: ["k", "t"]) else { return false }
      return ![0.1, 1, 3, 10].contains { k in
        let value = program.evaluate([Complex(k), 1])
        return value.real.isFinite && value.imaginary.isFinite
      }
    }?.0
  }

  /// The process with other parameter values, given by name or in order.
  func applying(
    _ given: [(label: String?, value: Value, span: SourceSpan)], at span: SourceSpan
  ) throws(Fault) -> Process {
    var values: [Parameter] = []
    for (position, argument) in given.enumerated() {
      let name: String
      if let label = argument.label {
        guard parameters.contains(where: { $0.name == label }) else {
          throw Fault(
            .unknownLabel, unknown(label, among: parameters.map(\.name), what: "parameter"),
            at: argument.span, hint: signature)
        }
        name = label
      } else {
        guard position < parameters.count else {
          throw Fault(
            .wrongArity, "'\(self.name)' takes \(parameters.count) parameters", at: argument.span,
            hint: signature)
        }
        name = parameters[position].name
      }
      guard case .number(let number) = argument.value, number.value.isFinite else {
        throw Fault(
          .kindMismatch, "parameter '\(name)' must be a finite real number", at: argument.span)
      }
      values.append(Parameter(name: name, number))
    }
    return with(values)
  }

  /// The name with its parameters, as `yukawa(m = 1)`.
  var signature: String {
    guard !parameters.isEmpty else { return name }
    let list = parameters.map { parameter -> String in
      guard let formula = parameter.formula, let value = parameter.value else {
        return parameter.name
      }
      return "\(parameter.name) = \(formula.shortText(near: value.doubleValue))"
    }
    return "\(name)(\(list.joined(separator: ", ")))"
  }

  /// ω at a wavenumber: one number, or a list over the branches.
  func frequency(
    _ given: [(label: String?, value: Value, span: SourceSpan)], at span: SourceSpan
  ) throws(Fault) -> Value {
    var arguments = ["k": Double.nan, "t": 1]
    for (position, argument) in given.enumerated() {
      let name = argument.label ?? (position == 0 ? "k" : "t")
      guard arguments[name] != nil, case .number(let estimate) = argument.value else {
        throw Fault(
          .unknownLabel, "a dispersion relation is called as d(k = 1, t = 1)", at: argument.span)
      }
      arguments[name] = estimate.value
    }
    guard let k = arguments["k"], let t = arguments["t"], k >= 0, t > 0, k.isFinite, t.isFinite
    else {
      throw Fault(.outOfRange, "a dispersion relation needs k >= 0 and t > 0", at: span)
    }
    var results: [Value] = []
    for formula in frequencies {
      let program: CompiledFormula
      do throws(FormulaError) {
        program = try bound(formula).compiled(variables: ["k", "t"])
      } catch {
        throw Fault(.processUnusable, error.explanation(in: self), at: span)
      }
      results.append(
        try Arithmetic.normal(program.evaluate([Complex(k), Complex(t)]), at: span))
    }
    return results.count == 1 ? results[0] : .list(results)
  }

  /// The process written out, with the parameters' values put in.
  var description: String {
    var lines = [signature]
    if let equation { lines += equation.lines(in: self).map { "  " + $0 } }
    let branches = (try? self.branches()) ?? []
    if branches.isEmpty {
      // Which are kept is not known without values of the parameters.
      lines += decayRates.enumerated().map { index, rate in
        let number = decayRates.count > 1 ? "_\(index + 1)" : ""
        return "  lambda\(number) = i*omega\(number) = \(rate.clipped)"
      }
    }
    for (index, branch) in branches.enumerated() {
      let number = branches.count > 1 ? "_\(index + 1)" : ""
      lines.append("  lambda\(number) = i*omega\(number) = \(branch.decayRate.clipped)")
      if let reason = branch.discarded { lines.append("    discarded: \(reason)") }
    }
    lines.append("  source = \(boundSource.text(\.clipped))")
    lines += inexactNumbers.map { number in
      "  \(number.text): these formulas hold \(number.value)"
    }
    let kept = branches.filter { $0.discarded == nil }.map(\.decayRate)
    if !kept.isEmpty {
      let flux = closure(of: kept).flux
      let factor = flux == 1 ? "" : "(\(flux.clipped))*"
      lines.append(
        kept.count == 1
          ? "  phi/p  = \(flux.clipped)   (in Fourier space)"
          : "  phi    = \(factor)sum_j exp(-lambda_j*t)/prod_(l != j) (lambda_l - lambda_j): "
            + Self.causalConditions(kept.count))
    }
    return lines.joined(separator: "\n")
  }

  /// What the branches are matched to at t = 0⁺.
  private static func causalConditions(_ count: Int) -> String {
    let zeros = (0..<count - 1).map { order in
      order == 0 ? "phi" : "d\(String(repeating: "t", count: order))(phi)"
    }
    return "p = 1, " + zeros.map { "\($0) = 0" }.joined(separator: ", ") + " at t = 0"
  }
}

extension Process.Approximation {
  /// The number with what is known of its error: `c = 0.0330267376882 ± 2e-17`.
  var text: String {
    error > 0
      ? "\(name) = \(NumberFormat.text(Estimate(value, error: error)))"
      : "\(name) = \(NumberFormat.text(value)) (rounded)"
  }
}

extension Formula {
  /// The formula, or the start of one that nobody would read to the end.
  fileprivate var clipped: String {
    let text = description
    return text.count <= 240 ? text : text.prefix(160) + "…"
  }
}
