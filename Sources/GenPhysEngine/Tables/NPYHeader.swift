/// The header of an NPY file: a Python dictionary with three known keys.
struct NPYHeader {
  let type: NPYType
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the numbers start.
  let dataOffset: Int

  var shapeText: String { "(" + shape.map { String($0) }.joined(separator: ", ") + ")" }

  init(_ bytes: [UInt8]) throws(EngineError) {
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw .invalidData(
        bytes.isEmpty ? "the file is empty" : "this is not an NPY file", line: nil)
    }
    let version = bytes[6]
    guard (1...3).contains(version), bytes[7] == 0 else {
      throw .invalidData("NPY version \(version).\(bytes[7]) is not known", line: nil)
    }
    let lengthSize = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthSize else {
      throw .invalidData("the file is truncated inside its header", line: nil)
    }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    // The limit of NumPy; arrays of numbers need less than 200.
    guard length <= 10_000 else {
      throw .invalidData(
        "the header claims \(length) bytes, more than the 10000 of NumPy", line: nil)
    }
    let start = 8 + lengthSize
    guard bytes.count - start >= length else {
      throw .invalidData("the file is truncated inside its header", line: nil)
    }
    let content = bytes[start..<(start + length)]
    // Latin-1 up to version 2, whose bytes are code points.
    let text =
      version == 3
      ? String(validating: content, as: UTF8.self)
      : String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) }))
    // Only these versions were ever written by Python 2.
    guard let text,
      case .dictionary(let fields)? = PythonLiteral(text, allowsLongIntegers: version < 3)
    else {
      throw .invalidData(
        "the header is no dictionary of Python: \((text ?? "").trimmed.prefix(80))", line: nil)
    }
    guard fields.keys.sorted() == ["descr", "fortran_order", "shape"] else {
      throw .invalidData(
        "the header must have descr, fortran_order and shape, but has "
          + (fields.isEmpty ? "nothing" : fields.keys.sorted().joined(separator: ", ")), line: nil)
    }
    type = try Self.type(fields["descr"])
    guard case .boolean(let order)? = fields["fortran_order"] else {
      throw .invalidData(
        "fortran_order must be True or False, but is \(Self.text(fields["fortran_order"]))",
        line: nil)
    }
    isFortranOrder = order
    shape = try Self.shape(fields["shape"])
    dataOffset = start + length
  }

  private static func type(_ value: PythonLiteral?) throws(EngineError) -> NPYType {
    guard case .string(let name)? = value, let type = NPYType(name) else {
      throw .invalidData(
        "the array's type is \(text(value)); real or integer numbers are needed (in NumPy: "
          + "a.astype('float64'))", line: nil)
    }
    return type
  }

  private static func shape(_ value: PythonLiteral?) throws(EngineError) -> [Int] {
    var shape: [Int] = []
    var isValid = true
    if case .tuple(let items)? = value {
      for item in items {
        if case .integer(let extent) = item, extent >= 0 {
          shape.append(extent)
        } else {
          isValid = false
        }
      }
    } else {
      isValid = false
    }
    guard isValid else {
      throw .invalidData(
        "the shape must be a tuple of whole numbers, such as (100, 2), but is \(text(value))",
        line: nil)
    }
    return shape
  }

  /// A value as Python writes it, cut after 80 characters.
  private static func text(_ value: PythonLiteral?) -> String {
    func write(_ value: PythonLiteral) -> String {
      switch value {
      case .string(let text): "'\(text)'"
      case .integer(let number): "\(number)"
      case .boolean(let isTrue): isTrue ? "True" : "False"
      case .none: "None"
      case .tuple(let items):
        "(" + items.map(write).joined(separator: ", ") + (items.count == 1 ? ",)" : ")")
      case .list(let items): "[" + items.map(write).joined(separator: ", ") + "]"
      case .dictionary(let entries):
        "{"
          + entries.sorted { $0.key < $1.key }.map { "'\($0.key)': \(write($0.value))" }
          .joined(separator: ", ") + "}"
      }
    }
    let whole = value.map(write) ?? "missing"
    return whole.count > 80 ? whole.prefix(80) + "…" : whole
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
