import GenPhysPlot
import Testing

/// Whatever the data, there is a picture.
@Suite struct DegenerateTests {
  static let values: [[Double]] = [
    [], [0], [3, 3, 3], [.nan], [.infinity, -.infinity], [.nan, 1, .nan, 2], [-1, -2, -3],
    [1e-300, 1e300], [-1e308, 1e308], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    [Double.leastNonzeroMagnitude, 2 * Double.leastNonzeroMagnitude, 0], [1, 1.0000000000000002],
    [0, 2024 * Double.leastNonzeroMagnitude],
  ]

  static func layers(_ values: [Double]) -> [Layer] {
    let indices = values.indices.map(Double.init)
    return [
      .scatter(Scatter(x: indices, y: values, label: "a")),
      .scatter(Scatter(x: values, y: values, label: "b", marker: .ring, values: values)),
      .scatter(
        Scatter(x: values, y: indices, label: "c", radius: .nan, opacity: .nan, marker: .cross)),
      .line(Line(x: indices, y: values, label: "d", width: .infinity, dash: .dotted)),
      .line(Line(x: values, y: indices, label: "e", width: -1)),
      .band(Band(x: values, lower: indices, upper: values, label: "f")),
      .rule(Rule(at: .x(values.first ?? .nan), label: "g")),
      .rule(Rule(at: .y(values.last ?? .nan))),
      .vectors(VectorField(x: indices, y: values, u: values, v: values.reversed())),
      .trajectories(Trajectories(paths: [.init(x: values, y: indices), .init(x: [], y: [])])),
      .bars(Bars(histogramOf: values, label: "h")),
      .bars(Bars(edges: values, heights: values)),
      .heatMap(HeatMap(values: values, columns: 2, x: 0...0, y: -1...1)),
    ]
  }

  @Test(arguments: DegenerateTests.values)
  func isDrawnInEveryWay(_ values: [Double]) throws {
    for layer in Self.layers(values) {
      for scale in [AxisScale.linear, .log] {
        let figure = Figure(
          Axes(
            title: "t", xLabel: "x", yLabel: "y", xScale: scale, yScale: scale, aspect: .equal,
            layers: [layer]))
        #expect(try figure.raster(width: 160, height: 120).width == 160)
        let text = figure.braille(columns: 40, rows: 10, color: true)
        #expect(!text.isEmpty)
      }
    }
    let all = Figure(Axes(layers: Self.layers(values)))
    #expect(try all.svg().count > 100)
    #expect(try all.pdf().count > 100)
  }

  @Test(arguments: DegenerateTests.values)
  func imagesAreDrawnInEveryWay(_ values: [Double]) throws {
    let grids = [
      ImageGrid(images: [], width: 8, height: 8), ImageGrid(images: [values], width: 2, height: 2),
      ImageGrid(images: [values, []], width: -3, height: 0, titles: ["only"], columns: 0),
      ImageGrid(images: Array(repeating: values, count: 300), width: 1, height: 1),
      ImageGrid(images: [values], width: 5000, height: 2, range: 1...1),
    ]
    for grid in grids {
      let figure = Figure(Axes(layers: [.images(grid)]))
      #expect(try figure.raster(width: 200).width == 200)
      #expect(figure.braille(columns: 30, rows: 8, color: true).count >= 0)
    }
  }

  @Test func figuresWithoutPanelsAndOddNumbersOfThem() throws {
    #expect(try Figure(panels: []).png().count > 50)
    #expect(Figure(panels: []).braille().isEmpty)
    for count in 1...7 {
      let panels = (0..<count).map { Axes(title: "\($0)", layers: Self.layers([1, 2])) }
      for columns in [nil, -1, 1, 2, 100] {
        let figure = Figure(title: "all", panels: panels, columns: columns)
        #expect(try figure.raster(width: 300).width == 300)
      }
    }
  }

  @Test func longAndStrangeTextIsCut() throws {
    let long = String(repeating: "Lorem ipsum ^{", count: 200) + "\u{0}\u{1F600}\n"
    let figure = Figure(
      title: long,
      panels: [
        Axes(
          title: long, xLabel: long, yLabel: long,
          layers: [.line(Line(x: [0, 1], y: [0, 1], label: long))])
      ])
    #expect(try figure.raster(width: 300).width == 300)
    let lines = figure.braille(columns: 60, rows: 12).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 60 })
  }
}
