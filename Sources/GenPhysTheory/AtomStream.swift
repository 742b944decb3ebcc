internal import GenPhysNumerics
internal import Numerics

/// What leaves a law's atom for larger scales: the flux potential's mixture close above the atom.
///
/// Where `h = (λ₁ + b)/(s − a)` and S₁ stays finite, the potential's mixture starts at u = D with the
/// height `J = (λ₁(∞) + b) P(∞)`, however little the law itself has there: particles jump over what
/// lies close to the atom. Relative to the law it grows without bound, so that `J e^{ax} Q(9, βx)`,
/// x = u − D, is taken out of it and averaged by itself; the rest vanishes like x⁹. [derived]
struct AtomStream: Sendable {
  /// λ₁(∞) + b.
  let residue: Double
  /// J.
  let strength: Double
  /// a.
  let pole: Double
  /// β: the part taken out ends about x = 9/β.
  let cut: Double

  /// - Parameter limit: S₁(∞); P(∞) = e^{−S₁(∞)}.
  init(residue: Double, pole: Double, limit: Double, cut: Double) {
    self.residue = residue
    self.pole = pole
    strength = residue * Double.exp(-limit)
    // Exponentials that grow end with the cut.
    self.cut = max(cut, 2 * pole)
  }

  private static let order = 9
  /// ln 8!.
  private static let logFactorial = Double.logGamma(Double(order))

  /// The part that is taken out, at x, in units of e^level.
  func value(_ x: Double, level: Double) -> Double {
    strength * Double.exp(pole * x + logUpperShare(cut * x) - level)
  }

  /// What is left of J e^{ax}, in units of e^level.
  func complement(_ x: Double, level: Double) -> Double {
    strength * Double.exp(pole * x + logLowerShare(cut * x) - level)
  }

  /// ln P(9, z): by the tail of the exponential's series, of positive terms, where that is less than half.
  private func logLowerShare(_ z: Double) -> Double {
    guard z < Double(Self.order) else {
      return Double.log(onePlus: -Double.exp(logUpperShare(z)))
    }
    var (term, sum) = (1.0, 1.0)
    var n = Self.order
    while term > Double.ulpOfOne * sum / 4 {
      n += 1
      term *= z / Double(n)
      sum += term
    }
    return -z + Double(Self.order) * Double.log(z) - Self.logFactorial
      - Double.log(Double(Self.order)) + Double.log(sum)
  }

  /// ln Q(9, z) = −z + ln Σ_{j<9} zʲ/j!: a hundred times a radius, so not by `GammaLaw`'s fraction.
  private func logUpperShare(_ z: Double) -> Double {
    let log = Double.log(Self.partialSum(z).sum)
    return -z + (z > 1 ? Double(Self.order - 1) * Double.log(z) - Self.logFactorial + log : log)
  }

  /// Σ_{j<9} zʲ/j!, relative to its last term where z > 1, as z⁸ may leave the doubles; and the last term's
  /// share of it.
  private static func partialSum(_ z: Double) -> (sum: Double, lastShare: Double) {
    var (term, sum) = (1.0, 1.0)
    guard z > 1 else {
      for n in 1..<order {
        term *= z / Double(n)
        sum += term
      }
      return (sum, term / sum)
    }
    // From the last term down.
    for n in (1..<order).reversed() {
      term *= Double(n) / z
      sum += term
    }
    return (sum, 1 / sum)
  }

  /// `∫ J e^{ax} Q u^{−N/2} e^{−r²/4u} (1/2u, a) dx` in units of e^level.
  ///
  /// In y = ln x the integrand has one peak, about which the trapezoid rule is exact to rounding; ∞ at
  /// r = 0 where D = 0.
  ///
  /// - Parameters:
  ///   - half: N/2.
  ///   - quarter: r²/4.
  func averages(
    drift: Double, half: Double, quarter: Double, level: Double
  ) -> (rate: Double, growth: Double) {
    if strength == 0 { return (0, 0) }
    func slope(_ y: Double) -> Double {
      let x = Double.exp(y)
      let u = drift + x
      let lastShare = Self.partialSum(cut * x).lastShare
      return 1 + x * (pole - cut * lastShare + (quarter / u - half - 1) / u)
    }
    func height(_ y: Double, _ x: Double) -> Double {
      let u = drift + x
      return y + pole * x + logUpperShare(cut * x) - (half + 1) * Double.log(u) - quarter / u
    }
    var high = Double.log(100 / cut)
    var low = high - 300
    guard slope(low) > 0 else { return (.infinity, pole == 0 ? 0 : .infinity) }
    // Far from the source Gaussians of x about r/2√β count, of which the cut leaves next to nothing.
    while slope(high) > 0, high < 300 { high += 2 }
    for _ in 0..<50 {
      let middle = 0.5 * (low + high)
      if slope(middle) > 0 { low = middle } else { high = middle }
    }
    let bend = (slope(low + 1e-3) - slope(low - 1e-3)).magnitude / 2e-3
    guard bend.isFinite else { return (.nan, .nan) }
    // Q(9, z) grows beyond |arg z| = π/2: steps of 1/4 missed 1e-12.
    let step = min(0.16, 0.6 / bend.squareRoot())
    let top = height(low, Double.exp(low))
    var (rate, growth) = (0.0, 0.0)
    func add(_ y: Double) -> Bool {
      let x = Double.exp(y)
      let log = height(y, x) - top
      let weight = Double.exp(log)
      rate += weight
      growth += weight * (drift + x)
      return log > -34
    }
    for direction in [1.0, -1] {
      var count = direction > 0 ? 0 : 1
      while add(low + direction * Double(count) * step) {
        count += 1
        // A peak so narrow is lost in the rounding of its place.
        if count > 2000 { return (.nan, .nan) }
      }
    }
    let scale = 0.5 * strength * step * Double.exp(top - level)
    return (scale * rate, 2 * scale * growth * pole)
  }
}
