internal import GenPhysText

/// Reads the parts of JSON that the header of a safetensors file is made of, from bytes.
///
/// Objects, strings, and lists of whole numbers that are not negative. Nothing is read twice,
/// nothing recurses, and a key that an object has twice is refused.
struct JSONReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// An error at the place that is read.
  func damaged(_ what: String) -> EngineError {
    .invalidData(
      "the header of the file is damaged at its byte \(place - bytes.startIndex): \(what)",
      line: nil)
  }

  /// Reads an object, member by member.
  ///
  /// - Parameter member: reads the value that belongs to a key.
  mutating func readObject(
    _ member: (_ key: String, _ reader: inout JSONReader) throws(EngineError) -> Void
  ) throws(EngineError) {
    try expect(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return }
    var keys: Set<String> = []
    repeat {
      let key = try readString()
      guard keys.insert(key).inserted else { throw damaged("'\(key.field())' stands there twice") }
      try expect(UInt8(ascii: ":"))
      try member(key, &self)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Reads a list of whole numbers, none negative.
  mutating func readIntegers(atMost limit: Int) throws(EngineError) -> [Int] {
    try expect(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) { return [] }
    var numbers: [Int] = []
    repeat {
      guard numbers.count < limit else { throw damaged("a list has more than \(limit) numbers") }
      numbers.append(try readInteger())
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
    return numbers
  }

  private mutating func readInteger() throws(EngineError) -> Int {
    skipBlanks()
    let start = place
    var value = 0
    while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = shifted.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !overflows, !overflowsToo else { throw damaged("a number is too large") }
      value = sum
      place += 1
    }
    let isPadded = place > start + 1 && bytes[start] == UInt8(ascii: "0")
    guard place > start, !isPadded else {
      throw damaged("a whole number that is not negative is expected")
    }
    return value
  }

  /// Reads a string.
  mutating func readString() throws(EngineError) -> String {
    try expect(UInt8(ascii: "\""))
    let start = place
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      place += 1
    }
    var content = Array(bytes[start..<place])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw damaged("a string holds a control character") }
      place += 1
      if byte == UInt8(ascii: "\\") {
        content += try readEscape()
      } else {
        content.append(byte)
      }
    }
    try expect(UInt8(ascii: "\""))
    guard let text = String(validating: content, as: UTF8.self) else {
      throw damaged("a string is no UTF-8 text")
    }
    return text
  }

  /// Reads what follows a backslash.
  private mutating func readEscape() throws(EngineError) -> [UInt8] {
    guard let byte = next else { throw damaged("a string does not end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var value = try readUnit()
      // Two units make a scalar beyond U+FFFF.
      if (0xD800..<0xDC00).contains(value) {
        guard next == UInt8(ascii: "\\") else { throw damaged("half a character") }
        place += 1
        guard next == UInt8(ascii: "u") else { throw damaged("half a character") }
        place += 1
        let low = try readUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw damaged("half a character") }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw damaged("half a character") }
      return Array(String(Character(scalar)).utf8)
    default: throw damaged("a string holds an unknown escape")
    }
  }

  private mutating func readUnit() throws(EngineError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw damaged("four hexadecimal digits are expected")
      }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }

  /// Refuses anything but blanks after what was read.
  mutating func expectEnd() throws(EngineError) {
    skipBlanks()
    guard place == bytes.endIndex else { throw damaged("it goes on after its end") }
  }

  // MARK: - Bytes

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next,
      byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(EngineError) {
    skipBlanks()
    guard next == byte else {
      throw damaged("'\(String(decoding: [byte], as: UTF8.self))' is expected")
    }
    place += 1
  }
}
