import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Green's functions against values computed to 18 digits with other software.
@Suite struct ReferenceTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let process: String
    let parameters: [String: Double]
    let quantity: String
    let dim: Int
    let r: Double
    let t: Double
    let value: String

    var testDescription: String { "\(process) \(quantity) N=\(dim) r=\(r) t=\(t)" }
  }

  static let cases: [Case] = {
    guard let url = Bundle.module.url(forResource: "kernels", withExtension: "json"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  @Test func fileIsRead() {
    #expect(Self.cases.count == 23)
  }

  @Test(arguments: cases)
  func agreesToTenDigits(_ reference: Case) throws {
    let green = try process(for: reference).greensFunction(dimension: reference.dim)
    let estimate =
      reference.quantity == "death_rate"
      ? try green.growthRate(radius: reference.r, time: reference.t)
      : try green.density(radius: reference.r, time: reference.t)
    let value = reference.quantity == "death_rate" ? -estimate.value : estimate.value
    let exact = try #require(Double(reference.value))
    #expect((value / exact - 1).magnitude < 1e-11, "\(value) is not \(exact)")
    #expect((value - exact).magnitude <= estimate.error + 4 * exact.ulp)
  }

  private func process(for reference: Case) throws -> Process {
    func number(_ name: String) -> Formula { .real(reference.parameters[name] ?? .nan) }
    switch reference.process {
    case "diffusion": return GenPhysTheoryTests.process(k * k)
    case "poisson": return GenPhysTheoryTests.process(k)
    case "yukawa":
      let m = number("m")
      return GenPhysTheoryTests.process(
        (k * k + m * m).squareRoot, source: .init(potential: -m * m, density: 0))
    case "fractional": return GenPhysTheoryTests.process(k.raised(to: number("alpha")))
    case "hyperdiffusion": return GenPhysTheoryTests.process(k.raised(to: 4))
    case "dissipative_wave":
      let eps = number("eps")
      let root = (eps * eps - k * k).squareRoot
      return Process(
        name: "test", frequencies: [-.imaginaryUnit * (eps + root), -.imaginaryUnit * (eps - root)])
    case "pfgmpp":
      let order = number("D") / 2
      let x = k * .variable("t")
      return GenPhysTheoryTests.process(
        k * .call(.besselk, [order - 1, x]) / .call(.besselk, [order, x]))
    default:
      Issue.record("unknown process \(reference.process)")
      return GenPhysTheoryTests.process(k)
    }
  }
}
