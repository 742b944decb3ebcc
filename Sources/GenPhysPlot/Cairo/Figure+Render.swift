import CCairo

extension Figure {
  /// Lays the figure out and draws it on the surface that `makeSurface` gives for its size.
  ///
  /// - Parameters:
  ///   - width: the width in pixels, between 1 and 32,767.
  ///   - height: the height in pixels; `nil` lets the panels choose.
  ///   - scale: device pixels in a pixel.
  func render(
    width: Int, height: Int?, scale: Double,
    on makeSurface: (_ width: Double, _ height: Double) -> OpaquePointer?
  ) throws(PlotError) -> (canvas: Canvas, width: Double, height: Double) {
    let width = Double(width)
    let asked = height.map(Double.init)
    guard scale.isFinite, scale > 0 else { throw .size(width: width * scale, height: asked ?? 0) }
    let sides = 1 / scale...Canvas.largestSide / scale
    guard sides.contains(width), asked.map(sides.contains) ?? true else {
      throw .size(width: width * scale, height: (asked ?? width) * scale)
    }
    var models = panels.map { PanelModel($0) }
    PanelModel.align(&models, columns: resolvedColumns)
    // Widths of text are measured before the height of the picture, and with it its surface, is known.
    let ruler = try Self.ruler()
    let layout = FigureLayout(self, models: models, canvas: ruler, width: width, height: asked)
    try ruler.check()
    guard sides.contains(layout.height) else {
      throw .size(width: width * scale, height: layout.height * scale)
    }
    guard let surface = makeSurface(width, layout.height) else {
      throw .drawing("no surface could be created")
    }
    let canvas = try Canvas(surface: surface, scale: scale)
    FigurePainter(figure: self, layout: layout, canvas: canvas).paint(width: width)
    cairo_surface_flush(canvas.surface)
    try canvas.check()
    return (canvas, width, layout.height)
  }

  /// A canvas that keeps nothing and measures text.
  private static func ruler() throws(PlotError) -> Canvas {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1) else {
      throw .drawing("no surface could be created")
    }
    return try Canvas(surface: surface, scale: 1)
  }
}
