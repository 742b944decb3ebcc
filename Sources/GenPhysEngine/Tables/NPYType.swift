/// The element types of arrays that are read.
struct NPYType: Equatable {
  enum Kind: Character {
    case signed = "i"
    case unsigned = "u"
    case real = "f"
    case boolean = "b"
  }
  let kind: Kind
  /// Bytes an element.
  let size: Int
  let isBigEndian: Bool

  /// - Parameter text: NumPy's description: a name such as "float64", or a code such as "<f8", "f8"
  ///   or "d", with a byte order or without.
  init?(_ text: String) {
    if let (kind, size) = Self.names[text] {
      self.init(kind: kind, size: size, isBigEndian: false)
      return
    }
    var rest = Substring(text)
    var isBigEndian = false
    if let order = rest.first, "<>|=".contains(order) {
      rest = rest.dropFirst()
      isBigEndian = order == ">"
    }
    if let (kind, size) = Self.characters[String(rest)] {
      self.init(kind: kind, size: size, isBigEndian: isBigEndian)
      return
    }
    guard let letter = rest.popFirst(), let kind = Kind(rawValue: letter),
      let size = Self.sizes[kind]?.first(where: { String($0) == rest })
    else { return nil }
    self.init(kind: kind, size: size, isBigEndian: isBigEndian)
  }

  private init(kind: Kind, size: Int, isBigEndian: Bool) {
    self.kind = kind
    self.size = size
    self.isBigEndian = isBigEndian
  }

  private static let sizes: [Kind: [Int]] = [
    .signed: [1, 2, 4, 8], .unsigned: [1, 2, 4, 8], .real: [2, 4, 8], .boolean: [1],
  ]

  /// The types of one letter, as on 64-bit Unix, where NumPy's long has 8 bytes.
  private static let characters: [String: (Kind, Int)] = [
    "?": (.boolean, 1), "b": (.signed, 1), "B": (.unsigned, 1), "h": (.signed, 2),
    "H": (.unsigned, 2), "i": (.signed, 4), "I": (.unsigned, 4), "l": (.signed, 8),
    "L": (.unsigned, 8), "q": (.signed, 8), "Q": (.unsigned, 8), "p": (.signed, 8),
    "P": (.unsigned, 8), "n": (.signed, 8), "N": (.unsigned, 8), "e": (.real, 2), "f": (.real, 4),
    "d": (.real, 8),
  ]

  /// The names that have no byte order.
  private static let names: [String: (Kind, Int)] = [
    "bool": (.boolean, 1), "bool_": (.boolean, 1), "int8": (.signed, 1), "int16": (.signed, 2),
    "int32": (.signed, 4), "int64": (.signed, 8), "uint8": (.unsigned, 1),
    "uint16": (.unsigned, 2), "uint32": (.unsigned, 4), "uint64": (.unsigned, 8),
    "byte": (.signed, 1), "ubyte": (.unsigned, 1), "short": (.signed, 2), "ushort": (.unsigned, 2),
    "intc": (.signed, 4), "uintc": (.unsigned, 4), "int": (.signed, 8), "int_": (.signed, 8),
    "uint": (.unsigned, 8), "long": (.signed, 8), "ulong": (.unsigned, 8), "intp": (.signed, 8),
    "uintp": (.unsigned, 8), "longlong": (.signed, 8), "ulonglong": (.unsigned, 8),
    "float16": (.real, 2), "float32": (.real, 4), "float64": (.real, 8), "half": (.real, 2),
    "single": (.real, 4), "double": (.real, 8), "float": (.real, 8),
  ]

  func value(_ raw: UnsafeRawBufferPointer, at offset: Int) -> Double {
    var bits: UInt64 = 0
    for k in 0..<size {
      let byte = raw[offset + (isBigEndian ? k : size - 1 - k)]
      bits = bits << 8 | UInt64(byte)
    }
    switch (kind, size) {
    case (.real, 8): return Double(bitPattern: bits)
    case (.real, 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case (.real, _): return Self.half(UInt16(truncatingIfNeeded: bits))
    case (.signed, _):
      let shift = UInt64(64 - 8 * size)
      return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
    case (.boolean, _): return bits == 0 ? 0 : 1
    default: return Double(bits)
    }
  }

  /// IEEE half precision; `Float16` is missing on some platforms.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 31
    let fraction = Double(bits & 1023) / 1024
    switch exponent {
    case 0: return sign * fraction * 0x1p-14
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
