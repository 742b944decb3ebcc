import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// The stated error bounds of numeric kernels against evaluations that share no code with them:
/// integration in ball arithmetic for N ≤ 3 and N = 8, Gaussian averages computed on the other side
/// of the Fourier transform for N = 64 … 3072, and a series of closed forms for rough processes.
///
/// `GENPHYS_MATRIX=1` runs four decades of t and far tails; without it a part is run.
@Suite struct KernelMatrixTests {
  static let isFull = ProcessInfo.processInfo.environment["GENPHYS_MATRIX"] != nil

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// λ(k,t).
    let rate: Formula
    /// The action at a time, as the rate of a process without time: `λ′ = S(k,T)`, to be taken at 1.
    var frozen: (@Sendable (Double) -> Formula)?

    var testDescription: String { name }
    init(_ name: String, _ rate: Formula, frozen: (@Sendable (Double) -> Formula)? = nil) {
      self.name = name
      self.rate = rate
      self.frozen = frozen
    }
  }

  static let t = Formula.variable("t")
  static let threeHalves = k.raised(to: .rational(3, 2))
  static let cases: [Case] = [
    Case("k^1.5", threeHalves), Case("k^0.7", k.raised(to: .rational(7, 10))),
    Case("k^1.8", k.raised(to: .rational(9, 5))), Case("k^1.9", k.raised(to: .rational(19, 10))),
    Case("ln(1 + k^2) + k^2/10", .call(.log, [1 + k * k]) + .rational(1, 10) * k * k),
    Case("k^1.3 + k^2/5", k.raised(to: .rational(13, 10)) + .rational(1, 5) * k * k),
    Case("k + k^2", k + k * k), Case("k tanh k", k * .call(.tanh, [k])),
    Case("relativistic + k^2/10", (k * k + 1).squareRoot - 1 + .rational(1, 10) * k * k),
    Case("k^2/(1 + k)", k * k / (1 + k)),
    Case("atom and k^2/10", k * k / (1 + k * k) + .rational(1, 10) * k * k),
    Case("k^1.99", k.raised(to: .rational(199, 100))),
    Case(
      "2 t k^1.5 + k", 2 * t * threeHalves + k,
      frozen: { .real($0 * $0) * threeHalves + .real($0) * k }),
    Case("2 t k^2", 2 * t * k * k, frozen: { .real($0 * $0) * k * k }),
    Case(
      "exp(t) k^1.5 + k^2", .call(.exp, [t]) * threeHalves + k * k,
      frozen: { .real(exp($0) - 1) * threeHalves + .real($0) * k * k }),
  ]

  static let times: [Double] = isFull ? [0.01, 0.1, 1, 10, 100] : [0.4, 3]
  static let multiples: [Double] = isFull ? [0, 0.1, 1, 4, 30] : [0, 1.3]

  @Test(arguments: cases)
  func agreesWithBalls(_ item: Case) throws {
    var compared = 0
    defer { #expect(compared >= 8, "\(item.name): only \(compared) places") }
    for dimension in [1, 2, 3, 8] {
      let green = try process(item.rate).greensFunction(dimension: dimension, choice: .numeric)
      #expect(green.method == .scaleMixture)
      for time in dimension == 8 && !Self.isFull ? [1] : Self.times {
        let same = process(item.frozen?(time) ?? item.rate)
        let exact = try same.greensFunction(dimension: dimension, choice: .rigorous)
        let width = try #require(green.mixture).medianWidth(time: time)
        for multiple in Self.multiples {
          let r = multiple * width
          let a = try? green.density(radius: r, time: time)
          guard let a else { continue }
          // Far out the integral cancels beyond what balls of reasonable cost resolve.
          guard let b = try? exact.density(radius: r, time: item.frozen == nil ? time : 1),
            b.relativeError < 1e-6
          else { continue }
          compared += 1
          #expect(
            (a.value - b.value).magnitude <= a.error + b.error,
            "\(item.name) N = \(dimension) r = \(r) t = \(time): \(a) and \(b)")
          if b.value > 1e-290 {
            #expect(a.relativeError < 1e-9, "\(item.name) r = \(r): \(a)")
          }
        }
      }
    }
  }

  /// `∫ G e^{−r²/4a} dx` in both spaces, in logarithms.
  @Test(arguments: cases)
  func agreesWithGaussianAverages(_ item: Case) throws {
    for dimension in [64, 784, 3072] {
      let green = try process(item.rate).greensFunction(dimension: dimension, choice: .numeric)
      for time in Self.isFull ? Self.times : [1] {
        let same = process(item.frozen?(time) ?? item.rate)
        let rate = try #require(try same.keptDecayRates().first).compiled(variables: ["k", "t"])
        let frozenTime = item.frozen == nil ? time : 1
        let u = pow(try #require(green.mixture).medianWidth(time: time), 2) / 2
        let n = Double(dimension)
        for a in [u / 3, 3 * u] {
          let space = try Self.logIntegral(start: 0.5 * log(n * a)) { x in
            let r = exp(x)
            return n * x - r * r / (4 * a) + (try green.logDensity(radius: r, time: time).value)
          }
          // In k: (4πa)^{N/2} (2π)^{−N} ∫ P e^{−ak²} dk.
          let wave = Self.logIntegral(start: 0.5 * log(n / (2 * a))) { x in
            let k = exp(x)
            return n * x - a * k * k - frozenTime * rate.realValue([k, 1])
          }
          let expected = wave + n / 2 * log(4 * .pi * a) - n * log(2 * .pi)
          #expect(
            (space - expected).magnitude < 1e-10 * max(1, 1e-3 * n) + 1e-15 * expected.magnitude
              * 10,
            "\(item.name) N = \(dimension) t = \(time) a = \(a): \(space) and \(expected)")
        }
      }
    }
  }

  /// ln ∫ e^{f(x)} dx of a peaked log-concave integrand, by the trapezoidal rule about its peak.
  static func logIntegral(start: Double, _ f: (Double) throws -> Double) rethrows -> Double {
    var peak = start
    var top = try f(peak)
    for step in [1, 0.3, 0.1, 0.03, 0.01, 0.003] {
      var moved = true
      while moved {
        moved = false
        for next in [peak - step, peak + step] {
          let value = try f(next)
          if value > top { (peak, top, moved) = (next, value, true) }
        }
      }
    }
    let h = 1e-3
    let curvature = max(1e-4, -(try f(peak + h) + f(peak - h) - 2 * top) / (h * h))
    let step = 0.35 / curvature.squareRoot()
    var sum = 1.0
    for direction in [-1.0, 1] {
      var index = 1.0
      while index < 4000 {
        let value = try f(peak + direction * index * step) - top
        sum += exp(value)
        if value < -42 { break }
        index += 1
      }
    }
    return top + log(sum * step)
  }

  /// `e^{−tk²/(1+k²)} = Σ e^{−t} t^n/n! (1 + k²)^{−n}`: a Poisson mixture of variance gamma kernels.
  @Test(arguments: [1, 2, 3, 64])
  func roughProcessIsSplit(dimension: Int) throws {
    let green = try process(k * k / (1 + k * k)).greensFunction(dimension: dimension)
    #expect(green.method == .scaleMixture)
    let jumps = try process(.call(.log, [1 + k * k])).greensFunction(dimension: dimension)
    #expect(jumps.method == .closedForm)
    for time in [0.2, 1, 8] {
      let mass = try #require(try green.pointMasses(time: time).first)
      #expect(mass.radius == 0 && (mass.weight.value / exp(-time) - 1).magnitude < 1e-14)
      for r in [0.3, 2, 15] {
        var sum = 0.0
        for n in 1...80 {
          let weight = exp(-time + Double(n) * log(time) - lgamma(Double(n) + 1))
          sum += weight * (try jumps.density(radius: r, time: Double(n)).value)
        }
        let value = try green.density(radius: r, time: time)
        #expect(
          (value.value - sum).magnitude <= value.error + 4e-12 * sum,
          "N = \(dimension) r = \(r) t = \(time): \(value) is not \(sum)")
      }
      // Density and point mass make up all of the mass.
      let shares = try green.radialShares(radius: 1e-9, time: time)
      #expect((shares.inside.value - exp(-time)).magnitude < 1e-6)
      #expect((shares.inside.value + shares.outside.value - 1).magnitude < 1e-9)
    }
  }

  /// `e^{−t(1 − e^{−k²})} = Σ e^{−t} tⁿ/n! e^{−nk²}`: Gaussians with the weights of Poisson's law.
  @Test(arguments: [1, 2, 3, 64, 3072])
  func jumpsOnALattice(dimension: Int) throws {
    let jumps = 1 - .call(.exp, [-1 * k * k])
    for drift in [0.0, 0.1] {
      let green = try process(jumps + .real(drift) * k * k).greensFunction(dimension: dimension)
      #expect(green.method == .scaleMixture)
      for time in [0.01, 1, 20.0] {
        let mass = try green.pointMasses(time: time).first?.weight.value ?? 0
        #expect((mass - (drift == 0 ? exp(-time) : 0)).magnitude <= 1e-14)
        for r in [0, 0.3, 2, 15].map({ $0 * Double(dimension).squareRoot() }) {
          func sum(_ part: (_ u: Double, _ n: Double) -> Double) -> Double {
            let terms = (0...400).map { n -> Double in
              let u = drift * time + Double(n)
              guard u > 0 else { return -.infinity }
              let half = Double(dimension) / 2
              return part(u, Double(n)) - half * log(4 * .pi * u) - r * r / (4 * u) - time
                + Double(n) * log(time) - lgamma(Double(n) + 1)
            }
            let top = terms.max() ?? 0
            return top + log(terms.reduce(0) { $0 + exp($1 - top) })
          }
          let expected = sum { _, _ in 0 }
          let value = try green.logDensity(radius: r, time: time)
          #expect(
            (value.value - expected).magnitude <= value.error + 1e-12 * (1 + expected.magnitude),
            "N = \(dimension) r = \(r) t = \(time): \(value) is not \(expected)")
          // In thousands of dimensions the flux from the source dwarfs the density by more than e^700.
          guard r > 0, dimension <= 64 else { continue }
          // Continuity: ∂G/∂t = −r^{1−N} d/dr(r^N G e), by differences of the kernel itself.
          let (h, d) = (1e-5 * time, 1e-5 * r)
          func flux(_ x: Double) throws -> Double {
            let g = try green.logDensity(radius: x, time: time).value
            let rate = try green.expansionRate(radius: x, time: time).value
            return exp(g - value.value + Double(dimension) * log(x / r)) * rate
          }
          let change =
            (exp(try green.logDensity(radius: r, time: time + h).value - value.value)
              - exp(try green.logDensity(radius: r, time: time - h).value - value.value)) / (2 * h)
          let divergence = r * (try flux(r + d) - flux(r - d)) / (2 * d)
          let size = Double(dimension) * (try flux(r))
          #expect(
            (change + divergence).magnitude < 1e-5 * (size + change.magnitude),
            "N = \(dimension) r = \(r) t = \(time): \(change) and \(divergence)")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 5])
  func varianceGammaClosedFormIsTheMixture(dimension: Int) throws {
    let rate = 2 * Formula.call(.log, [4 + k * k])
    let source = Process.Source(potential: 0, density: -2 * .call(.log, [4]))
    let closed = try process(rate, source: source).greensFunction(dimension: dimension)
    let numeric = try process(rate, source: source)
      .greensFunction(dimension: dimension, choice: .numeric)
    #expect(closed.method == .closedForm && numeric.method == .scaleMixture)
    for time in [0.1, 1, 7] {
      for r in [1e-4, 0.4, 3, 30] {
        let a = try closed.logDensity(radius: r, time: time)
        let b = try numeric.logDensity(radius: r, time: time)
        #expect(
          (a.value - b.value).magnitude <= a.error + b.error, "r = \(r) t = \(time): \(a), \(b)")
      }
    }
    #expect(throws: GreensFunctionError.self) { try closed.density(radius: 0, time: 0.1) }
  }

  @Test(arguments: [1, 2, 3])
  func sharesAreTheIntegralOfTheDensity(dimension: Int) throws {
    for rate in [Self.threeHalves, k + k * k, (k * k + 1).squareRoot - 1, k * k] {
      let green = try process(rate).greensFunction(dimension: dimension)
      let area = 2 * pow(.pi, Double(dimension) / 2) / tgamma(Double(dimension) / 2)
      for (r, t) in [(0.3, 1.0), (2, 1), (1, 0.1)] {
        let integral = try Quadrature.adaptive(over: [0, r / 4, r]) { x in
          area * pow(x, Double(dimension - 1)) * (try green.density(radius: x, time: t).value)
        }
        let shares = try green.radialShares(radius: r, time: t)
        #expect(
          (shares.inside.value - integral.value).magnitude <= shares.inside.error + 1e-9,
          "\(rate.description) N = \(dimension) r = \(r): \(shares.inside) and \(integral.value)")
        let q = shares.inside.value
        let back = try green.radialQuantile(q, complement: shares.outside.value, time: t)
        #expect((back.value / r - 1).magnitude < 1e-6)
      }
    }
  }

  /// The law of u narrows about its mean as 1/√t: shares and densities at times far beyond the matrix.
  @Test(arguments: [1e4, 1e8, 1e12])
  func lateTimes(time: Double) throws {
    // k tanh k = k² − k⁴/3 + …: at late times a Gaussian of variance 2t a coordinate, but for 1/t.
    let green = try process(k * .call(.tanh, [k])).greensFunction(dimension: 3)
    for multiple in [0.1, 1, 4] {
      let r = multiple * (2 * time).squareRoot()
      let gaussian = -1.5 * log(4 * .pi * time) - r * r / (4 * time)
      let value = try green.logDensity(radius: r, time: time)
      #expect(
        (value.value - gaussian).magnitude < value.error + 20 / time,
        "t = \(time) r = \(r): \(value)")
      let shares = try green.radialShares(radius: r, time: time)
      let exact = try process(k * k).greensFunction(dimension: 3).radialShares(
        radius: r, time: time)
      #expect((shares.inside.value - exact.inside.value).magnitude < 1e-7 + 20 / time)
    }
  }

  /// Any finite r ≥ 0 and t > 0 gives a finite value or an error that says what to do.
  @Test(arguments: [1, 3, 3072, 100_000])
  func extremesAreValuesOrErrors(dimension: Int) throws {
    let ends: [Double] = [1e-300, 1e-150, 1e-30, 1e-8, 1, 1e8, 1e30, 1e150, 1e300]
    let rates: [Formula] = [
      k, k * k, Self.threeHalves, k + k * k, (k * k + 1).squareRoot - 1, k * k / (1 + k * k),
      .call(.log, [1 + k * k]), 2 * Self.t * k * k, k * .call(.tanh, [k]),
      1 - .call(.exp, [-1 * k * k]),
    ]
    for rate in rates {
      let green = try process(rate).greensFunction(dimension: dimension)
      for t in ends {
        for r in [0] + ends {
          let place = "\(rate.description) N = \(dimension) r = \(r) t = \(t)"
          if let value = try? green.logDensity(radius: r, time: t) {
            #expect(value.value.isFinite, "\(place)")
          }
          if let value = try? green.density(radius: r, time: t) {
            #expect(value.value.isFinite && value.error > 0, "\(place)")
          }
          if let value = try? green.expansionRate(radius: r, time: t) {
            #expect(value.value.isFinite, "\(place)")
          }
          if let value = try? green.radialVelocity(radius: r, time: t) {
            #expect(value.value.isFinite && !value.error.isNaN, "\(place)")
          }
          guard green.method == .scaleMixture, dimension < 1000 else { continue }
          if let value = try? green.radialShares(radius: r, time: t) {
            #expect((value.inside.value + value.outside.value - 1).magnitude < 1e-6, "\(place)")
          }
        }
      }
    }
  }
}
