internal import GenPhysText

/// The header of a safetensors file, read in one pass and refused at the first thing that is wrong.
///
/// Stricter than JSON where JSON leaves a choice to its reader: a key that stands twice, at any
/// level, is refused, and so are fields that the format does not have.
/// [github.com/huggingface/safetensors]
struct SafeTensorsHeader: Sendable {
  /// What the header says about a tensor.
  struct Entry: Sendable {
    let name: String
    /// The name of the numbers' type, such as `F32`.
    let type: String
    /// The extents, none negative.
    let shape: [Int]
    /// The place of the bytes after the header.
    let bytes: Range<Int>
  }

  /// Named texts.
  private(set) var metadata: [String: String] = [:]
  /// The tensors in the order of their bytes, without gaps and overlaps.
  private(set) var entries: [Entry] = []

  /// The tensors, and the named texts, that a header may have.
  ///
  /// A model of 64 hidden layers has 530 tensors. Without a limit a header of 300,000 tensors held
  /// the reader for seconds.
  static let largestCount = 1024
  /// The extents of a tensor; the file of a model has two at most.
  private static let largestRank = 8

  /// - Parameters:
  ///   - text: the header, from `{` to `}`, perhaps with blanks behind.
  ///   - size: how many bytes follow it in the file.
  /// - Throws: `.invalidData`.
  init(_ text: ArraySlice<UInt8>, size: Int) throws(EngineError) {
    var reader = JSONReader(text)
    var found: [Entry] = []
    var metadata: [String: String] = [:]
    try reader.readObject { (key, reader) throws(EngineError) in
      if key == "__metadata__" {
        try reader.readObject { (key, reader) throws(EngineError) in
          guard metadata.count < Self.largestCount else { throw Self.tooMany("texts") }
          metadata[key] = try reader.readString()
        }
      } else {
        guard found.count < Self.largestCount else { throw Self.tooMany("tensors") }
        found.append(try Self.entry(key, &reader))
      }
    }
    try reader.expectEnd()
    self.metadata = metadata
    // An empty tensor has the place of the one that follows it, and comes first.
    entries = found.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name)
        < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
    }
    try checkPlaces(size)
  }

  private static func tooMany(_ what: String) -> EngineError {
    .invalidData(
      "the file holds no model of GenPhys: its header has more than \(largestCount) \(what)",
      line: nil)
  }

  private static func entry(
    _ name: String, _ reader: inout JSONReader
  ) throws(EngineError) -> Entry {
    var (type, shape, offsets): (String?, [Int]?, [Int]?)
    try reader.readObject { (key, reader) throws(EngineError) in
      switch key {
      case "dtype": type = try reader.readString()
      case "shape": shape = try reader.readIntegers(atMost: largestRank)
      case "data_offsets": offsets = try reader.readIntegers(atMost: 2)
      default: throw reader.damaged("'\(name.field())' has a field '\(key.field())'")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
      throw reader.damaged("'\(name.field())' lacks its type, its shape or its place")
    }
    return Entry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }

  /// Refuses tensors that share bytes, leave bytes between them, or do not end with the file.
  private func checkPlaces(_ size: Int) throws(EngineError) {
    var end = 0
    var before = ""
    for entry in entries {
      let name = entry.name.field()
      guard entry.bytes.upperBound <= size else {
        throw .invalidData(
          "the file is cut short: '\(name)' ends at byte \(entry.bytes.upperBound) of the numbers, "
            + "of which there are \(size)", line: nil)
      }
      guard entry.bytes.lowerBound >= end else {
        throw .invalidData(
          "the file is damaged: the tensors '\(before)' and '\(name)' share bytes", line: nil)
      }
      guard entry.bytes.lowerBound == end else {
        throw .invalidData(
          "the file is damaged: \(entry.bytes.lowerBound - end) bytes before '\(name)' "
            + "belong to no tensor", line: nil)
      }
      end = entry.bytes.upperBound
      before = name
    }
    guard end == size else {
      throw .invalidData(
        "the file is damaged: its last \(size - end) bytes belong to no tensor", line: nil)
    }
  }
}
