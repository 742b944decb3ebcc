/// The place and the kind of what makes a file of numbers unreadable.
public struct TableProblem: Error, Hashable, Sendable {
  /// The 1-based line of a text; `nil` where the whole file is to blame.
  public var line: Int?
  /// The 1-based column; `nil` where a whole line is to blame.
  public var column: Int?
  /// The name of the column, where the file names its columns.
  public var columnName: String?
  /// What was found.
  public var reason: Reason

  package init(_ reason: Reason, line: Int? = nil, column: Int? = nil, columnName: String? = nil) {
    self.line = line
    self.column = column
    self.columnName = columnName
    self.reason = reason
  }

  /// What was found, with the text at fault.
  public enum Reason: Hashable, Sendable {
    /// No byte at all, or comments only.
    case empty
    /// A header without rows.
    case onlyHeader
    /// A byte 0, which no text has.
    case zeroByte
    /// The byte order mark of UTF-16.
    case wideText
    /// Bytes that are not UTF-8.
    case notUTF8
    /// A quote without its partner.
    case unclosedQuote
    /// Text between a closing quote and the end of the field.
    case textAfterQuote(String)
    /// Another number of fields than the first row has.
    ///
    /// `areDecimalCommas` is true where commas separate, and more whole numbers stand there than fit.
    case fieldCount(Int, expected: Int, areDecimalCommas: Bool)
    /// Nothing between two separators.
    case emptyField
    /// A text where a number is needed.
    case notANumber(String)
    /// A number whose decimal sign is a comma, while a point is expected.
    case decimalComma(String)
    /// A number whose decimal sign is a point, while a comma is expected.
    case decimalPoint(String)
    /// A comment behind a number.
    case comment(String)
    /// Numbers that blanks separate.
    case blanks(String)
    /// An exponent written with the letter D, as Fortran does.
    case fortranExponent(String)
    /// An infinite or undefined number.
    case notFinite(String)
    /// A first row that has numbers and also `text`: neither a header nor a row of data.
    case mixedFirstRow(text: String)
    /// A header with nothing above a column.
    case unnamedColumn
    /// A header that names several columns alike, one of which was asked for.
    case repeatedColumn(String)
    /// A column that was asked for and is not there.
    case unknownColumn(String, known: [String])
    /// No column besides the labels.
    case onlyLabels
  }

  /// The place, for example `line 3, column 2 ("y")`; `nil` for the whole file.
  public var place: String? {
    guard let line else { return nil }
    guard let column else { return "line \(line)" }
    return "line \(line), column \(column)" + (columnName.map { " (\(quoted($0)))" } ?? "")
  }

  /// The place and what was found there.
  public var message: String { (place.map { $0 + ": " } ?? "") + reason.text }
}

extension TableProblem.Reason {
  /// What was found, in words.
  public var text: String {
    switch self {
    case .empty: "the file is empty"
    case .onlyHeader: "there is a header but no row of numbers"
    case .zeroByte: "a zero byte, as binary files and text in UTF-16 have"
    case .wideText: "the file is in UTF-16, and only UTF-8 is read"
    case .notUTF8: "the text is not UTF-8; is this a CSV file?"
    case .unclosedQuote: "a quote is never closed"
    case .textAfterQuote(let text): "\(quoted(text)) stands behind a closing quote"
    case .fieldCount(let count, let expected, _):
      "\(count) field\(count == 1 ? "" : "s") where the first row has \(expected)"
    case .emptyField: "an empty field where a number is needed"
    case .notANumber(let text): "found \(quoted(text)) where a number is needed"
    case .decimalComma(let text): "found \(quoted(text)), a number with a decimal comma"
    case .decimalPoint(let text): "found \(quoted(text)), where decimal commas are expected"
    case .comment(let text): "found \(quoted(text)): a comment needs a line of its own"
    case .blanks(let text): "found \(quoted(text)): blanks do not separate columns"
    case .fortranExponent(let text): "found \(quoted(text)), an exponent of Fortran"
    case .notFinite(let text): "found \(text); every coordinate must be finite"
    case .mixedFirstRow(let text):
      "the first row has numbers and also \(quoted(text)): it is no header, and no row of numbers"
    case .unnamedColumn: "the header has no name for this column"
    case .repeatedColumn(let name): "the header has several columns \(quoted(name))"
    case .unknownColumn(let name, let known):
      "there is no column \(quoted(name)); columns are "
        + known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", …" : "")
    case .onlyLabels: "there is no column of numbers besides the label"
    }
  }
}

/// A text in quotes, cut after 40 characters.
private func quoted(_ text: String) -> String {
  "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
}
