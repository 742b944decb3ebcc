import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// The saddle-point mixture against closed forms, quadrature and its own scaling laws.
@Suite struct MixtureTests {
  @Test(arguments: [1, 2, 3, 8, 64, 784, 3072])
  func poissonMixtureMatchesClosedForm(dimension: Int) throws {
    let poisson = process(k)
    let closed = try poisson.greensFunction(dimension: dimension, choice: .closed)
    let numeric = try poisson.greensFunction(dimension: dimension, choice: .numeric)
    #expect(closed.method == .closedForm && numeric.method == .scaleMixture)
    for t in [0.01, 1, 50] {
      for r in [0, 0.1, 1, 30, 1e4] {
        try expectSameDensity(closed, numeric, radius: r, time: t)
        let rate = try numeric.expansionRate(radius: r, time: t)
        expect(rate, is: 1 / t)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 64, 3072])
  func yukawaMixtureMatchesClosedForm(dimension: Int) throws {
    let yukawa = process((k * k + 4).squareRoot, source: .init(potential: -4, density: 0))
    let closed = try yukawa.greensFunction(dimension: dimension, choice: .closed)
    let numeric = try yukawa.greensFunction(dimension: dimension, choice: .numeric)
    #expect(closed.method == .closedForm && numeric.method == .scaleMixture)
    for t in [0.05, 1, 20] {
      for r in [0, 0.3, 2, 40] {
        try expectSameDensity(closed, numeric, radius: r, time: t)
        let growth = try closed.growthRate(radius: r, time: t)
        expect(try numeric.growthRate(radius: r, time: t), is: growth.value, slack: growth.error)
        expect(try numeric.expansionRate(radius: r, time: t), is: 1 / t)
      }
    }
  }

  @Test("Quadrature of the Hankel integral agrees", arguments: [1, 2, 3])
  func mixtureMatchesQuadrature(dimension: Int) throws {
    let rates: [Formula] = [
      k.raised(to: .rational(13, 10)) + .rational(1, 5) * k * k, k.raised(to: .rational(3, 2)),
      k * .call(.tanh, [k]), (k * k + 1).squareRoot - 1 + .rational(1, 10) * k * k,
    ]
    for rate in rates {
      let mixture = try process(rate).greensFunction(dimension: dimension)
      let direct = try process(rate).greensFunction(dimension: dimension, choice: .quadrature)
      #expect(mixture.method == .scaleMixture && direct.method == .quadrature)
      for (r, t) in [(0, 1), (0.5, 1), (2, 1), (1, 0.3), (3, 4)] as [(Double, Double)] {
        let a = try mixture.density(radius: r, time: t)
        let b = try direct.density(radius: r, time: t)
        #expect(
          (a.value - b.value).magnitude <= 4 * (a.error + b.error),
          "\(rate.description) at r = \(r), t = \(t): \(a) and \(b)")
        let c = try mixture.expansionRate(radius: r, time: t)
        let d = try direct.expansionRate(radius: r, time: t)
        #expect(
          (c.value - d.value).magnitude <= 4 * (c.error + d.error) + 1e-9 * c.value.magnitude,
          "\(rate.description) v/r at r = \(r), t = \(t): \(c) and \(d)")
      }
    }
  }

  /// √k + k² at a time when most of its law lies within a rounding of its drift, where the grid is cut:
  /// a peak above it that needs a finer grid must not change what the cut stands for.
  @Test(arguments: [1, 2, 3])
  func lawsCutAboveADriftMatchQuadrature(dimension: Int) throws {
    let rate = k.squareRoot + k * k
    let mixture = try process(rate).greensFunction(dimension: dimension)
    let direct = try process(rate).greensFunction(dimension: dimension, choice: .quadrature)
    for t in [6.18646213e-6, 6.9e-6, 1e-4] {
      for multiple in [0.2, 2, 3.4, 4.85, 5.5, 9] {
        let r = multiple * (2 * t).squareRoot()
        let a = try mixture.transport(radius: r, time: t).expansion
        let b = try direct.transport(radius: r, time: t).expansion
        #expect(
          (a.value - b.value).magnitude <= a.error + b.error && a.relativeError < 1e-9,
          "r = \(r), t = \(t): \(a) and \(b)")
        try expectSameDensity(direct, mixture, radius: r, time: t)
      }
    }
  }

  /// Shares of shells are integrals of the density, of the same law.
  @Test(arguments: [2, 64, 784])
  func sharesAreIntegralsOfTheDensity(dimension: Int) throws {
    let half = 0.5 * Double(dimension)
    let logSurface = log(2) + half * log(.pi) - lgamma(half)
    for rate in [k.squareRoot + k * k, k + k * k] {
      let green = try process(rate).greensFunction(dimension: dimension)
      for t in [6.18646213e-6, 1e-4, 0.1] {
        let width = (2 * t * Double(dimension)).squareRoot()
        for (a, b) in [(0.9, 1.0), (1.0, 1.1), (1.3, 1.5)] {
          let integral = try Quadrature.adaptive(over: [a * width, b * width]) { r in
            exp(
              try green.logDensity(radius: r, time: t).value + logSurface
                + Double(dimension - 1) * log(r))
          }
          let (inner, outer) = (
            try green.radialShares(radius: a * width, time: t),
            try green.radialShares(radius: b * width, time: t)
          )
          let share = inner.outside.value - outer.outside.value
          #expect(
            (share - integral.value).magnitude
              <= inner.outside.error + outer.outside.error + integral.error + 1e-11 * share,
            "\(rate.description) N = \(dimension) t = \(t): \(share) and \(integral)")
        }
      }
    }
  }

  /// Kernels prepared for a range of times against those that are asked once, core to tail: in many
  /// dimensions posteriors are narrower than the grid's cells.
  @Test(arguments: [2, 64, 784, 3072])
  func preparedKernelsKeepTheirBars(dimension: Int) throws {
    for rate in [k * .call(.tanh, [k]), k.raised(to: .rational(13, 10)) + k * k] {
      let green = try process(rate).greensFunction(dimension: dimension)
      let prepared = green.prepared(times: 1e-3...1, reach: 1e4)
      for t in [0.0016, 0.0038, 0.0095, 0.025, 0.3] {
        let width = try #require(green.mixture).medianWidth(time: t)
        for multiple in [0.8, 1, 1.2, 3, 7, 14, 30, 100] {
          let r = multiple * width * Double(dimension).squareRoot()
          let a = try prepared.expansionRate(radius: r, time: t)
          let b = try green.expansionRate(radius: r, time: t)
          #expect(
            (a.value - b.value).magnitude <= a.error + b.error && a.relativeError < 1e-6,
            "\(rate.description) N = \(dimension) r = \(multiple) widths, t = \(t): \(a) and \(b)")
        }
      }
    }
  }

  /// Laws with an atom above u = 0, by how P nears its limit, over their drift k².
  private static let jumps: [Formula] = {
    let jump = k * k / (1 + k * k)
    let t = Formula.variable("t")
    return [
      // Like a power: plain, rare, fractional, as roots, in other functions.
      jump, .rational(1, 1000) * jump, k / (1 + k), jump.raised(to: .rational(2, 3)),
      .call(.atan, [k]), 1 - .call(.exp, [-k / (1 + k)]),
      .call(.log, [4 * (1 + k) * (1 + k) / ((2 + k) * (2 + k))]),
      // Without a form for what is left.
      .call(.besseli, [1, k]) / .call(.besseli, [0, k]),
      // Faster than powers, slowly, plainly, and in time.
      1 - .call(.exp, [-k.squareRoot]), .call(.tanh, [k]), 2 * t * (1 - .call(.exp, [-k])),
    ]
  }()

  /// What jumps from an atom to scales far below its own has next to no mass, yet at short times most of
  /// the flow, about the shell and beyond it.
  @Test(arguments: [1, 3])
  func rareJumpsAreNotLostInTheirAtom(dimension: Int) throws {
    for jump in Self.jumps {
      let rate = k * k + jump
      let green = try process(rate).greensFunction(dimension: dimension)
      let prepared = green.prepared(times: 1e-6...1e-4, reach: 100)
      let direct = try process(rate).greensFunction(dimension: dimension, choice: .quadrature)
      for (t, multiple) in [(1e-6, 4), (1e-6, 5.5), (1e-4, 4), (1, 4)]
        as [(Double, Double)]
      {
        let r = multiple * (2 * t).squareRoot()
        let c = try direct.expansionRate(radius: r, time: t)
        for kernel in t < 1e-2 ? [green, prepared] : [green] {
          let a = try kernel.expansionRate(radius: r, time: t)
          #expect(
            (a.value - c.value).magnitude <= a.error + c.error && a.relativeError < 1e-7,
            "\(rate.description) r = \(r), t = \(t): \(a) and \(c)")
        }
      }
    }
  }

  /// The same far from the shell, where quadrature has no digits left.
  @Test(arguments: [2, 3])
  func rareJumpsFlowAsInBalls(dimension: Int) throws {
    for weight in [Formula.one, .rational(1, 1000)] {
      let rate = k * k + weight * k * k / (1 + k * k)
      let green = try process(rate).greensFunction(dimension: dimension)
      let balls = try process(rate).greensFunction(dimension: dimension, choice: .rigorous)
      for t in [1e-6, 1e-4] {
        for multiple in [1, 7, 12.0] {
          let r = multiple * (2 * t).squareRoot()
          let a = try green.expansionRate(radius: r, time: t)
          let b = try balls.expansionRate(radius: r, time: t)
          #expect(
            (a.value - b.value).magnitude <= a.error + b.error && a.relativeError < 1e-12,
            "\(rate.description) r = \(r), t = \(t): \(a) and \(b)")
        }
      }
    }
  }

  @Test func fractionalRaysAreStraight() throws {
    for exponent in [Formula.rational(1, 2), .rational(6, 5), .rational(9, 5)] {
      let green = try process(k.raised(to: exponent)).greensFunction(dimension: 2)
      let alpha = try #require(exponent.numberValue).doubleValue
      for (r, t) in [(0.2, 0.5), (3, 0.5), (50, 7)] {
        expect(try green.expansionRate(radius: r, time: t), is: 1 / (alpha * t))
      }
    }
  }

  @Test func quantilesFollowClosedLaws() throws {
    let numeric = try #require(
      try process(k).greensFunction(dimension: 2, choice: .numeric).mixture)
    let closed = try #require(
      try process(k).greensFunction(dimension: 2, choice: .closed).mixture)
    for q in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999] {
      let a = try numeric.quantile(q, complement: 1 - q, time: 2)
      let b = try closed.quantile(q, complement: 1 - q, time: 2)
      #expect((a / b - 1).magnitude < 1e-8, "q = \(q): \(a), \(b)")
    }
  }

  @Test func medianNeedsNoSlice() throws {
    // A fresh kernel answers with the contour alone, a used one from its slice.
    let rate = k.raised(to: .rational(13, 10)) + .rational(1, 5) * k * k
    for t in [1e-6, 0.1, 3, 1e3] {
      let fresh = try process(rate).greensFunction(dimension: 2)
      let used = try process(rate).greensFunction(dimension: 2)
      _ = try used.density(radius: 1, time: t)
      let a = try #require(fresh.mixture).quantile(0.5, complement: 0.5, time: t)
      let b = try #require(used.mixture).quantile(0.5, complement: 0.5, time: t)
      #expect((a / b - 1).magnitude < 1e-8, "t = \(t): \(a), \(b)")
    }
  }

  // MARK: - Expectations

  private func expectSameDensity(
    _ a: any GreensFunction, _ b: any GreensFunction, radius r: Double, time t: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let x = try a.logDensity(radius: r, time: t)
    let y = try b.logDensity(radius: r, time: t)
    #expect(
      (x.value - y.value).magnitude <= x.error + y.error + 1e-12,
      "ln G at N = \(a.dimension), r = \(r), t = \(t): \(x) and \(y)",
      sourceLocation: sourceLocation)
  }

  private func expect(
    _ estimate: Estimate, is exact: Double, slack: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (estimate.value - exact).magnitude <= estimate.error + slack + 4 * exact.ulp,
      "\(estimate) is not \(exact)", sourceLocation: sourceLocation)
  }
}
