/// Reads arrays of numbers in NumPy's NPY format, versions 1 to 3.
///
/// The first axis counts points; the others are flattened into coordinates. Real and integer types
/// of either byte order are read, in C or Fortran order.
public enum NPYReader {
  /// - Throws: `.invalidData` where the file is no NPY file, is truncated, has a type that is not
  ///   real, is empty, or holds a value that is not finite.
  public static func read(
    _ bytes: [UInt8], name: String = "data"
  ) throws(EngineError) -> DataSet {
    let header = try NPYHeader(bytes)
    guard let count = header.shape.first else {
      throw .invalidData("the array is a single number; points are needed", line: nil)
    }
    // The product may overflow: sizes are the file's own claim.
    var total = 1
    for extent in header.shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .invalidData("the shape \(header.shapeText) is too large", line: nil)
      }
      total = product
    }
    guard total > 0 else {
      throw .invalidData("the array is empty: its shape is \(header.shapeText)", line: nil)
    }
    let size = header.type.size
    let (needed, overflow) = total.multipliedReportingOverflow(by: size)
    let available = bytes.count - header.dataOffset
    guard !overflow, available >= needed else {
      throw .invalidData(
        "the file is truncated: \(available) bytes of data where \(header.shapeText) needs "
          + "\(overflow ? "more" : String(needed))", line: nil)
    }
    try Check.memory(8 * Double(total), for: "the array")
    let dimension = total / count
    var values = [Double](repeating: 0, count: total)
    bytes.withUnsafeBytes { raw in
      for i in 0..<total {
        let place = header.isFortranOrder ? header.rowMajorIndex(of: i) : i
        values[place] = header.type.value(raw, at: header.dataOffset + i * size)
      }
    }
    return try DataSet(name: name, values: values, dimension: dimension)
  }
}
