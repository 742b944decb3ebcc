public import GenPhysNumerics

/// A step of the Bernstein calculus.
///
/// Each case says what it concludes from its premises and why that is true. SSV is Schilling, Song,
/// Vondraček, *Bernstein Functions*, 2nd edition (de Gruyter 2012). "Angle" arguments use that a
/// complete Bernstein f ≢ 0 maps the upper half-plane into itself with 0 ≤ arg f(z) ≤ arg z: Im f ≥ 0 by
/// SSV Theorem 6.2, and f(z)/z is Stieltjes, so that Im f(z)/z ≤ 0.
public enum ProofRule: Hashable, Sendable {
  /// A constant c ≥ 0 belongs to every class: all are closed cones that contain 1.
  case constant
  /// s itself is complete Bernstein: Im s ≥ 0 in the upper half-plane. [SSV Theorem 6.2]
  case identity
  /// ln(1 + s) is complete Bernstein: arg(1 + s) ≥ 0 in the upper half-plane. [SSV Theorem 6.2]
  case logarithm
  /// e^{−s} is completely monotone. [SSV Definition 1.3]
  case exponential
  /// s^a with a free of s: complete Bernstein for 0 ≤ a ≤ 1 and Stieltjes for −1 ≤ a ≤ 0, as the
  /// argument of s^a is a·arg s [SSV Theorem 6.2, Theorem 7.3]; completely monotone for a ≤ 0:
  /// ∫ e^{−su} u^{−a−1} du / Γ(−a) [SSV Theorem 1.4].
  case power(Formula)
  /// tanh(√s)/√s is Stieltjes: Σ 2/(s + (n − ½)²π²), n ≥ 1 (Mittag-Leffler; DLMF 4.36.3).
  case hyperbolicTangent
  /// 1/(√s·tanh √s) − 1/s is Stieltjes: Σ 2/(s + n²π²), n ≥ 1 (Mittag-Leffler; DLMF 4.36.3).
  case hyperbolicCotangent
  /// atan(√s)/√s is Stieltjes: ∫₀¹ dx/(1 + s x²), a mixture of 1/(1 + x²s).
  case arctangent
  /// asinh(√s)/√s is Stieltjes: ∫₀¹ (1 + s x²)^{−1/2} dx, a mixture of Stieltjes functions.
  case areaSine
  /// erf(√s)/√s is completely monotone: (2/√π) ∫₀¹ e^{−s x²} dx.
  case errorFunction
  /// e^s·erfc(√s) is Stieltjes: the Laplace transform of 1/(π√u(1 + u)), a completely monotone
  /// density (DLMF 7.7.1; SSV Theorem 2.2).
  case complementaryErrorFunction
  /// K_{ν−1}(√s)/(√s K_ν(√s)), ν real and free of s, is Stieltjes: for ν ≥ 0 it is
  /// (4/π²) ∫_0^∞ dx / (x (s + x²) (J_ν(x)² + Y_ν(x)²)), and for ν < 0, where K_{−ν} = K_ν,
  /// K_{|ν|+1} = K_{|ν|−1} + (2|ν|/x) K_{|ν|} adds 2|ν|/s.
  /// [Grosswald 1976; Ismail, Ann. Probab. 5 (1977) 582–585]
  case besselKQuotient(Formula)
  /// I_{ν+1}(√s)/(√s I_ν(√s)), ν > −1, is Stieltjes: Σ 2/(s + j²_{ν,n}) (Mittag-Leffler;
  /// DLMF 10.21.1, Watson §15.41).
  case besselIQuotient(Number)
  /// s^{ν/2} K_ν(√s), ν real, is completely monotone: 2^{ν−1} ∫ u^{ν−1} e^{−u − s/4u} du
  /// (DLMF 10.32.10).
  case matern(Number)
  /// The sum of premises lies in the class that contains them all: the classes are convex cones.
  case sum
  /// c·f with c ≥ 0 lies in the class of f: the classes are cones.
  case multiple(Formula)
  /// A product of completely monotone functions is completely monotone. [SSV Corollary 1.6]
  case product
  /// s^p ∏ f_i(s^{a_i})^{e_i} with f_i complete Bernstein or Stieltjes, none ≡ 0, and 0 < a_i ≤ 1.
  ///
  /// With θ = arg s the argument of the product lies in [lower·θ, upper·θ], where a complete
  /// Bernstein f_i adds a_i e_i to one bound according to its sign, and a Stieltjes f_i, a reciprocal
  /// of a complete Bernstein function (SSV Theorem 7.3), −a_i e_i. Complete Bernstein if 0 ≤ lower and
  /// upper ≤ 1: then Im ≥ 0, and f(0+) exists as f increases on (0,∞). Stieltjes if −1 ≤ lower and
  /// upper ≤ 0, being the reciprocal. Contains s/f, 1/f, f/s, f^a g^{1−a} and (f(s^a))^{1/a}. [SSV
  /// Theorem 6.2, Proposition 7.1, Theorem 7.3]
  case angle(power: Number, exponents: [Number], inner: [Number] = [])
  /// f∘g, g not constant 0: BF∘BF is BF and CM∘BF is CM [SSV Theorem 3.7, Corollary 3.8]; CBF∘CBF is CBF, S∘CBF
  /// is S, CBF∘S is S and S∘S is CBF, as half-planes are mapped into half-planes [SSV Theorem 6.2;
  /// chapter 7 on the stability of CBF and S].
  case composition
  /// f − c with 0 ≤ c ≤ f(0+) stays in BF or CBF: c is part of the constant in the
  /// Lévy–Khintchine formula. [SSV Theorem 3.2, Theorem 6.2]
  case lowering(by: Formula)
  /// c − f with c ≥ f(0+): BF for completely monotone f, as its derivative −f′ is completely
  /// monotone and it is ≥ 0; CBF for Stieltjes f, as Im f ≤ 0. [SSV Definition 3.1, Theorem 6.2]
  case complement(from: Formula)
  /// c − f with c ≥ f(∞): CM for Bernstein f, being ≥ 0 with the derivative −f′; Stieltjes for complete
  /// Bernstein f, as Im(c − f) ≤ 0 in the upper half-plane. [SSV Definition 3.1, Theorem 6.2, Theorem
  /// 7.3]
  case remainder(from: Formula)
  /// f, differentiable on (0,∞), with f(0+) ≥ 0 and f′ as in the premise: BF if f′ is CM, the definition; CBF if f′ is
  /// Stieltjes, a Thorin–Bernstein function. [SSV Definition 3.1, Theorem 8.2]
  case antiderivative
  /// A difference over a shift c > 0 is completely monotone: f(s) − f(s + c) for completely monotone
  /// f = ∫ e^{−su} μ(du) is ∫ e^{−su} (1 − e^{−cu}) μ(du), and f(s + c) − f(s) for Bernstein
  /// f = a + bs + ∫ (1 − e^{−su}) ν(du) is bc + ∫ e^{−su} (1 − e^{−cu}) ν(du). [from SSV Theorem 1.4,
  /// Theorem 3.2]
  case difference(Formula)
  /// f(s)/s is completely monotone: for Bernstein f it is a/s + b + ∫ e^{−su} ν(u,∞) du [SSV Theorem
  /// 3.2], for completely monotone f a product.
  case division
  /// A rational function with real, simple poles x ≤ 0 only, their residues positive, and a limit
  /// c ≥ 0 at infinity is Stieltjes: c + Σ r/(s − x). A rational f with f(s)/s of this form is complete
  /// Bernstein. Exact: Sturm's chain counts the poles. [SSV Definition 2.1, Theorem 6.2; Gantmacher,
  /// The Theory of Matrices II, chapter XV §2]
  case rational
  /// Q^{1/n} is complete Bernstein for a polynomial Q of degree n ≥ 1 with real roots ≤ 0 only and
  /// positive lead: a multiple of the geometric mean of the s + x. [SSV Theorem 6.2, as for `angle`]
  case realRooted(Int)
  /// The Laplace transform of a density h ≥ 0 on (0, ∞), an exponential polynomial in u, is completely
  /// monotone. Transforms are exact, h > 0 is certified by balls. [SSV Theorem 1.4; DLMF 1.14(iii)]
  case density(Formula)
  /// ±(1 − Re (1 + i√s)^a) is complete Bernstein, + for 1 < a ≤ 2 and − for 0 < a < 1: the exponent of
  /// a symmetric tempered stable law; Re (1 + i√s)^a = (1 + s)^{a/2} cos(a atan √s).
  ///
  /// h(s) = ((1 + i√s)^a + (1 − i√s)^a)/2 is even in √s, hence analytic off (−∞, 0]; it is real on
  /// [−1, 0], and at −x + i0, x > 1, (1 − √x)^a gives Im h = ½(√x − 1)^a sin πa. As |h| = O(|s|^{a/2}), a ≤ 2,
  /// Phragmén and Lindelöf extend the sign of sin πa to the half-plane for a < 2; and h = 1 − s for
  /// a = 2. [Koponen, Phys. Rev. E 52 (1995) 1197; SSV Theorem 6.2]
  case temperedStable(Number)
  /// (s − 1)/ln s is complete Bernstein: ∫₀¹ s^x dx, a mixture of complete Bernstein
  /// functions, which are a closed convex cone. [SSV chapter 7]
  case logarithmicMean
  /// A member of the smaller class is one of the larger: CBF ⊂ BF, S ⊂ CM.
  case inclusion
}

