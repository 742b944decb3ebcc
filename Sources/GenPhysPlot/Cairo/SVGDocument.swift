/// An SVG document as cairo writes it, whose ids number the surfaces that the process has used.
struct SVGDocument {
  private let bytes: [UInt8]

  init(cairo bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The document with ids that depend on the content alone and differ between documents, and with
  /// a title for readers that do not see it.
  func stable(title: String) -> [UInt8] {
    let numbered = renamed { index in Array("i\(index)".utf8) }
    let prefix = "gp" + Self.hash(numbered)
    let unique = SVGDocument(cairo: numbered).renamed { index in
      Array("\(prefix)-\(index)".utf8)
    }
    return Self.titled(unique, title)
  }

  /// The document with its ids replaced, in the order in which they first appear.
  private func renamed(_ name: (Int) -> [UInt8]) -> [UInt8] {
    var names: [ArraySlice<UInt8>: [UInt8]] = [:]
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 4)
    var position = 0
    while position < bytes.count {
      guard let (start, end) = identifier(at: position) else {
        result.append(bytes[position])
        position += 1
        continue
      }
      let old = bytes[start..<end]
      let new = names[old] ?? name(names.count)
      names[old] = new
      result += bytes[position..<start]
      result += new
      position = end
    }
    return result
  }

  /// The range of the id that a marker at a position introduces.
  private func identifier(at position: Int) -> (start: Int, end: Int)? {
    for (marker, closing) in Self.markers where bytes[position] == marker[0] {
      let start = position + marker.count
      guard start < bytes.count, bytes[position..<start].elementsEqual(marker),
        let end = bytes[start...].firstIndex(of: closing)
      else { continue }
      return (start, end)
    }
    return nil
  }

  /// What stands before and after an id.
  private static let markers: [(marker: [UInt8], closing: UInt8)] = [
    (Array(" id=\"".utf8), UInt8(ascii: "\"")),
    (Array("href=\"#".utf8), UInt8(ascii: "\"")),
    (Array("url(#".utf8), UInt8(ascii: ")")),
  ]

  /// Puts a title behind the opening tag.
  private static func titled(_ document: [UInt8], _ title: String) -> [UInt8] {
    let opening = Array("<svg ".utf8)
    guard !title.isEmpty,
      let start = document.indices.first(where: { document[$0...].starts(with: opening) }),
      let end = document[start...].firstIndex(of: UInt8(ascii: ">"))
    else { return document }
    var escaped = ""
    for character in title {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
    let attribute = Array(" role=\"img\"".utf8)
    let element = Array("\n<title>\(escaped)</title>".utf8)
    return document[..<end] + attribute + [document[end]] + element + document[(end + 1)...]
  }

  /// Eight hexadecimal digits of the FNV-1a hash.
  private static func hash(_ bytes: [UInt8]) -> String {
    var hash: UInt32 = 0x811C_9DC5
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
