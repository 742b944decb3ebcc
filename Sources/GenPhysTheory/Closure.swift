public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// How the source closes the system: `φ̂ = h p̂` on one branch, with `h = (λ + b)/(k² − a)`.
///
/// ω says how p evolves, the source says how much of the decay is birth and death and how much is
/// transport. Several branches λ_j of the causal Green's function (φ^{(j)} = 0 for j < b−1, p̂ = 1 at
/// t = 0⁺) share `H = ∏(λ_j + b)/(k² − a)`:
/// `φ̂ = H Σ_j e^{−λ_j t}/∏_{l≠j}(λ_l − λ_j)` and `p̂ = Σ_j e^{−λ_j t} ∏_{l≠j}(λ_l + b)/(λ_l − λ_j)`,
/// by the partial fractions of 1/∏(x + λ_j) at x = b; `CausalChain` computes both. [THEORY 2, derived]
public struct Closure: Hashable, Sendable {
  /// H, in k and t: for one branch h, the flux potential per density.
  public let flux: Formula
  /// `R̂/p̂ = a h + b`, for one branch.
  public let growth: Formula
  /// `∏(λ_j + b)`, which must vanish where k² = a.
  let mismatch: Formula
  /// a.
  let potential: Formula
  /// b.
  let density: Formula
  /// How many branches there are.
  private let branches: Int

  /// Closes a branch of decay rate λ with the source `R = aφ + bp`, all with numbers put in.
  package init(decayRate: Formula, source: Process.Source) {
    self.init(decayRates: [decayRate], source: source)
  }

  /// Closes the kept branches together.
  ///
  /// - Parameter polynomial: the polynomial whose roots the branches are, where it is known.
  package init(
    decayRates: [Formula], source: Process.Source, polynomial: CharacteristicPolynomial? = nil
  ) {
    let assumptions = Process.assumptions
    branches = decayRates.count
    potential = source.potential
    density = source.density
    let product =
      polynomial?.product(plus: source.density)
      ?? decayRates.dropFirst().reduce((decayRates.first ?? .one) + source.density) {
        let factor = $1 + source.density
        // Conjugate roots multiply out to something short.
        return ($0 * factor).expanded(assuming: assumptions) ?? $0 * factor
      }
    mismatch = product.simplified(assuming: assumptions)
    let square = Formula.variable("k").raised(to: 2)
    flux = (mismatch / (square - source.potential)).simplified(assuming: assumptions)
    growth = (source.potential * flux + source.density).simplified(assuming: assumptions)
  }
}

extension Closure {
  /// Why a source cannot close the system: what C1 checks first.
  public enum Problem: Hashable, Sendable {
    /// At k = 0 the density changes and the source does not account for it. `rate` is the decay rate
    /// there, `nil` with several branches and where it is infinite; `R = −potential·φ` would close,
    /// where one is known.
    case massNotBalanced(rate: Formula?, potential: Double?)
    /// h has a pole at this k > 0.
    case pole(k: Double)

    /// The reason in a sentence, with the source that would mend it.
    public var reason: String {
      switch self {
      case .massNotBalanced(let rate?, _) where rate == .zero:
        return
          "the flux symbol k(lambda + b)/(k^2 - a) is as large as 1/k at k = 0: a current flows "
          + "out of every ball, however large; choose a source R = a*phi + b*p with a smaller one"
      case .massNotBalanced(let rate, let potential):
        let change =
          rate.map { "mass changes at the rate \(Self.negative($0)) that no source accounts for" }
          ?? "mass changes and no source accounts for it"
        let sources = [
          rate.map { "'source = \(Self.negative($0))*p'" },
          potential.map { "'source = \(Self.short(-$0))*phi'" },
        ].compactMap(\.self)
        return change
          + (sources.isEmpty
            ? "; declare a source that does"
            : "; " + sources.joined(separator: " or ") + " would close it")
      case .pole(let k):
        return "the flux potential has a pole at k = \(Self.short(k)); choose a source "
          + "R = a*phi + b*p with k^2 - a free of zeros"
      }
    }

