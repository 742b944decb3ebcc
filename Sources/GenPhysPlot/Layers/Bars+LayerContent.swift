extension Bars: LayerContent {
  var ink: Ink? { color }
  var legendSample: LegendSample { .area(opacity: opacity) }
  var fit: Fit { .standing }

  func extend(_ bounds: inout DataBounds) {
    for index in 0..<count {
      bounds.include(edges[index], heights[index])
      bounds.include(edges[index + 1], heights[index])
    }
    bounds.y.include(0)
  }

  /// The visible rectangles.
  private func rects(in view: Viewport) -> [Rect] {
    (0..<count).compactMap { index in
      guard edges[index].isFinite, edges[index + 1].isFinite, !heights[index].isNaN else {
        return nil
      }
      let (left, right) = (view.clampedX(edges[index]), view.clampedX(edges[index + 1]))
      let (base, top) = (view.clampedY(0), view.clampedY(heights[index]))
      guard right > left, base != top else { return nil }
      return Rect(x: left, y: min(base, top), width: right - left, height: abs(base - top))
    }
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    let rects = rects(in: view)
    let areas = rects.map { rect in
      [
        Point(x: rect.x, y: rect.y), Point(x: rect.maxX, y: rect.y),
        Point(x: rect.maxX, y: rect.maxY), Point(x: rect.x, y: rect.maxY),
      ]
    }
    canvas.fill(areas, color.opacity(opacity))
    for rect in rects where rect.width > 4 {
      canvas.stroke(rect, Color.white.opacity(0.9), width: 0.7)
    }
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    for rect in rects(in: view) {
      for x in stride(from: rect.x, through: rect.maxX, by: 3) {
        for y in stride(from: rect.y, through: rect.maxY, by: 3) { visit(Point(x: x, y: y)) }
      }
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    for rect in rects(in: view) { dots.fill(rect, ink) }
  }
}
