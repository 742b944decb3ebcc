extension ImageGrid {
  /// The images in characters: half a cell for a pixel where there are colours, else a shade of two
  /// cells' width, or of one where the images are wide.
  ///
  /// Images that do not fit into the lines are counted in a last one.
  func terminalBlock(columns: Int, rows: Int, color: Bool) -> TerminalBlock {
    let scale = scale
    // Images wider than the terminal are shown with every n-th pixel.
    let stride = (width + columns - 1) / columns
    let across = (width + stride - 1) / stride
    let pixelColumns = !color && 4 * across < columns ? 2 : 1
    let isHalved = pixelColumns == 1
    let down = (height + stride - 1) / stride
    let lines = isHalved ? (down + 1) / 2 : down
    let pitch = across * pixelColumns + 1
    let perLine = max(min(resolvedColumns, (columns + 1) / pitch), 1)
    let bands = max(min(rows / (lines + 1), (images.count + perLine - 1) / perLine), 1)
    let shown = min(images.count, bands * perLine)

    func sample(_ image: [Double], _ column: Int, _ row: Int) -> (color: Color, level: Double)? {
      let index = row * stride * width + column * stride
      guard row * stride < height, index < image.count, let shade = scale.color(of: image[index])
      else { return nil }
      return (shade, scale.interval.fraction(of: image[index]).clampedToUnit)
    }

    var block = TerminalBlock()
    for start in Swift.stride(from: 0, to: shown, by: perLine) {
      let band = images[start..<min(start + perLine, shown)]
      if start > 0 { block.lines.append([]) }
      for line in 0..<lines {
        var cells: [TerminalCell] = []
        for image in band {
          for column in 0..<across {
            let cell =
              isHalved
              ? TerminalCell(
                top: sample(image, column, 2 * line), bottom: sample(image, column, 2 * line + 1))
              : TerminalCell(shade: sample(image, column, line)?.level ?? 0)
            cells += Array(repeating: cell, count: pixelColumns)
          }
          cells.append(TerminalCell(character: " "))
        }
        block.lines.append(cells)
      }
    }
    if shown < images.count {
      block.lines.append(TerminalBlock.text("… and \(images.count - shown) more"))
    }
    return block
  }
}
