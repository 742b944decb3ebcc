extension CSVScanner {
  /// The separator of a text: of those that occur outside quotes, the one that leaves the largest
  /// share of fields as numbers; among equals the most frequent one in the first row; else a comma.
  ///
  /// Counting separators alone would take `1,5;2,5` for three columns: 1, 5;2 and 5. So the sign that
  /// separates is the one between numbers, whose decimal sign may be a comma unless it separates.
  static func separator(of bytes: [UInt8], decimal: DecimalSign) -> UInt8 {
    let isCut = bytes.count > sampleBytes
    let sample = isCut ? Array(bytes.prefix(sampleBytes)) : bytes
    let candidates: [UInt8] =
      decimal == .comma
      ? [UInt8(ascii: ";"), UInt8(ascii: "\t")]
      : [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var best = (separator: candidates[0], share: -1.0, fields: 1)
    for candidate in candidates {
      guard let found = measure(candidate, in: sample) else { continue }
      if (found.share, found.fields) > (best.share, best.fields) {
        best = (candidate, found.share, found.fields)
      }
    }
    return best.separator
  }

  /// How much of a text shows its separator: 64 KiB and 100 rows.
  ///
  /// Half of that would do as well.
  private static let sampleBytes = 1 << 16
  private static let sampleRows = 100

  /// The share of fields that are numbers, and the number of fields of the first row; `nil` where a
  /// sign separates nothing.
  private static func measure(
    _ candidate: UInt8, in sample: [UInt8]
  ) -> (share: Double, fields: Int)? {
    var scanner = CSVScanner(sample, separator: candidate)
    let forms = DecimalSign.allCases.filter { $0 == .point || candidate != UInt8(ascii: ",") }
      .map(CSVNumber.init(decimal:))
    var (numbers, fields, first) = (0, 0, 0)
    var separates = false
    for index in 0..<sampleRows {
      // What cannot be read here is reported where the row is read.
      guard let row = try? scanner.nextRow() else { break }
      if index == 0 { first = row.fields.count }
      fields += row.fields.count
      guard row.fields.count > 1 else { continue }
      separates = true
      numbers += row.fields.count { field in
        let text = field.trimmed
        return forms.contains { $0.value(text) != nil }
      }
    }
    return separates ? (Double(numbers) / Double(max(fields, 1)), first) : nil
  }
}
