extension Lexer {
  /// Operators of other languages: what stands there, and what this language writes.
  private static let foreign: [(bytes: [UInt8], kind: TokenKind, spelling: String)] = [
    (Array("+=".utf8), .symbol(.assign), "x = x + …"),
    (Array("-=".utf8), .symbol(.assign), "x = x - …"),
    (Array("*=".utf8), .symbol(.assign), "x = x*…"),
    (Array("/=".utf8), .symbol(.assign), "x = x/…"),
    (Array("->".utf8), .symbol(.assign), "="),
    (Array("=>".utf8), .symbol(.greaterOrEqual), ">="),
    (Array("**".utf8), .symbol(.power), "^"),
    (Array(".*".utf8), .symbol(.times), "*"),
    (Array("./".utf8), .symbol(.divide), "/"),
    (Array(".^".utf8), .symbol(.power), "^"),
    (Array("&&".utf8), .keyword(.and), "and"),
    (Array("||".utf8), .keyword(.or), "or"),
    (Array("===".utf8), .symbol(.equal), "=="),
    (Array("<>".utf8), .symbol(.notEqual), "!="),
    (Array("∧".utf8), .keyword(.and), "and"),
    (Array("∨".utf8), .keyword(.or), "or"),
    (Array("¬".utf8), .keyword(.not), "not"),
    (Array(":=".utf8), .symbol(.assign), "="),
    (Array("…".utf8), .symbol(.range), ".."),
  ]

  /// Reads an operator of another language as the one meant, and says so.
  mutating func lexForeign() -> Bool {
    let start = offset
    if peek(0) == UInt8(ascii: "!"), peek(1) != UInt8(ascii: "=") {
      offset += 1
      report(
        .foreignSpelling, "`!` is written `not` here", from: start,
        hint: "a factorial is `gamma(n + 1)`", fix: "not ")
      emit(.keyword(.not), from: start)
      return true
    }
    // A path without quotes may begin with a point; operators stand behind an operand.
    if peek(0) == UInt8(ascii: "."), result.tokens.last?.endsOperand != true { return false }
    guard let match = Self.foreign.first(where: { matches($0.bytes) }) else { return false }
    offset += match.bytes.count
    let found = String(decoding: match.bytes, as: UTF8.self)
    report(
      .foreignSpelling, "`\(found)` is written `\(match.spelling)` here", from: start,
      hint: "write `\(match.spelling)`", fix: match.spelling.contains("…") ? nil : match.spelling)
    emit(match.kind, from: start)
    return true
  }

  /// Reports a character that no token begins with, with advice where there is some.
  mutating func reportUnexpected(_ scalar: Unicode.Scalar, from start: Int) {
    let hint: String? =
      switch scalar {
      case ":":
        "ranges are written `a..b`; a session command such as `:help` stands at the start of a line"
      case "%": "comments begin with `#`, cells with `# %%`"
      case ".": "text such as a file name stands in quotes; ranges are written `a..b`"
      case "!": "write `not`"
      case "&": "write `and`"
      case "|": "write `or`; an absolute value is `abs(x)`"
      case "∓": "write `±` and let the branches say which"
      case "–", "—": "a minus sign is `-`"
      default: nil
      }
    report(.unexpectedCharacter, "unexpected \(Self.describe(scalar))", from: start, hint: hint)
  }

  private static func describe(_ scalar: Unicode.Scalar) -> String {
    let number = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
    let isVisible =
      scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
    if isVisible && scalar.isASCII { return "character `\(scalar)`" }
    return isVisible ? "character `\(scalar)` (\(code))" : "invisible character \(code)"
  }
}
