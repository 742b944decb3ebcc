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
  /// k² − a.
  let gap: Formula
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
    gap = (square - source.potential).simplified(assuming: assumptions)
    flux = (mismatch / (square - source.potential)).simplified(assuming: assumptions)
    growth = (source.potential * flux + source.density).simplified(assuming: assumptions)
  }

  /// `−m²` where λ², or the product of two branches, is `c²(k² + m²)` with m² > 0.
  ///
  /// R = −m²φ then has a finite flux symbol; it is what an equation of second order in time gives.
  /// Known only where the source is 0.
  var closingPotential: Formula? {
    guard density == .zero, potential == .zero, branches <= 2 else { return nil }
    let square = branches == 1 ? mismatch * mismatch : mismatch
    guard let powers = square.asPolynomial(in: "k", assuming: Process.assumptions),
      powers.keys.allSatisfy([0, 2].contains), let mass = powers[0], let slope = powers[2]
    else { return nil }
    let ratio = (mass / slope).canonical
    return ExactSign.of(ratio) == .positive ? -ratio : nil
  }
}

// MARK: - Judging

extension Closure {
  /// What is known of whether a source closes.
  enum Finding: Hashable {
    /// It certainly does, for every positive value of the parameters and at every time.
    case closes
    /// It certainly does not, whatever the parameters, at some time at least.
    case fails(Problem)
    /// Nothing is certain; the problem was found numerically.
    case open(Problem?)

    /// What was found, certain or not.
    var problem: Problem? {
      switch self {
      case .closes: nil
      case .fails(let problem): problem
      case .open(let problem): problem
      }
    }
  }

  /// Judges the closure: exactly, else by signs on a grid that balls confirm.
  ///
  /// Parameters without a value are judged exactly or not at all.
  ///
  /// - Parameter samples: whether numbers are looked at where exact rules do not tell.
  func finding(samples: Bool = true) -> Finding {
    let exact = FluxSymbol(mismatch: mismatch.inSquares, potential: potential.inSquares)
      .finding(density: density.inSquares)
    let isNumeric = (mismatch.variables + gap.variables).allSatisfy(["k", "t"].contains)
    switch exact {
    case .fails(.massNotBalanced) where branches > 1: return .fails(.massNotBalanced(rate: nil))
    // Numbers may tell where the pole is.
    case .fails(.pole(.somewhere)) where samples && isNumeric: break
    case .closes, .fails: return exact
    case .open where samples && isNumeric: break
    case .open: return .open(nil)
    }
    let pole = PoleSearch(gap: gap, mismatch: mismatch).pole
    if let pole, pole.isCertain { return .fails(pole.problem) }
    return exact == .open(nil) ? .open(pole?.problem ?? sampledImbalance) : exact
  }

  /// Mass that is lost at k = 0, by values near it at t = 1, 1/2 and 2.
  private var sampledImbalance: Problem? {
    let balance = MassBalance(mismatch: mismatch.inSquares, potential: potential.inSquares)
    guard balance == .unknown, let gap = try? gap.program(), let excess = try? mismatch.program()
    else { return nil }
    let times = mismatch.contains("t") || self.gap.contains("t") ? [1, 0.5, 2] : [1.0]
    for time in times {
      func value(_ formula: CompiledFormula, _ k: Double) -> Complex<Double> {
        formula.evaluate([Complex(k), Complex(time)])
      }
      // k² h tends to 0 where the flux symbol is better than 1/k. A complex rate is no question of
      // mass: its kernel is not real.
      func lost(_ k: Double) -> Complex<Double> {
        value(excess, k) * Complex(k * k) / value(gap, k)
      }
      let (lost, before) = (lost(1e-150), lost(1e-100))
      // What still changes, like 1/ln k, tends to 0.
      if lost.isFinite, (lost - before).length <= 0.01 * lost.length || lost.length > 1e30,
        lost.length > 1e-12 * value(excess, 1).length, lost.length > 1e-14,
        lost.imaginary.magnitude <= 1e-12 * lost.length
      {
        // As many digits as a sentence bears.
        let rate = Number(decimal: "\(Float(lost.real))").map(Formula.number)
        return .massNotBalanced(rate: branches > 1 || lost.length > 1e30 ? nil : rate)
      }
    }
    return nil
  }
}
