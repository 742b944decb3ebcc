/// A panel with everything decided that does not depend on the size of the picture.
struct PanelModel {
  let axes: Axes
  let contents: [any LayerContent]
  let x: Interval
  let y: Interval
  /// The colour of each layer.
  let colors: [Color]
  /// The first colour scale that a layer shows.
  let colorBar: ResolvedColorScale?
  /// The grid of images that takes the place of the axes.
  let images: ImageGrid?
  /// Whether no layer has a drawable value.
  let isEmpty: Bool
  /// Height over width of the frame, where the panel insists on one.
  let ratio: Double?
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
    isEmpty = images.map(\.images.isEmpty) ?? (bounds.x.low == nil && bounds.y.low == nil)
    let (x, y) = Self.ranges(axes, bounds, fits: contents.map(\.fit))
    if let images {
      (self.x, self.y, ratio) = (x, y, images.ratio)
    } else if axes.aspect == .equal, axes.xScale == .linear, axes.yScale == .linear {
      (self.x, self.y) = Self.widened(x, y)
      ratio = (self.y.high - self.y.low) / (self.x.high - self.x.low)
    } else {
      (self.x, self.y, ratio) = (x, y, nil)
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
    // One layer that needs room for its marks decides for all.
    let xPadding = fits.contains(.padded) ? margin : 0
    let yPadding = fits.contains(where: { $0 != .tight }) ? margin : 0
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

  /// The ranges with the shorter one widened until the frame is neither a ribbon nor a tower.
  private static func widened(_ x: Interval, _ y: Interval) -> (Interval, Interval) {
    let ratio = (y.high - y.low) / (x.high - x.low)
    let allowed = 0.4...1.25
    if ratio < allowed.lowerBound {
      let extra = (allowed.lowerBound / ratio - 1) / 2
      return (x, y.padded(low: extra, high: extra))
    }
    if ratio > allowed.upperBound {
      let extra = (ratio / allowed.upperBound - 1) / 2
      return (x.padded(low: extra, high: extra), y)
    }
    return (x, y)
  }
}

/// A line of the legend.
struct LegendEntry {
  let text: RichText
  let sample: LegendSample
  let color: Color
}