extension ProofRule {
  /// The rule in a few words.
  public var summary: String {
    switch self {
    case .constant: "a constant >= 0"
    case .identity: "s itself"
    case .logarithm: "ln(1 + s)"
    case .exponential: "e^(-s)"
    case .power(let a): "s^a with a = \(a.description)"
    case .hyperbolicTangent: "tanh(√s)/√s is a sum of 1/(s + x)"
    case .hyperbolicCotangent: "coth(√s)/√s - 1/s is a sum of 1/(s + x)"
    case .arctangent: "atan(√s)/√s is a mixture of 1/(1 + x s)"
    case .areaSine: "asinh(√s)/√s is a mixture of 1/√(1 + x s)"
    case .errorFunction: "erf(√s)/√s is a mixture of e^(-x s)"
    case .complementaryErrorFunction: "e^s erfc(√s) is a mixture of 1/(s + x)"
    case .besselKQuotient(let order):
      "K_(ν-1)(√s)/(√s K_ν(√s)) with ν = \(order.description)"
    case .besselIQuotient(let order): "I_(ν+1)(√s)/(√s I_ν(√s)) with ν = \(order)"
    case .matern(let order): "s^(ν/2) K_ν(√s) with ν = \(order)"
    case .sum: "a sum"
    case .multiple(let c): "\(c.description) times"
    case .product: "a product"
    case .angle(let power, let exponents, let inner):
      inner.allSatisfy { $0 == .one }
        ? Self.angleSummary(power, exponents) : "powers whose arguments add to at most arg s"
    case .composition: "f(g(s))"
    case .lowering(let c): "f - c with c = \(c.description) <= f(0+)"
    case .complement(let c): "c - f with c = \(c.description) >= f(0+)"
    case .remainder(let c): "c - f with c = \(c.description) >= f(infinity)"
    case .antiderivative: "by its derivative, and f(0+) >= 0"
    case .difference(let c): "a difference over the shift c = \(c.description)"
    case .division: "f(s)/s"
    case .rational: "poles on the negative half-line with positive residues"
    case .realRooted(let n): "root number \(n) of a polynomial with real roots <= 0"
    case .density(let h): "the Laplace transform of \(h.description) > 0"
    case .temperedStable(let a): "Re (1 + i√s)^a with a = \(a)"
    case .logarithmicMean: "(s - 1)/ln(s) is a mixture of powers s^x, 0 < x < 1"
    case .inclusion: "in the smaller class already"
    }
  }

