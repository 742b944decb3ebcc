import CCairo

/// A cairo drawing in progress, measured in pixels with y downwards.
///
/// Owns its surface and context. Cairo keeps the first error and turns later calls into no-ops, so
/// the status is checked where a drawing begins and where its bytes are taken.
final class Canvas {
  let context: OpaquePointer
  let surface: OpaquePointer
  /// Device pixels in a pixel; rasters are embedded at this resolution.
  let scale: Double

  /// The longest side of an image surface that cairo accepts.
  static let largestSide = 32_767.0

  /// Takes over the surface, also when it throws.
  init(surface: OpaquePointer, scale: Double) throws(PlotError) {
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface) else {
      cairo_surface_destroy(surface)
      throw Self.error(status)
    }
    self.surface = surface
    self.context = context
    self.scale = scale
    selectFontOptions()
    try check()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Throws the first error of anything drawn so far.
  func check() throws(PlotError) {
    for status in [cairo_status(context), cairo_surface_status(surface)]
    where status != CAIRO_STATUS_SUCCESS {
      throw Self.error(status)
    }
  }

  static func error(_ status: cairo_status_t) -> PlotError {
    .drawing(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown reason")
  }

  /// Unhinted outlines have the same widths in every format and at every scale.
  private func selectFontOptions() {
    let options = cairo_font_options_create()
    defer { cairo_font_options_destroy(options) }
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
  }

  // MARK: - State

  /// Draws with a saved state that is restored afterwards.
  func isolated(_ body: () -> Void) {
    cairo_save(context)
    body()
    cairo_restore(context)
  }

  /// Draws within a rectangle only.
  func clipped(to rect: Rect, _ body: () -> Void) {
    isolated {
      cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
      cairo_clip(context)
      body()
    }
  }

  func setColor(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }
}
