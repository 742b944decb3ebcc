/// The places of everything in a panel.
struct PanelLayout {
  var slot: Rect
  var frame: Rect
  var xTicks: TickSet
  var yTicks: TickSet
  var colorBarTicks: TickSet
  /// Lines of the legend above the frame; zero when it is inside.
  var legendLines: Int
  /// The height above the frame that the powers of ten of the axes need for themselves; zero where
  /// they stand beside the title.
  var noteHeight = 0.0
}

/// Space around a frame.
struct Margins {
  var top = 0.0
  var left = 0.0
  var bottom = 0.0
  var right = 0.0
}

extension PanelModel {
  /// The panel's ticks and margins around a frame of about the given size.
  func measure(
    _ canvas: Canvas, frame: (width: Double, height: Double), legendLines: Int
  ) -> (layout: PanelLayout, margins: Margins) {
    var layout = PanelLayout(
      slot: Rect(x: 0, y: 0, width: 0, height: 0), frame: Rect(x: 0, y: 0, width: 0, height: 0),
      xTicks: TickSet(), yTicks: TickSet(), colorBarTicks: TickSet(), legendLines: legendLines)
    var margins = Margins(top: 6, left: 6, bottom: 6, right: 6)
    if !title.isEmpty { margins.top += Theme.title.size + 6 }
    guard images == nil else { return (layout, margins) }

    func width(_ label: String) -> Double { canvas.width(of: RichText(label), Theme.tick) }
    layout.xTicks = .fitting(x, length: frame.width, spacing: 40, extent: width)
    layout.yTicks = .fitting(y, length: frame.height, spacing: 30) { _ in Theme.tick.size * 1.1 }
    margins.top += Double(legendLines) * Theme.legendLine

    let tickWidth = layout.yTicks.major.map { width($0.label) }.max() ?? 0
    margins.left += Theme.majorTick + 3 + tickWidth
    if !yLabel.isEmpty { margins.left += Theme.label.size + Theme.labelGap }
    margins.bottom += Theme.majorTick + 3 + Theme.tick.size
    if !xLabel.isEmpty || !layout.xTicks.note.isEmpty {
      margins.bottom += Theme.label.size + Theme.labelGap
    }
    if let last = layout.xTicks.major.last {
      let overhang =
        width(last.label) / 2 - (1 - x.fraction(of: last.value)) * frame.width
      margins.right = max(margins.right, overhang + 4)
    }
    if let first = layout.xTicks.major.first {
      let overhang = width(first.label) / 2 - x.fraction(of: first.value) * frame.width
      margins.left = max(margins.left, overhang + 4)
    }
    if let colorBar {
      layout.colorBarTicks = .fitting(colorBar.interval, length: frame.height, spacing: 30) { _ in
        Theme.tick.size * 1.1
      }
      let barTicks = layout.colorBarTicks.major.map { width($0.label) }.max() ?? 0
      let note = width(layout.colorBarTicks.note)
      margins.right =
        Theme.colorBarGap + Theme.colorBarWidth + max(5 + barTicks, note - Theme.colorBarWidth) + 6
      if !colorBar.label.isEmpty { margins.right += Theme.label.size + Theme.labelGap }
    }
    let notes = [layout.yTicks.note, layout.colorBarTicks.note].map(width)
    if let widest = notes.max(), widest > 0 {
      let room = frame.width - 2 * (widest + 12)
      let isBesideTitle =
        !title.isEmpty && legendLines == 0 && canvas.width(of: title, Theme.title) < room
      if !isBesideTitle { layout.noteHeight = Theme.tick.size + 3 }
    }
    margins.top += layout.noteHeight
    return (layout, margins)
  }
}
