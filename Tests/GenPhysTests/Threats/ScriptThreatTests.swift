import Foundation
import GenPhys
import GenPhysSyntax
import Testing

/// What untrusted scripts cannot do.
@Suite struct ScriptThreatTests {
  /// A folder with a secret beside the working folder of a script.
  private struct Place {
    let folder: TemporaryFolder
    let files: FileAccess
    var inside: URL { folder.url.appending(path: "inside") }
    var outside: URL { folder.url.appending(path: "outside") }

    init() throws {
      folder = try TemporaryFolder()
      try folder.makeFolder("inside/sub")
      try folder.makeFolder("outside")
      try folder.write("1,2\n".utf8, to: "outside/secret.csv")
      try folder.write("3,4\n".utf8, to: "inside/own.csv")
      files = FileAccess(folder: folder.url.appending(path: "inside").path)
    }

    func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(
        atPath: inside.appending(path: name).path, withDestinationPath: target)
    }

    /// The code of the error of reading and of writing a path.
    func codes(_ path: String) -> (read: DiagnosticCode?, write: DiagnosticCode?) {
      let span = SourceSpan(0, 0)
      var codes: (read: DiagnosticCode?, write: DiagnosticCode?)
      do throws(Fault) { _ = try files.read(path, at: span) } catch {
        codes.read = error.diagnostic.code
      }
      do throws(Fault) { try files.write([1], to: path, at: span) } catch {
        codes.write = error.diagnostic.code
      }
      return codes
    }

