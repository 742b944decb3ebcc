import Foundation
import GenPhys
import GenPhysPlot
import GenPhysSyntax
import GenPhysText
import Testing

/// What cannot reach a terminal or a figure.
@Suite struct TerminalThreatTests {
  /// Escape, bell, C1, overrides, isolates, separators, invisible ones; as a string of the
  /// language.
  private static let hostile =
    "\\u{1B}]0;owned\\u{7}\\u{1B}[2J\\u{9B}31m\\u{7F}\\u{202E}\\u{2066}\\u{200F}\\u{2028}\\u{FEFF}"

  /// What steers and is left in a text, besides line breaks and tabs.
  private static func steering(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { $0.steers && $0 != "\n" && $0 != "\t" }
  }

  @Test(
    "T1: nothing in standard output and standard error steers",
    arguments: [
      "\"\(hostile)\"", "[\"\(hostile)\", 1]", "[[\"a\\nb\"]]", "x = \"\(hostile)\"\n:vars\nx",
      "load(\"\(hostile).csv\")", "load(\"\(hostile)\")",
      "save(\"\(hostile).csv\", [[1, 2], [3, 4]])\nload(\"\(hostile).csv\")",
      "sample(diffusion, \"\(hostile)\")", "f(\(hostile))", "?\u{1B}[31m",
      ":load \u{1B}[31mx\u{202E}",
      ":\u{1B}x", ":explain \u{202E}", "x = \u{202E}1", "x = \"\u{1B}[31m", "# \u{1B}[2J\nq",
      "sweep(diffusion, two_moons(n = 50), \"\(hostile)\", [1])",
      "train(diffusion, two_moons(n = 50), checkpoint = \"\(hostile)\")", ":save \u{202E}.gp",
      ":time \"\(hostile)\"",
    ])
  func streams(script: String) throws {
    let tool = try #require(CommandLineTool.genphys)
    let folder = try TemporaryFolder()
    for arguments in [
      ["-e", script], ["--json", "-e", script], ["--color", "never", "run", "-"],
    ] {
      let result = try tool.run(arguments, input: Data(script.utf8), folder: folder)
      #expect(Self.steering(result.output).isEmpty, "\(result.output.visible)")
      #expect(Self.steering(result.errors).isEmpty, "\(result.errors.visible)")
      #expect(!(result.output + result.errors).isEmpty)
    }
    // In colour the only sequences are those of colours.
    let colour = try tool.run(["--color", "always", "-e", script], input: Data(), folder: folder)
    let plain = (colour.output + colour.errors).replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(Self.steering(plain).isEmpty, "\(plain.visible)")
  }

