internal import GenPhysEngine

extension TableProblem {
  /// What to type, or to do, so that the file can be read.
  var hint: String? {
    switch reason {
    case .decimalComma: "write decimal = \",\" if the comma is a decimal sign"
    case .decimalPoint: "leave decimal = \",\" out if the decimal sign is a point"
    case .mixedFirstRow:
      "write header = true if this row names the columns, header = false if it is data, or "
        + "label = \(column ?? 1) if this column holds labels"
    case .fieldCount(_, _, let areDecimalCommas):
      areDecimalCommas
        ? "write decimal = \",\" if the commas are decimal signs; semicolons or tabs separate then"
        : "a field that holds the separator needs quotes"
    case .comment: "put the comment on a line of its own, or quotes around the text"
    case .blanks: "separate columns by commas, semicolons or tabs"
    case .fortranExponent(let text):
      "write \(text.replacing(/[dD](?=[-+0-9])/, with: "E"))"
    case .notANumber:
      "put a number there, or write "
        + (isInFirstRow
          ? "header = true if this row names the columns"
          : "label = \(columnName.map { "\"\($0)\"" } ?? "\(column ?? 1)") if this column holds labels")
    case .notFinite, .emptyField: "put a number there, or remove the row"
    case .zeroByte, .wideText, .notUTF8: "save the file as text in UTF-8"
    case .textAfterQuote, .unclosedQuote:
      "write a quote inside quotes twice, as in \"5\"\" pipe\""
    case .unnamedColumn:
      "give the column a name, remove it, or write header = false if this row is data"
    case .repeatedColumn: "give the columns different names"
    case .empty, .onlyHeader, .unknownColumn, .onlyLabels: nil
    }
  }

  /// Whether the first line is to blame: then it may be a header.
  private var isInFirstRow: Bool { line == 1 && columnName == nil }
}
