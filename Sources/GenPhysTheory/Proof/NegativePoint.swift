internal import GenPhysNumerics
internal import Numerics

/// A certified point where the density is negative: a ball around the Hankel integral that is < 0.
///
/// Up to a positive factor, `G_N(r,t)` is `∫₀^∞ w(k) e^{−t(λ(k) − λ(0))} dk` with w = cos kr, k J₀(kr) or
/// k sin kr for N = 1, 2, 3. The part up to K is integrated rigorously; beyond, λ − λ(0) ≥ g k^q, and
/// `∫_K^∞ k^{N−1} e^{−tgk^q} dk ≤ K^N e^{−tgK^q}/(tgqK^q − N)`, as k^N e^{−tgk^q} falls at least like
/// k^{N − tgqK^q} there.
struct NegativePoint {
  let dimension: Int
  let radius: Double
  let time: Double

  /// Looks for a point against one real branch, λ − λ(0) in k alone.
  static func against(_ gap: Formula, dimension: Int) -> NegativePoint? {
    guard (1...3).contains(dimension), let program = try? gap.compiled(variables: ["k"]),
      let end = EndBehaviour(of: gap, end: .infinity, reach: 0x1p-6), end.isBoundedBelow,
      end.exponent.signum < 0, !end.isComplex
    else { return nil }
    let search = Search(
      program: program, dimension: dimension, growth: -end.exponent.doubleValue,
      factor: end.range.lower, start: 0x1p6)
    for time in [1, 0.1, 10, 0.01, 100] {
      if Deadline.isOver { return nil }
      if let radius = search.negativeRadius(time: time) {
        return NegativePoint(dimension: dimension, radius: radius, time: time)
      }
    }
    return nil
  }

  private struct Search {
    let program: CompiledFormula
    let dimension: Int
    /// q, g and the k from which the bound holds.
    let growth: Double
    let factor: Double
    let start: Double

    private func weight(_ x: Double, _ k: Double) -> Double {
      switch dimension {
      case 1: Double.cos(x)
      case 2: k * SpecialFunctions.besselJ(order: 0, x)
      default: k * Double.sin(x)
      }
    }

    /// A radius at which the density is certainly negative.
    func negativeRadius(time t: Double) -> Double? {
      func decay(_ k: Double) -> Double { program.realValue([k]) * t }
      let scales = (-40...40).map { Double.exp2(Double($0) / 2) }
      guard let width = scales.first(where: { decay($0) > 1 }),
        let cut = scales.first(where: { $0 > width && decay($0) > 50 })
      else { return nil }
      // The midpoint rule in doubles finds a candidate.
      let count = 1500
      let step = cut / Double(count)
      let points = (0..<count).map { (Double($0) + 0.5) * step }
      let values = points.map { Double.exp(-decay($0)) }
      guard values.allSatisfy(\.isFinite) else { return nil }
      var best: (radius: Double, share: Double)?
      for index in 1...60 {
        let radius = 0.2 * Double(index) / width
        guard radius * step < 1 else { break }
        var sum = 0.0
        var size = 0.0
        for (k, value) in zip(points, values) {
          let term = weight(k * radius, k) * value
          sum += term
          size += term.magnitude
        }
        let share = sum / size
        if share < best?.share ?? -1e-5 { best = (Self.short(radius), share) }
      }
      guard let best, isNegative(best.radius, t, cut) else { return nil }
      return best.radius
    }

    /// Four significant digits.
    private static func short(_ x: Double) -> Double {
      let unit = Double.pow(10, Double.log10(x).rounded(.down) - 3)
      return (x / unit).rounded() * unit
    }

    private func isNegative(_ radius: Double, _ t: Double, _ cut: Double) -> Bool {
      let r = Ball(radius, precision: 96)
      let time = Ball(t, precision: 96)
      let end = max(cut, start)
      let integral = RigorousIntegral.integrate(
        from: Ball(0.0, precision: 96), to: Ball(end, precision: 96), relativeBits: 24,
        absoluteBits: 40
      ) { k in
        let x = k * r
        let weight: Ball =
          switch dimension {
          case 1: Ball.cos(x)
          case 2: k * Ball.apply(.besselj, order: Ball(0.0), x)
          default: k * Ball.sin(x)
          }
        return weight * Ball.exp(-time * program.evaluate([k]))
      }
      guard integral.isFinite, integral.isReal else { return false }
      let n = Ball(Number(dimension))
      let rate = time * Ball(factor) * Ball.exp(Ball(growth) * Ball.log(Ball(end)))
      let slope = rate * Ball(growth) - n
      guard slope.isPositive == true else { return false }
      let tail = Ball.exp(n * Ball.log(Ball(end)) - rate) / slope
      return (integral + tail).isNegative == true
    }
  }
}
