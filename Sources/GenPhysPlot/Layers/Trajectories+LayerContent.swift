extension Trajectories: LayerContent {
  var ink: Ink? { color }
  var legendSample: LegendSample { .path }

  func extend(_ bounds: inout DataBounds) {
    for path in paths {
      for (xValue, yValue) in zip(path.x, path.y) { bounds.include(xValue, yValue) }
    }
  }

  /// The first or last point of a path that has a place.
  private func end(
    of path: Path, in view: Viewport, from indices: some Sequence<Int>
  ) -> Point? {
    for index in indices {
      if let point = view.point(path.x[index], path.y[index]) {
        return view.rect.insetBy(-5).contains(point.x, point.y) ? point : nil
      }
    }
    return nil
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    let width = paths.count > 100 ? 0.8 : 1.2
    for path in paths {
      canvas.strokeLong(
        view.polylines(x: path.x, y: path.y), color.opacity(resolvedOpacity), Stroke(width: width))
    }
    let radius = paths.count > 200 ? 1.3 : 2.2
    for path in paths {
      let count = min(path.x.count, path.y.count)
      if let start = end(of: path, in: view, from: 0..<count) {
        canvas.ring(at: start, radius: radius, fill: .white, color, width: 0.9)
      }
    }
    let ends = paths.compactMap { path in
      end(of: path, in: view, from: (0..<min(path.x.count, path.y.count)).reversed())
    }
    canvas.dots(at: ends, radius: radius + 0.3, color)
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    for path in paths {
      GenPhysPlot.visit(along: view.polylines(x: path.x, y: path.y), step: 4, visit)
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    for path in paths {
      for part in view.polylines(x: path.x, y: path.y) { dots.trace(part, ink, dash: .solid) }
    }
    for path in paths {
      let count = min(path.x.count, path.y.count)
      if let start = end(of: path, in: view, from: 0..<count) { dots.put("○", at: start, color) }
      if let end = end(of: path, in: view, from: (0..<count).reversed()) {
        dots.put("●", at: end, color)
      }
    }
  }
}
