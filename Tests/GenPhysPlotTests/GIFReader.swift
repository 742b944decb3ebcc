/// Reads what GenPhys writes as GIF, by the book, to check the writer against.
struct GIFReader {
  private(set) var width = 0
  private(set) var height = 0
  /// The pictures as shown, `0xRRGGBB`.
  private(set) var frames: [[UInt32]] = []
  private(set) var delays: [Int] = []

  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Array("GIF89a".utf8)), bytes.count > 800 else { return nil }
    func word(_ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }
    (width, height) = (word(6), word(8))
    let palette = (0..<256).map { index in
      (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[13 + 3 * index + $1]) }
    }
    var canvas = Array(repeating: UInt32(0), count: width * height)
    var position = 13 + 768
    var transparent: Int?
    while position < bytes.count, bytes[position] != 0x3B {
      switch bytes[position] {
      case 0x21:
        if bytes[position + 1] == 0xF9 {
          transparent = bytes[position + 3] & 1 == 1 ? Int(bytes[position + 6]) : nil
          delays.append(word(position + 4))
        }
        position += 2
        while bytes[position] != 0 { position += Int(bytes[position]) + 1 }
        position += 1
      case 0x2C:
        let (left, top) = (word(position + 1), word(position + 3))
        let (columns, rows) = (word(position + 5), word(position + 7))
        position += 11
        var data: [UInt8] = []
        while bytes[position] != 0 {
          let length = Int(bytes[position])
          data += bytes[position + 1...position + length]
          position += length + 1
        }
        position += 1
        guard let pixels = Self.decompress(data), pixels.count == columns * rows else { return nil }
        for (index, pixel) in pixels.enumerated() where Int(pixel) != transparent {
          canvas[(top + index / columns) * width + left + index % columns] = palette[Int(pixel)]
        }
        frames.append(canvas)
      default: return nil
      }
    }
  }

  private static func decompress(_ data: [UInt8]) -> [UInt8]? {
    var table: [[UInt8]] = []
    func reset() { table = (0..<256).map { [UInt8($0)] } + [[], []] }
    var (bits, length, position) = (9, 0, 0)
    var output: [UInt8] = []
    var previous: [UInt8]?
    reset()
    length = data.count * 8
    while position + bits <= length {
      var code = 0
      for bit in 0..<bits where data[(position + bit) / 8] >> UInt8((position + bit) % 8) & 1 == 1 {
        code |= 1 << bit
      }
      position += bits
      if code == 256 {
        reset()
        (bits, previous) = (9, nil)
        continue
      }
      if code == 257 { return output }
      let entry: [UInt8]
      if code < table.count {
        entry = table[code]
      } else if let previous, code == table.count {
        entry = previous + [previous[0]]
      } else {
        return nil
      }
      output += entry
      if let previous, table.count < 4096 { table.append(previous + [entry[0]]) }
      if table.count == 1 << bits, bits < 12 { bits += 1 }
      previous = entry
    }
    return nil
  }
}
