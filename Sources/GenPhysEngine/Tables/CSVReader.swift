/// Reads tables of numbers in comma-, semicolon- or tab-separated text.
///
/// The first row is a header if all its fields can be names of columns, data if none can. Fields may
/// be quoted ("" inside quotes is a quote). Empty lines and lines that start with # are skipped. Every
/// row must have as many fields as the first. A byte order mark and all line ends are accepted.
public enum CSVReader {
  /// How to read.
  public struct Options: Sendable, Hashable {
    /// The column that holds labels, by name or, where there is no header, by its 1-based number;
    /// `nil` takes a column called "label", if there is one.
    public var labelColumn: String?
    /// Names or, where there is no header, 1-based numbers of the columns to read; `nil`: all.
    public var columns: [String]?
    /// Whether the first row names the columns; `nil` decides by its fields.
    public var hasHeader: Bool?
    /// The decimal sign.
    ///
    /// Commas do not separate columns where they are the decimal sign.
    public var decimal: DecimalSign

    public init(
      labelColumn: String? = nil, columns: [String]? = nil, hasHeader: Bool? = nil,
      decimal: DecimalSign = .point
    ) {
      self.labelColumn = labelColumn
      self.columns = columns
      self.hasHeader = hasHeader
      self.decimal = decimal
    }
  }

  /// Reads a data set.
  ///
  /// - Throws: `.invalidTable` with the line and the column at fault; `.tooLarge`; `.cancelled`.
  public static func read(
    _ bytes: [UInt8], name: String = "data", options: Options = .init(),
    monitor: RunMonitor = .silent
  ) throws(EngineError) -> DataSet {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .invalidTable(TableProblem(.wideText))
    }
    var scanner = CSVScanner(
      bytes, separator: CSVScanner.separator(of: bytes, decimal: options.decimal))
    let number = CSVNumber(decimal: options.decimal)
    guard let first = try scanner.next() else { throw .invalidTable(TableProblem(.empty)) }
    let selection = try tableProblem { () throws(TableProblem) in
      try CSVSelection(first, number, options)
    }

    try Check.memory(4 * Double(bytes.count), for: "the table")
    var values: [Double] = []
    var labels: [String] = []
    var row = selection.hasHeader ? try scanner.next() : first
    while let current = row {
      if current.line % RunMonitor.stride == 0 { try monitor.checkCancellation() }
      try tableProblem { () throws(TableProblem) in
        try selection.append(current, number, &values)
      }
      if let label = selection.label { labels.append(current.fields[label].trimmed) }
      row = try scanner.next()
    }
    guard !values.isEmpty else { throw .invalidTable(TableProblem(.onlyHeader)) }
    return try DataSet(
      name: name, values: values, dimension: selection.numeric.count,
      labels: selection.label == nil ? nil : labels,
      columns: selection.hasHeader ? selection.numeric.map { selection.names[$0] } : nil)
  }

  private static func tableProblem<T>(
    _ body: () throws(TableProblem) -> T
  ) throws(EngineError) -> T {
    do throws(TableProblem) { return try body() } catch { throw .invalidTable(error) }
  }
}

extension CSVScanner {
  /// The next row; what is wrong as an error of the engine.
  fileprivate mutating func next() throws(EngineError) -> Row? {
    do throws(TableProblem) { return try nextRow() } catch { throw .invalidTable(error) }
  }
}
