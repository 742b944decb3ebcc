import GenPhysNumerics
import Numerics
import Testing

@Suite struct SpecialFunctionTests {
  /// ln K_ν(x) as a ball, by Arb's K with enough bits.
  private func logK(_ nu: Double, _ x: Double) -> Ball {
    var precision = 128
    while precision < 40_000 {
      let k = Ball.apply(
        .besselk, order: Ball(nu, precision: precision), Ball(x, precision: precision))
      if k.isPositive == true {
        let log = Ball.log(k)
        if log.radius < 1e-14 { return log }
      } else if k.isFinite {
        let log = Ball.log(k)
        if log.isFinite, log.radius < 1e-14 { return log }
      }
      precision *= 2
    }
    return Ball(.nan)
  }

  private func difference(_ a: Double, _ exact: Ball) -> Double {
    let (lower, upper) = (Ball(a, precision: 256) - exact).realBounds
    return max(lower.magnitude, upper.magnitude)
  }

  @Test func logBesselKAgainstBalls() {
    let seed: UInt64 = 20_261_121
    var random = RandomPoints(seed: seed)
    var worst = 0.0
    for n in 0..<400 {
      let nu = n % 4 == 0 ? random.uniform(0...3) : random.logUniform(0.01...2000)
      let x = n % 3 == 0 ? nu * random.uniform(0.1...3) + 1e-3 : random.logUniform(1e-6...3000)
      let exact = logK(nu, x)
      guard exact.isFinite else { continue }
      let value = SpecialFunctions.logBesselK(order: nu, x)
      let miss = difference(value, exact)
      worst = max(worst, miss)
      #expect(miss <= 1e-12 + 4 * value.ulp, "seed \(seed): ν = \(nu), x = \(x): \(miss)")
    }
    print("ln K: worst \(worst), seed \(seed)")
  }

  @Test(
    arguments: [
      (0.0, 1e-300), (0.5, 1e-300), (1, 1e-300), (24.9, 1e-300), (25, 1e-300), (60_000, 1e-300),
      (60_000, 1), (60_000, 39_000), (60_000, 60_000), (60_000, 1e6), (0, 1e6), (25.1, 1e6), (0, 2),
      (0, 2.0000001), (24.5, 2), (1536, 1000), (0.25, 0.1), (-0.5, 3), (1.5, 700),
      (0, Double.leastNonzeroMagnitude), (2.5, Double.leastNonzeroMagnitude),
      (40, Double.leastNonzeroMagnitude), (3, 1e300), (40, 1e300), (1e-9, 1e-300),
    ] as [(Double, Double)])
  func logBesselKAtExtremes(_ nu: Double, _ x: Double) {
    let exact = logK(nu, x)
    let value = SpecialFunctions.logBesselK(order: nu, x)
    if exact.isFinite {
      #expect(difference(value, exact) <= 1e-12 + 4 * value.ulp, "\(value) \(exact)")
    } else {
      print("no ball for ν = \(nu), x = \(x): value \(value)")
    }
    #expect(value.isFinite)
  }

  @Test func besselKRatioAgainstBalls() {
    let seed: UInt64 = 7
    var random = RandomPoints(seed: seed)
    var worst = 0.0
    for n in 0..<300 {
      let nu = n % 2 == 0 ? random.uniform(-2...3) : random.logUniform(0.01...500)
      let x =
        n % 3 == 0 ? nu.magnitude * random.uniform(0.1...3) + 1e-3 : random.logUniform(1e-6...2000)
      let bits = 600
      let order = Ball(nu, precision: bits)
      let argument = Ball(x, precision: bits)
      let exact =
        Ball.apply(.besselk, order: order - 1, argument)
        / Ball.apply(.besselk, order: order, argument)
      guard exact.isFinite, exact.radius < 1e-17 * exact.midpoint.real else { continue }
      let value = SpecialFunctions.besselKRatio(order: nu, x)
      let miss = difference(value, exact) / exact.midpoint.real
      worst = max(worst, miss)
      #expect(miss <= 1e-13, "seed \(seed): ν = \(nu), x = \(x): \(miss)")
    }
    print("K ratio: worst \(worst), seed \(seed)")
  }

  @Test func normalLaw() {
    let seed: UInt64 = 11
    var random = RandomPoints(seed: seed)
    var worst = (cumulative: 0.0, log: 0.0, quantile: 0.0)
    for _ in 0..<200 {
      let x = random.uniform(-37...8)
      let exact = Ball.apply(.erfc, -Ball(x, precision: 2000) / Ball.sqrt(2)) / 2
      let relative = difference(NormalLaw.cumulative(x), exact) / exact.midpoint.real
      worst.cumulative = max(worst.cumulative, relative)
      let log = Ball.log(exact)
      let logMiss = difference(NormalLaw.logCumulative(x), log) / log.midpoint.real.magnitude
      worst.log = max(worst.log, logMiss)
      let q = random.logUniform(1e-300...0.5)
      let z = NormalLaw.quantile(q, complement: 1 - q)
      let back = Ball.log(Ball.apply(.erfc, -Ball(z, precision: 2000) / Ball.sqrt(2)) / 2)
      let miss = difference(Double.log(q), back) / max(1, z * z)
      worst.quantile = max(worst.quantile, miss)
      #expect(NormalLaw.quantile(1 - q, complement: q) == -z)
    }
    print("normal: worst \(worst), seed \(seed)")
    #expect(worst.cumulative < 5e-13 && worst.log < 1e-13 && worst.quantile < 1e-14)
    #expect(NormalLaw.quantile(0.5) == 0)
  }

