/// A 64-bit hash that is the same on every machine: it tells data sets and files apart.
///
/// FNV-1a; it finds accidents, not forgeries. [Fowler, Noll, Vo]
struct Fingerprint: Sendable, Hashable {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  }

  /// A whole word at once, with its upper half folded in.
  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x0000_0100_0000_01b3
    hash ^= hash >> 32
  }
}

extension DataSet {
  /// Tells whether two sets hold the same points in the same order; names and labels do not count.
  var fingerprint: String {
    var print = Fingerprint()
    print.add(UInt64(dimension))
    for value in values { print.add(value.bitPattern) }
    return print.text
  }
}
