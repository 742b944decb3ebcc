internal import GenPhysNumerics
internal import Numerics

/// What is known of two branches with `λ₁ + λ₂ = 2ε` and `λ₁λ₂ = c²k² + μ`: the telegraph equation.
///
/// With R = aφ the density obeys `p_tt + 2εp_t = c²∇²p − μp`, p = δ and p_t = 0 at t = 0. Put κ² = ε² − μ,
/// s² = t² − r²/c². Then p = φ_t + 2εφ with φ = e^{−εt}ψ and ψ_tt = c²∇²ψ + κ²ψ.
/// - N = 1: ψ = I₀(κs)/(2c) in r < ct, so `p = e^{−εt}{½δ(x ± ct) + [εI₀(κs) + κtI₁(κs)/s]/(2c)}`,
///   which is ≥ 0 for 0 ≤ μ ≤ ε²: a particle that moves at speed c, turns around at rate ε and dies.
///   [Goldstein 1951; Kac 1974]
/// - N = 2: ψ = cosh(κs)/(2πc²s), so ψ_t ~ −t/(2πc²s³) at the front s → 0, and p = e^{−εt}(ψ_t + εψ)
///   is negative there. By projection it is negative somewhere in every N ≥ 2.
/// - μ > ε²: the mass e^{−εt}(cos κ't + (ε/κ') sin κ't), κ'² = μ − ε², is −e^{−επ/κ'} at t = π/κ'.
struct TelegraphLaw {
  /// ε ≥ 0.
  let damping: Formula
  /// c² > 0.
  let squaredSpeed: Formula
  /// μ ≥ 0.
  let killing: Formula
  /// The sign of κ² = ε² − μ.
  let margin: ExactSign
  /// Whether R = aφ certainly closes: a < 0, or a = 0 where no mass is lost.
  let closes: Bool

  /// Recognises the sum and the product of two branches; parameters that remain are positive.
  init?(decayRates: [Formula], source: Process.Source) {
    guard decayRates.count == 2, source.density.isZero(assuming: Process.assumptions) else {
      return nil
    }
    let assumptions = Process.assumptions
    let sum = (decayRates[0] + decayRates[1]).expanded(assuming: assumptions)
    let product = (decayRates[0] * decayRates[1]).expanded(assuming: assumptions)
    guard let half = sum.map({ ($0 / 2).simplified(assuming: assumptions) }),
      !half.contains("k"), !half.contains("t"), ExactSign.of(half)?.isNonnegative == true,
      let powers = product?.asPolynomial(in: "k", assuming: assumptions),
      powers.keys.allSatisfy([0, 2].contains), let square = powers[2], !square.contains("t"),
      ExactSign.of(square) == .positive
    else { return nil }
    let constant = powers[0] ?? .zero
    let gap = (half * half - constant).expanded(assuming: assumptions) ?? half * half - constant
    guard !constant.contains("t"), ExactSign.of(constant)?.isNonnegative == true,
      let margin = ExactSign.of(gap)
    else { return nil }
    damping = half
    squaredSpeed = square
    killing = constant
    self.margin = margin
    let isSourceless = source.potential.isZero(assuming: assumptions)
    closes =
      isSourceless
      ? constant.isZero(assuming: assumptions)
      : !source.potential.contains("k") && ExactSign.of(source.potential) == .negative
  }

  /// C1, where it is known.
  var densityFlow: Judge.DensityFlow? {
    guard closes else { return nil }
    switch margin {
    case .negative:
      return Judge.DensityFlow(
        condition: Verdict.Condition(
          holds: false, proved: true,
          reason: "the mass oscillates as exp(-eps*t)*(cos(w*t) + (eps/w)*sin(w*t)) with "
            + "eps = \(damping.description), w^2 = \(frequency.description): it turns negative in "
            + "every dimension",
          opinion: false),
        dimensions: .upTo(0))
    case .zero, .positive, .nonnegative:
      return Judge.DensityFlow(
        condition: Verdict.Condition(
          holds: true, proved: true,
          reason: "on the line p is the law of a particle that moves at finite speed"
            + (damping == .zero ? "" : ", turns around at random")
            + (killing == .zero ? "" : " and dies")
            + " (telegraph equation; Goldstein, Kac); in N = 2 and beyond p is negative behind the "
            + "front",
          opinion: true),
        witness: witness, dimensions: .upTo(1))
    }
  }

  private var frequency: Formula {
    (killing - damping * damping).simplified(assuming: Process.assumptions)
  }

  /// A point in the plane where balls certify that p < 0; `nil` with symbolic parameters.
  private var witness: Verdict.DensityWitness? {
    let zero = Ball(0.0, precision: 128)
    func value(_ formula: Formula) -> Ball? {
      guard formula.variables.isEmpty,
        let value = try? formula.compiled(variables: ["_"]).evaluate([zero]), value.isFinite
      else { return nil }
      return value
    }
    guard let eps = value(damping), let c2 = value(squaredSpeed), let mu = value(killing) else {
      return nil
    }
    let kappa = Ball.sqrt(eps * eps - mu)
    for step in 0..<30 {
      // t = 1 and s = 2^{−step/2}: the front is r = c.
      let radius = ((1 - Double.exp2(-Double(step))) * c2.midpoint.real).squareRoot()
      guard radius > 0 else { continue }
      let s = Ball.sqrt(Ball(1.0, precision: 128) - Ball(radius) * Ball(radius) / c2)
      // 2πc²s³e^{εt}p for t = 1; the factor is positive.
      let (even, odd) = (Ball.cosh(kappa * s), kappa * Ball.sinh(kappa * s))
      let sign = odd * s - even + eps * s * s * even
      if sign.isFinite, s.isFinite, s.realBounds.lower > 0, sign.realBounds.upper < 0 {
        return Verdict.DensityWitness(dimension: 2, radius: radius, time: 1)
      }
    }
    return nil
  }
}
