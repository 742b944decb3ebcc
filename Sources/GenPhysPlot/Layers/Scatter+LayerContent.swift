extension Scatter: LayerContent {
  var ink: Ink? { values == nil ? color : nil }
  var legendSample: LegendSample { .dot(marker, opacity: resolvedOpacity) }
  var colorBar: ResolvedColorScale? {
    values.map { colors.resolved(for: $0) }
  }

  func extend(_ bounds: inout DataBounds) {
    for index in 0..<count { bounds.include(x[index], y[index]) }
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    ScatterPainter(canvas: canvas, view: view).paint([
      ScatterPainter.Series(scatter: self, color: color)
    ])
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    // Thirty thousand points say where the cloud is as well as a million.
    let stride = count / 30_000 + 1
    for index in Swift.stride(from: 0, to: count, by: stride) {
      if let point = view.point(x[index], y[index]) { visit(point) }
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    for index in 0..<count {
      if let point = view.point(x[index], y[index]) { dots.set(point, ink) }
    }
  }
}
