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

/// The element types that are read.
struct NPYType {
  enum Kind: Character {
    case signed = "i"
    case unsigned = "u"
    case real = "f"
    case boolean = "b"
  }
  let kind: Kind
  let size: Int
  let isBigEndian: Bool

  /// - Parameter text: NumPy's description, such as "<f8".
  init?(_ text: String) {
    var rest = Substring(text)
    guard let order = rest.popFirst(), "<>|=".contains(order) else { return nil }
    guard let letter = rest.popFirst(), let kind = Kind(rawValue: letter) else { return nil }
    guard let size = Int(rest) else { return nil }
    let sizes: [Int]
    switch kind {
    case .signed, .unsigned: sizes = [1, 2, 4, 8]
    case .real: sizes = [2, 4, 8]
    case .boolean: sizes = [1]
    }
    guard sizes.contains(size) else { return nil }
    self.kind = kind
    self.size = size
    isBigEndian = order == ">"
  }

  func value(_ raw: UnsafeRawBufferPointer, at offset: Int) -> Double {
    var bits: UInt64 = 0
    for k in 0..<size {
      let byte = raw[offset + (isBigEndian ? k : size - 1 - k)]
      bits = bits << 8 | UInt64(byte)
    }
    switch (kind, size) {
    case (.real, 8): return Double(bitPattern: bits)
    case (.real, 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case (.real, _): return NPYType.half(UInt16(truncatingIfNeeded: bits))
    case (.signed, _):
      let shift = UInt64(64 - 8 * size)
      return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
    default: return Double(bits)
    }
  }

  /// IEEE half precision; `Float16` is missing on some platforms.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 31
    let fraction = Double(bits & 1023) / 1024
    switch exponent {
    case 0: return sign * fraction * 0x1p-14
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
