import GenPhysSupport
import Testing

/// Conversions to integers have a value for every floating-point number.
struct SaturatingConversionTests {
  @Test(
    arguments: [
      (0, 0), (-0.0, 0), (2.9, 2), (-2.9, -2), (1e15, 1_000_000_000_000_000), (.nan, 0),
      (-.nan, 0), (.signalingNaN, 0), (.infinity, 1 << 53), (-.infinity, -(1 << 53)),
      (1e300, 1 << 53), (-1e300, -(1 << 53)), (0x1p53, 1 << 53), (0x1p53 - 1, (1 << 53) - 1),
      (0x1p63, 1 << 53), (.leastNonzeroMagnitude, 0), (.greatestFiniteMagnitude, 1 << 53),
    ] as [(Double, Int)])
  func integers(value: Double, expected: Int) {
    #expect(Int(saturating: value) == expected)
  }

  @Test func smallTypes() {
    #expect(UInt8(saturating: 255.9) == 255 && UInt8(saturating: 256) == 255)
    #expect(UInt8(saturating: -1) == 0 && UInt8(saturating: .nan) == 0)
    #expect(Int32(saturating: 1e10) == .max && Int32(saturating: -1e10) == .min)
    #expect(UInt32(saturating: .infinity) == .max && UInt64(saturating: 1e300) == 1 << 53)
    #expect(Int32(saturating: 2_147_483_646.5) == 2_147_483_646)
  }

  /// Within the range it is the conversion of the language.
  @Test func sameAsTheLanguage() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<10_000 {
      let value = Double.random(in: -0x1p53...0x1p53, using: &generator)
      #expect(Int(saturating: value) == Int(exactly: value.rounded(.towardZero)))
    }
  }
}
