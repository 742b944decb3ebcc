/// The places of all panels of a figure of a given width.
struct FigureLayout {
  let models: [PanelModel]
  let columns: Int
  private(set) var panels: [PanelLayout] = []
  private(set) var height = 0.0

  private let width: Double
  private let fixedHeight: Double?
  private let titleHeight: Double

  /// Lays a figure out; without a height the panels choose theirs.
  init(_ figure: Figure, models: [PanelModel], canvas: Canvas, width: Double, height: Double?) {
    self.models = models
    self.width = width
    columns = figure.resolvedColumns
    fixedHeight = height
    titleHeight = figure.title.isEmpty ? 0 : Theme.figureTitle.size + 12
    guard !models.isEmpty else {
      self.height = height ?? width * 0.6
      return
    }
    // Ticks need the size of the frame and the frame needs the width of the tick labels: the second
    // pass works with the first's frames, and differs from it by a few pixels at most.
    var legendLines = Array(repeating: 0, count: models.count)
    place(canvas, legendLines: legendLines)
    place(canvas, legendLines: legendLines)
    for (index, model) in models.enumerated() {
      legendLines[index] = LegendPlacement.linesAbove(model, panels[index], canvas)
    }
    if legendLines.contains(where: { $0 > 0 }) { place(canvas, legendLines: legendLines) }
  }

  private var rows: Int { (models.count + columns - 1) / columns }
  private var slotWidth: Double {
    (width - 2 * Theme.outerMargin - Double(columns - 1) * Theme.panelGap) / Double(columns)
  }

  private mutating func place(_ canvas: Canvas, legendLines: [Int]) {
    let guess = (width: slotWidth * 0.8, height: slotWidth * 0.5)
    var measured: [PanelLayout] = []
    var columnMargins = Array(repeating: Margins(), count: columns)
    var rowMargins = Array(repeating: Margins(), count: rows)
    for (index, model) in models.enumerated() {
      let frame = panels.isEmpty ? guess : (panels[index].frame.width, panels[index].frame.height)
      let (layout, margins) = model.measure(canvas, frame: frame, legendLines: legendLines[index])
      measured.append(layout)
      let (row, column) = (index / columns, index % columns)
      columnMargins[column].left = max(columnMargins[column].left, margins.left)
      columnMargins[column].right = max(columnMargins[column].right, margins.right)
      rowMargins[row].top = max(rowMargins[row].top, margins.top)
      rowMargins[row].bottom = max(rowMargins[row].bottom, margins.bottom)
    }
    // Frames of one width look better than a few pixels gained.
    let (lefts, rights) = (columnMargins.map(\.left), columnMargins.map(\.right))
    let (left, right) = (lefts.max() ?? 0, rights.max() ?? 0)
    if left - (lefts.min() ?? 0) < 18, right - (rights.min() ?? 0) < 18 {
      for column in 0..<columns { columnMargins[column].left = left }
      for column in 0..<columns { columnMargins[column].right = right }
    }
    let frameWidths = columnMargins.map { max(slotWidth - $0.left - $0.right, 12) }
    let frameHeights = heights(rowMargins, frameWidths)

    var top = Theme.outerMargin / 2 + titleHeight
    for row in 0..<rows {
      var left = Theme.outerMargin
      let slotHeight = rowMargins[row].top + frameHeights[row] + rowMargins[row].bottom
      for column in 0..<columns where row * columns + column < models.count {
        let index = row * columns + column
        measured[index].slot = Rect(x: left, y: top, width: slotWidth, height: slotHeight)
        let room = Rect(
          x: left + columnMargins[column].left, y: top + rowMargins[row].top,
          width: frameWidths[column], height: frameHeights[row])
        measured[index].frame = Self.frame(
          in: room, height: models[index].height(forWidth: room.width))
        left += slotWidth + Theme.panelGap
      }
      top += slotHeight + (row + 1 < rows ? Theme.panelGap : 0)
    }
    panels = measured
    height = fixedHeight ?? (top + Theme.outerMargin / 2).rounded(.up)
  }

  /// The heights of the frames of each row.
  private func heights(_ margins: [Margins], _ frameWidths: [Double]) -> [Double] {
    let natural = (0..<rows).map { row -> Double in
      let inRow = (row * columns)..<min((row + 1) * columns, models.count)
      return inRow.map { index in
        let frameWidth = frameWidths[index % columns]
        let usual = columns == 1 ? 0.6 : 0.8
        return models[index].height(forWidth: frameWidth) ?? frameWidth * usual
      }.max() ?? 0
    }
    guard let fixedHeight else { return natural }
    let around = margins.reduce(0) { $0 + $1.top + $1.bottom }
    let room =
      fixedHeight - titleHeight - Theme.outerMargin - around - Double(rows - 1) * Theme.panelGap
    let total = natural.reduce(0, +)
    return natural.map { max($0 / max(total, 1) * room, 12) }
  }

  /// The largest frame of a shape in the middle of a room, on whole pixels so that edges are sharp.
  private static func frame(in room: Rect, height: Double?) -> Rect {
    var frame = room
    if let height, height > 0 {
      let factor = min(room.height / height, 1)
      frame.width *= factor
      frame.height = height * factor
      frame.x += (room.width - frame.width) / 2
      frame.y += (room.height - frame.height) / 2
    }
    let (left, top) = (frame.x.rounded(), frame.y.rounded())
    return Rect(
      x: left, y: top, width: max((frame.maxX).rounded() - left, 1),
      height: max((frame.maxY).rounded() - top, 1))
  }
}
