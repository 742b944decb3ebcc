/// At most 255 colours for a set of pictures: their own where there are so few, else the means of
/// boxes of similar colours (median cut).
struct ColorTable {
  /// The colours, `0xRRGGBB`.
  private(set) var colors: [UInt32] = []
  private var exact: [UInt32: UInt8] = [:]
  /// The index for each colour of five bits a component.
  private var coarse: [UInt8] = []

  /// The index after the last colour, for pixels that keep what the frame before shows.
  static let transparent: UInt8 = 255

  init(_ rasters: [Raster]) {
    var counts: [UInt32: Int] = [:]
    var tally = Array(repeating: 0, count: 1 << 15)
    var isExact = true
    for raster in rasters {
      Self.visit(raster) { color in
        if isExact {
          counts[color, default: 0] += 1
          if counts.count > 255 { isExact = false }
        }
        tally[Self.coarseIndex(color)] += 1
      }
    }
    if isExact {
      colors = counts.keys.sorted()
      for (index, color) in colors.enumerated() { exact[color] = UInt8(index) }
    } else {
      cut(tally)
    }
  }

  /// The index of the table's colour for a colour of the pictures.
  func index(_ color: UInt32) -> UInt8 {
    coarse.isEmpty ? exact[color] ?? 0 : coarse[Self.coarseIndex(color)]
  }

  /// Visits the pixels of a picture as `0xRRGGBB`.
  static func visit(_ raster: Raster, _ body: (UInt32) -> Void) {
    for pixel in stride(from: 0, to: raster.rgba.count, by: 4) {
      body(
        UInt32(raster.rgba[pixel]) << 16 | UInt32(raster.rgba[pixel + 1]) << 8
          | UInt32(raster.rgba[pixel + 2]))
    }
  }

  private static func coarseIndex(_ color: UInt32) -> Int {
    let (red, green, blue) = (color >> 19 & 0x1F, color >> 11 & 0x1F, color >> 3 & 0x1F)
    return Int(red << 10 | green << 5 | blue)
  }

  // MARK: - Median cut

  /// Component 0, 1 or 2 of a coarse colour.
  private static func component(_ color: Int, _ which: Int) -> Int {
    color >> (10 - 5 * which) & 0x1F
  }

  private mutating func cut(_ tally: [Int]) {
    coarse = Array(repeating: 0, count: tally.count)
    var boxes = [tally.indices.filter { tally[$0] > 0 }]
    // White is the paper of every figure: it keeps an entry of its own and stays white.
    let white = tally.count - 1
    boxes = [boxes[0].filter { $0 != white }, [white]]
    while boxes.count < 255 {
      let widths = boxes.map { box in
        (0..<3).map { which -> Int in
          let values = box.map { Self.component($0, which) }
          return (values.max() ?? 0) - (values.min() ?? 0)
        }
      }
      // The box with the widest range is cut, the more so the more pixels it has. The square keeps
      // rare colours, such as those of thin lines, from sharing a box with unlike ones.
      let weights = boxes.indices.map { index in
        let width = Double(widths[index].max() ?? 0)
        return width * width * Double(boxes[index].reduce(0) { $0 + tally[$1] }).squareRoot()
      }
      guard let target = boxes.indices.max(by: { weights[$0] < weights[$1] }),
        weights[target] > 0
      else { break }
      let which = (0..<3).max { widths[target][$0] < widths[target][$1] } ?? 0
      let sorted = boxes[target].sorted {
        (Self.component($0, which), $0) < (Self.component($1, which), $1)
      }
      let half = sorted.reduce(0) { $0 + tally[$1] } / 2
      var (passed, split) = (0, 0)
      while split < sorted.count - 1, passed + tally[sorted[split]] <= half || split == 0 {
        passed += tally[sorted[split]]
        split += 1
      }
      boxes[target] = Array(sorted[..<split])
      boxes.append(Array(sorted[split...]))
    }
    for (index, box) in boxes.enumerated() {
      colors.append(Self.mean(of: box, tally))
      for color in box { coarse[color] = UInt8(index) }
    }
  }

  /// The mean colour of a box, weighted by pixels.
  private static func mean(of box: [Int], _ tally: [Int]) -> UInt32 {
    let total = max(box.reduce(0) { $0 + tally[$1] }, 1)
    return (0..<3).reduce(0) { color, which in
      let sum = box.reduce(0) { $0 + component($1, which) * tally[$1] }
      return color << 8 | UInt32((sum * 255 + total * 31 / 2) / (total * 31))
    }
  }
}
