internal import CFlint

extension Ball {
  /// `₀F₁(a; −z²)/Γ(a)`, entire in z: the Bessel functions without their branch point,
  /// `J_ν(2z) = z^ν ₀F₁(ν+1; −z²)/Γ(ν+1)`.
  ///
  /// a = ½ and 3/2 are a cosine and a sine, whose enclosures are tight on long pieces as well.
  package static func besselCore(parameter a: Double, _ z: Ball) -> Ball {
    let twice = z + z
    switch a {
    case 0.5: return Ball.cos(twice) / Ball.sqrt(Ball.pi(precision: z.precision))
    case 1.5:
      let sinc = twice.map { result, x, bits in acb_sinc(result, x, bits) }
      return (sinc + sinc) / Ball.sqrt(Ball.pi(precision: z.precision))
    default:
      return Ball(a, precision: z.precision).map(-(z * z)) { result, a, x, bits in
        acb_hypgeom_0f1(result, a, x, 1, bits)
      }
    }
  }
}
