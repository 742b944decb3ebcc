import Foundation
internal import GenPhysSupport

extension VectorField: LayerContent {
  var legendSample: LegendSample { .arrow }
  var colorBar: ResolvedColorScale? { colors.showsBar ? scale : nil }

  /// The length of each arrow.
  private var magnitudes: [Double] {
    (0..<count).map { hypot(u[$0], v[$0]) }
  }

  /// The magnitudes at the 5 % and 95 % quantiles, and the largest; all equal when the field is.
  private var typical: (low: Double, high: Double, largest: Double) {
    let sorted = magnitudes.filter { $0 > 0 && $0.isFinite }.sorted()
    guard let largest = sorted.last else { return (1, 1, 1) }
    return (sorted[sorted.count / 20], sorted[(sorted.count - 1) * 19 / 20], largest)
  }

  private var isLongTailed: Bool {
    let typical = typical
    return typical.largest > 30 * typical.low
  }

  private var scale: ResolvedColorScale {
    var colors = colors
    let typical = typical
    let isLogarithmic = (colors.scale ?? (isLongTailed ? .log : .linear)) == .log
    if colors.range == nil, isLogarithmic { colors.range = typical.low...typical.largest }
    return colors.resolved(for: magnitudes, default: isLogarithmic ? .log : .linear)
  }

  func extend(_ bounds: inout DataBounds) {
    for index in 0..<count { bounds.include(x[index], y[index]) }
  }

  /// An arrow with a filled head that never exceeds its shaft.
  static func arrow(from start: Point, to end: Point, _ color: Color, on canvas: Canvas) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = hypot(dx, dy)
    guard length > 0.1 else { return }
    let head = min(max(length * 0.38, 2.5), 7)
    let half = head * 0.4
    let (ux, uy) = (dx / length, dy / length)
    let neck = Point(x: end.x - ux * head, y: end.y - uy * head)
    if length > head {
      // The shaft reaches into the head, so that no gap shows between them.
      let inner = Point(x: end.x - ux * head * 0.8, y: end.y - uy * head * 0.8)
      canvas.line(from: start, to: inner, color, Stroke(width: 1.1))
    }
    canvas.fill(
      [
        [
          end, Point(x: neck.x - uy * half, y: neck.y + ux * half),
          Point(x: neck.x + uy * half, y: neck.y - ux * half),
        ]
      ], color)
  }

  /// Visits the arrows that are drawn: at most one in a cell of a few pixels.
  private func visitArrows(
    in view: Viewport, cell: Double, _ visit: (_ index: Int, _ center: Point) -> Void
  ) {
    var taken: Set<Point> = []
    let isCrowded = count > 2000
    for index in 0..<count {
      guard let center = view.point(x[index], y[index]), view.rect.contains(center.x, center.y)
      else { continue }
      if isCrowded {
        let key = Point(x: (center.x / cell).rounded(.down), y: (center.y / cell).rounded(.down))
        guard taken.insert(key).inserted else { continue }
      }
      visit(index, center)
    }
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    var drawn: [(index: Int, center: Point)] = []
    visitArrows(in: view, cell: 12) { drawn.append(($0, $1)) }
    let spacing = (view.rect.width * view.rect.height / Double(max(drawn.count, 1))).squareRoot()
    let longest = (spacing * 0.92).clamped(to: 4...40)
    let (scale, typical, isLongTailed) = (scale, typical, isLongTailed)
    for (index, center) in drawn {
      let magnitude = hypot(u[index], v[index])
      let color = scale.color(of: magnitude) ?? Theme.missing
      guard magnitude.isFinite,
        let direction = view.direction(x: x[index], y: y[index], u: u[index], v: v[index])
      else {
        canvas.dots(at: [center], radius: 1, color)
        continue
      }
      let relative =
        isLongTailed
        ? 0.3 + 0.7 * log(magnitude / typical.low) / log(typical.high / typical.low)
        : magnitude / typical.high
      let length = longest * relative.clamped(to: 0.2...1)
      let (halfX, halfY) = (direction.x * length / 2, direction.y * length / 2)
      Self.arrow(
        from: Point(x: center.x - halfX, y: center.y - halfY),
        to: Point(x: center.x + halfX, y: center.y + halfY), color, on: canvas)
    }
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    for index in 0..<count {
      guard let center = view.point(x[index], y[index]) else { continue }
      for dx in [-6.0, 0, 6] {
        for dy in [-6.0, 0, 6] { visit(Point(x: center.x + dx, y: center.y + dy)) }
      }
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    let scale = scale
    let arrows: [Character] = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"]
    visitArrows(in: view, cell: 4) { index, center in
      let magnitude = hypot(u[index], v[index])
      guard let direction = view.direction(x: x[index], y: y[index], u: u[index], v: v[index])
      else { return }
      let turn = (atan2(-direction.y, direction.x) / (.pi / 4)).rounded()
      let arrow = arrows[(Int(saturating: turn) + 8) % 8]
      dots.put(arrow, at: center, scale.color(of: magnitude) ?? color)
    }
  }
}
