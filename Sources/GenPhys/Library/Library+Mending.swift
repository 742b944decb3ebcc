internal import GenPhysNumerics
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// Changes of a process that give another process.
  static let mendingBuiltins: [Builtin] = [
    Builtin(
      name: "wick", topic: .process,
      summary: "The process with omega turned into -i*|omega|: waves become decays.",
      parameters: [.init("process", .process, "a process")], result: .process,
      examples: ["check wick(schrodinger)", "green(wick(wave), dim = 2)"]
    ) { arguments, _ throws(Fault) in
      .process(try arguments.anyProcess("process").wickRotated())
    },
    Builtin(
      name: "damp", topic: .process,
      summary: "The process with damping: dtt becomes dtt + 2*eps*dt.",
      parameters: [
        .init("process", .process, "a process of at least second order in time"),
        .init("eps", .number, default: "1", "the damping rate, at least 0"),
      ], result: .process, examples: ["check damp(wave, eps = 1)"]
    ) { arguments, _ throws(Fault) in
      let eps = try arguments.rate("eps")
      return try arguments.mended { process throws(MendingError) in
        try process.damped(eps: eps.formula, written: eps.text).approximating("eps", by: eps.number)
      }
    },
    Builtin(
      name: "viscous", topic: .process,
      summary: "The process with viscosity: nu*k^2 is added to every decay rate.",
      parameters: [
        .init("process", .process, "a process"),
        .init("nu", .number, default: "1", "the viscosity, at least 0"),
      ], result: .process, examples: ["check viscous(schrodinger, nu = 0.5)"]
    ) { arguments, _ throws(Fault) in
      let nu = try arguments.rate("nu")
      return .process(
        try arguments.anyProcess("process").viscous(nu: nu.formula, written: nu.text)
          .approximating("nu", by: nu.number))
    },
    Builtin(
      name: "flip_mass", topic: .process,
      summary: "The process with the other sign of its mass term: Helmholtz becomes Yukawa.",
      parameters: [.init("process", .process, "a process with a term without derivatives")],
      result: .process, examples: ["check flip_mass(helmholtz)"]
    ) { arguments, _ throws(Fault) in
      try arguments.mended { process throws(MendingError) in try process.massReversed() }
    },
  ]
}

extension Arguments {
  /// A number ≥ 0, exact where that is known; 1 where it is left out.
  fileprivate func rate(
    _ label: String
  ) throws(Fault) -> (number: RealNumber, formula: Formula, text: String) {
    var number = RealNumber.decimal(1)
    if case .number(let given)? = self[label] { number = given }
    guard number.value >= 0, number.value.isFinite else {
      throw Fault(
        .outOfRange, "'\(label)' must be at least 0, but is \(NumberFormat.text(number.value))",
        at: span(of: label))
    }
    return (number, number.formula, number.shortText)
  }

  /// The changed process, or why there is none.
  fileprivate func mended(
    _ change: (Process) throws(MendingError) -> Process
  ) throws(Fault) -> Value {
    let process = try anyProcess("process")
    do throws(MendingError) {
      return .process(try change(process))
    } catch {
      switch error {
      case .firstOrder:
        throw Fault(
          .processUnusable, "'\(process.name)' is of first order in time: it has no dtt to damp",
          at: span(of: "process"), hint: "processes with two branches or more can be damped")
      case .noFormula:
        throw Fault(
          .notYetSupported, "no formula is known for the branches of the changed process",
          at: span(of: "process"), hint: "write its omega out")
      case .noMassTerm:
        throw Fault(
          .processUnusable, "'\(process.name)' has no mass term whose sign could change",
          at: span(of: "process"),
          hint: "a mass term has neither a time derivative nor a Laplacian, as m^2*phi")
      }
    }
  }
}

extension Process {
  /// The process with a note that a number in it is not exactly what it stands for, if it is not.
  fileprivate func approximating(_ name: String, by number: RealNumber) -> Process {
    guard !number.isExact else { return self }
    var process = self
    process.approximations.append(
      Approximation(name: name, value: number.value, error: number.error))
    return process
  }
}