    private static func negative(_ rate: Formula) -> String {
      if let value = rate.realValue { return short(-value) }
      let opposite = (-rate).simplified(assuming: Process.assumptions)
      if case .sum = opposite { return "(\(opposite.description))" }
      return opposite.description
    }

    private static func short(_ x: Double) -> String {
      let rounded = (x * 1e6).rounded() / 1e6
      return rounded == rounded.rounded() && rounded.magnitude < 1e9
        ? String(Int(rounded)) : String(rounded)
    }
  }

  /// `m²` where λ², or the product of two branches, is `c²(k² + m²)` with m² > 0.
  ///
  /// R = −m²φ then has a finite flux symbol; it is what an equation of second order in time gives.
  private var closingPotential: Double? {
    guard density == .zero, potential == .zero, branches <= 2 else { return nil }
    let square = branches == 1 ? mismatch * mismatch : mismatch
    guard let powers = square.asPolynomial(in: "k", assuming: Process.assumptions),
      powers.keys.allSatisfy([0, 2].contains), let mass = powers[0]?.realValue,
      let slope = powers[2]?.realValue, mass / slope > 0
    else { return nil }
    return mass / slope
  }

  /// The balance of mass at k = 0, as far as exact leading terms tell.
  var massBalance: MassBalance {
    return MassBalance(mismatch: mismatch.inSquares, potential: potential.inSquares)
  }

  /// The first problem with this closure at time t, or `nil` where none was found.
  ///
  /// The balance at k = 0 is exact where leading terms are known, else evaluated near it; poles are
  /// sought by sign changes of k² − a on a grid of 2,400 points over 10⁻⁶ ≤ k ≤ 10⁶.
  func problem(time t: Double) throws(FormulaError) -> Problem? {
    let a = try potential.program()
    let excess = try mismatch.program()
    let flux = try flux.program()
    func value(_ formula: CompiledFormula, _ k: Double) -> Complex<Double> {
      formula.evaluate([Complex(k), Complex(t)])
    }
    switch massBalance {
    case .balanced: break
    case .unbalanced(let rate):
      return .massNotBalanced(rate: branches > 1 ? nil : rate, potential: closingPotential)
    case .unknown:
      // k² h tends to 0 where the flux symbol is better than 1/k. A complex rate is no question of
      // mass: its kernel is not real.
      func lost(_ k: Double) -> Complex<Double> {
        value(excess, k) * Complex(k * k) / (Complex(k * k) - value(a, k))
      }
      let (lost, before) = (lost(1e-150), lost(1e-100))
      // What still changes, like 1/ln k, tends to 0.
      if lost.isFinite, (lost - before).length <= 0.01 * lost.length || lost.length > 1e30,
        lost.length > 1e-12 * value(excess, 1).length, lost.length > 1e-14,
        lost.imaginary.magnitude <= 1e-12 * lost.length
      {
        return .massNotBalanced(
          rate: branches > 1 || lost.length > 1e30 ? nil : .real(lost.real),
          potential: closingPotential)
      }
    }
    func gap(_ k: Double) -> Double { k * k - value(a, k).real }
    var previous = 1e-6
    for index in 1...2400 {
      let k = Double.pow(10, -6 + Double(index) / 200)
      if gap(previous).sign != gap(k).sign {
        let root = bisect(previous, k, gap)
        let numerator = value(excess, root).length
        if !(numerator < 1e-7 * (1 + value(excess, 2 * root).length)) { return .pole(k: root) }
        // A square-root zero of λ + b still leaves h unbounded.
        if !(value(flux, root * (1 + 1e-9)).length
          < 1e3 * (1 + value(flux, 2 * root).length))
        {
          return .pole(k: root)
        }
      }
      previous = k
    }
    return nil
  }
}

/// The zero of a function between two points of opposite sign, by 60 bisections.
func bisect(_ a: Double, _ b: Double, _ function: (Double) -> Double) -> Double {
  var (low, high) = (a, b)
  let sign = function(low).sign
  for _ in 0..<60 {
    let middle = 0.5 * (low + high)
    if function(middle).sign == sign { low = middle } else { high = middle }
  }
  return 0.5 * (low + high)
}
