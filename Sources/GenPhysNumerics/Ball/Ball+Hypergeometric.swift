internal import CFlint

extension Ball {
  /// `₀F₁(a; x)/Γ(a)`, entire in x: the Bessel functions without their branch point,
  /// `J_ν(z) = (z/2)^ν ₀F₁(ν+1; −z²/4)/Γ(ν+1)`.
  package static func regularisedLimit(parameter a: Ball, _ x: Ball) -> Ball {
    a.map(x) { result, a, x, bits in acb_hypgeom_0f1(result, a, x, 1, bits) }
  }
}
