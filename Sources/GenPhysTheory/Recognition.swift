internal import GenPhysNumerics
internal import Numerics

/// Closed forms recognised from the simplified decay rate, never from a name.
enum RecognisedLaw: Hashable {
  /// `λ = c k² + κ`
  case gaussian(GaussianLaw)
  /// `λ = c k + κ`, or the PFGM++ rate of D augmented dimensions.
  case power(PowerLaw)
  /// `λ = c √(k² + m²) + κ`
  case yukawa(YukawaLaw)
  /// `λ = c ln(1 + k²/m²) + κ`
  case varianceGamma(VarianceGammaLaw)

  /// Recognises λ(k,t); `nil` for anything else.
  init?(decayRate: Formula) {
    if let law = Self.affine(decayRate) ?? Self.augmented(decayRate) {
      self = law
    } else {
      return nil
    }
  }

  /// Whether this source keeps the rays of the law straight, and with which coefficients of
  /// `R = aφ + bp`; decided by the closure's flux symbol, which is unique.
  func rays(source: Process.Source, closure: Closure) -> (potential: Double, density: Double)? {
    guard let a = source.potential.realValue,
      let b = source.density.realValue
    else { return nil }
    let k = Formula.variable("k")
    let expected: Formula
    switch self {
    case .gaussian(let law): expected = .real(law.diffusivity)
    case .power(let law):
      // For D ≠ 1 the rays belong to R = 0, where the closure is λ/k² by construction.
      if law.augmentedDimension != 1 { return a == 0 && b == -law.decay ? (a, b) : nil }
      expected = .real(law.speed) / k
    case .yukawa(let law):
      expected = .real(law.speed) / (k * k + .real(law.mass) * .real(law.mass)).squareRoot
    case .varianceGamma: return nil
    }
    guard Self.agree(expected, closure.flux) else { return nil }
    return (a, b)
  }

  /// Whether two formulas are the same function, to rounding of their numeric coefficients.
  private static func agree(_ a: Formula, _ b: Formula) -> Bool {
    let ratio = (b / a).simplified(assuming: Process.assumptions)
    guard let number = ratio.realValue else { return false }
    return (number - 1).magnitude < 1e-14
  }

  /// `c f(k) + κ` with f one of k², k, √(k²+m²).
  private static func affine(_ rate: Formula) -> RecognisedLaw? {
    guard let split = rate.constantAndRest(in: "k"),
      let decay = split.constant.realValue
    else { return nil }
    if let monomial = split.rest.asMonomial(in: "k"),
      let c = monomial.coefficient.realValue, c > 0
    {
      if monomial.exponent == 2 { return .gaussian(GaussianLaw(diffusivity: c, decay: decay)) }
      if monomial.exponent == 1 {
        return .power(PowerLaw(augmentedDimension: 1, speed: c, decay: decay))
      }
      return nil
    }
    return screened(split.rest, decay: decay) ?? logarithmic(split.rest, decay: decay)
  }

  /// `c ln(α + β k²) = c ln(1 + k² β/α) + c ln α`.
  private static func logarithmic(_ rate: Formula, decay: Double) -> RecognisedLaw? {
    let factors: [Formula] = if case .product(let parts) = rate { parts } else { [rate] }
    var argument: Formula?
    var others: [Formula] = []
    for factor in factors {
      if case .call(.log, let arguments) = factor, argument == nil, arguments.count == 1 {
        argument = arguments[0]
      } else {
        others.append(factor)
      }
    }
    guard let polynomial = argument?.asPolynomial(in: "k", assuming: Process.assumptions),
      polynomial.keys.allSatisfy([0, 2].contains),
      let alpha = polynomial[0]?.realValue, alpha > 0,
      let beta = polynomial[2]?.realValue, beta > 0,
      let pace = others.isEmpty ? 1 : Formula.product(others).realValue, pace > 0
    else { return nil }
    let shift = alpha == 1 ? 0 : pace * Double.log(alpha)
    return .varianceGamma(
      VarianceGammaLaw(mass: (alpha / beta).squareRoot(), pace: pace, decay: decay + shift))
  }

  /// `√(α k² + β) = √α √(k² + β/α)`, with any factor in front.
  private static func screened(_ rate: Formula, decay: Double) -> RecognisedLaw? {
    let square = (rate * rate).simplified(assuming: Process.assumptions)
    guard let polynomial = square.asPolynomial(in: "k", assuming: Process.assumptions),
      polynomial.keys.allSatisfy([0, 2].contains),
      let alpha = polynomial[2]?.realValue,
      let beta = polynomial[0]?.realValue, alpha > 0, beta > 0,
      // The square forgets the sign.
      let one = rate.substituting(["k": 1]).realValue, one > 0
    else { return nil }
    return .yukawa(
      YukawaLaw(mass: (beta / alpha).squareRoot(), speed: alpha.squareRoot(), decay: decay))
  }

  /// `c k K_{ν−1}(ckt)/K_ν(ckt)` with ν = D/2 > 0.
  private static func augmented(_ rate: Formula) -> RecognisedLaw? {
    guard case .product(let factors) = rate else { return nil }
    var orders: [Int: (order: Double, argument: Formula)] = [:]
    var rest: [Formula] = []
    for factor in factors {
      switch factor {
      case .call(.besselk, let arguments):
        guard let order = arguments[0].realValue else { return nil }
        orders[1] = (order, arguments[1])
      case .power(.call(.besselk, let arguments), let exponent) where exponent == -1:
        guard let order = arguments[0].realValue else { return nil }
        orders[-1] = (order, arguments[1])
      default: rest.append(factor)
      }
    }
    guard let upper = orders[1], let lower = orders[-1], upper.argument == lower.argument,
      // K is even in its order: ν − 1 may be written as its opposite.
      (upper.order.magnitude - (lower.order - 1).magnitude).magnitude < 1e-12, lower.order > 0,
      let factor = Formula.product(rest).simplified(assuming: Process.assumptions)
        .asMonomial(in: "k"), factor.exponent == 1,
      let speed = factor.coefficient.realValue, speed > 0,
      let inner = upper.argument.asMonomial(in: "k"), inner.exponent == 1,
      let scale = inner.coefficient.asMonomial(in: "t"), scale.exponent == 1,
      let argumentSpeed = scale.coefficient.realValue,
      (argumentSpeed - speed).magnitude < 1e-14 * speed
    else { return nil }
    return .power(PowerLaw(augmentedDimension: 2 * lower.order, speed: speed, decay: 0))
  }
}

extension Formula {
  /// The value of a formula without variables, or `nil` where it is not a finite real number.
  var realValue: Double? {
    guard let program = try? compiled(variables: []) else { return nil }
    let value = program.realValue([])
    return value.isFinite ? value : nil
  }

  /// Splits a sum into the terms free of a variable and the others.
  func constantAndRest(in variable: String) -> (constant: Formula, rest: Formula)? {
    let terms: [Formula] = if case .sum(let terms) = self { terms } else { [self] }
    let constant = terms.filter { !$0.contains(variable) }
    let rest = terms.filter { $0.contains(variable) }
    guard !rest.isEmpty else { return nil }
    func joined(_ terms: [Formula]) -> Formula {
      terms.count == 1 ? terms[0] : Formula.sum(terms).simplified(assuming: Process.assumptions)
    }
    return (constant.isEmpty ? 0 : joined(constant), joined(rest))
  }
}
