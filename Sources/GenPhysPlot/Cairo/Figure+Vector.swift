import CCairo

extension Figure {
  /// Pixels in a pixel of the layout for what vector formats embed as images.
  private static let embeddedScale = 2.0

  /// The figure as an SVG document in UTF-8, its text as outlines: it looks the same everywhere.
  ///
  /// All ids carry a prefix made of the content, so that several figures can stand in one page.
  /// - Throws: ``PlotError/size(width:height:)`` for a size outside 1 … 16,383.
  public func svg(width: Int = 600, height: Int? = nil) throws(PlotError) -> [UInt8] {
    let bytes = try vector(width: width, height: height) { sink, width, height in
      let surface = cairo_svg_surface_create_for_stream(ByteSink.write, sink, width, height)
      cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
      return surface
    }
    return SVGDocument(cairo: bytes).stable(title: accessibleTitle)
  }

  /// The figure as a PDF document of one page; a pixel becomes 0.75 points, its size on paper.
  ///
  /// - Throws: ``PlotError/size(width:height:)`` for a size outside 1 … 16,383.
  public func pdf(width: Int = 600, height: Int? = nil) throws(PlotError) -> [UInt8] {
    let pointsInPixel = 0.75
    return try vector(width: width, height: height) { sink, width, height in
      let surface = cairo_pdf_surface_create_for_stream(
        ByteSink.write, sink, width * pointsInPixel, height * pointsInPixel)
      // A fixed date: the same figure gives the same bytes.
      cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, accessibleTitle)
      cairo_surface_set_device_scale(surface, pointsInPixel, pointsInPixel)
      return surface
    }
  }

  /// The title of the figure or else of its panels, for readers that do not see the picture.
  private var accessibleTitle: String {
    let titles = title.isEmpty ? panels.map(\.title).filter { !$0.isEmpty } : [title]
    return titles.map { RichText($0).plain }.joined(separator: "; ")
  }

  private func vector(
    width: Int, height: Int?,
    _ makeSurface: (UnsafeMutableRawPointer, Double, Double) -> OpaquePointer?
  ) throws(PlotError) -> [UInt8] {
    let sink = ByteSink()
    let closure = sink.closure
    let canvas = try render(width: width, height: height, scale: Self.embeddedScale) {
      makeSurface(closure, $0, $1)
    }.canvas
    // Finishing writes the rest of the document; the sink must live until then.
    cairo_surface_finish(canvas.surface)
    let status = cairo_surface_status(canvas.surface)
    return try withExtendedLifetime(sink) { () throws(PlotError) in
      guard status == CAIRO_STATUS_SUCCESS else { throw Canvas.error(status) }
      return sink.bytes
    }
  }
}
