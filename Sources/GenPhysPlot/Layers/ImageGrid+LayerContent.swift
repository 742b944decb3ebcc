internal import GenPhysSupport

extension ImageGrid: LayerContent {
  var fit: Fit { .tight }

  private var titleHeight: Double {
    titles.contains { !$0.isEmpty } ? Theme.imageTitle.size + 4 : 0
  }

  /// The largest side of an image in pixels: a few small images need not fill the page.
  private static let largest = 110.0

  private func gap(_ pitch: Double) -> Double { max(min(pitch * 0.08, 6), 1) }

  /// The height of the grid in a frame of a width.
  func height(forWidth frameWidth: Double) -> Double {
    let pitch = frameWidth / Double(resolvedColumns)
    let unit = min(
      (pitch - gap(pitch)) / Double(width), Self.largest / Double(max(width, height)))
    return Double(rows) * (max(unit * Double(height), 1) + gap(pitch) + titleHeight)
  }

  func extend(_ bounds: inout DataBounds) {}

  /// The places of the images in a rectangle, on whole device pixels so that they stay sharp.
  private func cells(in rect: Rect, scale: Double) -> [Rect] {
    let columns = Double(resolvedColumns)
    let pitchX = rect.width / columns
    let pitchY = rect.height / Double(rows)
    let gap = gap(pitchX)
    let unit = min(
      min((pitchX - gap) / Double(width), (pitchY - gap - titleHeight) / Double(height)),
      Self.largest / Double(max(width, height)))
    let (cellWidth, cellHeight) = (max(unit * Double(width), 1), max(unit * Double(height), 1))
    let left = rect.midX - columns * (cellWidth + gap) / 2 + gap / 2
    let top = rect.midY - Double(rows) * (cellHeight + gap + titleHeight) / 2
    return images.indices.map { index in
      let (row, column) = (index / resolvedColumns, index % resolvedColumns)
      func snapped(_ value: Double) -> Double { (value * scale).rounded() / scale }
      return Rect(
        x: snapped(left + Double(column) * (cellWidth + gap)),
        y: snapped(top + Double(row) * (cellHeight + gap + titleHeight) + titleHeight),
        width: max(snapped(cellWidth), 1 / scale), height: max(snapped(cellHeight), 1 / scale))
    }
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    let rect = view.rect
    let density = canvas.scale
    var picture = PixelImage(
      width: Int(saturating: (rect.width * density).rounded()),
      height: Int(saturating: (rect.height * density).rounded()))
    let colors = scale
    let cells = cells(in: rect, scale: density)
    for (image, cell) in zip(images, cells) {
      let left = Int(saturating: ((cell.x - rect.x) * density).rounded())
      let top = Int(saturating: ((cell.y - rect.y) * density).rounded())
      let (across, down) = (
        Int(saturating: (cell.width * density).rounded()),
        Int(saturating: (cell.height * density).rounded())
      )
      for y in 0..<down where (0..<picture.height).contains(top + y) {
        for x in 0..<across where (0..<picture.width).contains(left + x) {
          let index = y * height / down * width + x * width / across
          let value = index < image.count ? image[index] : .nan
          let shade = colors.color(of: value) ?? Theme.missing.opacity(0.3)
          picture.pixels[(top + y) * picture.width + left + x] = PixelImage.pixel(shade)
        }
      }
    }
    canvas.image(picture, in: rect, isCrisp: true)
    for (index, cell) in cells.enumerated() {
      if cell.width > 12 { canvas.stroke(cell, Color(gray: 0.82), width: 0.6) }
      guard index < titles.count else { continue }
      let (text, font) = canvas.fitted(
        RichText(titles[index]), Theme.imageTitle, limit: cell.width + 4)
      canvas.text(
        text, at: Point(x: cell.midX, y: cell.y - 3), font, Theme.text, anchor: .middle)
    }
  }

  /// A terminal shows the images in characters of their own, not in dots.
  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {}
}
