import CCairo
import Foundation

/// The look of a stroke.
struct Stroke {
  var width: Double
  var dash: Line.Dash = .solid
  var isRound = false
}

extension Canvas {
  func fill(_ rect: Rect, _ color: Color) {
    setColor(color)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_fill(context)
  }

  func stroke(_ rect: Rect, _ color: Color, width: Double) {
    setColor(color)
    apply(Stroke(width: width))
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_stroke(context)
  }

  func line(from start: Point, to end: Point, _ color: Color, _ stroke: Stroke) {
    setColor(color)
    apply(stroke)
    cairo_move_to(context, start.x, start.y)
    cairo_line_to(context, end.x, end.y)
    cairo_stroke(context)
  }

  /// Strokes open paths as one shape: where they cross, a translucent colour is not doubled.
  ///
  /// Long paths are stroked in pieces, because cairo's time grows with the square of the crossings
  /// within one shape; beyond 20,000 points a path is a tangle and only every n-th point is drawn.
  func strokeLong(_ paths: [[Point]], _ color: Color, _ style: Stroke) {
    let most = 20_000
    let total = paths.reduce(0) { $0 + $1.count }
    guard total > 2000 else { return stroke(paths, color, style) }
    let stride = (total + most - 1) / most
    let piece = 200
    for path in paths {
      let kept = Swift.stride(from: 0, to: path.count, by: stride).map { path[$0] }
      for start in Swift.stride(from: 0, to: max(kept.count - 1, 1), by: piece) {
        stroke([Array(kept[start..<min(start + piece + 1, kept.count)])], color, style)
      }
    }
  }

  /// Strokes open paths as one shape, however long it takes.
  func stroke(_ paths: [[Point]], _ color: Color, _ stroke: Stroke) {
    setColor(color)
    apply(stroke)
    for path in paths {
      guard let first = path.first else { continue }
      cairo_move_to(context, first.x, first.y)
      for point in path.dropFirst() { cairo_line_to(context, point.x, point.y) }
      if path.count == 1 { cairo_line_to(context, first.x, first.y) }
    }
    cairo_stroke(context)
  }

  /// Fills closed polygons as one shape.
  func fill(_ polygons: [[Point]], _ color: Color) {
    setColor(color)
    for polygon in polygons {
      guard let first = polygon.first else { continue }
      cairo_move_to(context, first.x, first.y)
      for point in polygon.dropFirst() { cairo_line_to(context, point.x, point.y) }
      cairo_close_path(context)
    }
    cairo_fill(context)
  }

  /// Fills dots as one shape, so that a batch stays small in a vector format.
  func dots(at points: some Sequence<Point>, radius: Double, _ color: Color) {
    setColor(color)
    apply(Stroke(width: 2 * radius, isRound: true))
    for point in points {
      // An eighth of a pixel cannot be seen and halves the length of the numbers in a file.
      let (x, y) = ((point.x * 8).rounded() / 8, (point.y * 8).rounded() / 8)
      cairo_move_to(context, x, y)
      cairo_line_to(context, x, y)
    }
    cairo_stroke(context)
  }

  func ring(at center: Point, radius: Double, fill: Color?, _ color: Color, width: Double) {
    cairo_new_sub_path(context)
    cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
    if let fill {
      setColor(fill)
      cairo_fill_preserve(context)
    }
    setColor(color)
    apply(Stroke(width: width))
    cairo_stroke(context)
  }

  private func apply(_ stroke: Stroke) {
    cairo_set_line_width(context, stroke.width)
    cairo_set_line_cap(context, stroke.isRound ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    let pattern = stroke.dash.pattern(width: stroke.width)
    cairo_set_dash(context, pattern, Int32(pattern.count), 0)
  }
}
