extension Spans: LayerContent {
  var ink: Ink? { .color(color) }
  var legendSample: LegendSample { .area(opacity: opacity) }
  var fit: Fit { .tightX }

  func extend(_ bounds: inout DataBounds) {}

  /// The visible strips from left to right, overlapping ones joined so that none is darker.
  private func strips(in view: Viewport) -> [ClosedRange<Double>] {
    var strips: [ClosedRange<Double>] = []
    let ends = x.filter { $0.upperBound >= view.x.low && $0.lowerBound <= view.x.high }
      .map { (view.clampedX($0.lowerBound), view.clampedX($0.upperBound)) }
      .sorted { $0.0 < $1.0 }
    for (start, end) in ends {
      // A strip narrower than a pixel would vanish; a violation must be seen.
      let (low, high) = end - start < 1 ? (start - 0.5, start + 0.5) : (start, end)
      if let last = strips.last, low <= last.upperBound {
        strips[strips.count - 1] = last.lowerBound...max(last.upperBound, high)
      } else {
        strips.append(low...high)
      }
    }
    return strips
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    for strip in strips(in: view) {
      let rect = Rect(
        x: strip.lowerBound, y: view.rect.y, width: strip.upperBound - strip.lowerBound,
        height: view.rect.height)
      canvas.fill(rect, color.opacity(opacity))
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    for strip in strips(in: view) {
      dots.hatch(from: strip.lowerBound, to: strip.upperBound, ink)
    }
  }
}
