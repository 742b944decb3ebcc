/// A value of Python's literal notation, as far as headers of NPY files use it.
indirect enum PythonLiteral: Equatable {
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case none
  case tuple([PythonLiteral])
  case list([PythonLiteral])
  case dictionary([String: PythonLiteral])

  /// The value that a whole text writes; `nil` where Python would refuse it, and for notations that
  /// no header needs: escapes, floating-point numbers, numbers in other bases, comments.
  ///
  /// - Parameter allowsLongIntegers: whether `3L` is a number, as in Python 2.
  init?(_ text: String, allowsLongIntegers: Bool) {
    var reader = Reader(rest: Array(text.utf8)[...], allowsLongIntegers: allowsLongIntegers)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipBlanks()
    guard reader.rest.isEmpty else { return nil }
    self = value
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>
    let allowsLongIntegers: Bool

    /// The deepest nesting.
    ///
    /// A header needs two levels; without a limit `((((…` would end the stack.
    private static let deepest = 20

    mutating func skipBlanks() {
      rest = rest.drop { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }
    }

    /// Takes a sign, after blanks.
    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard rest.first == UInt8(ascii: sign) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func value(depth: Int) -> PythonLiteral? {
      skipBlanks()
      guard depth < Self.deepest, let first = rest.first else { return nil }
      switch first {
      case UInt8(ascii: "{"): return dictionary(depth)
      case UInt8(ascii: "("):
        rest = rest.dropFirst()
        guard let (items, hasComma) = items(until: ")", depth) else { return nil }
        // Parentheses around one value are no tuple.
        return items.count == 1 && !hasComma ? items[0] : .tuple(items)
      case UInt8(ascii: "["):
        rest = rest.dropFirst()
        return items(until: "]", depth).map { .list($0.items) }
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return string().map { .string($0) }
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
        return integer().map { .integer($0) }
      default: return word()
      }
    }

    private mutating func items(
      until end: Unicode.Scalar, _ depth: Int
    ) -> (items: [PythonLiteral], hasComma: Bool)? {
      var items: [PythonLiteral] = []
      var hasComma = false
      while !take(end) {
        guard items.isEmpty || hasComma, let item = value(depth: depth + 1) else { return nil }
        items.append(item)
        hasComma = take(",")
      }
      return (items, hasComma)
    }

    private mutating func dictionary(_ depth: Int) -> PythonLiteral? {
      rest = rest.dropFirst()
      var entries: [String: PythonLiteral] = [:]
      var mayGoOn = true
      while !take("}") {
        guard mayGoOn, case .string(let key)? = value(depth: depth + 1), take(":"),
          let value = value(depth: depth + 1)
        else { return nil }
        // Of equal keys Python takes the last.
        entries[key] = value
        mayGoOn = take(",")
      }
      return .dictionary(entries)
    }

    private mutating func string() -> String? {
      guard let quote = rest.popFirst() else { return nil }
      let content = rest.prefix { $0 != quote && $0 != UInt8(ascii: "\\") && $0 != 10 }
      rest = rest.dropFirst(content.count)
      guard rest.popFirst() == quote else { return nil }
      return String(validating: content, as: UTF8.self)
    }

    /// Decimal digits, between which single underscores may stand.
    private mutating func integer() -> Int? {
      let isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      skipBlanks()
      let digits = rest.prefix { $0 >= 48 && $0 <= 57 || $0 == UInt8(ascii: "_") }
      rest = rest.dropFirst(digits.count)
      if allowsLongIntegers, rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }
      let text = String(decoding: digits, as: UTF8.self)
      let groups = text.split(separator: "_", omittingEmptySubsequences: false)
      guard groups.allSatisfy({ !$0.isEmpty }) else { return nil }
      let plain = groups.joined()
      // Python refuses 03.
      guard !plain.hasPrefix("0") || plain.allSatisfy({ $0 == "0" }) else { return nil }
      return Int(plain).map { isNegative ? -$0 : $0 }
    }

    /// True, False, None, or a string with a prefix.
    private mutating func word() -> PythonLiteral? {
      let letters = rest.prefix { $0 | 32 >= 97 && $0 | 32 <= 122 }
      rest = rest.dropFirst(letters.count)
      switch String(decoding: letters, as: UTF8.self) {
      case "True": return .boolean(true)
      case "False": return .boolean(false)
      case "None": return PythonLiteral.none
      case "u", "U", "r", "R":
        let isQuote = rest.first == UInt8(ascii: "'") || rest.first == UInt8(ascii: "\"")
        return isQuote ? string().map { .string($0) } : nil
      default: return nil
      }
    }
  }
}
