internal import GenPhysNumerics

/// The symbol `h = (λ + b)/(k² − a)` in s = k², and what is certain of it for s > 0.
///
/// Parameters without a value, and t, stand for every positive number. Nothing is sampled.
struct FluxSymbol {
  /// λ + b, or its product over the branches.
  let mismatch: Formula
  /// a.
  let potential: Formula
  /// k² − a.
  let gap: Formula
  /// h; meaningless where the gap is 0.
  private let quotient: Formula

  /// What is certain of the poles of h on k > 0.
  enum Poles: Hashable {
    /// There are none.
    case none
    /// There is one, at this wavenumber where a formula for it is known.
    case at(Formula?)
    /// Neither is certain.
    case unknown
  }

  /// Puts a symbol together from its parts in s.
  init(mismatch: Formula, potential: Formula) {
    self.mismatch = mismatch.canonical
    self.potential = potential
    let gap = (Formula.s - potential).canonical
    let isZero = gap.isZero(assuming: ProofContext.assumptions(for: gap))
    self.gap = isZero ? .zero : gap
    quotient = isZero ? .zero : (self.mismatch / gap).canonical
  }

  /// What is certain of a source with this symbol and the coefficient b of p, which is in s.
  func finding(density: Formula) -> Closure.Finding {
    // φ drops out of its own equation.
    if gap == .zero { return .fails(.noPotential(isSolvable: mismatch == .zero)) }
    let balance = MassBalance(mismatch: mismatch, potential: potential)
    if case .unbalanced(let rate) = balance { return .fails(.massNotBalanced(rate: rate)) }
    switch poles {
    case .at(let k): return .fails(.pole(k.map { .exactly($0) } ?? .somewhere))
    case .none
    where balance == .balanced && ExactSign.isReal(density) && density.isCertainlySmooth:
      return .closes
    case .none, .unknown: return .open(nil)
    }
  }

  /// Whether a formula in s certainly has one sign, and is not 0, on s > 0.
  private static func keepsSign(_ formula: Formula) -> Bool {
    [.positive, .negative].contains(ExactSign.of(formula))
  }

  /// The poles of h.
  ///
  /// In turn: by the sign of the gap; as a quotient of polynomials in a root of s, by Sturm; at the
  /// roots that can be written down, by the leading term of h there; by a chart of the gap's sign; by the
  /// intermediate value theorem.
  var poles: Poles {
    if Self.keepsSign(gap) || quotient.isCertainlySmooth { return .none }
    let root = Self.commonRoot(of: [gap, mismatch])
    for (denominator, scale) in polynomialsUnderQuotient(root) {
      guard let count = denominator.positiveRootCount else { continue }
      if count == 0 { return .none }
      let place = denominator.squareFreeFactors?.lazy
        .compactMap { Self.positiveRoots(of: $0.formula)?.first }.first
      let unit = Formula.number(10).raised(to: .number(Number(scale)))
      return .at(place.map { Self.wavenumber($0 * unit, root) })
    }
    return polesAtRoots(root) ?? chartedPoles ?? (crossesZero ? .at(nil) : .unknown)
  }

  /// Denominators of h in lowest terms, polynomials in y, s^{1/root} = 10^scale·y, where h is a
  /// quotient of polynomials: in the units of k, and in others where numbers do not fit.
  private func polynomialsUnderQuotient(
    _ root: Int
  ) -> [(denominator: RationalPolynomial, scale: Int)] {
    var result: [(RationalPolynomial, Int)] = []
    if let fraction = RationalFunction(Self.inRoot(quotient, root)) {
      result.append((fraction.denominator, 0))
    }
    if let below = ScaledPolynomial(Self.inRoot(gap, root)),
      let above = ScaledPolynomial(Self.inRoot(mismatch, root), scale: below.scale),
      let fraction = RationalFunction(above.polynomial, over: below.polynomial)
    {
      result.append((fraction.denominator, below.scale))
    }
    return result
  }

  // MARK: - Roots that can be written down

  /// Decides by the leading term of h at each root of the gap; `nil` where that is not enough.
  private func polesAtRoots(_ root: Int) -> Poles? {
    // Where λ + b is analytic, h is meromorphic: bounded on one side of a root, it is removable.
    var isComplete = mismatch.isCertainlySmooth
    for factor in Self.factors(gap, root) {
      // A factor in t or parameters alone may vanish with them.
      guard factor.dependsOnS, let roots = Self.positiveRoots(of: factor) else {
        isComplete = false
        continue
      }
      for place in roots {
        let s = place.raised(to: .number(Number(root))).canonical
        let beyond = quotient.substituting([ProofContext.variable: s + .s]).canonical
        guard let term = LeadingTerm(of: beyond) else {
          isComplete = false
          continue
        }
        if term.exponent.signum >= 0 { continue }
        if term.coefficient.isCertainlySomething {
          return .at(Self.wavenumber(place, root))
        }
        isComplete = false
      }
    }
    return isComplete ? Poles.none : nil
  }

