package import ComplexModule
internal import Numerics

/// The causal response of several branches at one wavenumber, whether their rates coincide or not.
///
/// `φ_m = (−1)^{m−1} e^{−zt}[λ_1, …, λ_m]`, divided differences of z ↦ e^{−zt}; for distinct rates
/// `φ_b = Σ_j e^{−λ_j t}/∏_{l≠j}(λ_l − λ_j)`. They solve φ_1' = −λ_1φ_1 and φ_m' = −λ_mφ_m + φ_{m−1} from
/// φ_1 = 1, φ_m = 0, so that `p̂ = Σ_m φ_m ∏_{l<m}(λ_l + b)` has p̂ = 1 at first and obeys the continuity
/// equation. Rates within 1/t of each other are expanded about their mean, others differenced: the
/// error is a few ulp of the largest part. [McCurdy, Ng and Parlett 1984]
package enum CausalChain {
  /// φ_1 … φ_b.
  package static func responses(
    _ rates: [Complex<Double>], time t: Double
  ) -> [Complex<Double>] {
    rates.indices.map { last in
      let value = difference(Array(rates[...last]), t)
      return last % 2 == 0 ? value : -value
    }
  }

  /// The divided difference of e^{−zt} over some rates.
  private static func difference(_ rates: [Complex<Double>], _ t: Double) -> Complex<Double> {
    guard rates.count > 1 else { return Complex.exp(-rates[0] * Complex(t)) }
    var farthest = (first: 0, second: 1, distance: 0.0)
    for i in rates.indices {
      for j in rates.indices where j > i {
        let distance = (rates[i] - rates[j]).length
        if distance > farthest.distance { farthest = (i, j, distance) }
      }
    }
    if farthest.distance * t <= 1 { return cluster(rates, t) }
    var withoutFirst = rates
    withoutFirst.remove(at: farthest.first)
    var withoutSecond = rates
    withoutSecond.remove(at: farthest.second)
    return (difference(withoutFirst, t) - difference(withoutSecond, t))
      / (rates[farthest.second] - rates[farthest.first])
  }

  /// `e^{−ct} (−t)^n Σ_r (−1)^r h_r((λ − c)t)/(r + n)!` about the mean c of n + 1 rates, with the complete
  /// homogeneous polynomials h_r; 24 terms of size below 1/r! are beyond double precision.
  private static func cluster(_ rates: [Complex<Double>], _ t: Double) -> Complex<Double> {
    let n = rates.count - 1
    let mean = rates.reduce(.zero, +) / Complex(Double(rates.count))
    var h = [Complex<Double>](repeating: .zero, count: 24)
    h[0] = .one
    for rate in rates {
      let delta = (rate - mean) * Complex(t)
      for r in 1..<h.count { h[r] += delta * h[r - 1] }
    }
    var factorial = (1...n).reduce(1.0) { $0 * Double($1) }
    var sum = Complex<Double>.zero
    for (r, value) in h.enumerated() {
      if r > 0 { factorial *= Double(r + n) }
      sum += value * Complex((r % 2 == 0 ? 1 : -1) / factorial)
    }
    let scale = Complex<Double>.exp(-mean * Complex(t)) * Complex(Double.pow(-t, n))
    return scale * sum
  }
}
