import Foundation

/// Reads tables of numbers in comma-, semicolon- or tab-separated text.
///
/// The first line is a header if any of its fields is not a number. Fields may be quoted ("" inside
/// quotes is a quote). Empty lines and lines that start with # are skipped. Every row must have as
/// many fields as the first. A byte order mark and CRLF line ends are accepted.
public enum CSVReader {
  /// How to read.
  public struct Options: Sendable, Hashable {
    /// The column that holds labels, by name; `nil` takes a column called "label", if there is one.
    public var labelColumn: String?
    /// Names or, where there is no header, 1-based numbers of the columns to read; `nil`: all.
    public var columns: [String]?

    public init(labelColumn: String? = nil, columns: [String]? = nil) {
      self.labelColumn = labelColumn
      self.columns = columns
    }
  }

  /// Reads a data set.
  ///
  /// - Throws: `.invalidData` with the line at fault: ragged rows, fields that are not finite
  ///   numbers, unclosed quotes, unknown columns, bytes that are not UTF-8, no rows. `.cancelled`.
  public static func read(
    _ bytes: [UInt8], name: String = "data", options: Options = .init(),
    monitor: RunMonitor = .silent
  ) throws(EngineError) -> DataSet {
    var scanner = CSVScanner(bytes)
    guard let first = try scanner.nextRow() else {
      throw .invalidData("the file is empty", line: nil)
    }
    let hasHeader = first.fields.contains { CSVReader.number($0) == nil && !$0.isEmpty }
    let names =
      hasHeader ? first.fields.map(trimmed) : (1...first.fields.count).map { String($0) }
    let selection = try Selection(names, options: options, line: first.line)

    try Check.memory(4 * Double(bytes.count), for: "the table")
    var values: [Double] = []
    var labels: [String] = []
    var row = hasHeader ? try scanner.nextRow() : first
    while let current = row {
      if current.line % RunMonitor.stride == 0 { try monitor.checkCancellation() }
      guard current.fields.count == names.count else {
        throw .invalidData(
          "\(current.fields.count) fields where the first row has \(names.count)",
          line: current.line)
      }
      for column in selection.numeric {
        values.append(
          try parse(current.fields[column], column: names[column], line: current.line))
      }
      if let label = selection.label { labels.append(trimmed(current.fields[label])) }
      row = try scanner.nextRow()
    }
    guard !values.isEmpty else {
      throw .invalidData(
        hasHeader ? "there is a header but no row of numbers" : "there are no rows", line: nil)
    }
    return try DataSet(
      name: name, values: values, dimension: selection.numeric.count,
      labels: selection.label == nil ? nil : labels,
      columns: hasHeader ? selection.numeric.map { names[$0] } : nil)
  }

  private static func parse(
    _ field: String, column: String, line: Int
  ) throws(EngineError) -> Double {
    let text = trimmed(field)
    guard let value = Double(text) else {
      let shown = text.isEmpty ? "an empty field" : "\"\(text.prefix(40))\""
      throw .invalidData(
        "column \(column) has \(shown) where a number is needed", line: line)
    }
    guard value.isFinite else {
      throw .invalidData(
        "column \(column) is \(text); every coordinate must be finite", line: line)
    }
    return value
  }

  private static func number(_ field: String) -> Double? { Double(trimmed(field)) }

  private static func trimmed(_ field: String) -> String {
    field.trimmingCharacters(in: .whitespaces)
  }

  /// Which columns are coordinates and which is the label.
  private struct Selection {
    var numeric: [Int]
    var label: Int?

    init(_ names: [String], options: Options, line: Int) throws(EngineError) {
      func index(_ name: String) throws(EngineError) -> Int {
        if let found = names.firstIndex(of: name) { return found }
        let known = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        throw .invalidData("there is no column \"\(name)\"; columns are \(known)", line: line)
      }
      if let name = options.labelColumn {
        label = try index(name)
      } else {
        label = names.firstIndex { $0.lowercased() == "label" }
      }
      if let wanted = options.columns {
        var chosen: [Int] = []
        for name in wanted { chosen.append(try index(name)) }
        numeric = chosen
      } else {
        let label = label
        numeric = names.indices.filter { $0 != label }
      }
      guard !numeric.isEmpty else {
        throw .invalidData("there is no column of numbers besides the label", line: line)
      }
    }
  }
}
