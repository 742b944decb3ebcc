/// Draws a legend at its place.
struct LegendPainter {
  let entries: [LegendEntry]
  let placement: LegendPlacement
  let canvas: Canvas

  func paint(boxed: Bool) {
    if boxed {
      canvas.fill(placement.box, Color.white.opacity(0.88))
      canvas.stroke(placement.box, Color(hex: 0xD8D8DC), width: 0.7)
    }
    for (entry, place) in zip(entries, placement.places) {
      paintSample(entry, at: place)
      let (text, font) = canvas.fitted(
        entry.text, Theme.legend,
        limit: max(placement.box.maxX - place.x - Theme.legendSwatch - 5, 20))
      let base = Point(x: place.x + Theme.legendSwatch + 5, y: place.y + Theme.legend.size * 0.36)
      canvas.text(text, at: base, font, Theme.text)
    }
  }

  private func paintSample(_ entry: LegendEntry, at place: Point) {
    let center = Point(x: place.x + Theme.legendSwatch / 2, y: place.y)
    let start = Point(x: place.x + 1, y: place.y)
    let end = Point(x: place.x + Theme.legendSwatch - 1, y: place.y)
    switch entry.sample {
    case .dot(let marker, let opacity):
      // A single dot must show the colour that the cloud shows, and white must show on white.
      let color = entry.color.opacity(max(opacity, 0.85))
      if min(entry.color.red, entry.color.green, entry.color.blue) > 0.85 {
        canvas.dots(at: [center], radius: 6, Theme.spine)
      }
      switch marker {
      case .dot: canvas.dots(at: [center], radius: 3.2, color)
      case .ring: canvas.ring(at: center, radius: 3, fill: nil, color, width: 1.2)
      case .cross:
        canvas.stroke(ScatterPainter.cross(at: center, radius: 3), color, Stroke(width: 1.4))
      }
    case .line(let stroke):
      canvas.line(from: start, to: end, entry.color, stroke)
    case .area(let opacity):
      let swatch = Rect(x: place.x + 2, y: place.y - 4.5, width: Theme.legendSwatch - 4, height: 9)
      canvas.fill(swatch, entry.color.opacity(max(opacity, 0.2)))
    case .arrow:
      VectorField.arrow(from: start, to: end, entry.color, on: canvas)
    case .path:
      canvas.line(from: start, to: end, entry.color, Stroke(width: 1.2))
      canvas.ring(at: start, radius: 2.2, fill: .white, entry.color, width: 1)
      canvas.dots(at: [end], radius: 2.4, entry.color)
    }
  }
}
