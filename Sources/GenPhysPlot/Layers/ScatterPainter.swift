internal import GenPhysSupport

/// Draws neighbouring scatter layers together, in turns.
struct ScatterPainter {
  /// A layer and its colour.
  struct Series {
    let scatter: Scatter
    let color: Color
  }

  let canvas: Canvas
  let view: Viewport

  /// Beyond this many points the dots are composed as an image.
  static let vectorLimit = 20_000
  /// Dots drawn as one shape.
  ///
  /// Dots of one batch that overlap are not darker where they do, so a batch stays small; a path of
  /// its own for every dot would make an SVG four times as large.
  private static let batch = 24

  func paint(_ series: [Series]) {
    guard !series.isEmpty else { return }
    if series.reduce(0, { $0 + $1.scatter.count }) > Self.vectorLimit {
      paintRaster(series)
    } else {
      inTurns(series) { series, range in paintBatch(series, range) }
    }
  }

  /// Calls `body` with batches of all series, each series advancing in proportion to its length.
  private func inTurns(_ series: [Series], _ body: (Series, Range<Int>) -> Void) {
    let turns = (series.map { $0.scatter.count }.max() ?? 0) / Self.batch + 1
    for turn in 0..<turns {
      for one in series {
        let count = one.scatter.count
        body(one, count * turn / turns..<count * (turn + 1) / turns)
      }
    }
  }

  private func visiblePoint(_ scatter: Scatter, _ index: Int) -> Point? {
    guard let point = view.point(scatter.x[index], scatter.y[index]),
      view.rect.insetBy(-scatter.resolvedRadius).contains(point.x, point.y)
    else { return nil }
    return point
  }

  // MARK: - Shapes

  private func paintBatch(_ series: Series, _ range: Range<Int>) {
    let scatter = series.scatter
    let opacity = scatter.resolvedOpacity
    let radius = scatter.resolvedRadius
    if let values = scatter.values, let scale = scatter.colorBar {
      for index in range {
        guard let point = visiblePoint(scatter, index) else { continue }
        let value = index < values.count ? values[index] : .nan
        paintShape(
          scatter.marker, at: [point], radius,
          (scale.color(of: value) ?? Theme.missing).opacity(opacity))
      }
    } else {
      let points = range.compactMap { visiblePoint(scatter, $0) }
      paintShape(scatter.marker, at: points, radius, series.color.opacity(opacity))
    }
  }

  private func paintShape(
    _ marker: Scatter.Marker, at points: [Point], _ radius: Double, _ color: Color
  ) {
    guard !points.isEmpty else { return }
    switch marker {
    case .dot: canvas.dots(at: points, radius: radius, color)
    case .ring:
      for point in points {
        canvas.ring(at: point, radius: radius, fill: nil, color, width: max(radius * 0.4, 0.8))
      }
    case .cross:
      let strokes = points.flatMap { Self.cross(at: $0, radius: radius) }
      canvas.stroke(strokes, color, Stroke(width: max(radius * 0.45, 0.9)))
    }
  }

  static func cross(at center: Point, radius: Double) -> [[Point]] {
    [
      [
        Point(x: center.x - radius, y: center.y - radius),
        Point(x: center.x + radius, y: center.y + radius),
      ],
      [
        Point(x: center.x - radius, y: center.y + radius),
        Point(x: center.x + radius, y: center.y - radius),
      ],
    ]
  }

  // MARK: - Image

  private func paintRaster(_ series: [Series]) {
    let rect = view.rect
    let scale = canvas.scale
    var raster = DotRaster(
      width: Int(saturating: (rect.width * scale).rounded(.up)),
      height: Int(saturating: (rect.height * scale).rounded(.up))
    )
    inTurns(series) { one, range in
      let scatter = one.scatter
      let opacity = scatter.resolvedOpacity
      let radius = scatter.resolvedRadius * scale
      let colorScale = scatter.colorBar
      for index in range {
        guard let point = visiblePoint(scatter, index) else { continue }
        var color = one.color
        if let colorScale, let values = scatter.values {
          let value = index < values.count ? values[index] : .nan
          color = colorScale.color(of: value) ?? Theme.missing
        }
        raster.splat(
          x: (point.x - rect.x) * scale, y: (point.y - rect.y) * scale, radius: radius,
          color.opacity(opacity))
      }
    }
    let target = Rect(
      x: rect.x, y: rect.y, width: Double(raster.width) / scale,
      height: Double(raster.height) / scale)
    canvas.image(raster.image, in: target, isCrisp: true)
  }
}
