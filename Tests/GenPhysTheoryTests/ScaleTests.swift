import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Processes at extreme scales against the same processes at scale 1.
///
/// λ(k,t) → R λ(k/K, Rt) with R = aφ + bp → K²a, Rb is a change of units: densities scale with K^N,
/// velocities with R/K, rates with R, quantiles with 1/K, verdicts not at all.
@Suite struct ScaleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let rate: Formula
    var source = Process.Source.none
    var dimensions = [1, 2, 3]
    /// A kernel without births that is a mixture has shares and quantiles.
    var hasShares = true
    var testDescription: String { rate.description }

    var unit: Process { process(rate, source: source) }

    /// The same in other units.
    func scaled(_ wavenumber: String, _ pace: String) throws -> Process {
      let (unit, rate) = (
        try #require(Formula(decimal: wavenumber)), try #require(Formula(decimal: pace))
      )
      let values = ["k": k / unit, "t": Formula.variable("t") * rate]
      func put(_ formula: Formula, _ factor: Formula) -> Formula {
        (factor * formula.substituting(values)).simplified(
          assuming: Assumptions(["k": .nonnegative, "t": .positive]))
      }
      return process(
        put(self.rate, rate),
        source: Process.Source(
          potential: put(source.potential, unit * unit), density: put(source.density, rate)))
    }
  }

  static let t = Formula.variable("t")
  static let root = (k * k + 1).squareRoot

  static let cases: [Case] = [
    Case(rate: root - 1),
    Case(rate: root, source: .init(potential: -1, density: 0)),
    Case(rate: root, source: .init(potential: 0, density: -1)),
    Case(rate: k.raised(to: .rational(3, 2))),
    Case(rate: .call(.log, [1 + k * k])),
    Case(rate: k * k / (1 + k * k)),
    Case(rate: k + k.raised(to: .rational(3, 10))),
    Case(rate: k * k + k),
    Case(rate: (k * k + 1).raised(to: .rational(3, 10)) - 1),
    Case(rate: k * .call(.besselk, [.half, k * t]) / .call(.besselk, [.rational(3, 2), k * t])),
    Case(rate: k * k * (1 + t) + k),
    Case(rate: k * .call(.tanh, [k])),
    Case(rate: k * k + k.raised(to: .rational(5, 2)), dimensions: [1, 2], hasShares: false),
    Case(rate: k * k),
    Case(rate: k),
  ]

  /// Units of wavenumber and of rate.
  static let units = [
    ("1e16", "1e16"), ("2.59e12", "7.763e20"), ("1e-9", "1e12"), ("1e40", "1e-30"),
  ]

  @Test(arguments: cases)
  func kernelsScale(_ example: Case) throws {
    for (wavenumber, pace) in Self.units {
      let (unit, rate) = (try #require(Double(wavenumber)), try #require(Double(pace)))
      let far = try example.scaled(wavenumber, pace)
      for dimension in example.dimensions {
        let near = try example.unit.greensFunction(dimension: dimension)
        let scaled = try far.greensFunction(dimension: dimension)
        for time in [0.3, 1, 7] {
          for radius in [0.5, 3] {
            let place =
              "N = \(dimension), r = \(radius), t = \(time), K = \(wavenumber), R = \(pace)"
            func agree(_ a: Estimate, _ b: Estimate, _ factor: Double, _ what: String) {
              let value = b.value * factor
              let error = a.error + b.error * factor + 1e-13 * value.magnitude
              #expect(
                (a.value - value).magnitude <= error, "\(what) at \(place): \(a) is not \(value)")
              #expect(a.error <= 1e-6 * a.value.magnitude, "\(what) at \(place): \(a)")
            }
            let (r, t) = (radius / unit, time / rate)
            agree(
              try scaled.density(radius: r, time: t), try near.density(radius: radius, time: time),
              pow(unit, Double(dimension)), "density")
            agree(
              try scaled.radialVelocity(radius: r, time: t),
              try near.radialVelocity(radius: radius, time: time), rate / unit, "velocity")
            let growth = try near.growthRate(radius: radius, time: time)
            if growth.value != 0 {
              agree(try scaled.growthRate(radius: r, time: t), growth, rate, "growth")
            }
            agree(try scaled.mass(time: t), try near.mass(time: time), 1, "mass")
            guard example.hasShares else { continue }
            agree(
              try scaled.radialShares(radius: r, time: t).inside,
              try near.radialShares(radius: radius, time: time).inside, 1, "share")
          }
          guard example.hasShares else { continue }
          let quantile = try near.radialQuantile(0.7, complement: 0.3, time: time)
          if quantile.value > 0 {
            let other = try scaled.radialQuantile(0.7, complement: 0.3, time: time / rate)
            #expect(
              (other.value * unit / quantile.value - 1).magnitude < 2e-9,
              "quantile in N = \(dimension) at t = \(time): \(other), not \(quantile.value / unit)")
          }
        }
      }
    }
  }

  @Test(arguments: cases)
  func verdictsScale(_ example: Case) throws {
    let near = try example.unit.verdict()
    for (wavenumber, pace) in Self.units {
      let far = try example.scaled(wavenumber, pace).verdict()
      #expect(
        far.isGenerative == near.isGenerative && far.isProved == near.isProved, "\(far.c1.reason)")
      #expect(far.dimensions == near.dimensions)
      #expect(far.isRough == near.isRough)
      if let rate = far.atomRate, let other = near.atomRate {
        #expect((rate / other / (Double(pace) ?? .nan) - 1).magnitude < 1e-9)
      }
    }
  }

  /// √(k² + m²) − m far from its scale: the closed form of the velocity in N = 1 and 3 is known by
  /// Bessel functions, and at late times by `v/r = 1/(ρ + t)`, ρ² = r² + t², to 1/(m t).
  @Test(arguments: [1e4, 1e8, 1e12, 1e16, 1e24, 1e36])
  func lateTimesHaveSharpLaws(_ time: Double) throws {
    let green = try process(Self.root - 1).greensFunction(dimension: 2)
    for ratio in [1e-6, 0.1, 1, 30] {
      let radius = ratio * time
      let rate = try green.expansionRate(radius: radius, time: time)
      let limit = 1 / (time * (1 + (1 + ratio * ratio).squareRoot()))
      #expect(
        (rate.value - limit).magnitude <= rate.error + 40 / time * limit, "\(rate) at \(ratio)")
      // Next orders are 1e-5 at 30 t where t is 1e8, between slices and sharp laws.
      #expect(rate.error < 1e-4 * limit, "\(rate) at \(ratio)")
      // The density has a closed form.
      let numeric = try process(Self.root - 1).greensFunction(dimension: 2, choice: .numeric)
      let (a, b) = (
        try green.logDensity(radius: radius, time: time),
        try numeric.logDensity(radius: radius, time: time)
      )
      #expect((a.value - b.value).magnitude <= a.error + b.error)
    }
    let radius = (2 * time).squareRoot()
    let share = try green.radialShares(radius: radius, time: time)
    #expect((share.inside.value - 1 + exp(-1)).magnitude < 3 / time + share.inside.error)
    // In the plane the law of r²/2t is exponential.
    let median = try green.radialQuantile(0.5, complement: 0.5, time: time)
    #expect((median.value / (2 * time * log(2)).squareRoot() - 1).magnitude < 3 / time + 1e-8)
  }

  /// Differences that cancel at small k keep their digits.
  @Test func ratesKeepTheirDigits() throws {
    let examples: [(Formula, (Double) -> Double)] = [
      (Self.root - 1, { $0 * $0 / 2 }),
      ((k * k + 4).squareRoot - 2 + (k * k + 9).squareRoot - 3, { $0 * $0 * (1.0 / 4 + 1.0 / 6) }),
      ((k * k + 1).raised(to: .rational(3, 10)) - 1, { 0.3 * $0 * $0 }),
      (1 - (k * k + 1).raised(to: -.half), { $0 * $0 / 2 }),
      (1 - 1 / (k * k + 1), { $0 * $0 }),
      (.call(.cosh, [k]) - 1, { $0 * $0 / 2 }),
      (1 - .call(.cos, [k]), { $0 * $0 / 2 }),
      (.call(.log, [2 + k * k]) - .call(.log, [2]), { $0 * $0 / 2 }),
      (1 - 1 / .call(.cosh, [k]), { $0 * $0 / 2 }),
      (Self.root * (k * k + 4).squareRoot - 2, { $0 * $0 * 1.25 }),
      (.call(.log, [Self.root]), { $0 * $0 / 2 }),
    ]
    for (rate, leading) in examples {
      // P(k,t) at k = 0 and late: the width of the kernel is that of the leading power.
      let time = 1e14
      let green = try process(rate).greensFunction(dimension: 1)
      let curvature = leading(1)
      let width = (2 * curvature * time).squareRoot()
      let density = try green.density(radius: 0, time: time)
      let expected = 1 / ((2 * Double.pi).squareRoot() * width)
      #expect((density.value / expected - 1).magnitude < 1e-5, "\(rate.description): \(density)")
    }
  }
}
