/// Cuts a text into tokens, in one pass, reporting what it cannot read and going on.
package struct Lexer {
  let source: SourceText
  let end: Int
  var offset: Int
  var result = LexedText(tokens: [], comments: [], diagnostics: [], endsInString: false)
  /// Whether only blanks have been seen since the line began.
  var isAtLineStart = true

  /// The tokens of the part of `source` under `span`, all of it by default.
  package static func lex(_ source: SourceText, in span: SourceSpan? = nil) -> LexedText {
    let span = span ?? source.span
    var lexer = Lexer(
      source: source, end: min(span.end, source.bytes.count), offset: max(0, span.start))
    lexer.run()
    return lexer.result
  }

  private mutating func run() {
    while offset < end {
      let start = offset
      let byte = source.bytes[offset]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        offset += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
        if byte == UInt8(ascii: "\r"), peek(0) == UInt8(ascii: "\n") { offset += 1 }
        emit(.newline, from: start)
      case UInt8(ascii: "#"):
        skipLine()
        result.comments.append(SourceSpan(start, offset))
      case UInt8(ascii: ":") where isAtLineStart:
        skipLine()
        emit(.command, from: start, text: source.text(in: SourceSpan(start + 1, offset)))
      case UInt8(ascii: "\""), UInt8(ascii: "'"): lexString(quote: byte)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumber()
      case UInt8(ascii: ".") where Self.isDigit(peek(1)): lexNumber()
      default:
        if !lexSymbol() { lexScalar() }
      }
    }
    emit(.end, from: offset)
  }

  // MARK: - Pieces

  private mutating func lexSymbol() -> Bool {
    if lexForeign() { return true }
    guard let candidates = Symbol.spellings[source.bytes[offset]],
      let (bytes, symbol) = candidates.first(where: { matches($0.bytes) })
    else { return false }
    let start = offset
    offset += bytes.count
    let previous = result.tokens.last
    let indexes =
      symbol == .leftBracket && previous?.span.end == start && previous?.endsOperand == true
    emit(indexes ? .index : .symbol(symbol), from: start)
    return true
  }

  /// Reads a name, raised digits, `∇²` or a blank of Unicode, or reports the character.
  private mutating func lexScalar() {
    let start = offset
    let (scalar, length) = scalar(at: offset)
    if Self.startsName(scalar) {
      lexName()
    } else if Self.curlyQuotes.contains(scalar) {
      lexCurlyString()
    } else if LetterAlias.superscripts[scalar] != nil {
      var text = ""
      while offset < end {
        let (next, length) = self.scalar(at: offset)
        guard let digit = LetterAlias.superscripts[next], digit != "-" || text.isEmpty else {
          break
        }
        text += digit
        offset += length
      }
      if text == "-" {
        report(.unexpectedCharacter, "`⁻` is not an exponent", from: start, hint: "write `^(-1)`")
        emit(.invalid, from: start)
      } else {
        emit(.superscript, from: start, text: text)
      }
    } else if scalar == "∇" {
      offset += length
      if matches(Array("²".utf8)) {
        offset += 2
        emit(.name, from: start, text: "lap")
      } else {
        report(
          .unexpectedCharacter, "`∇` stands only in `∇²`", from: start,
          hint: "the Laplacian is `∇²` or `lap`")
        emit(.invalid, from: start)
      }
    } else {
      offset += length
      if scalar.properties.isWhitespace || scalar == "\u{FEFF}" { return }
      // A run of the same character is one mistake.
      while offset < end, self.scalar(at: offset).0 == scalar { offset += length }
      reportUnexpected(scalar, from: start)
      emit(.invalid, from: start)
    }
  }

  private mutating func lexName() {
    let start = offset
    var text = ""
    while offset < end {
      let (scalar, length) = scalar(at: offset)
      guard Self.continuesName(scalar) else { break }
      if let spelling = LetterAlias.spellings[scalar] {
        text += spelling
      } else {
        text.unicodeScalars.append(scalar)
      }
      offset += length
    }
    if let keyword = Keyword(rawValue: text) {
      emit(.keyword(keyword), from: start)
    } else {
      emit(.name, from: start, text: text)
    }
  }

  /// Reads `digits [. digits] [exponent] [i]`; `1..2` is a range, not a number with a point.
  private mutating func lexNumber() {
    let start = offset
    skipDigits()
    if peek(0) == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
      offset += 1
      skipDigits()
    }
    if let byte = peek(0), byte | 0x20 == UInt8(ascii: "e") {
      let isSigned = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if Self.isDigit(peek(isSigned ? 2 : 1)) {
        offset += isSigned ? 2 : 1
        skipDigits()
      }
    }
    var isImaginary = false
    if peek(0) == UInt8(ascii: "i"),
      offset + 1 >= end || !Self.continuesName(scalar(at: offset + 1).0)
    {
      offset += 1
      isImaginary = true
    }
    emit(
      isImaginary ? .imaginary : .number, from: start,
      text: source.text(in: SourceSpan(start, offset)))
  }

  /// Skips digits and single underscores between digits.
  private mutating func skipDigits() {
    while Self.isDigit(peek(0))
      || (peek(0) == UInt8(ascii: "_") && Self.isDigit(peek(1)) && offset > 0
        && Self.isDigit(source.bytes[offset - 1]))
    {
      offset += 1
    }
  }

  private mutating func skipLine() {
    while let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { offset += 1 }
  }

  // MARK: - Bytes and scalars

  /// The byte `distance` after the current one, if the text reaches that far.
  func peek(_ distance: Int) -> UInt8? {
    offset + distance < end ? source.bytes[offset + distance] : nil
  }

  func matches(_ bytes: [UInt8]) -> Bool {
    offset + bytes.count <= end && source.bytes[offset..<offset + bytes.count].elementsEqual(bytes)
  }

  /// The scalar at `offset` and its length in bytes.
  func scalar(at offset: Int) -> (Unicode.Scalar, Int) {
    var decoder = Unicode.UTF8()
    var bytes = source.bytes[offset..<end].prefix(4).makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&bytes) {
      return (scalar, UTF8.width(scalar))
    }
    return ("\u{FFFD}", 1)
  }

  static func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
  }

  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar == "_" || scalar.properties.isAlphabetic }
    return scalar == "∂" || scalar == "∞" || scalar == "∆" || scalar.properties.isXIDStart
  }

  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    // Unicode lets the middle dots continue a name; here they multiply.
    if scalar == "\u{B7}" || scalar == "\u{387}" { return false }
    return startsName(scalar) || LetterAlias.spellings[scalar] != nil
      || scalar.properties.isXIDContinue
  }

  // MARK: - Results

  mutating func emit(_ kind: TokenKind, from start: Int, text: String = "") {
    isAtLineStart = kind == .newline
    result.tokens.append(Token(kind, SourceSpan(start, offset), text: text))
  }

  mutating func report(
    _ code: DiagnosticCode, _ message: String, from start: Int, hint: String? = nil,
    fix: String? = nil
  ) {
    let span = SourceSpan(start, offset)
    guard result.diagnostics.count <= Syntax.maximumDiagnostics else { return }
    result.diagnostics.append(
      Diagnostic(
        code, message, at: span, hint: hint, fixIt: fix.map { .init(span, replacement: $0) }))
  }
}
