/// The header of an NPY file: a Python dictionary with three known keys.
struct NPYHeader {
  let type: NPYType
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the numbers start.
  let dataOffset: Int

  var shapeText: String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

  init(_ bytes: [UInt8]) throws(EngineError) {
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw .invalidData(
        bytes.isEmpty ? "the file is empty" : "this is not an NPY file", line: nil)
    }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw .invalidData("NPY version \(version) is not known", line: nil)
    }
    let lengthSize = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthSize else {
      throw .invalidData("the file is truncated inside its header", line: nil)
    }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthSize
    guard bytes.count - start >= length else {
      throw .invalidData("the file is truncated inside its header", line: nil)
    }
    guard
      let text = String(validating: bytes[start..<(start + length)], as: UTF8.self),
      let type = NPYHeader.field("descr", in: text),
      let order = NPYHeader.field("fortran_order", in: text),
      let shapeText = NPYHeader.field("shape", in: text)
    else {
      throw .invalidData("the header of the NPY file cannot be understood", line: nil)
    }
    let typeName = type.filter { $0 != "'" && $0 != "\"" }
    guard let known = NPYType(typeName) else {
      throw .invalidData(
        "the array's type is \(typeName); real or integer numbers are needed (in NumPy: "
          + "a.astype('float64'))", line: nil)
    }
    var shape: [Int] = []
    for part in shapeText.split(separator: ",") {
      let digits = part.filter { !$0.isWhitespace }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else {
        throw .invalidData("the shape of the array cannot be understood: \(shapeText)", line: nil)
      }
      shape.append(extent)
    }
    self.type = known
    isFortranOrder = order == "True"
    self.shape = shape
    dataOffset = start + length
  }

  /// The text of a value: up to the next comma, or inside parentheses or quotes.
  private static func field(_ key: String, in text: String) -> String? {
    guard let found = text.firstRange(of: "'\(key)'") else { return nil }
    var rest = text[found.upperBound...].drop { $0 == " " || $0 == ":" }
    guard let first = rest.first else { return nil }
    if first == "(" {
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: ")") else { return nil }
      return String(rest[..<end])
    }
    return String(rest.prefix { $0 != "," && $0 != "}" }.filter { $0 != " " })
  }

  /// Where element i of a column-major array lies in a row-major one.
  func rowMajorIndex(of i: Int) -> Int {
    var rest = i
    var stride = shape.reduce(1, *)
    var index = 0
    for extent in shape {
      stride /= extent
      index += rest % extent * stride
      rest /= extent
    }
    return index
  }
}
