import Foundation
import GenPhysKernels
import Testing

import GenPhysEngine

struct RandomStreamTests {
  /// The known answers of the Random123 library: counters and keys of zeros, ones and digits of π.
  @Test(
    arguments: [
      (0, 0, 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        UInt64.max, UInt64.max, UInt64.max, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88,
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [(UInt64, UInt64, UInt64, [UInt32])])
  func philox(key: UInt64, stream: UInt64, block: UInt64, expected: [UInt32]) {
    var words = [UInt32](repeating: 0, count: 4)
    gp_philox4x32(key, stream, block, &words)
    #expect(words == expected)
  }

  @Test func equalSeedsGiveEqualNumbers() {
    var a = RandomStream(seed: 3).split("x").split(7)
    var b = RandomStream(seed: 3).split("x").split(7)
    var c = RandomStream(seed: 3).split("x").split(8)
    let (first, second) = ((0..<9).map { _ in a.next() }, (0..<9).map { _ in b.next() })
    #expect(first == second)
    #expect(first != (0..<9).map { _ in c.next() })
  }

  @Test func normalsHaveTheirMoments() {
    var random = RandomStream(seed: 1)
    let scalar = (0..<100_000).map { _ in random.normal() }
    var vector = [Float](repeating: 0, count: 100_003)
    gp_random_normal_f32(5, 6, &vector, vector.count)
    for values in [scalar, vector.map(Double.init)] {
      let moments = (1...4).map { p in
        values.reduce(0) { $0 + pow($1, Double(p)) } / Double(values.count)
      }
      #expect(moments[0].magnitude < 0.013)
      #expect((moments[1] - 1).magnitude < 0.018)
      #expect(moments[2].magnitude < 0.05)
      #expect((moments[3] - 3).magnitude < 0.13)
    }
  }

  @Test func streamsDoNotDependOnHowMuchIsRead() {
    var long = [Float](repeating: 0, count: 1000)
    var short = [Float](repeating: 0, count: 7)
    gp_random_normal_f32(1, 2, &long, long.count)
    gp_random_normal_f32(1, 2, &short, short.count)
    #expect(Array(long.prefix(7)) == short)
  }

  @Test func indicesAreUniform() {
    var random = RandomStream(seed: 2)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }
}
