import GenPhysPlot
import Testing

/// Pixels in known places have the colours that were asked for.
@Suite struct DrawingTests {
  typealias Pixel = SIMD3<Int>

  /// The pixels of a raster as a lookup.
  static func pixel(_ raster: Raster, _ x: Int, _ y: Int) -> Pixel {
    let index = 4 * (y * raster.width + x)
    return Pixel(
      Int(raster.rgba[index]), Int(raster.rgba[index + 1]), Int(raster.rgba[index + 2]))
  }

  /// The number of pixels near a colour.
  static func count(_ raster: Raster, _ color: Color, within distance: Int = 12) -> Int {
    let target = Pixel(
      Int(color.red * 255), Int(color.green * 255), Int(color.blue * 255))
    var count = 0
    for y in 0..<raster.height {
      for x in 0..<raster.width {
        let difference = pixel(raster, x, y) &- target
        if max(abs(difference.x), abs(difference.y), abs(difference.z)) <= distance { count += 1 }
      }
    }
    return count
  }

  @Test func backgroundIsOpaqueWhite() throws {
    let raster = try Figure(Axes()).raster(width: 200)
    #expect(Self.pixel(raster, 0, 0) == Pixel(255, 255, 255))
    #expect(raster.rgba.enumerated().allSatisfy { $0.offset % 4 != 3 || $0.element == 255 })
    #expect(raster.rgba.count == 4 * raster.width * raster.height)
  }

  @Test func oneBigDotStandsInTheMiddle() throws {
    let figure = Figure(
      Axes(
        xRange: -1...1, yRange: -1...1,
        layers: [
          .scatter(
            Scatter(x: [0], y: [0], color: .color(Palette.green), radius: 20, opacity: 1))
        ]))
    let raster = try figure.raster(width: 400, scale: 2)
    let area = Self.count(raster, Palette.green)
    // A disc of 40 device pixels' radius.
    #expect(abs(Double(area) - 5027) < 200)
  }

  @Test func seriesTakeThePaletteInOrder() throws {
    let figure = Figure(
      Axes(layers: (0..<3).map { .line(Line(x: [0, 1], y: [Double($0), Double($0)], width: 6)) }))
    let raster = try figure.raster(width: 300)
    for index in 0..<3 {
      #expect(Self.count(raster, Palette.series(index)) > 800, "series \(index)")
    }
  }

  @Test func heatMapShowsItsCornersInPlace() throws {
    let figure = Figure(
      Axes(
        layers: [
          .heatMap(
            HeatMap(
              values: [0, 1, 2, 3], columns: 2, x: 0...1, y: 0...1,
              colors: ColorScale(map: .light, showsBar: false)))
        ]))
    let raster = try figure.raster(width: 300)
    let lowLeft = Self.pixel(raster, 60, raster.height - 50)
    let topRight = Self.pixel(raster, raster.width - 30, 30)
    #expect(lowLeft == Pixel(0, 0, 0))
    #expect(topRight == Pixel(255, 255, 255))
  }

  /// The last of two equally many series hides no more of the first than the first of it.
  @Test func seriesOfPointsAreDrawnInTurns() throws {
    let points = Gallery.moonPoints(4000, noise: 0.05, seed: 1)
    let figure = Figure(
      Axes(layers: [
        .scatter(Scatter(x: points.x, y: points.y, opacity: 1)),
        .scatter(Scatter(x: points.x.reversed(), y: points.y.reversed(), opacity: 1)),
      ]))
    let raster = try figure.raster(width: 600)
    let first = Double(Self.count(raster, Palette.blue))
    let second = Double(Self.count(raster, Palette.vermillion))
    #expect(first / second > 0.5 && first / second < 2)
  }

  @Test func shadedRangesReachTheEdge() throws {
    let figure = Figure(
      Axes(
        xRange: 0...1, yRange: 0...1,
        layers: [
          .spans(
            Spans(x: [0.5...Double.infinity, 0.6...0.7], color: Palette.blue, opacity: 1))
        ]))
    let raster = try figure.raster(width: 400)
    let middle = raster.height / 2
    #expect(Self.pixel(raster, raster.width - 60, middle) == Pixel(0, 114, 178))
    #expect(Self.pixel(raster, 100, middle) == Pixel(255, 255, 255))
  }

  @Test func aMillionPointsAreDrawn() throws {
    let points = Gallery.moonPoints(1_000_000, noise: 0.1, seed: 9)
    let figure = Figure(Axes(layers: [.scatter(Scatter(x: points.x, y: points.y))]))
    let steps = points.x.indices.map(Double.init)
    let line = Figure(Axes(layers: [.line(Line(x: steps, y: points.y))]))
    let tangle = Figure(
      Axes(layers: [
        .line(Line(x: Array(points.x.prefix(50_000)), y: Array(points.y.prefix(50_000))))
      ]))
    let clock = ContinuousClock()
    let time = try clock.measure {
      #expect(try Self.count(figure.raster(), .white, within: 0) > 1000)
      _ = try line.raster(width: 300)
      _ = try tangle.raster(width: 150)
    }
    #expect(time < .seconds(10))
  }
}
