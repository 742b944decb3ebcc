internal import ComplexModule
internal import Numerics

/// Roots of polynomials with complex coefficients, as candidates for exact ones.
enum PolynomialRoots {
  /// The complex roots of a polynomial by Durand and Kerner's simultaneous iteration.
  static func numeric(_ coefficients: [Complex<Double>]) -> [Complex<Double>] {
    guard let top = coefficients.last, top != .zero, coefficients.count > 1 else { return [] }
    let monic = coefficients.map { $0 / top }
    // Cauchy's bound on the roots.
    let bound = 1 + (monic.dropLast().map(\.length).max() ?? 0)
    guard bound.isFinite, bound < 1e9 else { return [] }
    let count = monic.count - 1
    var roots = (0..<count).map { index in
      Complex<Double>(length: bound, phase: 0.4 + 2 * Double.pi * Double(index) / Double(count))
    }
    for _ in 0..<200 {
      for i in roots.indices {
        let value = monic.reversed().reduce(Complex<Double>.zero) { $0 * roots[i] + $1 }
        let slope = roots.indices.reduce(Complex<Double>.one) { product, j in
          j == i ? product : product * (roots[i] - roots[j])
        }
        if slope != .zero { roots[i] -= value / slope }
      }
    }
    return roots.allSatisfy(\.isFinite) ? roots : []
  }
}
