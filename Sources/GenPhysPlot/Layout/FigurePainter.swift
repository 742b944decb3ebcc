import Foundation

/// Draws a figure that has been laid out.
struct FigurePainter {
  let figure: Figure
  let layout: FigureLayout
  let canvas: Canvas

  func paint(width: Double) {
    canvas.fill(Rect(x: 0, y: 0, width: width, height: layout.height), .white)
    if !figure.title.isEmpty {
      let (text, font) = canvas.fitted(
        RichText(figure.title), Theme.figureTitle, limit: width - 2 * Theme.outerMargin)
      let base = Theme.outerMargin / 2 + Theme.figureTitle.size + 3
      canvas.text(text, at: Point(x: width / 2, y: base), font, Theme.text, anchor: .middle)
    }
    for (model, panel) in zip(layout.models, layout.panels) {
      paintLayers(model, panel)
      if model.images == nil {
        FramePainter(model: model, panel: panel, canvas: canvas).paint()
      }
      paintTitle(model, panel)
      if let legend = LegendPlacement(model, panel, canvas) {
        LegendPainter(entries: model.legend, placement: legend, canvas: canvas).paint(
          boxed: panel.legendLines == 0)
      }
    }
  }

  private func paintTitle(_ model: PanelModel, _ panel: PanelLayout) {
    guard !model.title.isEmpty else { return }
    let (text, font) = canvas.fitted(model.title, Theme.title, limit: panel.slot.width - 8)
    let half = canvas.width(of: text, font) / 2
    let low = panel.slot.x + 4 + half
    let center = panel.frame.midX.clamped(to: low...max(low, panel.slot.maxX - 4 - half))
    let above = panel.noteHeight + Double(panel.legendLines) * Theme.legendLine
    let point = Point(x: center, y: panel.frame.y - above - 8)
    canvas.text(text, at: point, font, Theme.text, anchor: .middle)
  }

  private func paintLayers(_ model: PanelModel, _ panel: PanelLayout) {
    let view = Viewport(rect: panel.frame, x: model.x, y: model.y)
    guard !model.isEmpty else {
      let center = Point(x: panel.frame.midX, y: panel.frame.midY + 4)
      canvas.text(RichText("no data"), at: center, Theme.label, Theme.missing, anchor: .middle)
      return
    }
    canvas.clipped(to: panel.frame) {
      if model.images == nil, model.colorBar == nil || model.axes.layers.allSatisfy(\.isOpenField) {
        paintGrid(panel, view)
      }
      var waiting: [ScatterPainter.Series] = []
      for (content, color) in zip(model.contents, model.colors) {
        if let scatter = content as? Scatter {
          waiting.append(ScatterPainter.Series(scatter: scatter, color: color))
          continue
        }
        ScatterPainter(canvas: canvas, view: view).paint(waiting)
        waiting = []
        content.paint(on: canvas, in: view, color: color)
      }
      ScatterPainter(canvas: canvas, view: view).paint(waiting)
    }
  }

  private func paintGrid(_ panel: PanelLayout, _ view: Viewport) {
    let stroke = Stroke(width: Theme.gridWidth)
    let frame = panel.frame
    for tick in panel.xTicks.major {
      let x = view.clampedX(tick.value)
      canvas.line(
        from: Point(x: x, y: frame.y), to: Point(x: x, y: frame.maxY), Theme.grid, stroke)
    }
    for tick in panel.yTicks.major {
      let y = view.clampedY(tick.value)
      canvas.line(
        from: Point(x: frame.x, y: y), to: Point(x: frame.maxX, y: y), Theme.grid, stroke)
    }
  }
}

extension Layer {
  /// Whether a grid behind the layer can be seen.
  var isOpenField: Bool {
    switch self {
    case .heatMap, .images: false
    default: true
    }
  }
}
