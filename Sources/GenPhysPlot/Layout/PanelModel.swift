/// A panel with everything decided that does not depend on the size of the picture.
struct PanelModel {
  let axes: Axes
  let contents: [any LayerContent]
  private(set) var x: Interval
  private(set) var y: Interval
  /// Whether one unit has the same length on both axes.
  let hasEqualAspect: Bool
  /// The colour of each layer.
  let colors: [Color]
  /// The first colour scale that a layer shows.
  let colorBar: ResolvedColorScale?
  /// The grid of images that takes the place of the axes.
  let images: ImageGrid?
  /// Whether no layer has a drawable value.
  let isEmpty: Bool
  let title: RichText
  let xLabel: RichText
  let yLabel: RichText

  init(_ axes: Axes) {
    self.axes = axes
    title = RichText(axes.title)
    xLabel = RichText(axes.xLabel)
    yLabel = RichText(axes.yLabel)
    contents = axes.layers.map(\.content)
    colors = Self.colors(of: contents)
    colorBar = contents.lazy.compactMap(\.colorBar).first
    images = contents.lazy.compactMap { $0 as? ImageGrid }.first

    var bounds = DataBounds(
      x: Extent(scale: axes.xScale), y: Extent(scale: axes.yScale), xLimit: axes.xRange)
    for content in contents { content.extend(&bounds) }
    let hasRanges = axes.xRange != nil && axes.yRange != nil && !contents.isEmpty
    isEmpty =
      images.map(\.images.isEmpty) ?? (bounds.x.low == nil && bounds.y.low == nil && !hasRanges)
    (x, y) = Self.ranges(axes, bounds, fits: contents.map(\.fit))
    hasEqualAspect =
      images == nil && axes.aspect == .equal && axes.xScale == .linear && axes.yScale == .linear
    if hasEqualAspect {
      // The frame shall be neither a ribbon nor a tower.
      widen(toRatio: ratio.clamped(to: 0.4...1.25))
    }
  }

  /// Height over width of the axes' ranges.
  private var ratio: Double { (y.high - y.low) / (x.high - x.low) }

  /// The height that the panel asks for in a frame of a width; `nil` where any will do.
  func height(forWidth width: Double) -> Double? {
    if let images { return images.height(forWidth: width) }
    return hasEqualAspect ? width * ratio : nil
  }

  /// Widens one range of a panel of equal aspect until height over width is the given ratio.
  private mutating func widen(toRatio target: Double) {
    if ratio < target {
      let extra = (target / ratio - 1) / 2
      y = y.padded(low: extra, high: extra)
    } else if ratio > target {
      let extra = (ratio / target - 1) / 2
      x = x.padded(low: extra, high: extra)
    }
  }

  /// Gives neighbours of equal aspect in a row the same shape, where theirs are similar.
  static func align(_ models: inout [PanelModel], columns: Int) {
    let similar = 1.4
    for start in stride(from: 0, to: models.count, by: columns) {
      let row = (start..<min(start + columns, models.count)).filter { models[$0].hasEqualAspect }
      guard let tallest = row.map({ models[$0].ratio }).max() else { continue }
      for index in row where models[index].ratio * similar > tallest {
        models[index].widen(toRatio: tallest)
      }
    }
  }

  /// The layers that the legend names.
  var legend: [LegendEntry] {
    guard axes.legend == .automatic, images == nil else { return [] }
    return zip(contents, colors).filter { !$0.0.label.isEmpty }.map { content, color in
      LegendEntry(text: RichText(content.label), sample: content.legendSample, color: color)
    }
  }

  private static func colors(of contents: [any LayerContent]) -> [Color] {
    var next = 0
    return contents.map { content in
      switch content.ink {
      case .automatic:
        next += 1
        return Palette.series(next - 1)
      case .series(let index): return Palette.series(index)
      case .color(let color): return color
      case nil: return Palette.ink
      }
    }
  }

  private static func ranges(_ axes: Axes, _ bounds: DataBounds, fits: [Fit]) -> (
    Interval, Interval
  ) {
    let margin = 0.045
    // A layer that covers its rectangle decides for all, then one that needs room for its marks.
    let isCovered = fits.contains(.tight)
    let xPadding = fits.contains(.padded) && !isCovered ? margin : 0
    let yPadding = isCovered ? 0 : margin
    let x =
      axes.xRange.map { Interval($0.lowerBound, $0.upperBound, scale: axes.xScale) }
      ?? bounds.x.interval(padding: xPadding)
    if let range = axes.yRange {
      return (x, Interval(range.lowerBound, range.upperBound, scale: axes.yScale))
    }
    let y = bounds.y.interval(padding: yPadding)
    // Bars stand on the frame when nothing lies below zero.
    let standsOnZero = axes.yScale == .linear && fits.contains(.standing) && bounds.y.low == 0
    return (x, standsOnZero ? Interval(0, y.high, scale: .linear) : y)
  }
}

/// A line of the legend.
struct LegendEntry {
  let text: RichText
  let sample: LegendSample
  let color: Color
}
