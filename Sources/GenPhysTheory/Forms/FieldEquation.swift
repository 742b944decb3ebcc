package import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// A linear partial differential equation `Σ c_j(∇²) ∂t^j φ = 0` read as a continuity equation.
///
/// Terms with a time derivative are ∂t of the density, terms with a Laplacian alone the divergence of
/// the flux, and terms with neither the source: `∂t(σ Π φ) + ∇·(σ ∇ Q φ) = −σ r φ` with
/// `Π = Σ_{j≥1} c_j ∂t^{j−1}`, `∇² Q = c₀ − r` and the sign σ that makes p > 0. [THEORY 2]
public struct FieldEquation: Hashable, Sendable {
  /// The variable that stands for ∂t while an equation is read.
  package static let timeDerivative = "dt"
  /// The variable that stands for the field.
  package static let field = "phi"

  /// c₀, c₁, … in k (∇² → −k²), t and the parameters; c_n is not 0.
  let coefficients: [Formula]
  /// r, the part of c₀ without a Laplacian.
  let reaction: Formula
  /// Q, in k.
  let transport: Formula

  /// Why an equation declares no process.
  package enum Problem: Error, Hashable {
    /// φ does not occur, or cancels.
    case noField
    /// A term is not linear in φ, such as φ² or sin φ.
    case notLinear
    /// A term has no φ.
    case inhomogeneous
    /// ∂t occurs in a root, a quotient or a function.
    case notPolynomial
    /// No ∂t is left.
    case noTimeDerivative
    /// Coefficients depend on t in an equation of higher order, or before ∂t.
    case dependsOnTime
    /// The equation is of higher order in time and has no Laplacian.
    case noTransport
    /// The order in time is beyond `highestOrder`.
    case tooHigh(order: Int)
  }

  /// The highest order in time that is read.
  package static let highestOrder = 12

  /// Reads `residual = 0`, a formula in `dt`, `phi`, k, t and parameters.
  package init(residual: Formula) throws(Problem) {
    let wave = Process.assumptions
    guard residual.contains(Self.field) else { throw .noField }
    let offset = residual.substituting([Self.field: 0]).simplified(assuming: wave)
    let linear = residual.coefficients(linearIn: [Self.field], assuming: wave)?[Self.field]
    guard let symbol = linear else {
      throw offset.isZero(assuming: wave) ? .notLinear : .inhomogeneous
    }
    if symbol.isZero(assuming: wave) { throw .noField }
    guard let powers = symbol.asPolynomial(in: Self.timeDerivative, assuming: wave),
      let order = powers.keys.max(), powers.keys.allSatisfy({ $0 >= 0 })
    else { throw .notPolynomial }
    guard order <= Self.highestOrder else { throw .tooHigh(order: order) }
    try self.init(coefficients: (0...order).map { powers[$0] ?? .zero })
  }

  /// The equation with these coefficients of ∂t⁰, ∂t¹ and so on.
  private init(coefficients given: [Formula]) throws(Problem) {
    let wave = Process.assumptions
    var all = CharacteristicPolynomial(coefficients: given).coefficients
    guard all.count > 1 else { throw .noTimeDerivative }
    if all.count == 2, !all[1].contains("k") {
      // Of first order p is φ itself.
      let top = all[1]
      all = all.map { ($0 / top).simplified(assuming: wave) }
    }
    let depends = all.indices.filter { [all] in all[$0].contains("t") }
    guard depends.isEmpty || all.count == 2 && depends == [0] else { throw .dependsOnTime }
    let reaction = Self.valueAtZero(all[0])
    let rest = (reaction - all[0]) / Formula.variable("k").raised(to: 2)
    coefficients = all
    self.reaction = reaction
    transport = (rest.expanded(assuming: wave) ?? rest).simplified(assuming: wave)
    if all.count > 2, transport.isZero(assuming: wave) { throw .noTransport }
  }

  /// The value at k = 0; where the formula has none there, its terms without k.
  private static func valueAtZero(_ formula: Formula) -> Formula {
    let value = formula.substituting(["k": 0]).simplified(assuming: Process.assumptions)
    let ones = Dictionary(value.variables.map { ($0, Formula.one) }) { $1 }
    if value.substituting(ones).realValue != nil { return value }
    return formula.constantAndRest(in: "k")?.constant ?? .zero
  }

  /// The order in time.
  public var order: Int { coefficients.count - 1 }

  // MARK: - The process

  /// The polynomial in λ: ∂t → −λ.
  package var characteristicPolynomial: CharacteristicPolynomial {
    CharacteristicPolynomial(coefficients: Self.alternating(coefficients))
  }

  private static func alternating(_ coefficients: [Formula]) -> [Formula] {
    coefficients.enumerated().map { $0.offset % 2 == 0 ? $0.element : -$0.element }
  }

  /// The equation with another polynomial in λ; `nil` where that declares no process.
  func replacing(_ polynomial: CharacteristicPolynomial) -> FieldEquation? {
    try? FieldEquation(coefficients: Self.alternating(polynomial.coefficients))
  }

  /// R as a form in the flux potential and the density.
  ///
  /// Of first order in time, p is φ itself but for a factor, and R = −(r/Π) p; else R = (r/Q) times
  /// the flux potential.
  package var source: Process.Source {
    let wave = Process.assumptions
    if order == 1 {
      return Process.Source(
        potential: 0, density: (-reaction / coefficients[1]).simplified(assuming: wave))
    }
    return Process.Source(
      potential: (reaction / transport).simplified(assuming: wave), density: 0)
  }

  /// σ: the density of the causal Green's function is positive at first.
  ///
  /// The kept branches λ_j carry `φ̂_j ∝ 1/∏(λ_l − λ_j)`; `Σ Π(−λ_j) φ̂_j` at one k has the sign, with
  /// parameters that have no value at 1.
  func sign(in process: Process) -> Int {
    var values: [String: Number] = [:]
    for name in process.missingParameters { values[name] = .one }
    let bound = process.with(values)
    guard let kept = try? bound.keptDecayRates() else { return 1 }
    let formulas = coefficients.map { bound.bound($0) }
    for k in [1, 0.37, 2.9] {
      let place = [Complex(k), Complex(1.0)]
      let rates = kept.compactMap { try? $0.program() }.map { $0.evaluate(place) }
      let symbols = formulas.compactMap { try? $0.program() }.map { $0.evaluate(place) }
      guard symbols.count == formulas.count, !rates.isEmpty, rates.allSatisfy(\.isFinite) else {
        continue
      }
      var total = Complex<Double>.zero
      for (j, rate) in rates.enumerated() {
        let density = symbols.dropFirst().reversed().reduce(Complex<Double>.zero) {
          $0 * -rate + $1
        }
        total += rates.indices.reduce(density) { $1 == j ? $0 : $0 / (rates[$1] - rate) }
      }
      if total.isFinite, total.real.magnitude > 1e-9 * total.length {
        return total.real > 0 ? 1 : -1
      }
    }
    return 1
  }
}
