/// Splits separated text into rows of fields.
///
/// A line ends with LF, CR LF, or a CR alone, as old Macintosh programs write it.
struct CSVScanner {
  /// The fields of a line and its 1-based number.
  struct Row {
    var line: Int
    var fields: [String]
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8], separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row that is neither empty nor a comment; `nil` at the end.
  mutating func nextRow() throws(TableProblem) -> Row? {
    while position < bytes.count {
      switch bytes[position] {
      case Self.lineFeed, Self.carriageReturn: skipLineEnd()
      case UInt8(ascii: " "): position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, !isLineEnd(bytes[position]) {
          guard bytes[position] != 0 else { throw TableProblem(.zeroByte, line: line) }
          position += 1
        }
      default:
        return try scanRow()
      }
    }
    return nil
  }

  private static let lineFeed: UInt8 = 10
  private static let carriageReturn: UInt8 = 13

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == Self.lineFeed || byte == Self.carriageReturn
  }

  /// Goes behind a line end, whose two bytes count as one.
  private mutating func skipLineEnd() {
    let isPair =
      bytes[position] == Self.carriageReturn && position + 1 < bytes.count
      && bytes[position + 1] == Self.lineFeed
    position += isPair ? 2 : 1
    line += 1
  }

  private mutating func scanRow() throws(TableProblem) -> Row {
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try scanField(column: fields.count + 1))
      guard position < bytes.count else { break }
      if bytes[position] == separator {
        position += 1
        continue
      }
      skipLineEnd()
      break
    }
    return Row(line: start, fields: fields)
  }

  /// Reads up to a separator or a line end, and leaves the position there.
  private mutating func scanField(column: Int) throws(TableProblem) -> String {
    let start = line
    func problem(_ reason: TableProblem.Reason) -> TableProblem {
      TableProblem(reason, line: start, column: column)
    }
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      if byte == separator || isLineEnd(byte) { break }
      guard byte != 0 else { throw problem(.zeroByte) }
      // Blanks before a quote are no part of the field.
      if byte == UInt8(ascii: "\""), content.allSatisfy({ $0 == UInt8(ascii: " ") }) {
        let quoted = try scanQuoted(problem)
        let rest = scanPlain()
        guard rest.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
          throw problem(.textAfterQuote(String(decoding: rest, as: UTF8.self).trimmed))
        }
        return try text(quoted, problem)
      }
      content.append(byte)
      position += 1
    }
    return try text(content, problem)
  }

  /// Reads a quoted field from its opening quote to behind its closing one.
  private mutating func scanQuoted(
    _ problem: (TableProblem.Reason) -> TableProblem
  ) throws(TableProblem) -> [UInt8] {
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      guard byte != 0 else { throw problem(.zeroByte) }
      if byte == UInt8(ascii: "\"") {
        position += 1
        guard position < bytes.count, bytes[position] == byte else { return content }
        content.append(byte)
        position += 1
      } else if isLineEnd(byte) {
        let before = position
        skipLineEnd()
        content += bytes[before..<position]
      } else {
        content.append(byte)
        position += 1
      }
    }
    throw problem(.unclosedQuote)
  }

  /// Reads up to a separator or a line end.
  private mutating func scanPlain() -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) {
      position += 1
    }
    return bytes[start..<position]
  }

  private func text(
    _ content: [UInt8], _ problem: (TableProblem.Reason) -> TableProblem
  ) throws(TableProblem) -> String {
    guard let text = String(validating: content, as: UTF8.self) else { throw problem(.notUTF8) }
    return text
  }
}
