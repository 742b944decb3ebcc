internal import GenPhysSupport

/// The legend's size, its place inside the frame and its lines above it.
struct LegendPlacement {
  /// The box of the legend.
  let box: Rect
  /// The base line's start of each entry's sample.
  let places: [Point]

  private static let padding = 6.0
  private static let gap = 14.0

  static func width(_ entry: LegendEntry, _ canvas: Canvas) -> Double {
    Theme.legendSwatch + 5 + canvas.width(of: entry.text, Theme.legend)
  }

  /// The lines that the legend takes above the frame; zero where it finds room inside.
  static func linesAbove(_ model: PanelModel, _ panel: PanelLayout, _ canvas: Canvas) -> Int {
    let entries = model.legend
    guard !entries.isEmpty, !model.isEmpty else { return 0 }
    let occupancy = Occupancy(model, panel)
    // Hiding a few percent of the legend's own area is better than taking room from the frame.
    if let spot = inside(entries, panel, occupancy, canvas), spot.hidden <= 0.025 { return 0 }
    return rows(entries, width: panel.frame.width, canvas).count
  }

  /// The legend of a panel that has been laid out; `nil` without entries.
  init?(_ model: PanelModel, _ panel: PanelLayout, _ canvas: Canvas) {
    let entries = model.legend
    guard !entries.isEmpty, !model.isEmpty else { return nil }
    if panel.legendLines == 0 {
      let occupancy = Occupancy(model, panel)
      guard let spot = Self.inside(entries, panel, occupancy, canvas) else { return nil }
      box = spot.box
      places = entries.indices.map { index in
        Point(
          x: spot.box.x + Self.padding,
          y: spot.box.y + Self.padding + Theme.legendLine * (Double(index) + 0.5))
      }
    } else {
      let rows = Self.rows(entries, width: panel.frame.width, canvas)
      let top = panel.frame.y - panel.noteHeight - Double(rows.count) * Theme.legendLine - 3
      box = Rect(
        x: panel.frame.x, y: top, width: panel.frame.width,
        height: Double(rows.count) * Theme.legendLine)
      var places: [Point] = []
      for (line, row) in rows.enumerated() {
        var left = panel.frame.x
        for index in row {
          places.append(Point(x: left, y: top + Theme.legendLine * (Double(line) + 0.5)))
          left += Self.width(entries[index], canvas) + Self.gap
        }
      }
      self.places = places
    }
  }

  /// Entries by line, as many in a line as fit.
  private static func rows(_ entries: [LegendEntry], width: Double, _ canvas: Canvas) -> [[Int]] {
    var rows: [[Int]] = [[]]
    var left = 0.0
    for (index, entry) in entries.enumerated() {
      let needed = Self.width(entry, canvas)
      if left + needed > width, rows[rows.count - 1].isEmpty == false {
        rows.append([])
        left = 0
      }
      rows[rows.count - 1].append(index)
      left += needed + gap
    }
    return rows
  }

  /// The place inside the frame that hides least, and the hidden fraction of its area.
  private static func inside(
    _ entries: [LegendEntry], _ panel: PanelLayout, _ occupancy: Occupancy, _ canvas: Canvas
  ) -> (box: Rect, hidden: Double)? {
    let width = (entries.map { Self.width($0, canvas) }.max() ?? 0) + 2 * padding
    let height = Double(entries.count) * Theme.legendLine + 2 * padding - 2
    let frame = panel.frame.insetBy(6)
    guard width < frame.width * 0.75, height < frame.height * 0.75 else { return nil }
    let xs = [frame.maxX - width, frame.x, frame.midX - width / 2]
    let ys = [frame.y, frame.maxY - height, frame.midY - height / 2]
    // Corners come first: among equals the first place wins.
    let order = [(0, 0), (1, 0), (1, 1), (0, 1), (2, 0), (2, 1), (0, 2), (1, 2)]
    let boxes = order.map { Rect(x: xs[$0.0], y: ys[$0.1], width: width, height: height) }
    return boxes.map { (box: $0, hidden: occupancy.fraction(of: $0)) }.min { $0.hidden < $1.hidden }
  }
}

/// Which places of a frame hold data, in cells of a few pixels.
struct Occupancy {
  private static let cell = 4.0
  private let frame: Rect
  private let columns: Int
  private let rows: Int
  private var cells: [Bool]

  init(_ model: PanelModel, _ panel: PanelLayout) {
    frame = panel.frame
    columns = max(Int(saturating: frame.width / Self.cell), 1)
    rows = max(Int(saturating: frame.height / Self.cell), 1)
    var cells = Array(repeating: false, count: columns * rows)
    let (frame, columns, rows) = (frame, columns, rows)
    let view = Viewport(rect: frame, x: model.x, y: model.y)
    for content in model.contents {
      content.occupy(in: view) { point in
        guard frame.contains(point.x, point.y) else { return }
        let column = min(Int(saturating: (point.x - frame.x) / Self.cell), columns - 1)
        let row = min(Int(saturating: (point.y - frame.y) / Self.cell), rows - 1)
        cells[row * columns + column] = true
      }
    }
    self.cells = cells
  }

  /// The fraction of a rectangle's cells that hold data.
  func fraction(of rect: Rect) -> Double {
    let left = max(Int(saturating: (rect.x - frame.x) / Self.cell), 0)
    let right = min(Int(saturating: (rect.maxX - frame.x) / Self.cell), columns - 1)
    let top = max(Int(saturating: (rect.y - frame.y) / Self.cell), 0)
    let bottom = min(Int(saturating: (rect.maxY - frame.y) / Self.cell), rows - 1)
    guard left <= right, top <= bottom else { return 0 }
    var occupied = 0
    for row in top...bottom {
      for column in left...right where cells[row * columns + column] { occupied += 1 }
    }
    return Double(occupied) / Double((right - left + 1) * (bottom - top + 1))
  }
}
