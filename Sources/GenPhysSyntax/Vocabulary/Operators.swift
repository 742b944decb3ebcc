/// How tightly an operator binds; later cases bind tighter.
public enum Precedence: Int, Comparable, CaseIterable, Sendable {
  case disjunction
  case conjunction
  case negation
  case comparison
  case range
  case sum
  case product
  case prefix
  case power
  case postfix

  public static func < (left: Precedence, right: Precedence) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The next tighter level; the tightest is its own successor.
  package var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? self }
}

/// The operators between two operands, by canonical spelling.
public enum BinaryOperator: String, CaseIterable, Hashable, Sendable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case plusMinus = "±"
  case multiply = "*"
  case divide = "/"
  case power = "^"

  /// How tightly the operator binds.
  public var precedence: Precedence {
    switch self {
    case .or: .disjunction
    case .and: .conjunction
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
    case .add, .subtract, .plusMinus: .sum
    case .multiply, .divide: .product
    case .power: .power
    }
  }

  /// Whether the operator compares; comparisons do not chain.
  public var isComparison: Bool { precedence == .comparison }

  /// The operator a token spells, if any.
  package init?(_ kind: TokenKind) {
    switch kind {
    case .symbol(let symbol): self.init(rawValue: symbol.rawValue)
    case .keyword(let keyword): self.init(rawValue: keyword.rawValue)
    default: return nil
    }
  }
}

/// The operators before one operand, by canonical spelling; `√x` is the call `sqrt(x)`.
public enum UnaryOperator: String, CaseIterable, Hashable, Sendable {
  case plus = "+"
  case minus = "-"
  case plusMinus = "±"
  case not

  /// How tightly the operator binds.
  public var precedence: Precedence { self == .not ? .negation : .prefix }
}