  @Test(arguments: [0.5, 1, 2.5, 17, 500, 4000, 50_000])
  func gammaQuantile(_ shape: Double) {
    let law = GammaLaw(shape: shape)
    for q in [1e-300, 1e-40, 1e-8, 0.01, 0.3, 0.5] {
      for (p, complement) in [(q, 1 - q), (1 - q, q)] {
        let x = law.quantile(p, complement: complement)
        #expect(x.isFinite && x >= 0)
        if x < 1e-290 { continue }
        let (lower, upper) = law.logTails(x)
        let got = p <= complement ? lower : upper
        #expect((got - Double.log(q)).magnitude < 1e-10, "a = \(shape), q = \(p): x = \(x), \(got)")
      }
    }
  }

  @Test func lawsOutsideTheirDomain() {
    for bad in [0, -1, Double.nan, .infinity] {
      #expect(GammaLaw(shape: bad).quantile(0.3, complement: 0.7).isNaN)
      #expect(InverseGaussianLaw(mean: 1, shape: bad).quantile(0.3, complement: 0.7).isNaN)
      #expect(InverseGaussianLaw(mean: bad, shape: 1).logTails(1).lower.isNaN)
    }
    let law = GammaLaw(shape: 2)
    #expect(law.quantile(0, complement: 1) == 0 && law.quantile(1, complement: 0) == .infinity)
    #expect(law.quantile(-0.1, complement: 1.1).isNaN)
    #expect(law.logTails(.nan).upper.isNaN)
    #expect(NormalLaw.quantile(.nan, complement: .nan).isNaN)
    #expect(SpecialFunctions.logBesselK(order: 1, -1).isNaN)
    #expect(SpecialFunctions.besselKRatio(order: 1, -1).isNaN)
    #expect(SpecialFunctions.besselJ(order: 0, -1).isNaN)
  }

  @Test func gammaTailsAgainstIntegrals() {
    for (shape, x) in [(0.5, 0.2), (2.5, 1), (2.5, 9), (17, 10), (17, 30), (500, 480), (500, 600)] {
      let law = GammaLaw(shape: shape)
      let bits = 128
      let a = Ball(shape, precision: bits)
      let norm = Ball.apply(.gamma, a)
      let upper = RigorousIntegral.integrate(
        from: Ball(x, precision: bits),
        to: Ball(x + 40 + 12 * shape.squareRoot() + 60, precision: bits), relativeBits: 60,
        absoluteBits: 3000, precision: bits
      ) { y in Ball.exp((a - 1) * Ball.log(y) - y) }
      let exact = Ball.log(upper / norm)
      let miss = difference(law.logTails(x).upper, exact)
      #expect(miss < 1e-11, "a = \(shape), x = \(x): \(miss) \(exact)")
    }
  }

  @Test(arguments: [(1.0, 1.0), (0.01, 5), (100, 1), (3, 300), (1e-4, 1e-6), (50, 1e-3)])
  func inverseGaussianAgainstIntegrals(_ mean: Double, _ shape: Double) {
    let law = InverseGaussianLaw(mean: mean, shape: shape)
    let (mu, lambda) = (Ball(mean, precision: 128), Ball(shape, precision: 128))
    for q in [1e-30, 1e-8, 0.01, 0.3, 0.5] {
      for (p, complement) in [(q, 1 - q), (1 - q, q)] {
        let x = law.quantile(p, complement: complement)
        #expect(x.isFinite && x > 0)
        let (lower, upper) = law.logTails(x)
        let got = p <= complement ? lower : upper
        #expect((got - Double.log(q)).magnitude < 1e-10, "q = \(p): x = \(x), \(got)")
        // The exact distribution function, by error functions in 3,000 bits.
        let y = Ball(x, precision: 3000)
        let root = Ball.sqrt(lambda / y)
        func phi(_ z: Ball) -> Ball {
          Ball.apply(.erfc, -z / Ball.sqrt(Ball(2.0, precision: 3000))) / 2
        }
        let tail = Ball.exp(2 * lambda / mu) * phi(-root * (y / mu + 1))
        let exact =
          p <= complement
          ? phi(root * (y / mu - 1)) + tail : phi(-root * (y / mu - 1)) - tail
        #expect(difference(got, Ball.log(exact)) < 1e-10, "q = \(p): \(got) \(Ball.log(exact))")
      }
    }
  }
}
