extension Lexer {
  /// Reads a string up to its closing quote, the end of the line or the end of the text.
  mutating func lexString(quote: UInt8) {
    let start = offset
    offset += 1
    var value: [UInt8] = []
    while true {
      guard let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") else {
        result.endsInString = offset == end
        report(
          .unterminatedString, "this string is never closed", from: start,
          hint: "strings end with `\"` on the line where they begin")
        break
      }
      if byte == quote {
        offset += 1
        break
      }
      if byte == UInt8(ascii: "\\") {
        lexEscape(into: &value)
      } else {
        value.append(byte)
        offset += 1
      }
    }
    let text = String(decoding: value, as: UTF8.self)
    if quote == UInt8(ascii: "'"), !result.endsInString {
      report(
        .foreignSpelling, "strings are written with double quotes", from: start,
        hint: "write \(Printer.quoted(text))", fix: Printer.quoted(text))
    }
    emit(.string, from: start, text: text)
  }

  /// Quotes that a word processor makes of straight ones.
  static let curlyQuotes: Set<Unicode.Scalar> = ["“", "”", "„", "‘", "’"]

  /// Reads a string in curly quotes as the one meant, and says so.
  mutating func lexCurlyString() {
    let start = offset
    var value = ""
    offset += scalar(at: offset).1
    while let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      let (scalar, length) = scalar(at: offset)
      offset += length
      if Self.curlyQuotes.contains(scalar) || scalar == "\"" { break }
      value.unicodeScalars.append(scalar)
    }
    report(
      .foreignSpelling, "strings are written with straight quotes", from: start,
      hint: "write \(Printer.quoted(value))", fix: Printer.quoted(value))
    emit(.string, from: start, text: value)
  }

  /// Reads `\n`, `\t`, `\r`, `\"`, `\'`, `\\` or `\u{…}`.
  private mutating func lexEscape(into value: inout [UInt8]) {
    let start = offset
    offset += 1
    guard let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") else { return }
    switch byte {
    case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "r"): value.append(UInt8(ascii: "\r"))
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): value.append(byte)
    case UInt8(ascii: "u"):
      lexUnicodeEscape(from: start, into: &value)
      return
    default:
      offset += scalar(at: offset).1
      report(
        .invalidEscape, "`\(source.text(in: SourceSpan(start, offset)))` is not an escape",
        from: start,
        hint: "a backslash in a string is written `\\\\`")
      return
    }
    offset += 1
  }

  private mutating func lexUnicodeEscape(from start: Int, into value: inout [UInt8]) {
    offset += 1
    var number: UInt32 = 0
    var digits = 0
    if peek(0) == UInt8(ascii: "{") {
      offset += 1
      while digits < 8, let byte = peek(0),
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      {
        number = number << 4 | UInt32(digit)
        digits += 1
        offset += 1
      }
      if digits > 0, peek(0) == UInt8(ascii: "}"), let scalar = Unicode.Scalar(number) {
        offset += 1
        value += Array(String(scalar).utf8)
        return
      }
    }
    // An escape cut short by the end of the text is a string cut short, which is reported anyway.
    guard offset < end else { return }
    report(
      .invalidEscape, "`\\u` needs the number of a character", from: start,
      hint: "write it in hexadecimal: `\\u{3c9}` is ω")
  }
}