    var isUntouched: Bool {
      let names = try? FileManager.default.contentsOfDirectory(atPath: outside.path)
      let text = try? String(contentsOf: outside.appending(path: "secret.csv"), encoding: .utf8)
      return names == ["secret.csv"] && text == "1,2\n"
    }
  }

  @Test("S1: paths that lead out of the allowed folders are refused")
  func pathsOutside() throws {
    let place = try Place()
    let outside = place.outside.path
    try place.link("file.csv", to: "\(outside)/secret.csv")
    try place.link("relative.csv", to: "../outside/secret.csv")
    try place.link("new.csv", to: "\(outside)/new.csv")
    try place.link("folder", to: outside)
    try place.link("sub/up", to: "../..")
    try place.link("chain", to: "folder")
    for path in [
      "../outside/secret.csv", "\(outside)/secret.csv", "file.csv", "relative.csv", "new.csv",
      "folder/secret.csv", "chain/secret.csv", "sub/up/outside/secret.csv",
      "sub/../../outside/secret.csv", "sub/up/../outside/secret.csv", "~/secret.csv",
      "/etc/passwd", "missing/../../outside/secret.csv", "/proc/self/root/etc/passwd",
      "./../outside/./secret.csv", "folder/", "..", "/",
    ] {
      let codes = place.codes(path)
      #expect(codes.read == .pathNotAllowed || path.hasPrefix("missing"), "\(path): \(codes)")
      #expect(codes.write != nil, "\(path): \(codes)")
    }
    #expect(place.isUntouched)
  }

  @Test("S1: paths and links that stay inside are followed")
  func pathsInside() throws {
    let place = try Place()
    try place.link("link.csv", to: "own.csv")
    try place.link("sub/own.csv", to: "../own.csv")
    try place.link("absolute.csv", to: place.inside.appending(path: "own.csv").path)
    try place.link("other", to: "sub")
    let span = SourceSpan(0, 0)
    for path in [
      "own.csv", "./own.csv", "sub/../own.csv", "link.csv", "sub/own.csv", "absolute.csv",
      "other/own.csv", "../inside/own.csv", place.inside.appending(path: "own.csv").path,
      "other/../own.csv",
    ] {
      #expect(try place.files.read(path, at: span) == Array("3,4\n".utf8), "\(path)")
    }
    try place.files.write([7], to: "a/b/c.csv", at: span)
    #expect(try place.files.read("a/b/c.csv", at: span) == [7])
    try place.files.write([8], to: "link.csv", at: span)
    #expect(try place.files.read("own.csv", at: span) == [8])
    // Links in a circle, paths without end, and names that are none.
    try place.link("round", to: "round")
    try place.link("left", to: "right")
    try place.link("right", to: "left")
    let deep = String(repeating: "a/", count: 100_000)
    for path in ["round", "left/x", deep, "", "a\u{0}b", String(repeating: "n", count: 300)] {
      let codes = place.codes(path)
      #expect(codes.read != nil && codes.write != nil, "\(path.prefix(20))")
    }
    // Further folders are allowed by name.
    let more = FileAccess(folder: place.inside.path, allowed: [place.outside.path])
    #expect(try more.read("../outside/secret.csv", at: span) == Array("1,2\n".utf8))
  }

  @Test("S2: folders that are replaced are not followed")
  func replacedFolders() throws {
    let place = try Place()
    let span = SourceSpan(0, 0)
    let manager = FileManager.default
    // The working folder itself: what was opened counts, not what has its path now.
    let moved = place.folder.url.appending(path: "moved")
    try manager.moveItem(at: place.inside, to: moved)
    try manager.createSymbolicLink(at: place.inside, withDestinationURL: place.outside)
    try place.files.write([1], to: "x.csv", at: span)
    #expect(manager.fileExists(atPath: moved.appending(path: "x.csv").path))
    #expect(try place.files.read("own.csv", at: span) == Array("3,4\n".utf8))
    #expect(throws: Fault.self) { try place.files.read("secret.csv", at: span) }
    // A folder below that turns into a link and back, while files are written through it.
    let sub = moved.appending(path: "sub")
    let aside = moved.appending(path: "aside")
    let target = place.outside.path
    let attacker = Thread {
      for _ in 0..<3000 {
        rename(sub.path, aside.path)
        symlink(target, sub.path)
        unlink(sub.path)
        rename(aside.path, sub.path)
      }
    }
    attacker.start()
    var written = 0
    while !attacker.isFinished {
      do throws(Fault) {
        try place.files.write([1], to: "sub/x.csv", at: span)
        written += 1
      } catch {
        #expect([.pathNotAllowed, .fileNotWritten, .fileNotFound].contains(error.diagnostic.code))
      }
    }
    #expect(written > 0)
    #expect(place.isUntouched)
  }

  @Test("S3: nothing in the sources runs programs or opens connections")
  func noOtherWayOut() throws {
    let folder = Repository.root.appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    let forbidden =
      #/
      \b(posix_spawn|v?fork|exec[vl]e?|system|popen|socket|connect|URLSession|Foundation\.Process
      |NSTask)\(
      /#
    var seen = 0
    for case let name as String in files
    where [".swift", ".c", ".h"].contains(where: name.hasSuffix) {
      let text = try Repository.text("Sources/\(name)")
      seen += 1
      for line in text.split(separator: "\n")
      where !line.contains(".system(") && !line.contains("case system(") {
        #expect(line.firstMatch(of: forbidden) == nil, "\(name): \(line)")
      }
    }
    #expect(seen > 300)
  }

  @Test("S4: pipes, devices and folders are refused at once")
  func onlyRegularFiles() throws {
    let place = try Place()
    #expect(mkfifo(place.inside.appending(path: "pipe.csv").path, 0o600) == 0)
    let files = FileAccess(folder: place.inside.path, allowed: ["/dev"])
    let span = SourceSpan(0, 0)
    let time = ContinuousClock().measure {
      for path in ["pipe.csv", "/dev/zero", "/dev/null", "sub", "."] {
        #expect(throws: Fault.self, "\(path)") { try files.read(path, at: span) }
      }
    }
    #expect(time < .seconds(1))
  }

  @Test(
    "S5: depth, length and size are limited",
    arguments: [
      (String(repeating: "(", count: 100_000), "GP0114"), ("f(x) = f(x)\nf(1)", "GP04"),
      ("1..1e9", "GP04"), ("two_moons(n = 1e12)", "GP04"),
      ("g(n) = [g(n), g(n)]\ng(1)", "GP04"),
      ("train(diffusion, two_moons(n = 10), width = 65536, layers = 64)", "GP0406"),
    ])
  func limits(script: String, code: String) throws {
    var notebook = try Notebook()
    let printed = notebook.run(script)
    #expect(printed.contains("error[\(code)"), "\(printed.prefix(300))")
  }

  @Test(
    "S6: scripts are text",
    arguments: [[0x61, 0], [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80]])
  func scriptsAreText(bytes: [UInt8]) throws {
    var notebook = try Notebook()
    try notebook.folder.write(bytes, to: "bad.gp")
    #expect(notebook.run(":load bad.gp").contains("error[GP0502]"))
  }
}
