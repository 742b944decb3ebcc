import Foundation
import GenPhysPlot
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What the bytes of each format promise.
@Suite struct FormatTests {
  @Test func pngHasTheAskedSize() throws {
    let bytes = try Gallery.histogram.png(width: 600, height: 400, scale: 2)
    #expect(bytes[12..<16].elementsEqual(Array("IHDR".utf8)))
    let sides = [16, 20].map { start in
      bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(sides == [1200, 800])
  }

  @Test(arguments: Gallery.figures.map(\.name))
  func sameFigureSameBytes(_ name: String) throws {
    let figure = try #require(Gallery.figures.first { $0.name == name }?.figure)
    guard name != "many" else { return }
    #expect(try figure.svg() == figure.svg())
    #expect(try figure.pdf() == figure.pdf())
    #expect(try figure.png() == figure.png())
  }

  @Test(arguments: Gallery.figures.map(\.name))
  func svgIsWellFormedWithItsOwnIds(_ name: String) throws {
    let figure = try #require(Gallery.figures.first { $0.name == name }?.figure)
    let svg = try figure.svg()
    let parser = XMLParser(data: Data(svg))
    let reader = IdReader()
    parser.delegate = reader
    #expect(parser.parse())
    #expect(Set(reader.ids).count == reader.ids.count)
    let prefixes = Set(reader.ids.map { $0.prefix { $0 != "-" } })
    #expect(prefixes.count <= 1)
    #expect(reader.references.isSubset(of: reader.ids))
  }

  @Test func manyPointsMakeNoHugeDocument() throws {
    #expect(try Gallery.many.svg().count < 2_000_000)
    #expect(try Gallery.moons.svg().count < 600_000)
  }

  @Test func pdfHasAFixedDate() throws {
    let pdf = try Gallery.moons.pdf()
    #expect(pdf.starts(with: Array("%PDF-1.".utf8)))
    #expect(pdf.suffix(8).contains(UInt8(ascii: "%")))
    #expect(String(decoding: pdf, as: UTF8.self).contains("20000101000000Z"))
  }

  @Test func titleIsEscaped() throws {
    let figure = Figure(Axes(title: "a < b & \"c\" > d"))
    let text = String(decoding: try figure.svg(), as: UTF8.self)
    #expect(text.contains("<title>a &lt; b &amp; \"c\" &gt; d</title>"))
    #expect(XMLParser(data: Data(text.utf8)).parse())
  }

  @Test(
    arguments: [
      (0, nil, 1.0), (-5, nil, 1), (600, 0, 1), (40_000, nil, 1), (600, 400, 1000),
      (600, nil, .nan),
      (600, nil, 0), (.max, nil, 1), (600, .min, 1),
    ] as [(Int, Int?, Double)])
  func impossibleSizesAreRefused(width: Int, height: Int?, scale: Double) {
    #expect(throws: PlotError.self) {
      try Gallery.histogram.png(width: width, height: height, scale: scale)
    }
  }

  @Test(arguments: [1, 7, 40, 120])
  func tinyPicturesAreDrawn(width: Int) throws {
    for (_, figure) in Gallery.figures where figure.panels.count < 7 {
      #expect(try figure.raster(width: width, height: max(width / 2, 1)).width == width)
    }
  }
}

/// Collects the ids of a document and what refers to them.
private final class IdReader: NSObject, XMLParserDelegate {
  var ids: [String] = []
  var references: Set<String> = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if let id = attributes["id"] { ids.append(id) }
    for value in attributes.values {
      if value.hasPrefix("#") { references.insert(String(value.dropFirst())) }
      if value.hasPrefix("url(#") { references.insert(String(value.dropFirst(5).dropLast())) }
    }
  }
}
