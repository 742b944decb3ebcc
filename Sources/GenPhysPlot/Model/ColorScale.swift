import Foundation

/// How the values of a layer become colours, and what its colour bar says.
public struct ColorScale: Sendable {
  /// The colours.
  public var map: ColorMap
  /// Linear or logarithmic; `nil` lets the layer choose.
  public var scale: AxisScale?
  /// The values at the two ends; `nil` takes them from the data, symmetric for
  /// ``ColorMap/diverging``.
  public var range: ClosedRange<Double>?
  /// The label of the colour bar.
  public var label: String
  /// Whether a colour bar is drawn beside the panel.
  public var showsBar: Bool

  /// A colour scale; what is left out comes from the data.
  public init(
    map: ColorMap = .viridis, scale: AxisScale? = nil, range: ClosedRange<Double>? = nil,
    label: String = "", showsBar: Bool = true
  ) {
    self.map = map
    self.scale = scale
    self.range = range
    self.label = label
    self.showsBar = showsBar
  }

  /// The scale with its range fixed by the values it must show.
  func resolved(for values: [Double], default fallback: AxisScale = .linear) -> ResolvedColorScale {
    let chosen = scale ?? fallback
    var extent = Extent(scale: chosen)
    if let range {
      extent.include(range.lowerBound)
      extent.include(range.upperBound)
    } else {
      for value in values { extent.include(value) }
      if map == .diverging, chosen == .linear, let low = extent.low, let high = extent.high {
        let reach = max(abs(low), abs(high))
        extent.include(reach)
        extent.include(-reach)
      }
    }
    return ResolvedColorScale(map: map, interval: extent.interval(padding: 0), label: label)
  }
}

/// A colour scale with known ends.
struct ResolvedColorScale {
  let map: ColorMap
  let interval: Interval
  let label: String

  /// The colour of a value; `nil` when it has no place on the scale.
  func color(of value: Double) -> Color? {
    if value == .infinity { return map.color(at: 1) }
    if value == -.infinity { return map.color(at: 0) }
    guard !value.isNaN else { return nil }
    if interval.scale == .log, value <= 0 { return map.color(at: 0) }
    return map.color(at: interval.fraction(of: value))
  }
}
