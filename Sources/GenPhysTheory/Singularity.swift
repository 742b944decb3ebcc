internal import ComplexModule
internal import Numerics

extension ActionSlice {
  /// The rightmost point b ≤ 0 of the real s axis beyond which S₁ stops being real, increasing and
  /// concave: a branch point or pole of λ(√s), to a relative accuracy of 1e-14.
  ///
  /// - Returns: 0 where S₁ is singular at the origin (λ = k^α), `nil` where no singularity shows for
  ///   −s up to 1e12 (λ entire in k², as for diffusion).
  func singularity() -> Double? {
    var regular = 0.0
    var level = value(.zero).real
    /// Whether S₁ at −x is real, lower than at the last regular point (beyond a pole it is not) and
    /// still rising with s.
    func isRegular(_ x: Double) -> Bool {
      let s = value(Complex(-x))
      guard s.isFinite, s.imaginary.magnitude <= 1e-12 * s.length, s.real <= level else {
        return false
      }
      let slope = derivatives(-x).first
      return slope > 0 && slope.isFinite
    }
    func accept(_ x: Double) {
      regular = x
      level = value(Complex(-x)).real
    }
    var singular: Double?
    for exponent in stride(from: -12.0, through: 12.0, by: 0.1) {
      let x = Double.pow(10, exponent)
      if isRegular(x) {
        accept(x)
      } else {
        singular = x
        break
      }
    }
    guard var upper = singular else { return nil }
    if regular == 0 { return 0 }
    for _ in 0..<60 {
      let middle = 0.5 * (regular + upper)
      if isRegular(middle) { accept(middle) } else { upper = middle }
    }
    return -regular
  }
}
