import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Kernels of jumps, with and without diffusion, and of laws that reach far, against sums of other
/// kernels, the balance of mass, and quadrature.
@Suite struct JumpKernelTests {
  /// `1 − e^{−k}`: e^{−t} Σ tⁿ/n! of Poisson kernels of time n, and a potential of
  /// `(1 − e^{−k})/k² = ∫₀¹ e^{−kσ}/k dσ`, which is that of Poisson kernels of times n + σ.
  @Test(arguments: [1, 2, 8, 64])
  func jumpsLeaveTheAtom(dimension: Int) throws {
    let green = try process(1 - .call(.exp, [-k])).greensFunction(
      dimension: dimension, choice: .numeric)
    #expect(green.method == .scaleMixture)
    let jump = try process(k).greensFunction(dimension: dimension)
    let width = Double(dimension).squareRoot()
    for (multiple, t) in [(0.4, 1.0), (1, 0.1), (1, 2), (5, 1), (40, 0.3), (1e5, 1), (1e8, 0.5)] {
      let r = multiple * width
      // Densities there leave the doubles.
      if dimension > 8, multiple > 100 { continue }
      var (density, flux, weight) = (0.0, 0.0, exp(-t))
      for n in 0..<40 {
        if n > 0 {
          weight *= t / Double(n)
          density += weight * (try jump.density(radius: r, time: Double(n)).value)
        }
        flux +=
          weight
          * (try Quadrature.adaptive(over: [Double(n), Double(n) + 0.3, Double(n + 1)]) { time in
            time == 0
              ? 0
              : try jump.density(radius: r, time: time).value
                * jump.expansionRate(radius: r, time: time).value
          }).value
      }
      for (value, exact, tolerance) in [
        (try green.density(radius: r, time: t), density, 1e-12),
        (try green.expansionRate(radius: r, time: t), flux / density, 1e-9),
      ] {
        #expect(
          (value.value - exact).magnitude <= value.error + tolerance * exact.magnitude
            && value.relativeError < 1e-9,
          "N = \(dimension) r = \(r) t = \(t): \(value) and \(exact)")
      }
    }
  }

  /// `e^{−t(ck² + 1 − e^{−k})}` = e^{−t} Σ tⁿ/n! e^{−nk − ctk²}.
  @Test(arguments: [1, 8, 64, 784, 3072])
  func jumpsOverDiffusion(dimension: Int) throws {
    let green = try process(1 - .call(.exp, [-k]) + .rational(1, 10) * k * k).greensFunction(
      dimension: dimension, choice: .numeric)
    for t in [0.1, 1] {
      let parts = try (0..<30).map { n in
        try process(.real(Double(n)) * k + .real(0.1 * t) * k * k).greensFunction(
          dimension: dimension)
      }
      for multiple in [0.7, 1, 1.2, 3, 20] {
        let r = multiple * (0.2 * t * Double(dimension)).squareRoot()
        var logWeight = -t
        var terms: [Double] = []
        for (n, part) in parts.enumerated() {
          if n > 0 { logWeight += log(t / Double(n)) }
          terms.append(logWeight + (try part.logDensity(radius: r, time: 1).value))
        }
        let top = terms.max() ?? 0
        let exact = top + log(terms.reduce(0) { $0 + exp($1 - top) })
        let value = try green.logDensity(radius: r, time: t)
        #expect(
          (value.value - exact).magnitude < value.error + 1e-11 * max(1, 1e-2 * Double(dimension))
            && value.error < 1e-8,
          "N = \(dimension) r = \(r) t = \(t): \(value) and \(exact)")
      }
    }
  }

  /// Between the shell of an atom and what has jumped off it the density falls below the smallest double
  /// relative to the atom's, and velocities grow by orders of magnitude from node to node.
  @Test func velocitiesAreKnownNextToAShell() throws {
    let green = try process(k * k + 1 - .call(.exp, [-k])).greensFunction(dimension: 3072)
    let prepared = green.prepared(times: 1e-4...1, reach: 200)
    for t in [6.4e-4, 6.605e-4, 6.8e-4, 1.06e-2] {
      let shell = (2 * t * 3072).squareRoot()
      var last = 0.0
      for step in 0...40 {
        let r = shell * (1 + 0.0025 * Double(step))
        let rate = try green.expansionRate(radius: r, time: t)
        #expect(rate.relativeError < 1e-10, "r = \(r) t = \(t): \(rate)")
        #expect(rate.value >= last, "r = \(r) t = \(t): \(rate) after \(last)")
        last = rate.value
        let quick = try prepared.expansionRate(radius: r, time: t)
        #expect(
          (quick.value - rate.value).magnitude <= quick.error + rate.error
            && quick.relativeError < 1e-6, "r = \(r) t = \(t): \(quick) and \(rate)")
      }
    }
  }

  /// Laws whose tail begins far from their bulk, or that reach beyond any grid towards u = 0.
  @Test(arguments: [1, 2, 3])
  func farShouldersAgreeWithQuadrature(dimension: Int) throws {
    for rate in [
      Formula.call(.log, [1 + k]), .call(.log, [.call(.cosh, [k])]), k * k / (1 + k),
    ] {
      let green = try process(rate).greensFunction(dimension: dimension, choice: .numeric)
      #expect(green.method == .scaleMixture)
      let other = try process(rate).greensFunction(dimension: dimension, choice: .quadrature)
      for t in [0.3, 1, 5] {
        for r in [0.05, 0.4, 3] {
          let (a, b) = (
            try green.density(radius: r, time: t), try other.density(radius: r, time: t)
          )
          #expect(
            (a.value - b.value).magnitude <= a.error + b.error && a.relativeError < 1e-10,
            "\(rate.description) N = \(dimension) r = \(r) t = \(t): \(a) and \(b)")
        }
      }
    }
  }

  /// What a ball loses flows through its surface: `∂ₜ ∫_{|x|<r} p = −S_{N−1} r^N p v_r/r`.
  @Test(arguments: [2, 8, 64, 784])
  func surfacesPassWhatBallsLose(dimension: Int) throws {
    let half = Double(dimension) / 2
    let rates: [Formula] = [
      1 - .call(.exp, [-k]) + .rational(1, 10) * k * k,
      k * k / (1 + k * k) + .rational(1, 10) * k * k, .call(.log, [.call(.cosh, [k])]),
      2 - 2 / .call(.cosh, [k]) + k * k,
    ]
    for decay in rates {
      let green = try process(decay).greensFunction(dimension: dimension, choice: .numeric)
      for t in [0.3, 2, 1500] {
        // Where the atom, where jumps from it, and where many of them decide.
        for multiple in [0.7, 1, 1.5, 4] {
          let r = multiple * (0.2 * t * Double(dimension)).squareRoot()
          let h = 1e-3 * t
          let shares = try [-2.0, -1, 1, 2].map {
            try green.radialShares(radius: r, time: t + $0 * h)
          }
          func slope(_ part: (Int) -> Double) -> Double {
            (part(0) - 8 * part(1) + 8 * part(2) - part(3)) / (12 * h)
          }
          let loss = -slope { shares[$0].inside.value }
          let area = (half - 1) * log(.pi) - lgamma(half) + 2 * half * log(r)
          let density = try green.logDensity(radius: r, time: t).value
          let rate = try green.expansionRate(radius: r, time: t).value
          let flow = 2 * Double.pi * rate * exp(area + density)
          // Shares are differenced, each good to a few 1e-13.
          #expect(
            (flow - loss).magnitude < 1e-7 * loss.magnitude + 3e-12 / h,
            "\(decay.description) N = \(dimension) r = \(r) t = \(t): \(flow) and \(loss)")
        }
      }
    }
  }
}
