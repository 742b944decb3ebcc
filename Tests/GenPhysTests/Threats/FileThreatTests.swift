import Foundation
import GenPhys
import GenPhysEngine
import GenPhysSyntax
import GenPhysText
import Testing

/// What untrusted data and model files cannot do.
@Suite struct FileThreatTests {
  private static func npy(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    let text = header + "\n"
    return [0x93] + Array("NUMPY".utf8) + [
      1, 0, UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8),
    ]
      + Array(text.utf8) + data
  }

  @Test(
    "D1: sizes are checked before anything is allocated",
    arguments: [
      "(1000000000000, 2)", "(9223372036854775807, 9223372036854775807)",
      "(18446744073709551616, 1)", "(3, 2)",
    ])
  func sizes(shape: String) throws {
    var notebook = try Notebook()
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
    try notebook.folder.write(Self.npy(header, Array(repeating: 0, count: 16)), to: "x.npy")
    let time = ContinuousClock().measure {
      let printed = notebook.run("load(\"x.npy\")")
      #expect(printed.contains("error[GP05") || printed.contains("error[GP0406]"), "\(printed)")
    }
    #expect(time < .seconds(1))
    // A file of a thousand terabytes that takes no room on the disk.
    let sparse = notebook.folder.url.appending(path: "huge.csv").path
    #expect(FileManager.default.createFile(atPath: sparse, contents: nil))
    guard truncate(sparse, 1 << 43) == 0 else { return }
    #expect(notebook.run("load(\"huge.csv\")").contains("error[GP0406]"))
  }

  @Test("D2: Python objects are refused", arguments: ["|O", "O", "object", "[('a', '|O')]"])
  func objects(type: String) throws {
    var notebook = try Notebook()
    let quoted = type.hasPrefix("[") ? type : "'\(type)'"
    let header = "{'descr': \(quoted), 'fortran_order': False, 'shape': (2, 1), }"
    try notebook.folder.write(Self.npy(header, Array(repeating: 0, count: 16)), to: "x.npy")
    #expect(notebook.run("load(\"x.npy\")").contains("error[GP05"))
  }

  /// What steers a terminal, and is long.
  static let hostile =
    "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}" + String(repeating: "a b", count: 100_000)

  @Test("D3: names, columns and cells are shown in part and visibly")
  func dataInMessages() throws {
    var notebook = try Notebook()
    let bad = Self.hostile
    try notebook.folder.write("\(bad),y\n1,\(bad)\n".utf8, to: "cell.csv")
    try notebook.folder.write("\(bad),y\n1,2\n".utf8, to: "name.csv")
    let file = "\u{1B}[31mx\u{202E}.csv"
    try notebook.folder.write("1,2\n3,4\n".utf8, to: file)
    for script in [
      "load(\"cell.csv\")", "load(\"name.csv\", label = \"z\")", "load(\"name.csv\")",
      "load(\"\\u{1B}[31mx\\u{202E}.csv\")", "load(\"\\u{1B}[31my.csv\")",
      "load(\"\(String(repeating: "q", count: 3000)).csv\")", "load(\"x.\\u{1B}c\")",
    ] {
      let printed = notebook.run(script)
      #expect(
        !printed.visibleLines.isEmpty && printed.visibleLines == printed, "\(script.prefix(60))")
      #expect(printed.count < 4000, "\(script.prefix(60)): \(printed.count)")
    }
  }

  // MARK: - Models

  private static let training =
    "diffusion, two_moons(n = 100), steps = 3, width = 8, layers = 1, batch = 16"

  /// A saved model, its metadata changed and its checksum taken away.
  private static func model(_ notebook: inout Notebook, _ changes: [String: String]) throws {
    let printed = notebook.run(
      "save(\"m.safetensors\", train(\(training)))"
    )
    #expect(!printed.contains("error"), "\(printed)")
    let file = [UInt8](try Data(contentsOf: notebook.folder.url.appending(path: "m.safetensors")))
    let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let object = try JSONSerialization.jsonObject(with: Data(file[8..<(8 + length)]))
    var header = try #require(object as? [String: Any])
    var metadata = try #require(header["__metadata__"] as? [String: String])
    metadata.merge(changes) { $1 }
    metadata["checksum"] = "none"
    header["__metadata__"] = metadata
    let text = try JSONSerialization.data(withJSONObject: header)
    let count = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
    try notebook.folder.write(count + [UInt8](text) + file[(8 + length)...], to: "m.safetensors")
  }

  @Test(
    "M1: a model file runs nothing",
    arguments: [
      "save(\"stolen.csv\", [[1, 2], [3, 4]])", "x = 3", ":save stolen.gp", "check diffusion",
      "pde a { omega = -i*k^2 }\nsave(\"stolen.csv\", [[1, 2], [3, 4]])",
      "pde a { omega = -i*k^2*mean(load(\"m.csv\")) }", "pde a { omega = -i*f(k) }", "",
      "pde a(x = save(\"stolen.csv\", [[1, 2], [3, 4]])) { omega = -i*x*k^2 }",
      String(repeating: "(", count: 100_000), "pde \u{1B}[31m { omega = -i*k^2 }",
    ])
  func filesRunNothing(declaration: String) throws {
    var notebook = try Notebook()
    try Self.model(&notebook, ["process": declaration])
    let before = Set(try FileManager.default.contentsOfDirectory(atPath: notebook.folder.url.path))
    let printed = notebook.run("load(\"m.safetensors\")")
    #expect(printed.contains("error[GP"), "\(printed.prefix(500))")
    #expect(printed == printed.visibleLines && printed.count < 4000)
    let after = Set(try FileManager.default.contentsOfDirectory(atPath: notebook.folder.url.path))
    #expect(before == after)
  }

  @Test("M2: crowded and contradictory headers are refused at once")
  func headers() throws {
    var notebook = try Notebook()
    let entries = (0..<300_000).map {
      "\"t\($0)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(4 * $0),\(4 * $0 + 4)]}"
    }
    let many = "{" + entries.joined(separator: ",") + "}"
    let twice = "{" + entries[0] + "," + entries[0] + "}"
    let shared = "{" + entries[0] + "," + entries[0].replacing("t0", with: "t1") + "}"
    for (header, words) in [(many, "1024"), (twice, "twice"), (shared, "share bytes")] {
      let count = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
      let data = [UInt8](repeating: 0, count: header.count > 1000 ? 1_200_000 : 4)
      try notebook.folder.write(count + Array(header.utf8) + data, to: "x.safetensors")
      let time = ContinuousClock().measure {
        let printed = notebook.run("load(\"x.safetensors\")")
        #expect(printed.contains("error[GP0502]") && printed.contains(words), "\(printed)")
      }
      #expect(time < .seconds(1), "\(time)")
    }
  }

  @Test(
    "M3: numbers in a model file lie in their ranges",
    arguments: [
      ("dimension", "1000000"), ("training.width", "65536"), ("training.layers", "64"),
      ("training.learning_rate", "1e999"), ("step", "-1"), ("data.fingerprint", "0"),
    ])
  func ranges(key: String, value: String) throws {
    var notebook = try Notebook()
    try Self.model(&notebook, [:])
    #expect(notebook.run("load(\"m.safetensors\")").contains("trained on"))
    try Self.model(&notebook, [key: value])
    let printed = notebook.run("load(\"m.safetensors\")")
    #expect(printed.contains("error[GP0502]") || printed.contains("error[GP0401]"), "\(printed)")
  }

  @Test(
    "M4: metadata are shown in part and visibly",
    arguments: [
      "data", "version", "process", "format", "data.standardised", "training.width",
    ])
  func metadata(key: String) throws {
    var notebook = try Notebook()
    try Self.model(&notebook, [key: Self.hostile])
    for script in [
      "load(\"m.safetensors\")",
      "train(\(Self.training), checkpoint = \"m.safetensors\")",
      "plot(load(\"m.safetensors\"))",
    ] {
      let printed = notebook.run(script)
      #expect(printed == printed.visibleLines, "\(key)")
      #expect(printed.count < 8000, "\(key): \(printed.count)")
    }
  }
}
