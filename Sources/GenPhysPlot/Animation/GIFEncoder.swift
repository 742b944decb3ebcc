/// Writes pictures of one size and one colour table as a GIF (CompuServe, version 89a).
struct GIFEncoder {
  let width: Int
  let height: Int
  let palette: ColorTable
  /// The time each picture is shown, in hundredths of a second.
  let hundredths: Int
  let repeats: Bool

  func encode(_ rasters: [Raster]) -> [UInt8] {
    var bytes = Array("GIF89a".utf8)
    bytes += Self.word(width) + Self.word(height)
    // A global table of 256 colours, eight bits a component.
    bytes += [0xF7, 0, 0]
    for index in 0..<256 {
      let color = index < palette.colors.count ? palette.colors[index] : 0
      bytes += [UInt8(color >> 16 & 0xFF), UInt8(color >> 8 & 0xFF), UInt8(color & 0xFF)]
    }
    if repeats, rasters.count > 1 {
      bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    }
    var previous: [UInt8] = []
    for raster in rasters {
      let current = indices(raster)
      bytes += frame(current, after: previous)
      previous = current
    }
    return bytes + [0x3B]
  }

  private func indices(_ raster: Raster) -> [UInt8] {
    var indices: [UInt8] = []
    indices.reserveCapacity(width * height)
    ColorTable.visit(raster) { indices.append(palette.index($0)) }
    return indices
  }

  /// The control block and the rectangle that differs from the picture before.
  private func frame(_ current: [UInt8], after previous: [UInt8]) -> [UInt8] {
    let area = changedArea(current, previous)
    let isFirst = previous.isEmpty
    // Bits: keep this picture for the next one; one index is transparent.
    var bytes: [UInt8] = [0x21, 0xF9, 4, isFirst ? 0x04 : 0x05]
    bytes += Self.word(hundredths) + [ColorTable.transparent, 0]
    bytes += [0x2C] + Self.word(area.columns.lowerBound) + Self.word(area.rows.lowerBound)
    bytes += Self.word(area.columns.count) + Self.word(area.rows.count) + [0]
    var pixels: [UInt8] = []
    pixels.reserveCapacity(area.columns.count * area.rows.count)
    for row in area.rows {
      for column in area.columns {
        let index = row * width + column
        let isSame = !isFirst && previous[index] == current[index]
        pixels.append(isSame ? ColorTable.transparent : current[index])
      }
    }
    var compressor = LZWCompressor()
    let data = compressor.compress(pixels)
    bytes.append(8)
    for start in stride(from: 0, to: data.count, by: 255) {
      let block = data[start..<min(start + 255, data.count)]
      bytes.append(UInt8(block.count))
      bytes += block
    }
    return bytes + [0]
  }

  private func changedArea(
    _ current: [UInt8], _ previous: [UInt8]
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    guard !previous.isEmpty else { return (0..<width, 0..<height) }
    var (left, right, top, bottom) = (width, -1, height, -1)
    for row in 0..<height {
      for column in 0..<width where current[row * width + column] != previous[row * width + column]
      {
        (left, right) = (min(left, column), max(right, column))
        (top, bottom) = (min(top, row), max(bottom, row))
      }
    }
    // A picture without change still takes its time: one pixel of it.
    return right < 0 ? (0..<1, 0..<1) : (left..<right + 1, top..<bottom + 1)
  }

  /// Two bytes, the lower first.
  private static func word(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
  }
}
