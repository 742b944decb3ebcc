internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import Synchronization

/// The action `S(s,t) = ∫₀ᵗ λ(√s,τ) dτ` of one branch, taken apart once for all times.
///
/// `P = e^{−S}` is the propagator as a function of s = k². Terms `c(t) k²` only shift the law of u,
/// by `D = ∫ c`, and are kept apart: what remains loses no digits to them. Terms `g(t) f(k)` need
/// the integral of g only. Values come from the formulas, so their continuation to complex s is
/// exact up to rounding. [THEORY 3, 4]
struct LaplaceAction: Sendable {
  /// λ(k,t).
  private let program: CompiledFormula
  /// λ less its terms c(t) k².
  private let excess: CompiledFormula
  /// What that is below its limit, where it depends on time and a form is known that loses no digits.
  private let excessRemainder: CompiledFormula?
  /// The c(t) of terms c(t) k².
  private let drifts: [TimeIntegral]
  private let terms: [Term]
  private let slices = ActionCache()
  let dependsOnTime: Bool

  private struct Term: Sendable {
    let wave: WaveTerm
    /// `nil` where time and wavenumber do not separate.
    let weight: TimeIntegral?

    init(_ formula: Formula, weight: TimeIntegral?) throws(FormulaError) {
      wave = try WaveTerm(formula)
      self.weight = weight
    }
  }

  /// Compiles λ(k,t) and its first two derivatives in k.
  ///
  /// - Throws: `.noDerivative`, `.tooLarge`, or `.unknownVariable` for a parameter without value.
  init(decayRate: Formula) throws(FormulaError) {
    program = try decayRate.withGrowthOutOfLogarithms.program()
    dependsOnTime = decayRate.contains("t")
    var drifts: [TimeIntegral] = []
    var still: [Formula] = []
    // With those whose own integral diverges: together they may have one.
    var entangled: [Formula] = []
    var separable: [(time: TimeIntegral, wave: Formula, whole: Formula)] = []
    let expanded = decayRate.expanded(assuming: Process.assumptions) ?? decayRate
    let all: [Formula] = if case .sum(let parts) = expanded { parts } else { [expanded] }
    for term in all {
      if let monomial = term.asMonomial(in: "k"), monomial.exponent == 2,
        let drift = TimeIntegral(monomial.coefficient), drift.hasValue
      {
        drifts.append(drift)
      } else if !term.contains("t") {
        still.append(term)
      } else if let split = Self.separated(term), split.time.hasValue {
        separable.append((split.time, split.wave, term))
      } else {
        entangled.append(term)
      }
    }
    let others = still + separable.map(\.whole) + entangled
    let rate = others.isEmpty ? .zero : Self.total(others)
    excess = try rate.withGrowthOutOfLogarithms.program()
    excessRemainder = dependsOnTime ? try rate.remainderInWavenumbers?.program() : nil
    var terms: [Term] = []
    if !still.isEmpty {
      terms.append(try Term(Self.total(still), weight: .power(coefficient: 1, exponent: 0)))
    }
    for part in separable { terms.append(try Term(part.wave, weight: part.time)) }
    if !entangled.isEmpty { terms.append(try Term(Self.total(entangled), weight: nil)) }
    self.drifts = drifts
    self.terms = terms
  }

  private static func total(_ terms: [Formula]) -> Formula {
    terms.count == 1 ? terms[0] : Formula.sum(terms).simplified(assuming: Process.assumptions)
  }

  /// `g(t) f(k)`, or `nil` where a factor holds both.
  private static func separated(_ term: Formula) -> (time: TimeIntegral, wave: Formula)? {
    let factors: [Formula] = if case .product(let parts) = term { parts } else { [term] }
    let time = factors.filter { $0.contains("t") }
    guard time.allSatisfy({ !$0.contains("k") }) else { return nil }
    func product(_ parts: [Formula]) -> Formula {
      parts.isEmpty
        ? .one
        : parts.count == 1
          ? parts[0] : Formula.product(parts).simplified(assuming: Process.assumptions)
    }
    guard let integral = TimeIntegral(product(time)) else { return nil }
    return (integral, product(factors.filter { !$0.contains("t") }))
  }

  /// S at complex s off the singularities of λ; k = √s on the principal branch.
  func value(_ s: Complex<Double>, time t: Double) -> Complex<Double> {
    let k = Complex.sqrt(s)
    guard dependsOnTime else {
      let rate = program.evaluate([k, Complex(t)])
      guard s == .zero, !rate.isFinite else { return rate * Complex(t) }
      return program.evaluate([Complex(ActionSlice.nearZero), Complex(t)]) * Complex(t)
    }
    let slice = at(time: t)
    return Complex(slice.drift) * s + slice.value(s)
  }

  /// The action at one time.
  func at(time t: Double) -> ActionSlice {
    dependsOnTime ? slices.slice(time: t) { integrated(upTo: $0) } : integrated(upTo: t)
  }

  private func integrated(upTo t: Double) -> ActionSlice {
    var parts: [ActionSlice.Part] = []
    var isIntegrable = true
    for term in terms {
      func add(_ time: Double, _ weight: Estimate) {
        isIntegrable = isIntegrable && weight.error.isFinite
        parts.append(.init(term.wave, time: time, weight: weight))
      }
      if let weight = term.weight {
        add(t, weight.value(upTo: t))
      } else {
        // At wavenumbers of any size; complex rates by a functional that sees both parts.
        let wavenumbers = (-6...6).map { Double.pow(10, Double($0)) }
        let rule = TimeRule(upTo: t, parameters: wavenumbers) { k, time in
          let rate = term.wave.value.evaluate([Complex(k), Complex(time)])
          return rate.real + rate.imaginary
        }
        isIntegrable = isIntegrable && rule.error < TimeRule.worst
        for node in rule.nodes {
          add(node.time, Estimate(node.weight, error: rule.error * node.weight.magnitude))
        }
      }
    }
    let integrals = drifts.map { $0.value(upTo: t) }
    let drift = Estimate(
      integrals.reduce(0) { $0 + $1.value }, error: integrals.reduce(0) { $0 + $1.error })
    return ActionSlice(
      drift: drift, driftRate: drifts.reduce(0) { $0 + $1.rate(at: t) }, parts: parts,
      excess: excess, excessRemainder: excessRemainder, time: t, dependsOnTime: dependsOnTime,
      isIntegrable: isIntegrable && drift.error.isFinite)
  }
}

/// Actions by time: integrals over time are found once.
private final class ActionCache: Sendable {
  private let slices = Mutex<[Double: ActionSlice]>([:])

  func slice(time: Double, _ make: (Double) -> ActionSlice) -> ActionSlice {
    if let known = slices.withLock({ $0[time] }) { return known }
    let slice = make(time)
    slices.withLock { slices in
      if slices.count >= 512 { slices.removeAll(keepingCapacity: true) }
      slices[time] = slice
    }
    return slice
  }
}
