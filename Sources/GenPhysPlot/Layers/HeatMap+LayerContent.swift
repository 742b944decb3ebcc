internal import GenPhysSupport

extension HeatMap: LayerContent {
  var fit: Fit { .tight }
  var colorBar: ResolvedColorScale? { colors.showsBar ? scale : nil }

  private var scale: ResolvedColorScale { colors.resolved(for: values) }

  func extend(_ bounds: inout DataBounds) {
    bounds.include(x.lowerBound, y.lowerBound)
    bounds.include(x.upperBound, y.upperBound)
  }

  /// The value at a place between 0 and 1 of the rectangle; NaN outside and where cells are missing.
  func value(across: Double, up: Double) -> Double {
    guard across >= 0, across <= 1, up >= 0, up <= 1 else { return .nan }
    let column = across * Double(columns)
    let row = up * Double(rows)
    guard isSmooth else {
      return cell(min(Int(saturating: column), columns - 1), min(Int(saturating: row), rows - 1))
    }
    let left = (column - 0.5).clamped(to: 0...Double(columns - 1))
    let below = (row - 0.5).clamped(to: 0...Double(rows - 1))
    let (i, j) = (Int(saturating: left), Int(saturating: below))
    let (a, b) = (left - Double(i), below - Double(j))
    let low = mix(cell(i, j), cell(min(i + 1, columns - 1), j), a)
    let high = mix(
      cell(i, min(j + 1, rows - 1)), cell(min(i + 1, columns - 1), min(j + 1, rows - 1)), a)
    return mix(low, high, b)
  }

  /// A weight of zero keeps NaN of a neighbour out.
  private func mix(_ first: Double, _ second: Double, _ weight: Double) -> Double {
    weight == 0 ? first : first * (1 - weight) + second * weight
  }

  private func cell(_ column: Int, _ row: Int) -> Double {
    let index = row * columns + column
    return index < values.count ? values[index] : .nan
  }

  /// The value at a place of the frame.
  private func value(at point: (Double, Double), in view: Viewport) -> Double {
    let xValue = view.x.value(at: point.0)
    let yValue = view.y.value(at: point.1)
    let width = x.upperBound - x.lowerBound
    let height = y.upperBound - y.lowerBound
    return value(
      across: width > 0 ? (xValue - x.lowerBound) / width : 0.5,
      up: height > 0 ? (yValue - y.lowerBound) / height : 0.5)
  }

  func paint(on canvas: Canvas, in view: Viewport, color: Color) {
    let rect = view.rect
    var image = PixelImage(
      width: Int(saturating: (rect.width * canvas.scale).rounded()),
      height: Int(saturating: (rect.height * canvas.scale).rounded()))
    let scale = scale
    for row in 0..<image.height {
      let up = 1 - (Double(row) + 0.5) / Double(image.height)
      for column in 0..<image.width {
        let across = (Double(column) + 0.5) / Double(image.width)
        if let color = scale.color(of: value(at: (across, up), in: view)) {
          image.pixels[row * image.width + column] = PixelImage.pixel(color)
        }
      }
    }
    canvas.image(image, in: rect, isCrisp: true)
  }

  func occupy(in view: Viewport, _ visit: (Point) -> Void) {
    let corners = [
      Point(x: view.clampedX(x.lowerBound), y: view.clampedY(y.lowerBound)),
      Point(x: view.clampedX(x.upperBound), y: view.clampedY(y.upperBound)),
    ]
    for x in stride(from: corners[0].x, through: corners[1].x, by: 4) {
      for y in stride(from: corners[1].y, through: corners[0].y, by: 4) { visit(Point(x: x, y: y)) }
    }
  }

  func plot(on dots: inout DotCanvas, in view: Viewport, ink: Int, color: Color) {
    let scale = scale
    dots.shade { across, up in
      let value = value(at: (across, up), in: view)
      guard let color = scale.color(of: value) else { return nil }
      return (color, scale.interval.fraction(of: value).clampedToUnit)
    }
  }
}
