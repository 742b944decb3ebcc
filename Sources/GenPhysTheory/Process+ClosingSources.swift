public import GenPhysNumerics

extension Process {
  /// Why the source does not close, with the sources that certainly would, as they are typed.
  func sentence(on problem: Closure.Problem) -> String {
    let sources = closingSources.map { "'source = \($0.text())'" }
    let cure =
      sources.isEmpty
      ? problem.advice : sources.joined(separator: " or ") + " would close it"
    // A prime marks parameters whose names mean something else in proofs.
    return "\(problem.reason); \(cure)".replacing("\u{2032}", with: "")
  }

  /// Sources with which ω certainly closes, each judged as if it had been declared.
  ///
  /// R = −λ(0) p and R = −m²φ where λ² or the product of two branches is c²(k² + m²); else R = −φ, which
  /// closes wherever λ(0) is finite. With the parameters' names where that closes for all their positive
  /// values, else with their numbers.
  var closingSources: [Source] {
    let general = with(values: nil)
    for process in general == self ? [self] : [general, self] {
      let found = process.sourceCandidates.filter { source in
        [process, self].allSatisfy { $0.declaring(source).certainlyCloses }
      }
      if !found.isEmpty { return found }
    }
    let last = Source(potential: -1, density: 0)
    return declaring(last).certainlyCloses ? [last] : []
  }

  /// Why the source certainly does not close, whatever the parameters without a value; `nil` where it does
  /// or nothing is certain.
  var certainProblem: Closure.Problem? {
    guard let kept = keptRatesOfEveryValue, !kept.isEmpty,
      case .fails(let problem) = closure(of: kept).finding(samples: false)
    else { return nil }
    return problem
  }

  /// Whether the source certainly closes, for every positive value of parameters without one.
  var certainlyCloses: Bool {
    guard let kept = keptRatesOfEveryValue, !kept.isEmpty else { return false }
    return closure(of: kept).finding(samples: false) == .closes
  }

  /// Sources that may close, from what λ is at k = 0 and from λ².
  private var sourceCandidates: [Source] {
    guard let rates = declaring(.none).keptRatesOfEveryValue, !rates.isEmpty else { return [] }
    var result: [Source] = []
    if rates.count > 1 {
      result.append(.none)
    } else if let loss = rates[0].inSquares.limitAtZero {
      let density = (-loss).simplified(assuming: Self.assumptions)
      result.append(Source(potential: 0, density: density))
    }
    let bare = Process(name: name, parameters: parameters, frequencies: frequencies)
    if let potential = bare.closure(of: rates).closingPotential {
      result.append(Source(potential: potential, density: 0))
    }
    return result
  }

  /// The decay rates that are kept; with parameters that have no value, where that is certain for all
  /// their positive values.
  private var keptRatesOfEveryValue: [Formula]? {
    if missingParameters.isEmpty { return try? keptDecayRates() }
    let rates = decayRates
    if rates.count == 1 { return rates }
    var kept: [Formula] = []
    for rate in rates {
      guard let isKept = Branch.isCertainlyKept(rate) else { return nil }
      if isKept { kept.append(rate) }
    }
    return kept
  }

  /// The same ω with another source, as a declaration gives it.
  private func declaring(_ source: Source) -> Process {
    Process(name: name, parameters: parameters, frequencies: frequencies, source: source)
  }

  /// The same process with this value, or none, for every parameter.
  private func with(values value: Number?) -> Process {
    Process(
      name: name, parameters: parameters.map { Parameter(name: $0.name, value: value) },
      frequencies: frequencies, source: source, equation: equation)
  }
}

extension Process.Source {
  /// `a*phi + b*p` as it is typed.
  ///
  /// - Parameter written: how a coefficient is written.
  public func text(_ written: (Formula) -> String = { $0.description }) -> String {
    let terms = [(potential, "phi"), (density, "p")].compactMap { coefficient, name -> String? in
      switch coefficient {
      case 0: return nil
      case 1: return name
      case -1: return "-" + name
      case .sum: return "(\(written(coefficient)))*\(name)"
      default: return "\(written(coefficient))*\(name)"
      }
    }
    return terms.isEmpty ? "0" : terms.joined(separator: " + ").replacing("+ -", with: "- ")
  }
}
