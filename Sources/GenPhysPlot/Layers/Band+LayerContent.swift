extension Band: LayerContent {
  var ink: Ink? { color }
  var legendSample: LegendSample { .area(opacity: opacity) }
  var fit: Fit { .tightX }

  private var count: Int { min(x.count, min(lower.count, upper.count)) }

  func extend(_ bounds: inout DataBounds) {
    for index in 0..<count {
      bounds.include(x[index], lower[index])
      bounds.include(x[index], upper[index])
    }
  }

  /// The outline of each uninterrupted part.
  private func polygons(in view: Viewport) -> [[Point]] {
    var polygons: [[Point]] = []
    var (above, below): ([Point], [Point]) = ([], [])
    func finish() {
      if above.count > 1 { polygons.append(above + below.reversed()) }
      (above, below) = ([], [])
    }
    for index in 0..<count {
      // The lower curve of a logarithmic axis may touch zero: the area then reaches the frame.
      guard x[index].isFinite, !lower[index].isNaN, !upper[index].isNaN,
        let top = view.point(x[index], upper[index])
      else {
        finish()
        continue
      }
      let bottom = view.point(x[index], lower[index])?.y ?? view.rect.maxY
      let reach = view.rect.y - 50...view.rect.maxY + 50
      above.append(Point(x: top.x, y: top.y.clamped(to: reach)))
      below.append(Point(x: top.x, y: bottom.clamped(to: reach)))
    }
    finish()
    return polygons
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    for polygon in polygons(in: view) { canvas.fill([polygon], color.opacity(opacity)) }
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    for polygon in polygons(in: view) {
      GenPhysPlot.visit(along: [polygon], step: 3, visit)
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    for curve in [lower, upper] {
      for path in view.polylines(x: x, y: curve) { dots.trace(path, ink, dash: .dotted) }
    }
  }
}