  private static func angleSummary(_ power: Number, _ exponents: [Number]) -> String {
    if exponents.isEmpty { return "s^a with a = \(power)" }
    guard exponents.count == 1 else { return "powers whose arguments add to at most arg s" }
    switch (power, exponents[0]) {
    case (.zero, .minusOne): return "1/f"
    case (.one, .minusOne): return "s/f(s)"
    case (.minusOne, .one): return "f(s)/s"
    case (.one, .one): return "s*f(s)"
    case (.zero, let a): return "f^a with a = \(a)"
    case (let a, let b): return "s^a f^b with a = \(a), b = \(b)"
    }
  }

  /// Where the rule is proved.
  public var source: String {
    switch self {
    case .constant, .sum, .multiple, .identity, .inclusion: "closed convex cones"
    case .logarithm: "SSV 6.2"
    case .exponential: "SSV 1.4"
    case .power: "SSV 6.2, 7.3, 1.4"
    case .hyperbolicTangent, .hyperbolicCotangent: "Mittag-Leffler, DLMF 4.36"
    case .arctangent, .areaSine, .errorFunction: "integral over x in (0,1)"
    case .complementaryErrorFunction: "DLMF 7.7.1"
    case .besselKQuotient: "Grosswald 1976, Ismail 1977"
    case .besselIQuotient: "Mittag-Leffler, Watson 15.41"
    case .matern: "DLMF 10.32.10"
    case .product: "SSV 1.6"
    case .angle: "SSV 6.2, 7.1, 7.3"
    case .composition: "SSV 3.7, 3.8, 6.2, chapter 7"
    case .lowering: "SSV 3.2, 6.2"
    case .complement: "SSV 3.1, 6.2"
    case .remainder: "SSV 3.1, 6.2, 7.3"
    case .antiderivative: "SSV 3.1, 8.2"
    case .difference: "from SSV 1.4, 3.2"
    case .division: "SSV 3.2"
    case .rational: "Sturm's chain; SSV 2.1, 6.2"
    case .realRooted: "Sturm's chain; SSV 6.2"
    case .density: "SSV 1.4, DLMF 1.14(iii)"
    case .temperedStable: "Koponen 1995; SSV 6.2"
    case .logarithmicMean: "integral over x in (0,1)"
    }
  }
}
