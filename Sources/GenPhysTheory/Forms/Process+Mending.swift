public import GenPhysNumerics

/// Why a process cannot be mended in the way that was asked for.
public enum MendingError: Error, Hashable, Sendable {
  /// The equation is of first order in time: there is no ∂tt to damp.
  case firstOrder
  /// The changed equation has branches for which no formula is known.
  case noFormula
  /// There is no term without derivatives whose sign could change.
  case noMassTerm
}

/// Changes of a process that often make it s-generative. [THEORY 3, Mending]
///
/// Each is a change of the equation, whatever the process is called. The source stays as it is if it
/// still closes; else it becomes R = −λ(0) p where that closes.
extension Process {
  /// Wick rotation: ω(k) → −i|ω(k)|, waves become decays.
  public func wickRotated() -> Process {
    var rotated: [Formula] = []
    for frequency in frequencies {
      let size = (-.imaginaryUnit * frequency.modulus(assuming: assumptions))
        .simplified(assuming: assumptions)
      if !rotated.contains(size) { rotated.append(size) }
    }
    return closed("wick(\(name))", rotated, source)
  }

  /// Damping: ∂tt → ∂tt + 2ε∂t.
  ///
  /// - Throws: `.firstOrder` with one branch, `.noFormula`.
  public func damped(eps: Number) throws(MendingError) -> Process {
    try damped(eps: .number(eps), written: eps.shortText)
  }

  /// Damping by a real constant.
  ///
  /// - Parameter written: the constant as the name of the process shows it.
  /// - Throws: `.firstOrder` with one branch, `.noFormula`.
  public func damped(eps: Formula, written: String) throws(MendingError) -> Process {
    guard frequencies.count > 1 else { throw .firstOrder }
    return try mended(
      "damp(\(name), eps = \(written))", characteristicPolynomial.damped(by: eps), source)
  }

  /// Viscosity: νk² is added to every decay rate.
  public func viscous(nu: Number) -> Process {
    viscous(nu: .number(nu), written: nu.shortText)
  }

  /// Viscosity by a real constant.
  ///
  /// - Parameter written: the constant as the name of the process shows it.
  public func viscous(nu: Formula, written: String) -> Process {
    let loss = .imaginaryUnit * nu * Formula.variable("k").raised(to: 2)
    return closed(
      "viscous(\(name), nu = \(written))",
      frequencies.map { ($0 - loss).simplified(assuming: assumptions) }, source)
  }

  /// The opposite sign of the mass term, which has neither a time derivative nor a Laplacian.
  ///
  /// - Throws: `.noMassTerm`, `.noFormula`.
  public func massReversed() throws(MendingError) -> Process {
    let opposite = Source(
      potential: (-source.potential).simplified(assuming: assumptions),
      density: (-source.density).simplified(assuming: assumptions))
    let name = "flip_mass(\(name))"
    if frequencies.count == 1 {
      // λ = c·f(k²)^a is a branch of an equation whose mass term is f(0).
      let rate = (.imaginaryUnit * frequencies[0]).simplified(assuming: assumptions)
      guard
        let (factor, powers, exponent) = rate.asPowerOfPolynomial(in: "k", assuming: assumptions),
        let reversed = Formula.massReversed(powers, assuming: assumptions)
      else { throw .noMassTerm }
      let changed = factor * reversed.raised(to: exponent)
      return closed(
        name, [(-.imaginaryUnit * changed).simplified(assuming: assumptions)], opposite)
    }
    var coefficients = characteristicPolynomial.coefficients
    guard let powers = coefficients.first?.asPolynomial(in: "k", assuming: assumptions),
      let reversed = Formula.massReversed(powers, assuming: assumptions)
    else { throw .noMassTerm }
    coefficients[0] = reversed
    return try mended(name, CharacteristicPolynomial(coefficients: coefficients), opposite)
  }

  // MARK: - Parts

  /// k ≥ 0, t > 0 and real parameters.
  private var assumptions: Assumptions {
    parameters.reduce(Self.assumptions) { $0.assuming($1.name, .real) }
  }

  private var characteristicPolynomial: CharacteristicPolynomial {
    equation?.characteristicPolynomial
      ?? CharacteristicPolynomial(roots: frequencies.map { .imaginaryUnit * $0 })
  }

