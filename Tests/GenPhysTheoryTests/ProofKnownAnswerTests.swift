import GenPhysNumerics
import GenPhysTheory
import Testing

private typealias Dimensions = Verdict.Dimensions

private let t = Formula.variable("t")

/// One row of the table of known answers.
private struct Answer: CustomTestStringConvertible, Sendable {
  let name: String
  let rates: [Formula]
  var source = Process.Source.none
  /// Whether C1 holds; `nil` where the row asks for nothing.
  let flow: Bool?
  var dimensions: Dimensions?
  let smoothing: Bool
  /// Where C2 fails.
  var violation: (Double, Double?)?
  var atomRate: Double?

  var testDescription: String { name }

  var verdict: Verdict {
    get throws {
      try Process(
        name: "test", frequencies: rates.map { -.imaginaryUnit * $0 }, source: source
      ).verdict()
    }
  }
}

private func source(phi: Formula = 0, p: Formula = 0) -> Process.Source {
  Process.Source(potential: phi, density: p)
}

private let masses: [Formula] = [.one, .rational(3, 2), .rational(1, 10)]

private let answers: [Answer] = namedAnswers + screenedAnswers + stableAnswers + augmentedAnswers

private let namedAnswers: [Answer] =
  [
    Answer(name: "diffusion", rates: [k * k], flow: true, dimensions: .all, smoothing: true),
    Answer(name: "Poisson", rates: [k], flow: true, dimensions: .all, smoothing: true),
    Answer(name: "Poisson, both", rates: [k, -k], flow: true, dimensions: .all, smoothing: true),
    Answer(
      name: "variance gamma", rates: [log(1 + k * k)], flow: true, dimensions: .all,
      smoothing: true),
    Answer(
      name: "compound Poisson", rates: [1 - exp(-k * k)], flow: true, dimensions: .all,
      smoothing: true, atomRate: 1),
    Answer(
      name: "killed diffusion", rates: [k * k + .half], source: source(p: -.half), flow: true,
      dimensions: .all, smoothing: true),
    Answer(
      name: "k K0/K1", rates: [k * .call(.besselk, [0, k]) / .call(.besselk, [1, k])], flow: true,
      dimensions: .all, smoothing: true),
    Answer(
      name: "hyperdiffusion", rates: [k.raised(to: 4)], flow: false, dimensions: .upTo(0),
      smoothing: true),
    Answer(
      name: "fractional 2.5", rates: [k.raised(to: .rational(5, 2))], flow: false,
      dimensions: .upTo(0), smoothing: true),
    Answer(
      name: "wave", rates: [.imaginaryUnit * k, -.imaginaryUnit * k], flow: nil, smoothing: false,
      violation: (0, nil)),
    Answer(
      name: "Klein-Gordon",
      rates: [.imaginaryUnit * (k * k + 1).squareRoot, -.imaginaryUnit * (k * k + 1).squareRoot],
      source: source(phi: -1), flow: nil, smoothing: false, violation: (0, nil)),
    Answer(
      name: "Schroedinger", rates: [.imaginaryUnit * k * k], flow: false, smoothing: false,
      violation: (0, nil)),
    Answer(
      name: "Airy", rates: [-.imaginaryUnit * k.raised(to: 3)], flow: false, smoothing: false,
      violation: (0, nil)),
    Answer(
      name: "Helmholtz", rates: [(k * k - 4).squareRoot], source: source(phi: 4), flow: false,
      smoothing: false, violation: (0, 2)),
    Answer(
      name: "dissipative wave",
      rates: [1 + (1 - k * k).squareRoot, 1 - (1 - k * k).squareRoot], flow: true,
      dimensions: .upTo(1), smoothing: true, atomRate: 1),
    Answer(
      name: "Kuramoto-Sivashinsky", rates: [k.raised(to: 4) - k * k], flow: false,
      smoothing: false, violation: (0, 1)),
    Answer(
      name: "Swift-Hohenberg", rates: [(k * k - 1).raised(to: 2) - .rational(1, 10)],
      source: source(p: -.rational(9, 10)), flow: false, smoothing: false,
      violation: (0, 2.0.squareRoot())),
    Answer(
      name: "complex diffusion", rates: [(.half + .imaginaryUnit) * k * k], flow: false,
      smoothing: true),
    Answer(name: "1 - cos k", rates: [1 - .call(.cos, [k])], flow: nil, smoothing: false),
    Answer(
      name: "k^2 - sin(k)^2", rates: [k * k - Formula.call(.sin, [k]).raised(to: 2)], flow: false,
      dimensions: .upTo(0), smoothing: true),
    Answer(
      name: "anti-diffusion", rates: [-k * k], flow: false, smoothing: false, violation: (0, nil)),
  ]

private let screenedAnswers: [Answer] =
  masses.flatMap { m -> [Answer] in
    let root = (k * k + m * m).squareRoot
    return [
      Answer(
        name: "Yukawa \(m)", rates: [root], source: source(phi: -m * m), flow: true,
        dimensions: .all, smoothing: true),
      Answer(
        name: "Yukawa, R = -m p, \(m)", rates: [root], source: source(p: -m), flow: true,
        dimensions: .all, smoothing: true),
      Answer(
        name: "relativistic \(m)", rates: [root - m], flow: true, dimensions: .all,
        smoothing: true),
    ]
  }

private let stableAnswers: [Answer] =
  [Formula.half, .one, .rational(17, 10), 2].map { alpha in
    Answer(
      name: "fractional \(alpha)", rates: [k.raised(to: alpha)], flow: true, dimensions: .all,
      smoothing: true)
  }

private let augmentedAnswers: [Answer] =
  [1, 2, 3, 128, 2048].map { (dimensions: Int) -> Answer in
    let nu = Formula.rational(dimensions, 2)
    return Answer(
      name: "PFGM++ \(dimensions)",
      rates: [k * .call(.besselk, [nu - 1, k * t]) / .call(.besselk, [nu, k * t])], flow: true,
      dimensions: .all, smoothing: true)
  }

@Suite struct ProofKnownAnswerTests {
  @Test("Known answers are decided as given", arguments: answers)
  private func decides(_ answer: Answer) throws {
    let verdict = try answer.verdict
    #expect(verdict.c2.holds == answer.smoothing && verdict.c2.proved, "\(verdict.c2.reason)")
    if let flow = answer.flow {
      #expect(verdict.c1.holds == flow && verdict.c1.proved, "\(verdict.c1.reason)")
    }
    if let dimensions = answer.dimensions { #expect(verdict.dimensions == dimensions) }
    if verdict.dimensions == .all {
      let proof = try #require(verdict.proof)
      #expect(ProofChecker().accepts(proof))
    }
    if let (lower, upper) = answer.violation {
      try #require(verdict.violations.count == 1)
      #expect(abs(verdict.violations[0].lower - lower) < 1e-6)
      switch (verdict.violations[0].upper, upper) {
      case (nil, nil): break
      case (let found?, let expected?): #expect(abs(found - expected) < 1e-6)
      default:
        Issue.record("the violation ends at \(String(describing: verdict.violations[0].upper))")
      }
    }
    if let rate = answer.atomRate {
      #expect(abs((verdict.atomRate ?? .nan) - rate) < 1e-9)
    } else if verdict.c2.holds == true {
      #expect(verdict.atomRate == nil)
    }
  }
}
