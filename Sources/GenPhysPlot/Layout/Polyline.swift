import Foundation
internal import GenPhysSupport

extension Viewport {
  /// The visible parts of a curve as paths: cut where a point has no place, thinned to what the
  /// picture can show, and clipped to a little more than the frame.
  ///
  /// Of consecutive points in half a pixel's width only the first, lowest, highest and last are
  /// kept, so that a million points of a noisy curve draw the same as all of them.
  func polylines(x xs: [Double], y ys: [Double]) -> [[Point]] {
    var paths: [[Point]] = []
    var builder = ThinningPath()
    for (xValue, yValue) in zip(xs, ys) {
      if let point = point(xValue, yValue) {
        builder.add(point)
      } else {
        paths.append(builder.finish())
      }
    }
    paths.append(builder.finish())
    return paths.filter { !$0.isEmpty }.flatMap { clip($0) }
  }

  /// The parts of a path within a margin of the frame.
  private func clip(_ path: [Point]) -> [[Point]] {
    let area = rect.insetBy(-30)
    if path.count == 1 { return path.filter { area.contains($0.x, $0.y) }.map { [$0] } }
    var parts: [[Point]] = []
    var current: [Point] = []
    for (start, end) in zip(path, path.dropFirst()) {
      guard let (from, to) = area.clip(start, end) else {
        if !current.isEmpty { parts.append(current) }
        current = []
        continue
      }
      if current.last != from {
        if !current.isEmpty { parts.append(current) }
        current = [from]
      }
      current.append(to)
    }
    if !current.isEmpty { parts.append(current) }
    return parts
  }
}

/// A path that drops points which cannot be seen.
private struct ThinningPath {
  private var points: [Point] = []
  private var column: [Point] = []
  private var lowest = 0
  private var highest = 0

  mutating func add(_ point: Point) {
    // Steps of a tenth of a pixel cannot be seen.
    if let last = column.last ?? points.last, abs(last.x - point.x) < 0.1,
      abs(last.y - point.y) < 0.1
    {
      return
    }
    if let first = column.first, (first.x * 2).rounded(.down) == (point.x * 2).rounded(.down) {
      if column.count < 4 {
        column.append(point)
      } else {
        merge(point)
      }
    } else {
      flush()
      column = [point]
    }
  }

  /// Keeps first, extremes and last of a full column in their order.
  private mutating func merge(_ point: Point) {
    let candidates = column + [point]
    let inner = 1..<candidates.count - 1
    let low = inner.min { candidates[$0].y < candidates[$1].y } ?? 1
    let high = inner.max { candidates[$0].y < candidates[$1].y } ?? 1
    let (first, second) = low <= high ? (low, high) : (high, low)
    column = [candidates[0], candidates[first], candidates[second], point]
  }

  private mutating func flush() {
    points += column
    column = []
  }

  mutating func finish() -> [Point] {
    flush()
    defer { points = [] }
    return points
  }
}

extension Rect {
  /// The part of a segment within the rectangle (Liang and Barsky); `nil` outside.
  func clip(_ start: Point, _ end: Point) -> (Point, Point)? {
    var (enter, leave) = (0.0, 1.0)
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let limits = [
      (-dx, start.x - x), (dx, maxX - start.x), (-dy, start.y - y), (dy, maxY - start.y),
    ]
    for (speed, room) in limits {
      if speed == 0 {
        if room < 0 { return nil }
      } else if speed < 0 {
        enter = max(enter, room / speed)
      } else {
        leave = min(leave, room / speed)
      }
    }
    guard enter <= leave else { return nil }
    let from = enter == 0 ? start : Point(x: start.x + enter * dx, y: start.y + enter * dy)
    let to = leave == 1 ? end : Point(x: start.x + leave * dx, y: start.y + leave * dy)
    return (from, to)
  }
}

/// Visits points along paths, no further apart than `step` pixels.
func visit(along paths: [[Point]], step: Double, _ visit: (Point) -> Void) {
  for path in paths {
    if let first = path.first { visit(first) }
    for (start, end) in zip(path, path.dropFirst()) {
      let pieces = Int(
        saturating: (hypot(end.x - start.x, end.y - start.y) / step).clamped(to: 1...100_000))
      for piece in 1...pieces {
        let part = Double(piece) / Double(pieces)
        visit(Point(x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part))
      }
    }
  }
}
