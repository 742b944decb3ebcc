extension Line: LayerContent {
  var ink: Ink? { color }
  var legendSample: LegendSample { .line(stroke) }
  var fit: Fit { .tightX }

  private var stroke: Stroke {
    Stroke(width: width.clamped(to: 0.1...50), dash: dash, isRound: false)
  }

  func extend(_ bounds: inout DataBounds) {
    for (xValue, yValue) in zip(x, y) { bounds.include(xValue, yValue) }
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    let paths = view.polylines(x: x, y: y)
    let color = color.opacity(opacity)
    canvas.strokeLong(paths.filter { $0.count > 1 }, color, stroke)
    canvas.dots(at: paths.filter { $0.count == 1 }.flatMap(\.self), radius: stroke.width, color)
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    GenPhysPlot.visit(along: view.polylines(x: x, y: y), step: 3, visit)
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    for path in view.polylines(x: x, y: y) { dots.trace(path, ink, dash: dash) }
  }
}
