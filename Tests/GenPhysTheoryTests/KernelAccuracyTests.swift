import ComplexModule
import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Green's functions where they are hard, each against another way of computing the same.
///
/// In far tails, at extreme times, where terms cancel, and for rates that vary in time.
@Suite struct KernelAccuracyTests {
  private static let t = Formula.variable("t")
  private var t: Formula { Self.t }

  private func expect(
    _ estimate: Estimate, is exact: Double, slack: Double = 0, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (estimate.value - exact).magnitude <= estimate.error + slack + 4 * exact.ulp,
      "\(what) \(estimate) is not \(exact)", sourceLocation: sourceLocation)
  }

  private func expectAgreement(
    _ a: Estimate, _ b: Estimate, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (a.value - b.value).magnitude <= a.error + b.error, "\(what): \(a) and \(b)",
      sourceLocation: sourceLocation)
  }

  // MARK: - Contours

  @Test(
    "Where P grows left of its saddle there is a value or a refusal, and no trap",
    arguments: [
      k * k + .rational(1, 1000) * (1 - .call(.cos, [k])),
      k * k + .rational(1, 1000) * (1 - .call(.cos, [2 * k])),
      k * k * (1 + .rational(1, 1_000_000) * .call(.cos, [k])),
    ] as [Formula])
  func oscillatingRates(rate: Formula) throws {
    let green = try process(rate).greensFunction(dimension: 1)
    let direct = try process(rate).greensFunction(dimension: 1, choice: .quadrature)
    for r in [0, 1, 3.0] {
      expectAgreement(
        try green.density(radius: r, time: 1), try direct.density(radius: r, time: 1), "r = \(r)")
    }
  }

  // MARK: - Rates in time

  @Test(
    "k² g(t) is a Gaussian of the integral of g",
    arguments: [
      (.call(.exp, [-t]), 1e3, 1), (.call(.exp, [-5 * t]), 1e4, 0.2),
      (.call(.exp, [-t * t]), 1e4, 0.886226925452758),
      (1 + .call(.sin, [10 * t]), 10, 10 + (1 - cos(100)) / 10),
      (1 + .call(.sin, [1000 * t]), 1, 1 + (1 - cos(1000)) / 1000),
      (.call(.exp, [-10_000 * (t - .half).raised(to: 2)]), 1, 0.0177245385090552),
      (1 / (.rational(1, 1000) + t), 100, log(100_001)),
      (t / (1 + t * t), 1e3, 0.5 * log(1_000_001)),
    ] as [(Formula, Double, Double)])
  func rateInTime(g: Formula, time: Double, integral: Double) throws {
    let green = try process(k * k * g).greensFunction(dimension: 1)
    for r in [0, 0.1, 1] {
      let exact = exp(-r * r / (4 * integral)) / (4 * .pi * integral).squareRoot()
      expect(
        try green.density(radius: r, time: time), is: exact, slack: 4e-15 * exact,
        "g = \(g.description)")
    }
  }

  @Test func entangledRateInTime() throws {
    // ∫₀¹ k e^{−kt} dt = 1 − e^{−k}.
    let moving = try process(k * k + k * .call(.exp, [-k * t])).greensFunction(
      dimension: 1, choice: .quadrature)
    let still = try process(k * k + 1 - .call(.exp, [-k])).greensFunction(
      dimension: 1, choice: .quadrature)
    for r in [0, 0.5, 2] {
      expectAgreement(
        try moving.density(radius: r, time: 1), try still.density(radius: r, time: 1), "r = \(r)")
    }
  }

  @Test(
    "An integral that diverges at t = 0 is refused",
    arguments: [k / t, k * k / t, k * k / (t * t), k * k / (t * (1 + t)), k / (t * (1 + k))]
      as [Formula])
  func divergentRate(rate: Formula) throws {
    let error = #expect(throws: GreensFunctionError.self) {
      _ = try process(rate).greensFunction(dimension: 2).density(radius: 1, time: 1)
    }
    guard case .unsupported(let message)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(message.contains("integral of lambda over time"))
  }

  // MARK: - Mixing laws

  @Test(
    "The tail of a law with a finite mean, at short times",
    arguments: [
      k * k / (1 + k), k * k / (1 + k.squareRoot), k * k / (1 + k.raised(to: .rational(3, 2))),
    ]
      as [Formula])
  func shortTimes(rate: Formula) throws {
    let mixture = try process(rate).greensFunction(dimension: 1)
    let direct = try process(rate).greensFunction(dimension: 1, choice: .quadrature)
    #expect(mixture.method == .scaleMixture)
    for (r, time) in [(1e-3, 1e-3), (2e-3, 1e-4), (1e-4, 1e-6)] {
      expectAgreement(
        try mixture.density(radius: r, time: time), try direct.density(radius: r, time: time),
        "\(rate.description) r = \(r), t = \(time)")
    }
    let share = try mixture.radialShares(radius: 0.01, time: 1e-4).inside
    expectAgreement(share, try direct.radialShares(radius: 0.01, time: 1e-4).inside, "cdf")
  }

  @Test("The bulk of a compound Poisson law and the peak at its atom", arguments: [1, 64, 3072])
  func bimodal(dimension: Int) throws {
    // k²/(1 + k²): e^{−t} Σ tⁿ/n! of variance gamma kernels at time n.
    let green = try process(k * k / (1 + k * k)).greensFunction(dimension: dimension)
    let jump = try process(.call(.log, [1 + k * k])).greensFunction(
      dimension: dimension, choice: .closed)
    let time = 300.0
    for r in [0.01, 0.1, 1, 3, 10, 30, 200] {
      var logs: [Double] = []
      for n in 1...1500 {
        let count = Double(n)
        logs.append(
          count * log(time) - lgamma(count + 1) - time
            + (try jump.logDensity(radius: r, time: count).value))
      }
      let top = logs.reduce(-.infinity) { max($0, $1) }
      let exact = top + log(logs.reduce(0) { $0 + exp($1 - top) })
      expect(
        try green.logDensity(radius: r, time: time), is: exact,
        slack: 1e-11 * (1 + exact.magnitude),
        "N = \(dimension), r = \(r):")
    }
  }

  // MARK: - Rounding

  @Test("Errors count the terms of the rate that cancel")
  func cancellation() throws {
    // √(1+k) − 1 = k/(1 + √(1+k)), in which nothing cancels.
    let root = (1 + k).squareRoot
    let rough = try process(root - 1).greensFunction(dimension: 1)
    let exact = try process(k / (1 + root)).greensFunction(dimension: 1)
    for (r, time) in [(1, 1), (1e4, 1e3), (1e7, 1e3)] as [(Double, Double)] {
      expectAgreement(
        try rough.logDensity(radius: r, time: time), try exact.logDensity(radius: r, time: time),
        "r = \(r), t = \(time)")
    }
    // 1 − cos 3k = 2 sin²(3k/2).
    let a = try process(k * k + 1 - .call(.cos, [3 * k])).greensFunction(
      dimension: 1, choice: .quadrature)
    let b = try process(k * k + 2 * Formula.call(.sin, [.rational(3, 2) * k]).raised(to: 2))
      .greensFunction(dimension: 1, choice: .quadrature)
    for (r, time) in [(0, 1e4), (300, 1e4), (0, 0.03), (0.5, 0.03)] as [(Double, Double)] {
      expectAgreement(
        try a.density(radius: r, time: time), try b.density(radius: r, time: time),
        "r = \(r), t = \(time)")
    }
  }

  @Test("A running error bounds that of balls")
  func runningError() throws {
    let formulas: [Formula] = [
      (1 + k).squareRoot - 1, 1 - .call(.cos, [k]), .call(.log, [1 + k]) - k,
      .call(.tanh, [k]) / k - 1, .call(.exp, [k]) - 1 - k, 1 - .call(.sin, [k]) / k,
      k.raised(to: .rational(3, 2)) + .rational(1, 3) * .call(.log, [1 + k * k]),
    ]
    for formula in formulas {
      let program = try formula.compiled(variables: ["k"])
      for x in [1e-6, 1e-3, 0.1, 1.5, 20] {
        let (value, error) = program.evaluateWithError([.init(x)])
        let exact = program.evaluate([Ball(x, precision: 200)]).midpoint.real
        #expect(
          (value.real - exact).magnitude <= error + exact.ulp, "\(formula.description) at \(x)")
        #expect(error < 2e-15 * (10 + exp(x) + x * x), "\(formula.description) at \(x): \(error)")
      }
    }
  }

  // MARK: - Closed forms

  @Test(arguments: [1, 1e3, 1e6] as [Double])
  func screenedKernelInTwoDimensions(mass: Double) throws {
    // K_{3/2} is elementary: e^{mt} times Yukawa's kernel, with mρ − mt = mr²/(ρ + t).
    let m = Formula.number(Number(Int(mass)))
    let green = try process((k * k + m * m).squareRoot - m).greensFunction(dimension: 2)
    #expect(green.method == .closedForm)
    for (r, t) in [(0, 1), (1, 1e4), (300, 1e4), (1e-3, 0.1)] as [(Double, Double)] {
      let rho = hypot(r, t)
      let x = mass * rho
      let exact =
        log(t * mass / (2 * .pi * rho * rho)) + log1p(1 / x) - mass * r * r / (rho + t)
      expect(
        try green.logDensity(radius: r, time: t), is: exact, slack: 4e-16 * (4 + exact.magnitude),
        "m = \(mass), r = \(r), t = \(t):")
    }
  }

  @Test func roundingInManyDimensions() throws {
    // ln 4πt is a rounding of 2πt's own: the error must not vanish with it.
    let green = try process(k * k).greensFunction(dimension: 100_000)
    let value = try green.logDensity(radius: 0, time: 0.25 / .pi)
    #expect(value.value.magnitude <= value.error && value.error < 1e-10)
  }

  @Test func tailsOfClosedForms() throws {
    let poisson = try process(k).greensFunction(dimension: 1)
    for r in [1e-300, 1e-20, 0.1, 1, 30, 1e7, 1e15] {
      let shares = try poisson.radialShares(radius: r, time: 1)
      expect(shares.inside, is: 2 / .pi * atan(r), "inside \(r):")
      expect(shares.outside, is: 2 / .pi * atan(1 / r), "outside \(r):")
    }
    let diffusion = try process(k * k).greensFunction(dimension: 1)
    for r in [1e-250, 1e-161, 1e-3, 1, 20] {
      expect(try diffusion.radialShares(radius: r, time: 1).inside, is: erf(r / 2), "r = \(r):")
    }
    // D = 3 in one dimension: (2/π)(atan r + r/(1 + r²)).
    let order = Formula.rational(3, 2)
    let augmented = try process(
      k * .call(.besselk, [order - 1, k * t]) / .call(.besselk, [order, k * t])
    ).greensFunction(dimension: 1, choice: .closed)
    for r in [0.5, 30, 1e3] {
      let outside = 1 / .pi * 4 / (3 * r * r * r) * (1 - 6 / (5 * r * r))
      let inside = 2 / .pi * (atan(r) + r / (1 + r * r))
      let shares = try augmented.radialShares(radius: r, time: 1)
      expect(shares.inside, is: inside, slack: 1e-15, "r = \(r):")
      if r > 500 { expect(shares.outside, is: outside, slack: 1e-10 * outside, "r = \(r):") }
    }
  }

  @Test func tinyQuantiles() throws {
    let poisson = try process(k).greensFunction(dimension: 1)
    let diffusion = try process(k * k).greensFunction(dimension: 1)
    let gamma = try process(.call(.log, [1 + k * k])).greensFunction(dimension: 1)
    for q in [1e-303, 1e-290, 1e-100, 1e-12] {
      expect(try poisson.radialQuantile(q, complement: 1, time: 1), is: q * .pi / 2, "Poisson")
      expect(
        try diffusion.radialQuantile(q, complement: 1, time: 1), is: q * Double.pi.squareRoot(),
        "diffusion")
      // e^{−r}/2 on either side.
      expect(try gamma.radialQuantile(q, complement: 1, time: 1), is: q, "variance gamma")
    }
    // The quantile is about e^{−3454}: below the range of doubles, but no atom.
    let steep = try gamma.radialQuantile(1e-3, complement: 0.999, time: 1e-3)
    #expect(steep.value == 0 && steep.error > 0 && steep.error < 1e-290)
  }

  @Test func massesWithTheirErrors() throws {
    let yukawa = try process((k * k + 4).squareRoot, source: .init(potential: -4, density: 0))
      .greensFunction(dimension: 2)
    expect(try yukawa.mass(time: 1), is: exp(-2))
    let late = try yukawa.mass(time: 1e4)
    #expect(late.value == 0 && late.error > 0)
    let growing = try process(
      k.raised(to: .rational(3, 2)) - 1, source: .init(potential: 0, density: 1)
    ).greensFunction(dimension: 2)
    #expect(throws: GreensFunctionError.self) { try growing.mass(time: 800) }
    let diffusion = try process(k * k).greensFunction(dimension: 2).mass(time: 1)
    #expect(diffusion.value == 1 && diffusion.error == 0)
  }

  // MARK: - Telegraph

  private func telegraph(_ damping: Formula) throws -> any GreensFunction {
    let root = (damping * damping - k * k).squareRoot
    return try Process(
      name: "test", frequencies: [damping + root, damping - root].map { -.imaginaryUnit * $0 },
      source: .none
    ).greensFunction(dimension: 1)
  }

  @Test func telegraphNearItsFronts() throws {
    // In x = ε√(t² − r²) ≪ 1: I₀ = 1 + x²/4 and I₁/x = ½ + x²/16, t − r being exact.
    let green = try telegraph(.rational(1, 1_000_000))
    let t = 1e4
    for r in [0.9999e4, 9999.999999, 9999.999999999, 1e4 - 2e-12] {
      let x = 1e-6 * 1e-6 * (t - r) * (t + r)
      let (zero, one) = (1 + x / 4, 1e-12 * (0.5 + x / 16))
      expect(
        try green.expansionRate(radius: r, time: t), is: one / (1e-6 * zero + t * one),
        slack: 1e-25, "r = \(r):")
      expect(
        try green.logDensity(radius: r, time: t), is: log((1e-6 * zero + t * one) / 2) - 1e-2,
        slack: 1e-14, "r = \(r):")
    }
  }

  @Test func telegraphFarFromThem() throws {
    // By 40 digits of the formula.
    let one = try telegraph(1)
    expect(try one.logDensity(radius: 990, time: 1000), is: -860.9310901413218891)
    let strong = try telegraph(10_000)
    expect(try strong.expansionRate(radius: 0.9, time: 1), is: 0.6964079749711231988)
    // Diffusion of variance t/ε, but for terms of order 1/(εt).
    let stronger = try telegraph(1_000_000)
    for (r, t) in [(1e-3, 1), (2e-3, 1), (0.01, 1), (0.3, 1e4)] as [(Double, Double)] {
      let shares = try stronger.radialShares(radius: r, time: t)
      let exact = erf(r * (1e6 / (2 * t)).squareRoot())
      #expect((shares.inside.value - exact).magnitude < 1e-5 && shares.inside.value <= 1)
    }
    let quantile = try stronger.radialQuantile(0.999, complement: 0.001, time: 1e4)
    #expect((quantile.value - 0.3290526731).magnitude < 1e-5)
  }

  // MARK: - Quadrature

  @Test("Jumps without a smooth law: the atom is a point mass, the rest a density")
  func atomsByQuadrature() throws {
    // 1 − e^{−k}: e^{−t} Σ tⁿ/n! of Poisson kernels of time n.
    let rate = 1 - Formula.call(.exp, [-k])
    let kernels = [
      try process(rate).greensFunction(dimension: 2, choice: .quadrature),
      try process(rate).greensFunction(dimension: 2),
    ]
    for green in kernels {
      let jump = try process(k).greensFunction(dimension: green.dimension)
      for (r, t) in [(0.5, 1), (1, 1), (2, 0.5), (30, 3)] as [(Double, Double)] {
        var (sum, weight) = (0.0, exp(-t))
        for n in 1...60 {
          weight *= t / Double(n)
          sum += weight * (try jump.density(radius: r, time: Double(n)).value)
        }
        expect(
          try green.density(radius: r, time: t), is: sum, slack: 1e-13 * sum,
          "N = \(green.dimension), r = \(r):")
      }
      let masses = try green.pointMasses(time: 1)
      #expect(masses.count == 1 && masses[0].radius == 0)
      expect(masses[0].weight, is: exp(-1))
      let source = try green.radialQuantile(0.3, complement: 0.7, time: 1)
      #expect(source.value == 0 && source.error == 0)
    }
  }

  @Test func slowDecayIsNoFront() throws {
    // k I₁(k)/I₀(k) overflows in either factor beyond k = 700; the ratio is computed where it is needed.
    let ratio = k * .call(.besseli, [1, k]) / .call(.besseli, [0, k])
    let green = try process(ratio).greensFunction(dimension: 1)
    let near = try process(k * k / 2).greensFunction(dimension: 1)
    // At late times it is diffusion at half the pace.
    let a = try green.density(radius: 0, time: 1e4)
    let b = try near.density(radius: 0, time: 1e4)
    #expect((a.value / b.value - 1).magnitude < 1e-3)
    // √ln(1+k²) decays too slowly at short times to be summed to many digits, but it does decay.
    let slow = try process(.call(.log, [1 + k * k]).squareRoot).greensFunction(
      dimension: 1, choice: .quadrature)
    #expect(try slow.density(radius: 1, time: 1e-3).value > 0)
    #expect(try slow.pointMasses(time: 1e-3).isEmpty)
  }

  @Test func closedDensityWithoutItsMixture() throws {
    for mass in [1_000_000, .rational(1, 1_000_000)] as [Formula] {
      let rate = (k * k + mass * mass).squareRoot - mass
      for dimension in [1, 64] {
        let green = try process(rate).greensFunction(dimension: dimension)
        #expect(green.method == .closedForm)
        #expect(try green.density(radius: 0.1, time: 1).value.isFinite)
      }
    }
  }
}
