/// The operators and punctuation of the language, by canonical spelling.
public enum Symbol: String, CaseIterable, Hashable, Sendable {
  case plus = "+"
  case minus = "-"
  case plusMinus = "±"
  case times = "*"
  case divide = "/"
  case power = "^"
  case root = "√"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case range = ".."
  case assign = "="
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case semicolon = ";"
  case question = "?"

  /// Other spellings of the same symbol.
  public var aliases: [String] {
    switch self {
    case .minus: ["−"]
    case .plusMinus: ["+/-"]
    case .times: ["·", "\u{387}", "⋅", "×"]
    case .divide: ["÷"]
    case .notEqual: ["≠"]
    case .lessOrEqual: ["≤"]
    case .greaterOrEqual: ["≥"]
    default: []
    }
  }

  /// Whether a newline after the symbol is ignored because an operand must follow.
  package var continuesLine: Bool {
    switch self {
    case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace,
      .semicolon, .question:
      false
    default: true
    }
  }

  /// The bracket that closes this one, if it opens one.
  package var closer: Symbol? {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    case .leftBrace: .rightBrace
    default: nil
    }
  }

  /// Whether the symbol closes a bracket.
  package var isCloser: Bool {
    self == .rightParenthesis || self == .rightBracket || self == .rightBrace
  }

  /// Every spelling with its symbol by first byte, longest first, so that the lexer takes the longest.
  package static let spellings: [UInt8: [(bytes: [UInt8], symbol: Symbol)]] = {
    var table: [UInt8: [(bytes: [UInt8], symbol: Symbol)]] = [:]
    for symbol in allCases {
      for spelling in [symbol.rawValue] + symbol.aliases {
        let bytes = Array(spelling.utf8)
        table[bytes[0], default: []].append((bytes, symbol))
      }
    }
    return table.mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }()
}
