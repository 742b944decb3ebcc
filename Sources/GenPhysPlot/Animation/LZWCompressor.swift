/// The variable-length-code compression of GIF (Welch 1984), for symbols of eight bits.
struct LZWCompressor {
  private static let clear = 256
  private static let end = 257
  private static let mostCodes = 4096

  private var bytes: [UInt8] = []
  private var pending = 0
  private var pendingBits = 0
  private var codeBits = 9

  /// Codes of known sequences by the code of all but their last symbol and that symbol, in an
  /// open-addressed table four times as large as there are codes.
  private var keys = Array(repeating: Int32(-1), count: 16_384)
  private var codes = Array(repeating: Int32(0), count: 16_384)

  /// The compressed symbols.
  mutating func compress(_ symbols: [UInt8]) -> [UInt8] {
    write(Self.clear)
    var next = Self.end + 1
    guard var prefix = symbols.first.map(Int.init) else {
      write(Self.end)
      return flushed()
    }
    for symbol in symbols.dropFirst() {
      let key = Int32(prefix << 8 | Int(symbol))
      let slot = slot(of: key)
      if keys[slot] == key {
        prefix = Int(codes[slot])
        continue
      }
      write(prefix)
      prefix = Int(symbol)
      if next < Self.mostCodes {
        keys[slot] = key
        codes[slot] = Int32(next)
        // The reader is one code behind: the length grows with the first code that needs it.
        if next == 1 << codeBits { codeBits += 1 }
        next += 1
      } else {
        write(Self.clear)
        keys = Array(repeating: -1, count: keys.count)
        next = Self.end + 1
        codeBits = 9
      }
    }
    write(prefix)
    // Reading the last code adds an entry that may lengthen the codes before the end mark.
    if next == 1 << codeBits, codeBits < 12 { codeBits += 1 }
    write(Self.end)
    return flushed()
  }

  /// The place of a key, or the free place where it belongs.
  private func slot(of key: Int32) -> Int {
    // Multiplicative hashing (Knuth): the upper 14 bits of the product.
    var slot = Int((UInt32(bitPattern: key) &* 2_654_435_761) >> 18)
    while keys[slot] != key, keys[slot] >= 0 { slot = (slot + 1) & 16_383 }
    return slot
  }

  private mutating func write(_ code: Int) {
    pending |= code << pendingBits
    pendingBits += codeBits
    while pendingBits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
  }

  private mutating func flushed() -> [UInt8] {
    if pendingBits > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
    return bytes
  }
}
