import Foundation

/// The decimal sign of the numbers of a text.
public enum DecimalSign: String, CaseIterable, Sendable {
  case point = "."
  case comma = ","
}

/// The reading of one field of a table.
struct CSVNumber {
  let decimal: DecimalSign

  /// The number that a trimmed field is, perhaps not a finite one; `nil` for anything else.
  func value(_ text: String) -> Double? {
    guard decimal == .comma else { return Double(text) }
    // A point would be a thousands separator or a decimal sign: which one is unknown.
    guard !text.utf8.contains(UInt8(ascii: ".")) else { return nil }
    guard text.utf8.contains(UInt8(ascii: ",")) else { return Double(text) }
    return Double(text.replacing(",", with: "."))
  }

  /// The finite number that a trimmed field is.
  ///
  /// - Throws: the reason why it is none.
  func finite(_ text: String) throws(Problem) -> Double {
    guard let value = value(text) else { throw Problem(reason: reason(text)) }
    guard value.isFinite else { throw Problem(reason: .notFinite(text)) }
    return value
  }

  /// Why a field is no number.
  struct Problem: Error {
    let reason: TableProblem.Reason
  }

  /// Why a text is no number, as exactly as can be known.
  private func reason(_ text: String) -> TableProblem.Reason {
    if text.isEmpty { return .emptyField }
    if decimal == .point, CSVNumber(decimal: .comma).value(text) != nil {
      return .decimalComma(text)
    }
    if decimal == .comma, Double(text) != nil { return .decimalPoint(text) }
    if let mark = text.firstIndex(of: "#"), value(text[..<mark].trimmed) != nil {
      return .comment(text)
    }
    if Double(text.replacing(/[dD](?=[-+]?[0-9]+$)/, with: "e")) != nil {
      return .fortranExponent(text)
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    let other = CSVNumber(decimal: .comma)
    if words.count > 1, words.allSatisfy({ value(String($0)) ?? other.value(String($0)) != nil }) {
      return .blanks(text)
    }
    return .notANumber(text)
  }

  /// Whether a trimmed field of the first row can be the name of a column.
  ///
  /// A name begins with a letter, whatever signs come before. So "$5", "5 cm", "1.0D+00" and "?" are
  /// damaged values: taking them for names would drop a row of data in silence.
  func isName(_ text: String) -> Bool {
    guard Double(text) == nil, !Self.missing.contains(text.lowercased()) else { return false }
    return text.first { $0.isLetter || $0.isNumber }?.isLetter == true
  }

  /// What programs write where a value is missing.
  private static let missing: Set<String> = ["na", "n/a", "#n/a", "null", "none", "nil", "missing"]
}

extension StringProtocol {
  /// The text without blanks at both ends.
  var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
