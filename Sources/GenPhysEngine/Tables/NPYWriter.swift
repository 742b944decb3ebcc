/// Writes data sets in NumPy's NPY format: little-endian doubles in C order, one point a row.
public enum NPYWriter {
  /// - Throws: `.cancelled`.
  public static func write(
    _ data: DataSet, monitor: RunMonitor = .silent
  ) throws(EngineError) -> [UInt8] {
    var header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(data.count), \(data.dimension)), }"
    // Numbers start at a multiple of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let length = header.utf8.count
    bytes += [UInt8(length & 255), UInt8(length >> 8)]
    bytes += Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 8 * data.values.count)
    for (index, value) in data.values.enumerated() {
      if index % RunMonitor.stride == 0 { try monitor.checkCancellation() }
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
