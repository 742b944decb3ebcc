internal import GenPhysSupport
internal import GenPhysText

/// A JSON document whose objects keep the order of their keys.
public indirect enum JSON: Sendable, Hashable {
  case null
  case boolean(Bool)
  case number(Double)
  case integer(Int)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key with its value.
  public struct Member: Sendable, Hashable {
    let key: String
    let value: JSON
  }

  /// The document on one line.
  ///
  /// Numbers that JSON has no notation for become `null`.
  public var text: String {
    var output = ""
    write(to: &output)
    return output
  }

  /// Whether it holds numbers that become `null`.
  var hasInfinities: Bool {
    switch self {
    case .number(let value): !value.isFinite
    case .array(let elements): elements.contains(where: \.hasInfinities)
    case .object(let members): members.contains(where: \.value.hasInfinities)
    case .null, .boolean, .integer, .string: false
    }
  }

  private func write(to output: inout String) {
    switch self {
    case .null: output += "null"
    case .boolean(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    case .number(let value): output += value.isFinite ? Self.digits(value) : "null"
    case .string(let value): Self.quote(value, into: &output)
    case .array(let elements):
      output += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { output += "," }
        element.write(to: &output)
      }
      output += "]"
    case .object(let members):
      output += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { output += "," }
        Self.quote(member.key, into: &output)
        output += ":"
        member.value.write(to: &output)
      }
      output += "}"
    }
  }

  /// The shortest decimal that reads back as the same double, whole numbers without a point.
  private static func digits(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(saturating: value)) : "\(value)"
  }

  private static func quote(_ text: String, into output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      default:
        guard scalar.steers else {
          output.unicodeScalars.append(scalar)
          continue
        }
        // A document may be shown on a terminal: what steers it is written as its UTF-16 units.
        for unit in scalar.utf16 {
          let hex = String(unit, radix: 16)
          output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      }
    }
    output += "\""
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }

  public init(arrayLiteral elements: JSON...) {
    self = .array(elements)
  }

  /// `null` for nil, else the value.
  init<T>(_ value: T?, _ wrap: (T) -> JSON) {
    self = value.map(wrap) ?? .null
  }
}
