import CCairo
internal import GenPhysSupport

/// An image under construction: premultiplied 32-bit pixels as cairo stores them.
struct PixelImage {
  let width: Int
  let height: Int
  /// `0xAARRGGBB`, row by row from the top.
  var pixels: [UInt32]

  /// A transparent image; sides are limited to what cairo accepts.
  init(width: Int, height: Int) {
    self.width = min(max(width, 1), Int(saturating: Canvas.largestSide))
    self.height = min(max(height, 1), Int(saturating: Canvas.largestSide))
    pixels = Array(repeating: 0, count: self.width * self.height)
  }

  /// The stored form of a colour.
  static func pixel(_ color: Color) -> UInt32 {
    func byte(_ value: Double) -> UInt32 { UInt32(saturating: (value * 255).rounded()) }
    let alpha = color.alpha
    return byte(alpha) << 24 | byte(color.red * alpha) << 16 | byte(color.green * alpha) << 8
      | byte(color.blue * alpha)
  }
}

extension Canvas {
  /// Draws an image over a rectangle; `isCrisp` keeps the edges of its pixels.
  func image(_ image: PixelImage, in rect: Rect, isCrisp: Bool) {
    guard rect.width > 0, rect.height > 0,
      let source = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, Int32(image.width), Int32(image.height))
    else { return }
    defer { cairo_surface_destroy(source) }
    guard cairo_surface_status(source) == CAIRO_STATUS_SUCCESS,
      let data = cairo_image_surface_get_data(source)
    else { return }
    cairo_surface_flush(source)
    let stride = Int(cairo_image_surface_get_stride(source))
    image.pixels.withUnsafeBytes { bytes in
      for row in 0..<image.height {
        let start = row * image.width * 4
        UnsafeMutableRawBufferPointer(start: data + row * stride, count: image.width * 4)
          .copyBytes(from: bytes[start..<start + image.width * 4])
      }
    }
    cairo_surface_mark_dirty(source)
    isolated {
      cairo_translate(context, rect.x, rect.y)
      cairo_scale(context, rect.width / Double(image.width), rect.height / Double(image.height))
      cairo_set_source_surface(context, source, 0, 0)
      cairo_pattern_set_filter(
        cairo_get_source(context), isCrisp ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_BILINEAR)
      cairo_paint(context)
    }
  }
}
