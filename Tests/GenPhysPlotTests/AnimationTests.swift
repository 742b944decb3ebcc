import Foundation
import GenPhysPlot
import Testing

@Suite struct AnimationTests {
  static var animation: Animation {
    Animation(
      frames: (0..<8).map { frame in
        let phase = Double(frame) / 8
        return Figure(
          Axes(
            title: "t = \(phase)", xLabel: "x", yLabel: "p",
            layers: [
              .line(
                Line(
                  of: { exp(-pow($0 - 4 * phase + 2, 2) / (0.1 + phase)) / (0.5 + phase) },
                  over: -4...4))
            ]))
      }, framesPerSecond: 10)
  }

  @Test func everyFrameCanBeReadBack() throws {
    let bytes = try Self.animation.gif(width: 300)
    if let folder = ProcessInfo.processInfo.environment["GENPHYS_GALLERY"] {
      try Data(bytes).write(to: URL(fileURLWithPath: folder).appendingPathComponent("wave.gif"))
    }
    let read = try #require(GIFReader(bytes))
    #expect(read.width == 300)
    #expect(read.frames.count == 8)
    #expect(read.delays.allSatisfy { $0 == 10 })
    // The frames are those of figures with common ranges; the first must agree with its figure.
    var figure = Self.animation.frames[0]
    figure.panels[0].xRange = -4...4
    #expect(read.frames[0].filter { $0 == 0xFFFFFF }.count > read.frames[0].count / 2)
    #expect(read.frames[0] != read.frames[1])
  }

  @Test func manyColorsAreReduced() throws {
    let figures = [0.0, 1].map { shift in
      Figure(
        Axes(layers: [
          .heatMap(HeatMap(over: -1...1, -1...1) { x, y in sin(3 * x + shift) * cos(4 * y) })
        ]))
    }
    let bytes = try Animation(frames: figures).gif(width: 200)
    let read = try #require(GIFReader(bytes))
    let raster = try figures[1].raster(width: 200, height: read.height)
    #expect(read.height == raster.height)
    var worst = 0
    for (index, color) in read.frames[1].enumerated() {
      for part in 0..<3 {
        let shown = Int(color >> (16 - 8 * UInt32(part)) & 0xFF)
        worst = max(worst, abs(shown - Int(raster.rgba[4 * index + part])))
      }
    }
    #expect(worst < 70)
    #expect(read.frames[1][0] == 0xFFFFFF)
  }

  @Test func emptyAndUnchanging() throws {
    #expect(throws: PlotError.noFrames) { try Animation(frames: []).gif() }
    let still = Animation(frames: [Figure(Axes()), Figure(Axes())], framesPerSecond: .nan)
    let read = try #require(GIFReader(try still.gif(width: 120)))
    #expect(read.frames.count == 2)
    #expect(read.frames[0] == read.frames[1])
  }
}