  /// The files that hold a text past the sanitiser, or write to a stream.
  @Test("T1: only a few places write to the terminal")
  func placesThatWrite() throws {
    let folder = Repository.root.appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    let writes =
      #/
      (TerminalText\(\s*trusting|FileHandle\.standard(Error|Output)|[^.\w]print\(
      |\b(fputs|fprintf|printf|puts|perror|debugPrint|dump)\()
      /#
    let known: Set = [
      "GenPhysText/TerminalText.swift", "GenPhys/Session/CellResult+Terminal.swift",
      "GenPhys/Support/Platform.swift", "GenPhys/Support/ProgressBar.swift",
      // Fixed texts.
      "genphys-repl/Conversation.swift", "genphys-repl/LineEditor.swift", "CReadline/shim.h",
    ]
    var found: Set<String> = []
    for case let name as String in files
    where !name.hasPrefix("genphys-bench")
      && [".swift", ".c", ".h"].contains(where: name.hasSuffix)
    {
      for line in try Repository.text("Sources/\(name)").split(separator: "\n")
      where !line.contains("func print(") && !line.contains("//") && !name.contains("Printing/") {
        if line.firstMatch(of: writes) != nil { found.insert(name) }
      }
    }
    #expect(found.isSubset(of: known), "\(found.subtracting(known).sorted())")
  }

  @Test("T2: nothing in a figure steers")
  func figures() throws {
    let text = "a\u{1B}[31m\u{0}\u{202E}b\u{9B}_{\u{1B}x}^2\u{2028}\u{FFFF}"
    let axes = Axes(
      title: text, xLabel: text, yLabel: text,
      layers: [.line(Line(x: [0, 1], y: [0, 1], label: text))])
    let figure = Figure(title: text, panels: [axes, axes])
    for color in [false, true] {
      let drawn = figure.braille(columns: 80, rows: 22, color: color)
        .replacing(/\u{1B}\[[0-9;]*m/, with: "")
      #expect(Self.steering(drawn).isEmpty && drawn.contains("u{1B}"), "\(drawn)")
    }
    let svg = String(decoding: try figure.svg(), as: UTF8.self)
    #expect(Self.steering(svg).isEmpty && svg.contains("<title>a\\u{1B}"))
    #expect(XMLSyntax.isAccepted(svg))
    #expect(try figure.pdf().count > 1000)
    #expect(try figure.png().count > 1000)
    // A title of a million characters takes no time.
    let long = Figure(title: String(repeating: "x", count: 1_000_000), panels: [axes])
    let time = try ContinuousClock().measure { _ = try long.png() }
    #expect(time < .seconds(5))
    // As the language draws them: the name of a file is the label of its points.
    var notebook = try Notebook()
    let name = "\\u{1B}[31m\\u{202E}x.csv"
    let printed = notebook.run(
      """
      save("\(name)", [[1, 2], [3, 4]])
      a = load("\(name)")
      a
      plot(a, a)
      save("a.svg", plot(a, a))
      """)
    #expect(!printed.contains("error") && printed == printed.visibleLines, "\(printed)")
    let drawing = try String(
      contentsOf: notebook.folder.url.appending(path: "a.svg"), encoding: .utf8)
    #expect(Self.steering(drawing).isEmpty)
  }

  @Test("T3: JSON keeps the original and shows nothing that steers")
  func json() throws {
    let tool = try #require(CommandLineTool.genphys)
    let original = "\u{1B}[2J\u{9B}\u{7F}\u{202E}\u{2028}\u{E0041}\u{FEFF}\u{10FFFF}"
    let result = try tool.run(
      ["--json", "-e", "\"\(Self.hostile)\\u{E0041}\\u{10FFFF}\"", "-e", Printer.quoted(original)],
      input: Data(), folder: nil)
    #expect(Self.steering(result.output).isEmpty)
    let objects = try result.objects()
    #expect(objects.last?["value"] as? String == original)
    #expect(objects.last?["text"] as? String == original)
  }

  @Test("T4: arguments and completions are visible")
  func arguments() throws {
    for tool in [CommandLineTool.genphys, CommandLineTool.repl].compactMap(\.self) {
      for arguments in [
        ["--\u{1B}[31m\u{202E}"], ["\u{1B}]0;x\u{7}.gp"], ["--seed", "\u{9B}31m"],
        ["check", "\u{202E}.gp"], ["--color", "\u{1B}c"], ["--budget", "\u{1B}c"],
      ] {
        let result = try tool.run(arguments, input: Data(), folder: nil)
        #expect(result.code != 0)
        #expect(Self.steering(result.output + result.errors).isEmpty, "\(arguments)")
      }
    }
    let help = try #require(CommandLineTool.genphys).run(["--help"], input: Data(), folder: nil)
    #expect(help.code == 0 && help.output.contains("USAGE"))
    let version = try #require(CommandLineTool.genphys).run(
      ["--version"], input: Data(), folder: nil)
    #expect(version.code == 0 && version.output == GenPhysVersion.text + "\n")
    let folder = try TemporaryFolder()
    for name in ["ab\u{1B}[31m.csv", "ab\u{202E}.csv", "abc.csv"] {
      try folder.write([1], to: name)
    }
    let text = "load(\"\(folder.url.path)/ab"
    let found = Session().completions(in: text, at: text.utf8.count).candidates.map(\.text)
    #expect(found == ["\(folder.url.path)/abc.csv"])
  }

  @Test(
    "T5: long fields are elided",
    arguments: [
      "QQ", "QQ(1)", "load(\"QQ.csv\")", "load(\"QQ/x.csv\")", "load(\"x.QQ\")", "1 QQ",
      "x = QQ + 1",
      "train(diffusion, two_moons(n = 50), QQ = 3)", "pde QQ { omega = -i*z }",
      "pde p(QQ) { omega = -i*QQ*z }",
      "f(QQ) = 1\nf()", "check QQ", ":explain QQ", ":QQ", "?QQ", "QQ = 3\nQQ(1)", "sum(\"QQ\")",
      "diffusion(QQ = 1)",
      "pde p { omega = -i*QQ(k) }", "solve(\"QQ\")", "0.QQ", "x = [1, 2]\nx[QQ]", "save(\"QQ\", 3)",
    ])
  func longFields(script: String) throws {
    for long in [
      String(repeating: "q", count: 50_000), "e" + String(repeating: "\u{301}", count: 50_000),
    ] {
      let code = script.replacing("QQ", with: long)
      var notebook = try Notebook()
      let printed = notebook.run(code)
      #expect(printed.contains("error["), "\(script)")
      #expect(printed.unicodeScalars.count < 6000, "\(script): \(printed.unicodeScalars.count)")
    }
  }
}

/// Whether a text is XML without characters that XML forbids.
private enum XMLSyntax {
  static func isAccepted(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF)
    }
  }
}