  /// Formulas in x, s = x^root, of which one is 0 where the gap is.
  private static func factors(_ gap: Formula, _ root: Int) -> [Formula] {
    let inRoot = inRoot(gap, root)
    if let fraction = RationalFunction(inRoot), let factors = fraction.numerator.squareFreeFactors {
      return factors.filter { $0.positiveRootCount != 0 }.map(\.formula)
    }
    if let scaled = ScaledPolynomial(inRoot), let factors = scaled.polynomial.squareFreeFactors {
      let y = Formula.s * Formula.number(10).raised(to: .number(Number(-scaled.scale)))
      return factors.filter { $0.positiveRootCount != 0 }.map { $0.formula.replacingS(by: y) }
    }
    return inRoot.zeroFactors.filter { !keepsSign($0) }
  }

  /// Formulas in s of which one is 0 where this one is; those of polynomials have no double roots.
  static func zeroFactors(of formula: Formula) -> [Formula] {
    let root = commonRoot(of: [formula])
    return factors(formula, root).map { $0.replacingS(by: .s.raised(to: .rational(1, root))) }
  }

  /// The positive roots of a polynomial of first or second degree in a power of s; `nil` for others,
  /// and where signs are not certain.
  private static func positiveRoots(of formula: Formula) -> [Formula]? {
    guard
      let powers = formula.asPolynomial(
        in: ProofContext.variable, assuming: ProofContext.assumptions(for: formula))?
        .filter({ $0.value != .zero }),
      let lowest = powers.keys.min(), let highest = powers.keys.max()
    else { return nil }
    let step = powers.keys.filter { $0 > lowest }
      .reduce(0) { Int(Number.gcd(UInt($0), ($1 - lowest).magnitude)) }
    func coefficient(_ n: Int) -> Formula { (powers[lowest + n * step] ?? .zero).canonical }
    guard highest > lowest else { return keepsSign(coefficient(0)) ? [] : nil }
    let values: [Formula]
    switch (highest - lowest) / step {
    case 1: values = [-coefficient(0) / coefficient(1)]
    case 2:
      let (c, b, a) = (coefficient(0), coefficient(1), 2 * coefficient(2))
      let discriminant = (b * b - 2 * a * c).expanded(
        assuming: ProofContext.assumptions(for: b, a, c))
      guard let inside = discriminant?.canonical else { return nil }
      switch ExactSign.of(inside) {
      case .zero?: values = [-b / a]
      case .positive?: values = [(-b - inside.squareRoot) / a, (-b + inside.squareRoot) / a]
      case .negative?: values = []
      default: return nil
      }
    default: return nil
    }
    var roots: [Formula] = []
    for value in values.map(\.canonical) {
      switch ExactSign.of(value) {
      case .positive?: roots.append(value.raised(to: .rational(1, step)).canonical)
      case .negative?, .zero?: continue
      default: return nil
      }
    }
    return roots
  }

  /// k at a root x of s = x^root.
  private static func wavenumber(_ x: Formula, _ root: Int) -> Formula {
    x.raised(to: .rational(root, 2)).canonical
  }

  /// The formula with s = x^root, x being called s.
  private static func inRoot(_ formula: Formula, _ root: Int) -> Formula {
    root == 1 ? formula : formula.replacingS(by: .s.raised(to: .number(Number(root))))
  }

  /// The least q ≤ 12 such that every power of s is one of s^{1/q}; 1 where there is none.
  private static func commonRoot(of formulas: [Formula]) -> Int {
    var result: UInt = 1
    func visit(_ part: Formula) {
      if case .power(.s, .number(.rational(_, let q))) = part {
        result = min(1000, result / Number.gcd(result, q.magnitude) * q.magnitude)
      }
      part.children.forEach(visit)
    }
    formulas.forEach(visit)
    return result <= 12 ? Int(result) : 1
  }

  // MARK: - Signs at the ends

  /// Whether the gap is continuous, has opposite signs as s → 0 and s → ∞, and λ + b is not 0 between:
  /// then h has a pole for every value of the parameters.
  private var crossesZero: Bool {
    guard gap.isCertainlySmooth, Self.keepsSign(mismatch),
      let start = LeadingTerm(of: gap), let first = ExactSign.of(start.coefficient),
      let last = Self.signAtInfinity(gap)
    else { return false }
    return first == .positive && last == .negative || first == .negative && last == .positive
  }

  /// The sign as s → ∞: by the leading term, else by the limit per s.
  private static func signAtInfinity(_ formula: Formula) -> ExactSign? {
    if let term = LeadingTerm(of: formula.replacingS(by: 1 / .s)),
      let sign = ExactSign.of(term.coefficient), sign != .zero
    {
      return sign
    }
    return (formula / .s).canonical.limitAtInfinity.flatMap(ExactSign.of)
  }
}

extension Formula {
  /// Whether a coefficient is certainly not 0: for every value of the parameters, at some time.
  var isCertainlySomething: Bool {
    if variables == ["t"] { return isCertainlyNonzero }
    return [.positive, .negative].contains(ExactSign.of(self))
  }

  /// The bases of the factors that may vanish: where the formula is 0, one of them is.
  var zeroFactors: [Formula] {
    factors.compactMap { factor in
      guard case .power(let base, let exponent) = factor else { return factor }
      if let number = exponent.numberValue, number.signum < 0 { return nil }
      return base
    }
  }
}
