internal import Numerics

/// The uniform asymptotic expansion of K_ν(νz) for large ν [DLMF 10.41.4, 10.41.6].
///
/// With terms up to `count` and ν ≥ 25 the truncation error is below 1e-15, uniformly in x.
struct DebyeExpansion {
  /// The smallest order for which the expansion is used.
  static let smallestOrder = 25.0

  let logK: Double
  /// `K_{ν−1}/K_ν`.
  let ratio: Double

  init(_ nu: Double, _ x: Double) {
    // Beyond this x² overflows, and ν²/x is nothing.
    if x > 1e150 {
      logK = 0.5 * Double.log(Double.pi / (2 * x)) - x
      ratio = 1
      return
    }
    // With s = √(ν² + x²) the exponent is s − ν·ln((ν + s)/x). Both parts are of the size of ν, so
    // for ν = 60,000 rounding them to doubles would cost 1e-11: hence two doubles each.
    let s = (DoubleDouble.product(nu, nu) + DoubleDouble.product(x, x)).squareRoot
    let logarithm = (DoubleDouble(nu) + s).logarithm - DoubleDouble(x).logarithm
    let exponent = s - nu * logarithm
    let p = nu / s.high
    let square = p * p
    var sum = 0.0
    var derived = 0.0
    // Horner from the last term; u_k(p) = p^k U_k(p²).
    for term in Self.terms.reversed() {
      sum = term.value(square) - (p / nu) * sum
      derived = term.companion(square) - (p / nu) * derived
    }
    let prefactor = 0.5 * Double.log(Double.pi / (2 * s.high)) + Double.log(sum)
    logK = (prefactor - exponent.low) - exponent.high
    // K_{ν−1} = −K_ν′ − (ν/x)K_ν, with the cancelling part taken out by hand [DLMF 10.41.11].
    ratio = x / (nu + s.high) + x / (nu * nu) * square * derived / sum
  }

  /// U_k, and W_k with w_k = ½u_k + p·u_k′ = p^k W_k(p²), as polynomials in p².
  private struct Term {
    let u: [Double]
    let w: [Double]

    func value(_ square: Double) -> Double { Self.horner(u, square) }
    func companion(_ square: Double) -> Double { Self.horner(w, square) }

    private static func horner(_ c: [Double], _ x: Double) -> Double {
      var result = 0.0
      for a in c.reversed() { result = result * x + a }
      return result
    }
  }

  /// Terms from the recurrence u_{k+1} = ½p²(1−p²)u_k′ + ⅛∫₀^p (1−5s²)u_k(s) ds.
  private static let terms: [Term] = {
    var result: [Term] = []
    // u[j] is the coefficient of p^{k+2j} in u_k.
    var u = [1.0]
    for k in 0...12 {
      result.append(
        Term(u: u, w: u.enumerated().map { j, c in (0.5 + Double(k + 2 * j)) * c }))
      var next = [Double](repeating: 0, count: k + 2)
      for (j, c) in u.enumerated() {
        let n = Double(k + 2 * j)
        next[j] += 0.5 * n * c + c / (8 * (n + 1))
        next[j + 1] -= 0.5 * n * c + 5 * c / (8 * (n + 3))
      }
      u = next
    }
    return result
  }()
}