  /// The process of a changed polynomial, with the changed equation where one is known.
  private func mended(
    _ name: String, _ polynomial: CharacteristicPolynomial, _ preferred: Source
  ) throws(MendingError) -> Process {
    guard let roots = polynomial.roots, roots.allSatisfy(\.isWithinLimits) else {
      throw .noFormula
    }
    let frequencies = roots.map { (-.imaginaryUnit * $0).simplified(assuming: assumptions) }
    let process = closed(name, frequencies, preferred)
    guard process.source == preferred, let changed = equation?.replacing(polynomial),
      changed.source == preferred
    else { return process }
    var mended = Process(
      name: name, parameters: parameters, frequencies: frequencies, source: preferred,
      equation: changed)
    mended.approximations = approximations
    return mended
  }

  /// The changed process with the first source that closes it: this one, or R = −λ(0) p.
  ///
  /// Of the latter one that certainly closes comes first.
  func closed(_ name: String, _ frequencies: [Formula], _ preferred: Source) -> Process {
    func process(_ source: Source) -> Process {
      var process = Process(
        name: name, parameters: parameters, frequencies: frequencies, source: source)
      process.approximations = approximations
      return process
    }
    let kept = process(preferred)
    if kept.seemsToClose { return kept }
    let trial = withEveryValue
    let balancing = frequencies.compactMap { frequency -> Process? in
      let loss = (-.imaginaryUnit * frequency).substituting(["k": 0])
        .simplified(assuming: assumptions)
      return trial.bound(loss).realValue == nil
        ? nil : process(Source(potential: 0, density: loss))
    }
    return balancing.first(where: \.certainlyCloses) ?? balancing.first(where: \.seemsToClose)
      ?? kept
  }

  /// The process with 1 for every parameter that has no value.
  var withEveryValue: Process {
    with(Dictionary(missingParameters.map { ($0, .one) }) { $1 })
  }

  /// Whether no problem of the closure was found, parameters without a value being 1.
  private var seemsToClose: Bool {
    let bound = withEveryValue
    guard let kept = try? bound.keptDecayRates(), !kept.isEmpty else { return true }
    return bound.closure(of: kept).finding().problem == nil
  }
}

extension Formula {
  /// |x|: `√(a² + b²)` where x is a + ib with a and b certainly real, else `abs(x)`.
  fileprivate func modulus(assuming assumptions: Assumptions) -> Formula {
    let plain = simplified(assuming: assumptions)
    let direct = Formula.call(.abs, [plain]).simplified(assuming: assumptions)
    guard direct.containsModulus, let expanded = plain.expanded(assuming: assumptions) else {
      return direct
    }
    var real: [Formula] = []
    var imaginary: [Formula] = []
    for term in expanded.terms {
      if assumptions.isReal(term) {
        real.append(term)
        continue
      }
      let part = (-.imaginaryUnit * term).simplified(assuming: assumptions)
      guard assumptions.isReal(part) else { return direct }
      imaginary.append(part)
    }
    guard !real.isEmpty, !imaginary.isEmpty else { return direct }
    let (a, b) = (Formula.sum(real), Formula.sum(imaginary))
    return (a * a + b * b).squareRoot.simplified(assuming: assumptions)
  }

  private var containsModulus: Bool {
    if case .call(.abs, _) = self { return true }
    return children.contains(where: \.containsModulus)
  }

  /// A polynomial in k with the sign of its constant term changed; `nil` without one, or with nothing
  /// else.
  fileprivate static func massReversed(
    _ powers: [Int: Formula], assuming assumptions: Assumptions
  ) -> Formula? {
    guard let mass = powers[0], !mass.isZero(assuming: assumptions), powers.count > 1 else {
      return nil
    }
    let k = Formula.variable("k")
    let terms = powers.keys.sorted().map { power in
      (power == 0 ? -mass : powers[power] ?? .zero) * k.raised(to: .number(Number(power)))
    }
    return Formula.sum(terms).simplified(assuming: assumptions)
  }
}

extension Number {
  /// The number as people type it: 2, 0.5.
  fileprivate var shortText: String { integer.map(String.init) ?? "\(doubleValue)" }
}
