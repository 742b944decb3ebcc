/// Splits separated text into rows of fields.
struct CSVScanner {
  /// The fields of a line and its 1-based number.
  struct Row {
    var line: Int
    var fields: [String]
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private let separator: UInt8

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    separator = CSVScanner.separator(bytes)
  }

  /// The separator that occurs most in the first line that is no comment; a comma if none does.
  private static func separator(_ bytes: [UInt8]) -> UInt8 {
    let lines = bytes.prefix(1 << 20).split(whereSeparator: { $0 == 10 || $0 == 13 })
    guard let first = lines.first(where: { $0.first != UInt8(ascii: "#") }) else {
      return UInt8(ascii: ",")
    }
    var best: (UInt8, Int) = (UInt8(ascii: ","), 0)
    for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
      let count = first.count { $0 == candidate }
      if count > best.1 { best = (candidate, count) }
    }
    return best.0
  }

  /// The next row that is neither empty nor a comment; `nil` at the end.
  mutating func nextRow() throws(EngineError) -> Row? {
    while position < bytes.count {
      switch bytes[position] {
      case 10:
        position += 1
        line += 1
      case 13, 32:
        position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != 10 { position += 1 }
      default:
        return try scanRow()
      }
    }
    return nil
  }

  private mutating func scanRow() throws(EngineError) -> Row {
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try scanField(start))
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      if byte == separator { continue }
      line += 1
      break
    }
    return Row(line: start, fields: fields)
  }

  /// Reads up to a separator or a line end, and leaves the position there.
  private mutating func scanField(_ start: Int) throws(EngineError) -> String {
    var content: [UInt8] = []
    var isQuoted = false
    while position < bytes.count {
      let byte = bytes[position]
      if isQuoted {
        if byte == UInt8(ascii: "\"") {
          if position + 1 < bytes.count, bytes[position + 1] == byte {
            position += 1
            content.append(byte)
          } else {
            isQuoted = false
          }
        } else {
          if byte == 10 { line += 1 }
          content.append(byte)
        }
      } else if byte == separator || byte == 10 {
        break
      } else if byte == UInt8(ascii: "\""), content.isEmpty {
        isQuoted = true
      } else if byte != 13 {
        content.append(byte)
      }
      position += 1
    }
    guard !isQuoted else { throw .invalidData("a quote is never closed", line: start) }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw .invalidData("the text is not UTF-8; is this a CSV file?", line: start)
    }
    return text
  }
}
