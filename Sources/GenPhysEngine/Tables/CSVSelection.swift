/// The columns of a table: their names, which are coordinates, and which is the label.
struct CSVSelection {
  /// Whether the first row names the columns.
  let hasHeader: Bool
  /// The names of all columns; 1-based numbers where there is no header.
  let names: [String]
  /// The places of the coordinates.
  private(set) var numeric: [Int]
  /// The place of the labels.
  private(set) var label: Int?

  init(
    _ first: CSVScanner.Row, _ number: CSVNumber, _ options: CSVReader.Options
  ) throws(TableProblem) {
    let fields = first.fields.map(\.trimmed)
    if let hasHeader = options.hasHeader {
      self.hasHeader = hasHeader
    } else {
      hasHeader = try Self.isHeader(fields, first.line, number, options)
    }
    names = hasHeader ? fields : (1...fields.count).map { String($0) }
    numeric = []
    label = nil
    if hasHeader, let unnamed = names.firstIndex(of: "") {
      throw TableProblem(.unnamedColumn, line: first.line, column: unnamed + 1)
    }
    if let name = options.labelColumn {
      label = try place(of: name, line: first.line)
    } else {
      label = names.firstIndex { $0.lowercased() == "label" }
    }
    if let wanted = options.columns {
      for name in wanted { numeric.append(try place(of: name, line: first.line)) }
    } else {
      let label = label
      numeric = names.indices.filter { $0 != label }
    }
    guard !numeric.isEmpty else { throw TableProblem(.onlyLabels, line: first.line) }
  }

  /// Whether the first row can only be a header.
  ///
  /// - Throws: `.mixedFirstRow` where it has both names and values: taking it for a header would drop
  ///   a row of data in silence.
  private static func isHeader(
    _ fields: [String], _ line: Int, _ number: CSVNumber, _ options: CSVReader.Options
  ) throws(TableProblem) -> Bool {
    let texts = fields.indices.filter { number.isName(fields[$0]) }
    guard let text = texts.first else { return false }
    let values = fields.indices.filter { !fields[$0].isEmpty && !texts.contains($0) }
    guard !values.isEmpty else { return true }
    // The column of labels, given by its number, is the one that may hold texts.
    if let label = options.labelColumn, texts.count == 1, Int(label) == text + 1 { return false }
    throw TableProblem(.mixedFirstRow(text: fields[text]), line: line, column: text + 1)
  }

  private func place(of name: String, line: Int) throws(TableProblem) -> Int {
    guard let found = names.firstIndex(of: name) else {
      throw TableProblem(.unknownColumn(name, known: names), line: line)
    }
    guard names.lastIndex(of: name) == found else {
      throw TableProblem(.repeatedColumn(name), line: line, column: found + 1)
    }
    return found
  }

  /// Appends the coordinates of a row.
  func append(
    _ row: CSVScanner.Row, _ number: CSVNumber, _ values: inout [Double]
  ) throws(TableProblem) {
    guard row.fields.count == names.count else {
      // Whole numbers in excess are the halves of numbers with decimal commas.
      let areHalves =
        row.fields.count > names.count && row.fields.allSatisfy { Int($0.trimmed) != nil }
      throw TableProblem(
        .fieldCount(
          row.fields.count, expected: names.count,
          areDecimalCommas: areHalves && number.decimal == .point), line: row.line)
    }
    for column in numeric {
      do throws(CSVNumber.Problem) {
        values.append(try number.finite(row.fields[column].trimmed))
      } catch {
        throw TableProblem(
          error.reason, line: row.line, column: column + 1,
          columnName: hasHeader ? names[column] : nil)
      }
    }
  }
}
