import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Quantiles and shares in the far tails, against closed forms and values of 40 digits.
@Suite struct TailTests {
  private func expect(
    _ estimate: Estimate, is exact: Double, relative: Double, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (estimate.value - exact).magnitude <= estimate.error + 4 * exact.ulp,
      "\(what) \(estimate) is not \(exact)", sourceLocation: sourceLocation)
    #expect(
      estimate.error <= relative * exact.magnitude, "\(what) \(estimate) is rough",
      sourceLocation: sourceLocation)
  }

  @Test func quantileOfAHeavyTail() throws {
    // By the series of the stable law, of the double nearest to 0.999999.
    let green = try process(k.squareRoot).greensFunction(dimension: 1)
    expect(
      try green.radialQuantile(0.999999, complement: 1 - 0.999999, time: 1), is: 636619135711.2,
      relative: 1e-9)
    expect(
      try green.radialQuantile(0.999999, complement: 1e-6, time: 1), is: 636619135747.8,
      relative: 1e-9)
    // 1 − F ~ 2 sin(πα/2) Γ(α)/π r^{−α}: what is left of the series is of the order of the share.
    for share in [1e-10, 1e-13] {
      let exact = pow(2 * sin(.pi / 4) * tgamma(0.5) / (.pi * share), 2)
      let found = try green.radialQuantile(1 - share, complement: share, time: 1)
      #expect((found.value - exact).magnitude <= found.error + 10 * share * exact, "\(found)")
    }
  }

  @Test(
    "Every share that a double can be", arguments: [1e-300, 1e-100, 1e-15, 0x1p-53, 1e-6, 0.01])
  func poisson(share: Double) throws {
    let closed = try process(k).greensFunction(dimension: 1)
    let exact = 1 / tan(.pi / 2 * share)
    expect(
      try closed.radialQuantile(1 - share, complement: share, time: 1), is: exact, relative: 1e-10,
      "tail \(share):")
    expect(
      try closed.radialQuantile(share, complement: 1 - share, time: 1), is: tan(.pi / 2 * share),
      relative: 1e-10, "q = \(share):")
    let numeric = try process(k).greensFunction(dimension: 1, choice: .numeric)
    expect(
      try numeric.radialQuantile(share, complement: 1 - share, time: 1), is: tan(.pi / 2 * share),
      relative: 1e-9, "q = \(share):")
    guard share > 1e-20 else { return }
    expect(
      try numeric.radialQuantile(1 - share, complement: share, time: 1), is: exact, relative: 1e-9,
      "tail \(share):")
  }

  /// The law of a mixture of powers: its bulk is k^0.5's, its tail k^0.25's, 160 orders of magnitude wide.
  @Test(arguments: [0.05, 1])
  func tailOfTwoPowers(time: Double) throws {
    let rate = k.squareRoot + k.raised(to: .rational(1, 4))
    let green = try process(rate).greensFunction(dimension: 1)
    let share = 1e-11
    let exact = pow(2 * sin(.pi / 8) * tgamma(0.25) / (.pi * share / time), 4)
    let found = try green.radialQuantile(1 - share, complement: share, time: time)
    // The next term of the series is of the order of the share.
    #expect((found.value / exact - 1).magnitude <= found.error / exact + 1e-9, "\(found) \(exact)")
    #expect(found.error < 1e-6 * exact)
  }

  /// Densities of e^−4,000 and less: a Gaussian of scale u feels an error of u r²/4u times.
  @Test func logDensitiesFarOut() throws {
    let cases: [(rate: Formula, dimension: Int, radius: Double, time: Double)] = [
      (
        .rational(1263, 500) * .call(.log, [1 + .rational(357, 200) * k * k]), 64,
        182409.4362925244, 18.478921156430964
      ),
      (.rational(67, 200) * .call(.log, [1 + .rational(1017, 250) * k * k]), 2, 41214, 21.7),
    ]
    for item in cases {
      let process = process(item.rate)
      let closed = try process.greensFunction(dimension: item.dimension)
      let numeric = try process.greensFunction(dimension: item.dimension, choice: .numeric)
      #expect(closed.method == .closedForm && numeric.method == .scaleMixture)
      let a = try closed.logDensity(radius: item.radius, time: item.time)
      let b = try numeric.logDensity(radius: item.radius, time: item.time)
      #expect((a.value - b.value).magnitude <= a.error + b.error, "\(a) and \(b)")
    }
  }

  @Test func survivalFarOut() throws {
    let diffusion = try process(k * k).greensFunction(dimension: 1)
    for r in [1e-3, 1, 10, 30] {
      expect(
        try diffusion.radialShares(radius: r, time: 1).outside, is: erfc(r / 2), relative: 1e-11)
    }
    // D = 3 in three dimensions and Poisson in one.
    let poisson = try process(k).greensFunction(dimension: 1)
    for r in [1e-8, 1, 1e8, 1e100] {
      expect(
        try poisson.radialShares(radius: r, time: 1).outside, is: 2 / .pi * atan(1 / r),
        relative: 1e-12)
    }
    // e^{−r}: what is left of a Laplace law.
    let gamma = try process(.call(.log, [1 + k * k])).greensFunction(dimension: 1)
    for r in [0.1, 10, 100, 500] {
      expect(try gamma.radialShares(radius: r, time: 1).outside, is: exp(-r), relative: 1e-8)
    }
  }

  @Test func exactZerosAndOnes() throws {
    let telegraph = try Process(
      name: "test",
      frequencies: [1 + (1 - k * k).squareRoot, 1 - (1 - k * k).squareRoot].map {
        -.imaginaryUnit * $0
      }, source: .none
    ).greensFunction(dimension: 1)
    let beyond = try telegraph.radialShares(radius: 2, time: 1)
    #expect(beyond.outside == Estimate(0, error: 0) && beyond.inside == Estimate(1, error: 0))
    // The front holds e^{−1} of the mass: every tail below that ends there.
    expect(
      try telegraph.radialQuantile(0.8, complement: 0.2, time: 1), is: 1, relative: 1e-12)
    let source = try process(k).greensFunction(dimension: 2).radialShares(radius: 0, time: 1)
    #expect(source.inside == Estimate(0, error: 0))
  }

  /// Jumps by two or three steps never make one: the weight of one step is 0, and the sum goes on.
  @Test func jumpsWithGaps() throws {
    let rate =
      2 - .call(.exp, [-2 * k * k]) - .call(.exp, [-3 * k * k]) + .rational(1, 10) * k * k
    let lattice = try process(rate).greensFunction(dimension: 1)
    let direct = try process(rate).greensFunction(dimension: 1, choice: .quadrature)
    #expect(lattice.method == .scaleMixture)
    for (r, t) in [(0.3, 1), (1, 1), (4, 0.1), (5, 10)] as [(Double, Double)] {
      let pairs = [
        (try lattice.density(radius: r, time: t), try direct.density(radius: r, time: t)),
        (
          try lattice.expansionRate(radius: r, time: t),
          try direct.expansionRate(radius: r, time: t)
        ),
        (
          try lattice.radialShares(radius: r, time: t).inside,
          try direct.radialShares(radius: r, time: t).inside
        ),
      ]
      for (a, b) in pairs {
        #expect((a.value - b.value).magnitude <= a.error + b.error, "r = \(r) t = \(t): \(a), \(b)")
      }
    }
  }
}
