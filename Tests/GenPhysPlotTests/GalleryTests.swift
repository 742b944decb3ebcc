import Foundation
import GenPhysPlot
import Testing

/// What must hold for every figure.
///
/// With `GENPHYS_GALLERY` set to a folder the pictures are written there, to be looked at.
@Suite struct GalleryTests {
  @Test(arguments: Gallery.figures.map(\.name))
  func drawsInEveryFormat(_ name: String) throws {
    let figure = try #require(Gallery.figures.first { $0.name == name }?.figure)
    let png = try figure.png(width: 600, scale: 2)
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let svg = try figure.svg(width: 600)
    let pdf = try figure.pdf(width: 600)
    #expect(pdf.starts(with: Array("%PDF-1.".utf8)))
    let plain = figure.braille(columns: 72, rows: 22)
    #expect(plain.split(separator: "\n").allSatisfy { $0.count <= 72 })
    if let folder = ProcessInfo.processInfo.environment["GENPHYS_GALLERY"] {
      let base = URL(fileURLWithPath: folder).appendingPathComponent(name)
      try Data(png).write(to: base.appendingPathExtension("png"))
      try Data(svg).write(to: base.appendingPathExtension("svg"))
      try Data(pdf).write(to: base.appendingPathExtension("pdf"))
      let text = plain + "\n\n" + figure.braille(columns: 72, rows: 22, color: true) + "\n"
      try Data(text.utf8).write(to: base.appendingPathExtension("txt"))
    }
  }
}
