/// A rectangle in pixels, y downwards.
package struct Rect: Sendable, Hashable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var maxX: Double { x + width }
  package var maxY: Double { y + height }
  package var midX: Double { x + width / 2 }
  package var midY: Double { y + height / 2 }

  package func contains(_ x: Double, _ y: Double) -> Bool {
    x >= self.x && x <= maxX && y >= self.y && y <= maxY
  }

  package func insetBy(_ amount: Double) -> Rect {
    Rect(
      x: x + amount, y: y + amount, width: max(width - 2 * amount, 0),
      height: max(height - 2 * amount, 0))
  }
}

/// A position in pixels, y downwards.
struct Point: Hashable {
  var x: Double
  var y: Double
}
