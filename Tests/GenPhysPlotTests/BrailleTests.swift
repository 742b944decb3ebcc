import GenPhysPlot
import Testing

@Suite struct BrailleTests {
  @Test func drawsALineAsRecorded() {
    let figure = Figure(
      Axes(
        title: "y = x", xLabel: "x", yLabel: "y",
        layers: [.line(Line(x: [0, 4], y: [0, 4], label: "one"))]))
    let expected = """
                   y = x
      4 ┤                      ⢀⣠⠤⠖⠚
        │                ⢀⣀⠤⠖⠒⠉⠁
      2 ┤          ⢀⣀⠤⠴⠒⠉⠁
        │    ⢀⣀⠤⠴⠒⠋⠁
      0 ┤⡤⠴⠒⠋⠉
        └┬────────────┬────────────┬
         0            2            4
                x: x   y: y
        ⣿⣿ one
      """
    #expect(figure.braille(columns: 30, rows: 10) == expected)
  }

  @Test(arguments: Gallery.figures.map(\.name))
  func keepsTheWidthWithAndWithoutColor(_ name: String) throws {
    let figure = try #require(Gallery.figures.first { $0.name == name }?.figure)
    for width in [20, 47, 80, 160] {
      let plain = figure.braille(columns: width, rows: 14)
      #expect(plain.split(separator: "\n").allSatisfy { $0.count <= width })
      #expect(!plain.contains("\u{1B}"))
      let colored = figure.braille(columns: width, rows: 14, color: true)
      let stripped = colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
      #expect(stripped.split(separator: "\n").allSatisfy { $0.count <= width })
      for line in colored.split(separator: "\n") where line.contains("\u{1B}") {
        #expect(line.contains("\u{1B}[0m"))
      }
    }
  }

  @Test func colorsNameTheirSeries() {
    let colored = Gallery.moons.braille(columns: 60, rows: 16, color: true)
    #expect(colored.contains("\u{1B}[0;38;5;25m"))
    #expect(colored.contains("\u{1B}[0;38;5;166m"))
  }
}
