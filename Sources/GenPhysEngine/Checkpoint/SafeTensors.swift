import Foundation
internal import GenPhysText

/// Named tensors and a map of strings in one file, as the Python library `safetensors` reads it.
///
/// Eight bytes hold the length of a header in JSON; the numbers follow, little-endian and without
/// gaps. Equal contents give equal bytes. [github.com/huggingface/safetensors]
struct SafeTensors: Sendable, Hashable {
  /// A rectangular array of numbers, the last index the fastest.
  struct Tensor: Sendable, Hashable {
    var shape: [Int]
    var values: Values

    /// Numbers of one type.
    enum Values: Sendable, Hashable {
      case single([Float])
      case double([Double])
    }
  }

  /// What the numbers mean.
  var metadata: [String: String]
  /// In the order of the file.
  private(set) var tensors: [(name: String, tensor: Tensor)]

  /// Whether the file that was read carried a checksum; files of other programs carry none.
  private(set) var isSealed = true

  /// The key of the checksum in the metadata.
  private static let checksumKey = "checksum"
  /// The library's own limit.
  private static let largestHeader = 100_000_000

  init(metadata: [String: String]) {
    self.metadata = metadata
    tensors = []
  }

  subscript(name: String) -> Tensor? { tensors.first { $0.name == name }?.tensor }

  mutating func append(_ name: String, _ tensor: Tensor) { tensors.append((name, tensor)) }

  mutating func append(_ name: String, _ values: [Double], shape: [Int]? = nil) {
    append(name, Tensor(shape: shape ?? [values.count], values: .double(values)))
  }

  mutating func append(_ name: String, _ values: some Sequence<Float>, shape: [Int]) {
    append(name, Tensor(shape: shape, values: .single(Array(values))))
  }

  static func == (a: SafeTensors, b: SafeTensors) -> Bool {
    a.metadata == b.metadata && a.tensors.map(\.name) == b.tensors.map(\.name)
      && a.tensors.map(\.tensor) == b.tensors.map(\.tensor)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(metadata) }

  // MARK: - Writing

  /// The file.
  ///
  /// - Throws: `.invalidData` for metadata that JSON cannot hold.
  func encoded() throws(EngineError) -> [UInt8] {
    // Wide numbers first, so that every tensor is aligned to its own type.
    let ordered = tensors.filter { $0.tensor.isDouble } + tensors.filter { !$0.tensor.isDouble }
    var data: [UInt8] = []
    data.reserveCapacity(ordered.reduce(0) { $0 + $1.tensor.byteCount })
    var header: [String: Any] = [:]
    for (name, tensor) in ordered {
      let start = data.count
      tensor.append(to: &data)
      header[name] = [
        "dtype": tensor.isDouble ? "F64" : "F32", "shape": tensor.shape,
        "data_offsets": [start, data.count],
      ]
    }
    var metadata = metadata
    metadata[Self.checksumKey] = checksum(data[...])
    header["__metadata__"] = metadata
    var text: [UInt8]
    do {
      text = [UInt8](
        try JSONSerialization.data(
          withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]))
    } catch {
      throw .invalidData("the header of the file cannot be written", line: nil)
    }
    // Spaces are the format's own padding.
    while (8 + text.count) % 8 != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + data
  }

  private func checksum(_ data: ArraySlice<UInt8>) -> String {
    var print = Fingerprint()
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key != Self.checksumKey {
      print.add(key.utf8)
      print.add(value.utf8)
    }
    print.add(data)
    return print.text
  }

  // MARK: - Reading

  /// - Throws: `.invalidData` for a file of another kind, one that is cut short, one whose header
  ///   contradicts itself, or one whose contents do not match their checksum.
  init(_ bytes: [UInt8]) throws(EngineError) {
    func damaged(_ why: String) -> EngineError { .invalidData(why, line: nil) }
    let foreign = damaged("this is no safetensors file")
    guard bytes.count > 8 else { throw foreign }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length >= 2, length <= UInt64(Self.largestHeader), bytes[8] == UInt8(ascii: "{") else {
      throw foreign
    }
    let start = 8 + Int(length)
    guard start <= bytes.count else {
      throw damaged("the file is cut short: it ends within its header, after \(bytes.count) bytes")
    }
    let data = bytes[start...]
    let header = try SafeTensorsHeader(bytes[8..<start], size: data.count)
    metadata = header.metadata
    tensors = try header.entries.map { (entry) throws(EngineError) in
      let place = (start + entry.bytes.lowerBound)..<(start + entry.bytes.upperBound)
      guard let tensor = Tensor(data[place], type: entry.type, shape: entry.shape) else {
        throw damaged("'\(entry.name.field())' is not of a type and a size that GenPhys writes")
      }
      return (entry.name, tensor)
    }
    let expected = metadata.removeValue(forKey: Self.checksumKey)
    isSealed = expected != nil
    if let expected, expected != "none", expected != checksum(data) {
      throw damaged(
        "the file is damaged: its contents do not match their checksum (if it was edited on "
          + "purpose, set 'checksum' in its metadata to 'none')")
    }
  }
}

extension SafeTensors.Tensor {
  var isDouble: Bool { if case .double = values { true } else { false } }

  var byteCount: Int {
    switch values {
    case .single(let values): 4 * values.count
    case .double(let values): 8 * values.count
    }
  }

  fileprivate func append(to data: inout [UInt8]) {
    switch values {
    case .single(let values):
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    case .double(let values):
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
  }

  /// `nil` where the bytes are not what type and shape say.
  fileprivate init?(_ bytes: ArraySlice<UInt8>, type: String, shape: [Int]) {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return nil }
      count = product
    }
    let size = type == "F64" ? 8 : type == "F32" ? 4 : 0
    // Not count · size: sizes are the file's own claim.
    guard size > 0, bytes.count.isMultiple(of: size), bytes.count / size == count else {
      return nil
    }
    self.shape = shape
    values = bytes.withUnsafeBytes { raw in
      size == 8
        ? .double(
          (0..<count).map {
            Double(
              bitPattern: UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
          })
        : .single(
          (0..<count).map {
            Float(
              bitPattern: UInt32(
                littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
          })
    }
  }
}
