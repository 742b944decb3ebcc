import Foundation

/// The map from data to pixels of one panel.
struct Viewport {
  /// The inside of the frame.
  let rect: Rect
  let x: Interval
  let y: Interval

  /// The place of a point; `nil` where it has none.
  func point(_ xValue: Double, _ yValue: Double) -> Point? {
    let horizontal = x.fraction(of: xValue)
    let vertical = y.fraction(of: yValue)
    guard !horizontal.isNaN, !vertical.isNaN else { return nil }
    return Point(x: rect.x + horizontal * rect.width, y: rect.maxY - vertical * rect.height)
  }

  /// The horizontal place of a value; infinities and values without a place go to the frame's edge.
  func clampedX(_ value: Double) -> Double {
    rect.x + clampedFraction(value, on: x) * rect.width
  }

  /// The vertical place of a value; infinities and values without a place go to the frame's edge.
  func clampedY(_ value: Double) -> Double {
    rect.maxY - clampedFraction(value, on: y) * rect.height
  }

  private func clampedFraction(_ value: Double, on interval: Interval) -> Double {
    if value == .infinity { return 1 }
    return interval.fraction(of: value).clampedToUnit
  }

  /// The direction on the picture of a vector at a point, of unit length; `nil` for a vector
  /// without direction.
  func direction(x xValue: Double, y yValue: Double, u: Double, v: Double) -> Point? {
    let largest = max(abs(u), abs(v))
    guard u.isFinite, v.isFinite, largest > 0 else { return nil }
    let horizontal = u / largest * slope(of: x, at: xValue, pixels: rect.width)
    let vertical = -v / largest * slope(of: y, at: yValue, pixels: rect.height)
    let unit = max(abs(horizontal), abs(vertical))
    guard unit > 0, unit.isFinite else { return nil }
    let (a, b) = (horizontal / unit, vertical / unit)
    let length = hypot(a, b)
    return Point(x: a / length, y: b / length)
  }

  private func slope(of interval: Interval, at value: Double, pixels: Double) -> Double {
    switch interval.scale {
    case .linear: pixels / (interval.high - interval.low)
    case .log: value > 0 ? pixels / value / (log(interval.high) - log(interval.low)) : 0
    }
  }
}
