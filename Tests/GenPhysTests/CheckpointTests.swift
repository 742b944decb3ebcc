import Foundation
import GenPhys
import GenPhysSyntax
import GenPhysTheory
import Testing

/// Models in files, as a user of the language meets them.
@Suite struct ModelFileTests {
  private static let training =
    "train(yukawa(m = 2), two_moons(n = 300), steps = 40, width = 12, layers = 2, batch = 64"

  @Test func savedModelsSampleTheSame() throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      """
      model = \(Self.training))
      save("out/m.safetensors", model)
      again = load("out/m.safetensors")
      again
      """)
    #expect(printed.contains("yukawa(m = 2) trained on two_moons: 40 steps of 64"), "\(printed)")
    let scores = ["model", "again"].map { notebook.run("mean(sample(\($0), n = 50))") }
    #expect(scores[0] == scores[1] && !scores[0].contains("error"), "\(scores)")
    #expect(!notebook.run("plot(again)").contains("error"))
  }

  /// What a file holds does not depend on the names around it.
  @Test func filesStandAlone() throws {
    var notebook = try Notebook()
    _ = notebook.run(
      """
      c = 0.3
      f(k) = k^1.3 + c*k^2
      pde mine(a = 1/3) { omega = -i*a*f(k); source = lap(p)*0 }
      save("m.safetensors", train(mine, two_moons(n = 100), steps = 5, width = 8))
      """)
    let other = notebook.run(":reset\nload(\"m.safetensors\")")
    #expect(other.contains("mine(a = 1/3) trained on"), "\(other)")
  }

  @Test func trainingGoesOnOnlyWhereItBelongs() throws {
    var notebook = try Notebook()
    let first = notebook.run("\(Self.training), checkpoint = \"m.safetensors\", every = 10)")
    #expect(!first.contains("error"), "\(first)")
    let file = try Data(contentsOf: notebook.folder.url.appending(path: "m.safetensors"))
    // Another name of the same process is the same training.
    let alias = notebook.run(
      """
      pde screened(mu = 2) { omega = -i*sqrt(mu^2 + k^2); source = -phi*mu^2 }
      train(screened, two_moons(n = 300), steps = 40, width = 12, layers = 2, batch = 64, \
      checkpoint = "m.safetensors")
      """)
    #expect(alias.contains("40 steps"), "\(alias)")
    for (change, words) in [
      ("yukawa(m = 2)", "yukawa(m = 3)"), ("n = 300", "n = 301"), ("steps = 40", "steps = 41"),
      ("batch = 64", "batch = 65, seed = 5"),
    ] {
      let code = Self.training.replacing(change, with: words)
      let printed = notebook.run("\(code), checkpoint = \"m.safetensors\")")
      #expect(printed.contains("error[GP0506]"), "\(printed)")
      #expect(printed.contains("remove the file"), "\(printed)")
    }
    #expect(
      try Data(contentsOf: notebook.folder.url.appending(path: "m.safetensors")) == file)
  }

  @Test func foreignFilesAreLeftAlone() throws {
    var notebook = try Notebook()
    try notebook.folder.write("not a model at all".utf8, to: "m.safetensors")
    let printed = notebook.run("\(Self.training), checkpoint = \"m.safetensors\")")
    #expect(printed.contains("GP0502"), "\(printed)")
    #expect(notebook.run("load(\"m.safetensors\")").contains("GP0502"))
    #expect(
      try String(contentsOf: notebook.folder.url.appending(path: "m.safetensors"), encoding: .utf8)
        == "not a model at all")
    #expect(notebook.run("\(Self.training), every = 3)").contains("GP0202"))
    #expect(notebook.run("\(Self.training), checkpoint = \"m.csv\")").contains("GP0504"))
    #expect(notebook.run("\(Self.training), checkpoint = \"../m.safetensors\")").contains("GP0503"))
  }

  @Test func everyPreludeProcessReadsBack() throws {
    var session = Session()
    for name in session.vocabulary {
      let parsed = Syntax.parse(name)
      guard case .process(let process) = session.run(parsed.cells[0], in: parsed.source).value
      else { continue }
      let again = try Process(declaration: process.declaration, at: SourceSpan(0, 0))
      #expect(again.identity == process.identity, "\(process.declaration)")
      #expect(again.declaration == process.declaration)
      #expect(again.parameters == process.parameters)
    }
  }
}

/// Killing a training at any moment.
@Suite(.enabled(if: CommandLineTool.genphys != nil, "genphys is not built")) struct KillTests {
  private static let training =
    "train(diffusion, two_moons(n = 200), steps = 3000, width = 32, layers = 2, batch = 64"

  private func train(_ folder: TemporaryFolder, _ file: String, killedAfter delay: Duration? = nil)
    throws -> CommandLineTool.Result
  {
    try #require(CommandLineTool.genphys).run(
      ["-e", "\(Self.training), checkpoint = \"\(file)\", every = 50)"], input: Data(),
      folder: folder, signal: SIGKILL, after: delay)
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func anInterruptedTrainingLeavesACheckpoint(signal: Int32, code: Int32) throws {
    let folder = try TemporaryFolder()
    let tool = try #require(CommandLineTool.genphys)
    let training =
      "train(diffusion, two_moons(n = 200), steps = 100000000, width = 8, batch = 64, "
      + "checkpoint = \"m.safetensors\", every = 50000000)"
    let result = try tool.run(
      ["-e", training], input: Data(), folder: folder, signal: signal, after: .milliseconds(1200))
    #expect(result.code == code, "\(result.errors)")
    let loaded = try tool.run(
      ["-e", "load(\"m.safetensors\")"], input: Data(), folder: folder)
    #expect(loaded.output.contains(" of 100000000 steps"), "\(loaded.output)")
    #expect(!loaded.output.contains(" 0 of"), "\(loaded.output)")
  }

  @Test func aKilledTrainingGoesOnToTheSameBytes() throws {
    let folder = try TemporaryFolder()
    #expect(try train(folder, "whole.safetensors").code == 0)
    let whole = try Data(contentsOf: folder.url.appending(path: "whole.safetensors"))
    let place = folder.url.appending(path: "killed.safetensors")
    var kills = 0
    for round in 0..<40 {
      let delay = Duration.milliseconds(120 + 37 * (round % 7))
      let result = try train(folder, "killed.safetensors", killedAfter: round < 30 ? delay : nil)
      // Whatever happened, the file is either not there yet or whole.
      if FileManager.default.fileExists(atPath: place.path) {
        let check = try #require(CommandLineTool.genphys).run(
          ["-e", "load(\"killed.safetensors\");"], input: Data(), folder: folder)
        #expect(check.code == 0, "\(check.errors)")
      }
      if result.code == 0 { break }
      kills += 1
    }
    #expect(kills > 0)
    #expect(try Data(contentsOf: place) == whole)
  }
}
