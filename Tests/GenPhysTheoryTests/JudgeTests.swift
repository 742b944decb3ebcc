import GenPhysNumerics
import GenPhysTheory
import Testing

private let t = Formula.variable("t")

private func verdict(_ rates: Formula..., source: Process.Source = .none) throws -> Verdict {
  try Process(
    name: "test", frequencies: rates.map { -.imaginaryUnit * $0 }, source: source
  ).verdict()
}

private func sin(_ x: Formula) -> Formula { .call(.sin, [x]) }

/// What is judged of branches and of time, beyond the calculus.
@Suite struct JudgeTests {
  @Test("A branch that falls like a logarithm is discarded")
  func slowFall() throws {
    let psi = log(1 + k * k)
    let verdict = try verdict(psi, -psi)
    #expect(verdict.isGenerative == true && verdict.isProved)
  }

  @Test("Nothing is proved where a branch was discarded by a sample only")
  func sampledDiscard() throws {
    // It rises beyond k = 1e10: the branch is kept, and violates C2 for 0 < k <= 1e10.
    let late =
      k.raised(to: 4) * .number(Number(1, over: 1_000_000_000_000_000_000) ?? 1)
      / 100 - k * k
    for rates in [[k * k, late], [k, 2 * k, late]] {
      let verdict = try Process(
        name: "test", frequencies: rates.map { -.imaginaryUnit * $0 }
      ).verdict()
      #expect(verdict.isGenerative != true, "\(verdict.c2.reason)")
      #expect(!(verdict.c2.holds == true && verdict.c2.proved))
    }
  }

  @Test("Too flat at 0 is refuted for every dimension, whatever the parameters")
  func flatAtZero() throws {
    let m = Formula.variable("m")
    let process = Process(
      name: "test", parameters: [.init(name: "m", value: nil)],
      frequencies: [-.imaginaryUnit * (k * k - m * log(1 + k * k / m))])
    let verdict = try process.verdict()
    #expect(verdict.c1.holds == false && verdict.c1.proved, "\(verdict.c1.reason)")
  }

  @Test(
    "Rates that vary in time as a whole are judged by their clock",
    arguments: [
      (1 + sin(t) / 2, true), (1 + 2 * sin(t), true), (sin(t), false), (exp(-t), false),
      (1 / (1 + t), true), (1 / (1 + t).raised(to: 2), false), (1 - t, false),
      (1 + 9 * sin(t), true), (1 + 9 * .call(.cos, [t]), false), (t * 2 + 1, true),
      (sin(t).raised(to: 2), true),
    ] as [(Formula, Bool)])
  func clocks(_ rate: Formula, _ isGenerative: Bool) throws {
    for psi in [k * k, k, (k * k + 1).squareRoot - 1] {
      let verdict = try verdict(rate * psi)
      #expect(
        verdict.isGenerative == isGenerative && verdict.isProved,
        "\(rate): \(verdict.c1.reason); \(verdict.c2.reason)")
    }
  }

  @Test("Several branches may make a mixture")
  func branchMixture() throws {
    // (∂t² + ∇²)² φ = 0 and (∂t² + ∇²)(∂t² + 4∇²) φ = 0.
    for rates in [[k, k], [k, 2 * k], [k, k, -k, -k]] {
      let verdict = try Process(
        name: "test", frequencies: rates.map { -.imaginaryUnit * $0 }
      ).verdict()
      #expect(verdict.isGenerative == true && verdict.isProved, "\(verdict.c1.reason)")
      #expect(verdict.dimensions == .all)
    }
  }

  @Test("A process whose flux runs against its spreading is a mixture all the same")
  func oppositeFlux() throws {
    // phi = (a - 1/2) p < 0: births and deaths lap(p)/2 do the rest.
    let process = Process(
      name: "test", parameters: [.init(name: "a", value: Number(1, over: 3))],
      frequencies: [-.imaginaryUnit * .variable("a") * k * k],
      source: Process.Source(potential: 0, density: -k * k / 2))
    #expect(try process.verdict().isGenerative == true)
    #expect(try process.greensFunction(dimension: 2).mixture != nil)
  }
}
