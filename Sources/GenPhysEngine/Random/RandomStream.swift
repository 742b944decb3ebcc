import Foundation
import GenPhysKernels

/// A counter-based, splittable random number generator: Philox4x32-10.
///
/// Word i of stream s under key k is a pure function of (k, s, i): streams split for steps, lanes
/// and purposes are independent, and results do not depend on the order of evaluation or on the
/// number of threads. [Salmon, Moraes, Dror, Shaw, SC 2011]
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// The key, derived from the seed and from the splits.
  package let key: UInt64
  /// Which of the key's 2⁶⁴ streams is read.
  package let stream: UInt64
  private var block: UInt64 = 0
  private var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var used = 4
  private var spare: Double?

  /// The generator of a seed.
  public init(seed: UInt64) {
    self.init(key: seed, stream: 0)
  }

  package init(key: UInt64, stream: UInt64) {
    self.key = key
    self.stream = stream
  }

  /// An independent generator, a function of this one's key and stream and of `index` only.
  public func split(_ index: UInt64) -> RandomStream {
    var out: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    // The complement keeps the blocks that derive keys apart from those that deal numbers.
    withUnsafeMutableBytes(of: &out) {
      gp_philox4x32(~key, stream, index, $0.bindMemory(to: UInt32.self).baseAddress)
    }
    return RandomStream(key: UInt64(out.1) << 32 | UInt64(out.0), stream: 0)
  }

  /// An independent generator for a purpose.
  public func split(_ purpose: String) -> RandomStream {
    // FNV-1a: any fixed map from names to numbers would do.
    let hash = purpose.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    return split(hash)
  }

  private mutating func nextWord() -> UInt32 {
    if used == 4 {
      withUnsafeMutableBytes(of: &words) {
        gp_philox4x32(key, stream, block, $0.bindMemory(to: UInt32.self).baseAddress)
      }
      block &+= 1
      used = 0
    }
    defer { used += 1 }
    switch used {
    case 0: return words.0
    case 1: return words.1
    case 2: return words.2
    default: return words.3
    }
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return UInt64(nextWord()) << 32 | low
  }

  /// Uniform in the open interval (0, 1), on a grid of 2⁻⁵³.
  public mutating func uniform() -> Double {
    (Double(next() >> 11) + 0.5) * 0x1p-53
  }

  /// Standard normal, by Box–Muller.
  public mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = (-2 * log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Uniform in 0..<count, with a bias below count/2⁶⁴.
  public mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
