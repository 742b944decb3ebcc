import CCairo

/// The size and weight of text.
struct Font: Hashable {
  var size: Double
  var isBold = false
}

/// Which part of a text stands at the given point.
enum Anchor {
  case start, middle, end
}

extension Canvas {
  /// The face of all text: it has Greek letters, superscripts and mathematical signs.
  ///
  /// Where it is not installed, cairo takes the system's nearest sans serif.
  private static let face = "DejaVu Sans"

  private func select(_ font: Font) {
    cairo_select_font_face(
      context, Self.face, CAIRO_FONT_SLANT_NORMAL,
      font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, font.size)
  }

  /// The width of a text in pixels.
  func width(of text: RichText, _ font: Font) -> Double {
    var total = 0.0
    for run in text.runs {
      select(Font(size: font.size * run.position.scale, isBold: font.isBold))
      var extents = cairo_text_extents_t()
      cairo_text_extents(context, run.text, &extents)
      total += extents.x_advance
    }
    return total
  }

  /// Draws a text with its base line at a point.
  func text(
    _ text: RichText, at point: Point, _ font: Font, _ color: Color, anchor: Anchor = .start
  ) {
    var x = point.x
    switch anchor {
    case .start: break
    case .middle: x -= width(of: text, font) / 2
    case .end: x -= width(of: text, font)
    }
    setColor(color)
    for run in text.runs {
      select(Font(size: font.size * run.position.scale, isBold: font.isBold))
      cairo_move_to(context, x, point.y - font.size * run.position.rise)
      cairo_show_text(context, run.text)
      var extents = cairo_text_extents_t()
      cairo_text_extents(context, run.text, &extents)
      x += extents.x_advance
    }
    cairo_new_path(context)
  }

  /// Draws a text that reads upwards, centred on a point of its base line.
  func upwardText(_ text: RichText, at point: Point, _ font: Font, _ color: Color) {
    isolated {
      cairo_translate(context, point.x, point.y)
      cairo_rotate(context, -Double.pi / 2)
      self.text(text, at: Point(x: 0, y: 0), font, color, anchor: .middle)
    }
  }

  /// The text and a font in which it is no wider than `limit`: first smaller letters, then fewer.
  func fitted(_ text: RichText, _ font: Font, limit: Double) -> (text: RichText, font: Font) {
    let natural = width(of: text, font)
    guard natural > limit, natural > 0 else { return (text, font) }
    let smallest = 0.78
    let factor = max(limit / natural, smallest)
    let reduced = Font(size: font.size * factor, isBold: font.isBold)
    if factor > smallest { return (text, reduced) }
    var (low, high) = (0, text.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if width(of: text.truncated(to: middle), reduced) <= limit {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return (text.truncated(to: low), reduced)
  }
}
