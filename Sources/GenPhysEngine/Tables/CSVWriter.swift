/// Writes data sets as comma-separated text with a header.
public enum CSVWriter {
  /// Numbers in the shortest form that reads back to the same double.
  ///
  /// - Throws: `.cancelled`.
  public static func write(
    _ data: DataSet, monitor: RunMonitor = .silent
  ) throws(EngineError) -> [UInt8] {
    // A name such as "2020" would be read back as a value.
    let number = CSVNumber(decimal: .point)
    var names = data.columns ?? (1...data.dimension).map { "x\($0)" }
    names = names.map { number.isName($0.trimmed) ? $0 : "x\($0)" }
    if data.labels != nil { names.append("label") }
    var bytes = Array(names.map(quoted).joined(separator: ",").utf8)
    bytes.reserveCapacity(bytes.count + 20 * data.values.count)
    bytes.append(10)
    for i in 0..<data.count {
      if i % RunMonitor.stride == 0 { try monitor.checkCancellation() }
      for (k, value) in data.row(i).enumerated() {
        if k > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: value.description.utf8)
      }
      if let labels = data.labels {
        bytes.append(UInt8(ascii: ","))
        bytes.append(contentsOf: quoted(labels[i]).utf8)
      }
      bytes.append(10)
    }
    return bytes
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
        || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "#")
    }
    guard needsQuotes else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
