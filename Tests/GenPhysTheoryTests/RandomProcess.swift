import GenPhysNumerics

private let s = Formula.variable("s")

/// A small seeded generator.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// A random process of which the truth is known by construction.
struct RandomProcess {
  enum Truth: Sendable {
    /// s-generative in every dimension.
    case generative
    /// Not s-generative in any dimension.
    case failing
    /// Not a mixture of Gaussians: C1 does not hold in every dimension.
    case notEverywhere
  }

  let rate: Formula
  let truth: Truth
  /// Parameters that stand for every positive number.
  let parameters: [String]

  /// Case `index` of the sweep with this seed: half of the cases are generative.
  init(seed: UInt64, index: Int) {
    var start = SplitMix(state: seed)
    var generator = Generator(
      random: SplitMix(state: start.next() &+ UInt64(index) &* 0x2545_f491_4f6c_dd1d),
      allowsParameters: index % 10 == 4)
    let depth = Int.random(in: 0...2, using: &generator.random)
    if index & 1 == 0 {
      let psi = generator.bernstein(generator.allowsParameters ? min(depth, 1) : depth)
      rate = psi.substituting(["s": k * k])
      truth = .generative
    } else {
      (rate, truth) = generator.spoilt(generator.bernstein(depth))
    }
    parameters = generator.parameters
  }

  private struct Generator {
    var random: SplitMix
    var allowsParameters: Bool
    var parameters: [String] = []

    init(random: SplitMix, allowsParameters: Bool) {
      self.random = random
      self.allowsParameters = allowsParameters
    }

    /// A positive number, or now and then a parameter.
    mutating func number() -> Formula {
      if allowsParameters, parameters.count < 2, Bool.random(using: &random) {
        let name = ["m", "c"][parameters.count]
        parameters.append(name)
        return .variable(name)
      }
      return .rational(Int.random(in: 1...9, using: &random), Int.random(in: 1...4, using: &random))
    }

    mutating func fraction() -> Formula {
      .rational(Int.random(in: 1...4, using: &random), 5)
    }

    /// A complete Bernstein function, 0 at 0.
    mutating func complete(_ depth: Int) -> Formula {
      if depth == 0 { return simple() }
      func at(_ f: Formula, _ g: Formula) -> Formula { f.substituting(["s": g]) }
      switch Int.random(in: 0...9, using: &random) {
      case 0: return complete(depth - 1) + complete(0)
      case 1: return number() * complete(depth - 1)
      case 2: return at(complete(0), complete(depth - 1))
      case 3:
        let a = fraction()
        return complete(depth - 1).raised(to: a) * complete(0).raised(to: 1 - a)
      case 4:
        let f = complete(depth - 1)
        return f / (f + number())
      case 5:
        // A shifted argument.
        let f = complete(depth - 1)
        let c = number()
        return at(f, s + c) - at(f, c)
      case 6:
        // (f(s^a))^(1/a).
        let n = Int.random(in: 2...3, using: &random)
        return at(complete(0), s.raised(to: .rational(1, n))).raised(to: .number(Number(n)))
      case 7:
        // The harmonic mean.
        return 1 / (1 / complete(depth - 1) + 1 / complete(0))
      case 8: return log(1 + complete(depth - 1) / number())
      default: return s / (1 + s / (number() + complete(depth - 1)))
      }
    }

    private mutating func simple() -> Formula {
      let c = number()
      let root = (c * s).squareRoot
      switch Int.random(in: 0...11, using: &random) {
      case 0: return c * s
      case 1: return s.raised(to: fraction())
      case 2: return log(1 + c * s)
      case 3: return s / (s + c)
      case 4: return (s + c).squareRoot - c.squareRoot
      case 5: return root * .call(.tanh, [root])
      case 6: return root * .call(.atan, [root])
      case 7: return s.squareRoot / (1 + s.squareRoot)
      case 8: return .call(.asinh, [root])
      case 9: return root / .call(.tanh, [root]) - 1
      case 10: return (s + c).raised(to: fraction()) * s / (s + c)
      default: return log(.call(.cosh, [root]))
      }
    }

    /// A Bernstein function, 0 at 0.
    mutating func bernstein(_ depth: Int) -> Formula {
      let root = s.squareRoot
      switch Int.random(in: 0...9, using: &random) {
      case 0: return 1 - exp(-number() * complete(max(depth - 1, 0)))
      case 1: return complete(depth) + 1 - exp(-complete(0))
      case 2: return .call(.erf, [(number() * s).squareRoot])
      case 3: return 1 - (1 + root) * exp(-root) + complete(0)
      case 4: return .call(.tanh, [(number() * s).squareRoot])
      default: return complete(depth)
      }
    }

    /// What spoils a Bernstein function.
    mutating func spoilt(_ f: Formula) -> (Formula, Truth) {
      let psi = f.substituting(["s": k * k])
      switch Int.random(in: 0...6, using: &random) {
      case 0:
        // ε k^p with p > 2.
        let power = Formula.rational(Int.random(in: 21...50, using: &random), 10)
        return (
          psi + Formula.rational(1, Int.random(in: 1...1000, using: &random)) * k.raised(to: power),
          .failing
        )
      case 1:
        // A dip below 0 around k = 1.
        let values = Dictionary(
          uniqueKeysWithValues: (["k"] + parameters).map { ($0, 1.0) })
        let value = (try? psi.evaluated(at: values)) ?? 1
        let depth = Formula.number(Number(((value + 0.5) * 3 * 100).rounded() / 100))
        parameters = []
        let plain = psi.substituting(["m": 1, "c": 1])
        return (plain - depth * k * k * exp(-k * k), .failing)
      case 2:
        // Flatter than quadratic at 0 or faster than quadratic at infinity.
        let g = complete(0)
        return ((g * g).substituting(["s": k * k]) * k * k, .failing)
      case 3: return (psi * psi * k * k, .failing)
      case 4:
        // It falls back to a smaller value than it has at 0.
        return (2 - psi / (1 + psi), .failing)
      case 5:
        // Bernstein functions are analytic beyond the half-line and do not oscillate.
        return (psi * (2 + .call(.sin, [k])), .notEverywhere)
      default:
        // A jump of negative weight: o(s) at 0 where there is nothing else.
        let c = number()
        return (c * k * k - 1 + exp(-c * k * k), .failing)
      }
    }
  }
}
