public import GenPhysNumerics
internal import ComplexModule
internal import Numerics

/// How the source closes the system on one branch: `φ̂ = h p̂` with `h = (λ + b)/(k² − a)`.
///
/// ω says how p evolves, the source says how much of the decay is birth and death and how much is
/// transport. [THEORY 2]
public struct Closure: Hashable, Sendable {
  /// h, the flux potential per density, in k and t.
  public let flux: Formula
  /// `R̂/p̂ = a h + b`.
  public let growth: Formula
  /// `λ + b`, which must vanish where k² = a.
  let mismatch: Formula
  /// a.
  let potential: Formula
  /// b.
  let density: Formula

  /// Closes a branch of decay rate λ with the source `R = aφ + bp`, all with numbers put in.
  package init(decayRate: Formula, source: Process.Source) {
    let assumptions = Process.assumptions
    potential = source.potential
    density = source.density
    mismatch = (decayRate + source.density).simplified(assuming: assumptions)
    let square = Formula.variable("k").raised(to: 2)
    flux = (mismatch / (square - source.potential)).simplified(assuming: assumptions)
    growth = (source.potential * flux + source.density).simplified(assuming: assumptions)
  }
}

extension Closure {
  /// Why a source cannot close the system: what C1 checks first.
  public enum Problem: Hashable, Sendable {
    /// At k = 0 the density decays at this rate and the source does not account for it.
    case massNotBalanced(rate: Double)
    /// h has a pole at this k > 0.
    case pole(k: Double)

    /// The reason in a sentence, with the source that would mend it.
    public var reason: String {
      switch self {
      case .massNotBalanced(let rate):
        "mass changes at the rate \(Self.short(-rate)) that no source accounts for; "
          + "'source = \(Self.short(-rate))*p' would close it"
      case .pole(let k):
        "the flux potential has a pole at k = \(Self.short(k)); choose a source R = a*phi + b*p "
          + "with k^2 - a free of zeros"
      }
    }

    private static func short(_ x: Double) -> String {
      let rounded = (x * 1e6).rounded() / 1e6
      return rounded == rounded.rounded() && rounded.magnitude < 1e9
        ? String(Int(rounded)) : String(rounded)
    }
  }

  /// The first problem with this closure at time t, or `nil` where none was found.
  ///
  /// The balance at k = 0 is evaluated at k = 0 itself where the formula allows it; poles are sought
  /// by sign changes of k² − a on a grid of 2,400 points over 10⁻⁶ ≤ k ≤ 10⁶.
  func problem(time t: Double) throws(FormulaError) -> Problem? {
    let a = try potential.program()
    let excess = try mismatch.program()
    let flux = try flux.program()
    func value(_ formula: CompiledFormula, _ k: Double) -> Complex<Double> {
      formula.evaluate([Complex(k), Complex(t)])
    }
    let atZero = value(a, 0)
    if atZero.length < 1e-12 || !atZero.isFinite {
      var rate = value(excess, 0)
      if !rate.isFinite { rate = value(excess, 1e-150) }
      let scale = value(excess, 1).length
      if rate.length > 1e-12 * max(scale, 1e-300), rate.length > 1e-14 {
        return .massNotBalanced(rate: rate.real == 0 ? rate.length : rate.real)
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
