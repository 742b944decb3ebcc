import CCairo
internal import GenPhysSupport

/// A picture in memory: red, green, blue and opacity of each pixel, row by row from the top.
public struct Raster: Sendable, Hashable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `4 * width * height` bytes in the order red, green, blue, opacity.
  public let rgba: [UInt8]
}

extension Figure {
  /// The figure as a PNG image.
  ///
  /// - Parameters:
  ///   - width: the width in pixels of the layout; text and lines keep their sizes.
  ///   - height: the height in pixels of the layout; `nil` lets the panels choose.
  ///   - scale: image pixels in a pixel of the layout, 2 for a screen of double density.
  /// - Throws: ``PlotError/size(width:height:)`` for an image without pixels or above 32,767 a side.
  public func png(
    width: Int = 600, height: Int? = nil, scale: Double = 1
  ) throws(PlotError) -> [UInt8] {
    let canvas = try image(width: width, height: height, scale: scale)
    let sink = ByteSink()
    let status = withExtendedLifetime(sink) {
      cairo_surface_write_to_png_stream(canvas.surface, ByteSink.write, sink.closure)
    }
    guard status == CAIRO_STATUS_SUCCESS else { throw Canvas.error(status) }
    return sink.bytes
  }

  /// The pixels of the figure, for animations and for notebooks that bring their own encoder.
  public func raster(
    width: Int = 600, height: Int? = nil, scale: Double = 1
  ) throws(PlotError) -> Raster {
    let canvas = try image(width: width, height: height, scale: scale)
    let (columns, rows) = (
      Int(cairo_image_surface_get_width(canvas.surface)),
      Int(cairo_image_surface_get_height(canvas.surface))
    )
    guard let data = cairo_image_surface_get_data(canvas.surface) else {
      throw .drawing("the image has no pixels")
    }
    let stride = Int(cairo_image_surface_get_stride(canvas.surface))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * columns * rows)
    for row in 0..<rows {
      let start = UnsafeRawPointer(data + row * stride)
      for column in 0..<columns {
        // The background is opaque, so premultiplied and plain components agree.
        let pixel = start.loadUnaligned(fromByteOffset: 4 * column, as: UInt32.self)
        bytes.append(UInt8(truncatingIfNeeded: pixel >> 16))
        bytes.append(UInt8(truncatingIfNeeded: pixel >> 8))
        bytes.append(UInt8(truncatingIfNeeded: pixel))
        bytes.append(UInt8(truncatingIfNeeded: pixel >> 24))
      }
    }
    return Raster(width: columns, height: rows, rgba: bytes)
  }

  private func image(width: Int, height: Int?, scale: Double) throws(PlotError) -> Canvas {
    try render(width: width, height: height, scale: scale) { width, height in
      let surface = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, Int32(saturating: (width * scale).rounded(.up)),
        Int32(saturating: (height * scale).rounded(.up)))
      cairo_surface_set_device_scale(surface, scale, scale)
      return surface
    }.canvas
  }
}
