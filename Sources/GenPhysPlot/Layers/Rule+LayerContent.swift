extension Rule: LayerContent {
  var ink: Ink? { .color(color) }
  var legendSample: LegendSample { .line(stroke) }
  var fit: Fit { .tightX }

  private var stroke: Stroke { Stroke(width: 1.1, dash: dash) }

  func extend(_ bounds: inout DataBounds) {
    switch place {
    case .x(let value): bounds.x.include(value)
    case .y(let value): bounds.y.include(value)
    }
  }

  private func ends(in view: Viewport) -> [Point] {
    let rect = view.rect
    switch place {
    case .x(let value):
      guard view.x.contains(value) else { return [] }
      let x = view.clampedX(value)
      return [Point(x: x, y: rect.maxY), Point(x: x, y: rect.y)]
    case .y(let value):
      guard view.y.contains(value) else { return [] }
      let y = view.clampedY(value)
      return [Point(x: rect.x, y: y), Point(x: rect.maxX, y: y)]
    }
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    let ends = ends(in: view)
    if ends.count == 2 { canvas.line(from: ends[0], to: ends[1], color, stroke) }
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    GenPhysPlot.visit(along: [ends(in: view)], step: 3, visit)
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    dots.trace(ends(in: view), ink, dash: dash)
  }
}
