import GenPhysNumerics
import Numerics

/// SplitMix64, so that every random test can be repeated from its printed seed.
struct RandomPoints: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &self)
  }

  /// Uniform in the logarithm.
  mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
    Double.exp(uniform(Double.log(range.lowerBound)...Double.log(range.upperBound)))
  }
}
