internal import GenPhysSupport

/// Draws the frame of a panel: spines, ticks, labels and the colour bar.
struct FramePainter {
  let model: PanelModel
  let panel: PanelLayout
  let canvas: Canvas

  private var frame: Rect { panel.frame }
  private var view: Viewport { Viewport(rect: frame, x: model.x, y: model.y) }
  private var thin: Stroke { Stroke(width: Theme.spineWidth) }

  func paint() {
    paintSpines()
    paintHorizontalAxis()
    paintVerticalAxis()
    if let colorBar = model.colorBar { paintColorBar(colorBar) }
  }

  private func paintSpines() {
    // A field or a map of equal units is a window with four sides; a graph needs only its two axes.
    if model.hasEqualAspect || model.axes.layers.contains(where: { !$0.isOpenField }) {
      canvas.stroke(frame, Theme.spine, width: Theme.spineWidth)
      return
    }
    let corner = Point(x: frame.x, y: frame.maxY)
    canvas.stroke(
      [[Point(x: frame.x, y: frame.y), corner, Point(x: frame.maxX, y: frame.maxY)]], Theme.spine,
      thin)
  }

  private func paintHorizontalAxis() {
    for value in panel.xTicks.minor {
      let x = view.clampedX(value)
      canvas.line(
        from: Point(x: x, y: frame.maxY), to: Point(x: x, y: frame.maxY + Theme.minorTick),
        Theme.spine, thin)
    }
    let base = frame.maxY + Theme.majorTick + 3 + Theme.tick.size * 0.8
    for tick in panel.xTicks.major {
      let x = view.clampedX(tick.value)
      canvas.line(
        from: Point(x: x, y: frame.maxY), to: Point(x: x, y: frame.maxY + Theme.majorTick),
        Theme.spine, thin)
      canvas.text(
        RichText(tick.label), at: Point(x: x, y: base), Theme.tick, Theme.text, anchor: .middle)
    }
    let labelBase = base + Theme.label.size + Theme.labelGap - 1
    let note = RichText(panel.xTicks.note)
    let noteWidth = note.isEmpty ? 0 : canvas.width(of: note, Theme.tick) + 10
    let (label, font) = canvas.fitted(
      model.xLabel, Theme.label, limit: frame.width + 30 - 2 * noteWidth)
    canvas.text(label, at: Point(x: frame.midX, y: labelBase), font, Theme.text, anchor: .middle)
    canvas.text(
      note, at: Point(x: frame.maxX, y: labelBase), Theme.tick, Theme.text, anchor: .end)
  }

  private func paintVerticalAxis() {
    for value in panel.yTicks.minor {
      let y = view.clampedY(value)
      canvas.line(
        from: Point(x: frame.x, y: y), to: Point(x: frame.x - Theme.minorTick, y: y),
        Theme.spine, thin)
    }
    var widest = 0.0
    for tick in panel.yTicks.major {
      let y = view.clampedY(tick.value)
      canvas.line(
        from: Point(x: frame.x, y: y), to: Point(x: frame.x - Theme.majorTick, y: y),
        Theme.spine, thin)
      let label = RichText(tick.label)
      widest = max(widest, canvas.width(of: label, Theme.tick))
      let point = Point(x: frame.x - Theme.majorTick - 3, y: y + Theme.tick.size * 0.36)
      canvas.text(label, at: point, Theme.tick, Theme.text, anchor: .end)
    }
    let note = RichText(panel.yTicks.note)
    canvas.text(note, at: Point(x: frame.x - 4, y: frame.y - 6), Theme.tick, Theme.text)
    let (label, font) = canvas.fitted(model.yLabel, Theme.label, limit: frame.height + 30)
    let x = frame.x - Theme.majorTick - 3 - widest - Theme.labelGap - 2
    canvas.upwardText(label, at: Point(x: x, y: frame.midY), font, Theme.text)
  }

  private func paintColorBar(_ scale: ResolvedColorScale) {
    let bar = Rect(
      x: frame.maxX + Theme.colorBarGap, y: frame.y, width: Theme.colorBarWidth,
      height: frame.height)
    var ramp = PixelImage(width: 1, height: max(Int(saturating: bar.height * canvas.scale), 2))
    for row in 0..<ramp.height {
      let fraction = 1 - (Double(row) + 0.5) / Double(ramp.height)
      ramp.pixels[row] = PixelImage.pixel(scale.map.color(at: fraction))
    }
    canvas.image(ramp, in: bar, isCrisp: true)
    canvas.stroke(bar, Theme.spine, width: Theme.spineWidth)
    var widest = 0.0
    for tick in panel.colorBarTicks.major {
      let y = bar.maxY - scale.interval.fraction(of: tick.value) * bar.height
      canvas.line(
        from: Point(x: bar.maxX, y: y), to: Point(x: bar.maxX + 3, y: y), Theme.spine, thin)
      let label = RichText(tick.label)
      widest = max(widest, canvas.width(of: label, Theme.tick))
      let point = Point(x: bar.maxX + 5, y: y + Theme.tick.size * 0.36)
      canvas.text(label, at: point, Theme.tick, Theme.text)
    }
    let note = RichText(panel.colorBarTicks.note)
    canvas.text(note, at: Point(x: bar.x, y: bar.y - 6), Theme.tick, Theme.text)
    let (label, font) = canvas.fitted(RichText(scale.label), Theme.label, limit: bar.height + 30)
    let x = bar.maxX + 5 + widest + Theme.labelGap + Theme.label.size * 0.8
    canvas.upwardText(label, at: Point(x: x, y: bar.midY), font, Theme.text)
  }
}
