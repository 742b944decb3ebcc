import Foundation

/// Arrows centred on points, their direction that of the field on the picture, their colour its
/// magnitude.
///
/// Lengths follow the magnitude up to its 95 % quantile, where they fill the distance to the next
/// arrow. A field whose largest magnitude is more than 30 times its 5 % quantile gets a logarithmic
/// colour scale and lengths that shrink with the logarithm, so that its weak part keeps visible
/// directions and a pole does not make the rest one colour.
public struct VectorField: Sendable {
  /// Horizontal coordinates; arrows beyond the shortest of the four arrays are ignored.
  public var x: [Double]
  /// Vertical coordinates.
  public var y: [Double]
  /// Horizontal components.
  public var u: [Double]
  /// Vertical components.
  public var v: [Double]
  /// How magnitudes become colours.
  public var colors: ColorScale

  /// A field sampled at points.
  public init(
    x: [Double], y: [Double], u: [Double], v: [Double], colors: ColorScale = ColorScale()
  ) {
    self.x = x
    self.y = y
    self.u = u
    self.v = v
    self.colors = colors
  }

  /// A field sampled at the centres of a grid of `columns` × `rows` equal cells.
  public init(
    over x: ClosedRange<Double>, _ y: ClosedRange<Double>, columns: Int = 20, rows: Int = 20,
    colors: ColorScale = ColorScale(), of field: (Double, Double) -> (Double, Double)
  ) {
    self.init(x: [], y: [], u: [], v: [], colors: colors)
    let (columns, rows) = (min(max(columns, 1), 1000), min(max(rows, 1), 1000))
    for row in 0..<rows {
      for column in 0..<columns {
        let across = (Double(column) + 0.5) / Double(columns)
        let up = (Double(row) + 0.5) / Double(rows)
        let place = (
          x.lowerBound * (1 - across) + x.upperBound * across,
          y.lowerBound * (1 - up) + y.upperBound * up
        )
        let vector = field(place.0, place.1)
        self.x.append(place.0)
        self.y.append(place.1)
        self.u.append(vector.0)
        self.v.append(vector.1)
      }
    }
  }

  /// The number of arrows.
  var count: Int { min(min(x.count, y.count), min(u.count, v.count)) }
}
