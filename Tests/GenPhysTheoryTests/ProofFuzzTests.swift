import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

private let s = Formula.variable("s")

/// Random processes of which it is known whether they are s-generative.
private struct ProcessGenerator {
  var random: SplitMix

  mutating func number() -> Formula {
    .rational(Int.random(in: 1...9, using: &random), Int.random(in: 1...4, using: &random))
  }

  mutating func fraction() -> Formula {
    .rational(Int.random(in: 1...4, using: &random), 5)
  }

  /// A complete Bernstein function by construction, 0 at 0.
  mutating func complete(_ depth: Int) -> Formula {
    func at(_ f: Formula, _ g: Formula) -> Formula { f.substituting(["s": g]) }
    if depth == 0 {
      let c = number()
      let root = (c * s).squareRoot
      switch Int.random(in: 0...9, using: &random) {
      case 0: return c * s
      case 1: return s.raised(to: fraction())
      case 2: return log(1 + c * s)
      case 3: return s / (s + c)
      case 4: return (s + c).squareRoot - c.squareRoot
      case 5: return root * .call(.tanh, [root])
      case 6: return root * .call(.atan, [root])
      case 7: return s.squareRoot / (1 + s.squareRoot)
      case 8: return .call(.asinh, [s.squareRoot])
      default: return log(.call(.cosh, [root]))
      }
    }
    switch Int.random(in: 0...5, using: &random) {
    case 0: return complete(depth - 1) + complete(0)
    case 1: return number() * complete(depth - 1)
    case 2: return at(complete(0), complete(depth - 1))
    case 3:
      let a = fraction()
      return complete(depth - 1).raised(to: a) * complete(0).raised(to: 1 - a)
    case 4:
      let f = complete(depth - 1)
      return f / (f + number())
    default: return s / (1 + s / (number() + complete(depth - 1)))
    }
  }

  /// A Bernstein function by construction, 0 at 0.
  mutating func bernstein(_ depth: Int) -> Formula {
    switch Int.random(in: 0...5, using: &random) {
    case 0: 1 - exp(-number() * complete(max(depth - 1, 0)))
    case 1: complete(depth) + 1 - exp(-complete(0))
    case 2: Formula.call(.erf, [(number() * s).squareRoot])
    default: complete(depth)
    }
  }

  /// Not s-generative by construction.
  mutating func spoilt(_ f: Formula) -> Formula {
    let psi = f.substituting(["s": k * k])
    switch Int.random(in: 0...3, using: &random) {
    case 0:
      let power = Formula.rational(Int.random(in: 21...50, using: &random), 10)
      return psi + Formula.rational(1, Int.random(in: 1...1000, using: &random))
        * k.raised(to: power)
    case 1:
      // A dip below 0 around k = 1.
      let value = (try? psi.evaluated(at: ["k": 1.0])) ?? 1
      let depth = Formula.number(Number(((value + 0.5) * 3 * 100).rounded() / 100))
      return psi - depth * k * k * exp(-k * k)
    case 2:
      // Flatter than quadratic at 0 or faster than quadratic at infinity.
      let g = complete(0)
      return (g * g).substituting(["s": k * k]) * k * k
    default: return psi * psi * k * k
    }
  }
}

/// A small seeded generator.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

@Suite struct ProofFuzzTests {
  /// `GENPHYS_CASES` sets how many cases; 10,000 is the full run.
  private static let cases =
    ProcessInfo.processInfo.environment["GENPHYS_CASES"].flatMap { Int($0) } ?? 120

  private static func process(_ rate: Formula) -> Process {
    // With R = -phi every rate closes.
    Process(
      name: "random", frequencies: [-.imaginaryUnit * rate],
      source: Process.Source(potential: -1, density: 0))
  }

  @Test func randomProcessesGetNoWrongVerdict() throws {
    let seed = UInt64(ProcessInfo.processInfo.environment["GENPHYS_SEED"] ?? "1") ?? 1
    var generator = ProcessGenerator(random: SplitMix(state: seed))
    var undecided: [String] = []
    for index in 0..<Self.cases {
      let f = generator.bernstein(Int.random(in: 0...2, using: &generator.random))
      if index & 1 == 0 {
        let rate = f.substituting(["s": k * k])
        let verdict = try Self.process(rate).verdict()
        #expect(
          verdict.c1.holds != false && verdict.c2.holds != false,
          "seed \(seed), case \(index): \(rate) is s-generative, but: \(verdict.c1.reason); \(verdict.c2.reason)"
        )
        if verdict.isGenerative == nil { undecided.append("true  \(rate)") }
      } else {
        let rate = generator.spoilt(f)
        let verdict = try Self.process(rate).verdict()
        #expect(
          verdict.isGenerative != true && verdict.c1.holds != true,
          "seed \(seed), case \(index): \(rate) is not s-generative, but: \(verdict.c1.reason)")
        if verdict.isGenerative == nil { undecided.append("false \(rate)") }
      }
    }
    print("undecided: \(undecided.count) of \(Self.cases)")
    for line in undecided.prefix(40) { print("  \(line)") }
    #expect(Double(undecided.count) <= 0.25 * Double(Self.cases))
  }
}
