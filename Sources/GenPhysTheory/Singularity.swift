internal import ComplexModule
internal import Numerics

extension ActionSlice {
  /// Whether S₁ is certainly not even in k.
  private var isOdd: Bool {
    let wavenumbers = [1e-3, 0.1, 1, 10, 1e3]
    let values = self.values(roots: wavenumbers.map { Complex($0) })
    let mirrored = self.values(roots: wavenumbers.map { Complex(-$0) })
    let origin = value(.zero)
    return zip(values, mirrored).contains { value, mirrored in
      // e^{2k} may have left the doubles where e^{−2k} has a value.
      guard value.isFinite, mirrored.isFinite else { return false }
      let change = origin.isFinite ? (value - origin).length : value.length
      return (value - mirrored).length > 1e-9 * change + 1e-12 * value.length
    }
  }

  /// The rightmost point b ≤ 0 of the real s axis beyond which S₁ stops being real, increasing and
  /// concave: a branch point or pole of λ(√s), to a relative accuracy of 1e-14.
  ///
  /// - Returns: 0 where S₁ is singular at the origin (λ = k^α), `nil` where no singularity shows for
  ///   −s up to 1e24 (λ entire in k², as for diffusion).
  func singularity() -> Double? {
    // An odd part in k is a branch point at s = 0, however little of it shows close by.
    if isOdd { return 0 }
    var regular = 0.0
    let origin = value(.zero)
    var level = origin.real
    /// Whether S₁ at −x is real, lower than at the last regular point (beyond a pole it is not) and
    /// still rising with s.
    func isRegular(_ x: Double) -> Bool {
      let s = value(Complex(-x))
      // What S₁(0) hides of an imaginary part is told by the change from there; close to 0 rounding
      // may be all there is.
      let noise = 1e-12 * (s - origin).length + 4 * Double.ulpOfOne * s.length
      func isWithinRounding(_ excess: Double) -> Bool { excess <= 2 * error(Complex(-x)) }
      guard s.isFinite,
        s.imaginary.magnitude <= noise || isWithinRounding(s.imaginary.magnitude),
        s.real <= level || isWithinRounding(s.real - level)
      else { return false }
      let slope = derivatives(-x).first
      return slope.isFinite && (slope > 0 || -slope <= derivativeErrors(-x).first)
    }
    func accept(_ x: Double) {
      regular = x
      level = value(Complex(-x)).real
    }
    var singular: Double?
    for exponent in stride(from: -24.0, through: 24.0, by: 0.1) {
      let x = Double.pow(10, exponent)
      // So close to 0 that rounding hides all change there is nothing to tell either.
      if (value(Complex(-x)) - origin).length <= 4 * error(Complex(-x)) { continue }
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
