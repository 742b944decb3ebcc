import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Recognition of closed forms from the formula, and their invariants.
@Suite struct ClosedFormTests {
  @Test(
    "However it is spelled",
    arguments: [
      k * k, k.raised(to: 2), .call(.abs, [k]) * k, (k + 1).raised(to: 2) - 2 * k - 1,
      k.raised(to: 4).squareRoot, 3 * k * k + 2, (k * k).raised(to: .half), 2 * k, sqrt(4 * k * k),
      (k * k + 1).squareRoot, (4 * k * k + 9).squareRoot, sqrt(k * k + 1) - 1,
      (k * k + 1) / sqrt(k * k + 1),
    ] as [Formula])
  func isRecognised(rate: Formula) throws {
    let atZero = try rate.compiled(variables: ["k"]).realValue([0])
    let source = Process.Source(potential: 0, density: .real(-atZero))
    let green = try process(rate, source: source).greensFunction(dimension: 2)
    #expect(green.method == .closedForm, "\(rate.description)")
  }

  @Test(
    "What is close is not taken for it",
    arguments: [k.raised(to: .rational(19, 10)), sqrt(k * k + k), k * k + k] as [Formula])
  func isNotRecognised(rate: Formula) throws {
    let green = try process(rate).greensFunction(dimension: 2)
    #expect(green.method != .closedForm)
  }

  @Test(arguments: [1, 2, 3, 5])
  func massIsTheIntegral(dimension: Int) throws {
    let m = process((k * k + 1).squareRoot, source: .init(potential: -1, density: 0))
    for process in [m, process(k * k), GenPhysTheoryTests.process(k * k + 3, source: killed)] {
      let green = try process.greensFunction(dimension: dimension)
      let t = 0.7
      let n = Double(dimension)
      let area = 2 * pow(.pi, n / 2) / tgamma(n / 2)
      let integral = try Quadrature.expSinh(scale: 1) { r in
        let weight = area * pow(r, n - 1)
        return r > 1e30 ? 0 : weight * (try green.density(radius: r, time: t).value)
      }
      let mass = exp(try green.logMass(time: t))
      #expect((integral.value / mass - 1).magnitude < 1e-9)
    }
  }

  private let killed = Process.Source(potential: 0, density: -3)

  @Test func yukawaGaugesDifferInTransportOnly() throws {
    let rate = (k * k + 1).squareRoot
    let a = try process(rate, source: .init(potential: -1, density: 0)).greensFunction(dimension: 2)
    let b = try process(rate, source: .init(potential: 0, density: -1)).greensFunction(dimension: 2)
    #expect(a.method == .closedForm && b.method == .closedForm)
    for r in [0, 0.5, 4] {
      let inA = try a.logDensity(radius: r, time: 1)
      let inB = try b.logDensity(radius: r, time: 1)
      #expect(inA == inB)
      let growth = try b.growthRate(radius: r, time: 1)
      #expect(growth.value == -1)
    }
    // The flux through a circle carries away what the disc loses beyond its deaths.
    let r = 1.3
    let t = 1.0
    func inside(_ time: Double) throws -> Double {
      try Quadrature.adaptive(from: 0, to: r) { x in
        2 * .pi * x * (try b.density(radius: x, time: time).value)
      }.value
    }
    let h = 1e-3
    let change =
      try (inside(t - 2 * h) - 8 * inside(t - h) + 8 * inside(t + h) - inside(t + 2 * h)) / (12 * h)
    let flux = try b.density(radius: r, time: t).value * b.radialVelocity(radius: r, time: t).value
    let loss = try -(change + inside(t)) / (2 * .pi * r)
    #expect((loss / flux - 1).magnitude < 1e-8)
  }

  @Test func nothingOverflowsInManyDimensions() throws {
    for rate in [k, k * k, (k * k + 1).squareRoot, k.raised(to: .rational(3, 2))] {
      let atZero = try rate.compiled(variables: ["k"]).realValue([0])
      let source = Process.Source(potential: 0, density: .real(-atZero))
      for dimension in [1, 784, 3072, 100_000] {
        let green = try process(rate, source: source).greensFunction(dimension: dimension)
        for r in [0, 1e-8, 1, 1e8] {
          for t in [1e-6, 1, 1e6] {
            let value = try green.logDensity(radius: r, time: t)
            #expect(value.value.isFinite, "\(rate.description) N = \(dimension) r = \(r) t = \(t)")
          }
        }
      }
    }
  }

  @Test func domainIsChecked() throws {
    let green = try process(k).greensFunction(dimension: 2)
    for (r, t) in [(-1.0, 1.0), (1, 0), (1, -1), (.nan, 1), (1, .infinity)] {
      #expect(throws: GreensFunctionError.self) { try green.density(radius: r, time: t) }
    }
    #expect(throws: GreensFunctionError.self) {
      try process(k.raised(to: 4)).greensFunction(dimension: 4)
    }
    #expect(throws: GreensFunctionError.self) { try process(-k * k).greensFunction(dimension: 1) }
    #expect(throws: GreensFunctionError.self) {
      try process((k * k + 1).squareRoot).greensFunction(dimension: 1)
    }
  }
}
