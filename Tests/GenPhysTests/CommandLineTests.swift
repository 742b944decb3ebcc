import Foundation
import Testing

/// The contract of the `genphys` executable: exit codes, streams and JSON.
@Suite(.enabled(if: CommandLineTool.genphys != nil, "genphys is not built")) struct CommandLineTests
{
  /// What a run of a command gave.
  private func genphys(
    _ arguments: String..., input: String = "", in folder: TemporaryFolder? = nil
  ) throws -> CommandLineTool.Result {
    let tool = try #require(CommandLineTool.genphys)
    return try tool.run(arguments, input: Data(input.utf8), folder: folder)
  }

  // MARK: - Exit codes

  @Test func fine() throws {
    let result = try genphys("-e", "x = 2", "-e", "x + 1")
    #expect(result.code == 0)
    #expect(result.output == "3\n")
    #expect(result.errors == "")
  }

  @Test func minusAtTheStartOfAnExpression() throws {
    #expect(try genphys("-e", "-1 + 3").output == "2\n")
  }

  @Test func runTimeError() throws {
    let result = try genphys("-e", "1", "-e", "1/0", "-e", "2")
    #expect(result.code == 1)
    #expect(result.output == "1\n")
    #expect(result.errors.contains("error[GP0402]"))
  }

  @Test(arguments: [
    ("pde a { omega = k }", Int32(2)), ("pde a { omega = k }\npde b { omega = -i*k^2 }", 2),
    ("pde a { omega = -i*k^2 }\npde b { omega = ", 65), ("x = 1", 0), ("", 0),
    ("pde a(m) { omega = -i*(k^2 + (m - 1)*k) }", 3),
    ("pde a(m) { omega = -i*(k^2 + (m - 1)*k) }\npde b { omega = k }", 2),
  ])
  func verdicts(script: String, code: Int32) throws {
    #expect(try genphys("check", "-", input: script).code == code, "\(script)")
  }

  @Test func checkRunsNothing() throws {
    let script = """
      c = 2
      f(x) = c*x
      moons = two_moons(n = 1000000)
      m = train(diffusion, moons, steps = 100000000)
      pde mine { omega = -i*f(k)^2 }
      1/0
      """
    let result = try genphys("check", "-", input: script)
    #expect(result.output.contains("mine"))
    #expect(result.errors == "")
  }

  @Test(arguments: [
    ["run"], [], ["run", "--seed", "x", "a.gp"], ["--frobnicate"], ["run", "--threads", "-1", "-"],
    ["run", "--threads", "100000", "-"], ["run", "--seed", "-1", "-"], ["check"],
    ["run", "--color", "blue", "-"],
  ])
  func usage(arguments: [String]) throws {
    let tool = try #require(CommandLineTool.genphys)
    let result = try tool.run(arguments, input: Data(), folder: nil)
    #expect(result.code == 64)
    #expect(result.errors.contains("Usage:"))
    #expect(result.output == "")
  }

  @Test func helpAndVersion() throws {
    #expect(try genphys("--help").code == 0)
    let version = try genphys("--version")
    #expect(version.code == 0 && version.output.contains("."))
  }

  @Test func staticErrors() throws {
    let result = try genphys("run", "-", input: "1 + 1\nfrobnicate(2)\nplot(x = = 1)\n")
    #expect(result.code == 65)
    #expect(result.output == "")
    #expect(result.errors.contains("standard input:3:"))
  }

  @Test func severalStaticErrorsAtOnce() throws {
    let result = try genphys("run", "-", input: "a1\nb1\nsqrt()\n")
    #expect(result.code == 65)
    #expect(result.errors.components(separatedBy: "error[").count == 4)
  }

  @Test func laterScriptsAreCheckedBeforeTheFirstRuns() throws {
    let result = try genphys("-e", "1", "-e", "nothing_of_that_name")
    #expect(result.code == 65 && result.output == "")
  }

  @Test func interrupted() throws {
    let tool = try #require(CommandLineTool.genphys)
    let script =
      "1 + 1\ntrain(diffusion, two_moons(n = 1000), steps = 100000000, width = 16, batch = 64)"
    let result = try tool.run(
      ["-e", script + "\n3"], input: Data(), folder: nil, after: .milliseconds(1500))
    #expect(result.code == 130)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].contains(" of 100000000 steps"), "\(result.output)")
    #expect(result.errors.contains("interrupted"))
  }

  @Test func interruptedElsewhere() throws {
    let tool = try #require(CommandLineTool.genphys)
    let script = "f(x) = sample(poisson, data = two_moons(n = 3000), n = 100000)\nf(1)"
    let result = try tool.run(
      ["-e", script], input: Data(), folder: nil, after: .milliseconds(1000))
    #expect(result.code == 130 && result.output == "" && result.errors.contains("GP0407"))
  }

  /// A verdict does not look whether it should end; the script ends behind it.
  @Test func interruptedVerdict() throws {
    let tool = try #require(CommandLineTool.genphys)
    let script =
      "pde hard { omega = -i*(k^2 + 0.3*k^2*sin(k)^2 + 0.1*k*sin(3*k)) }\n" + "check hard\n1 + 1"
    for arguments in [["-e", script], ["check", "-"]] {
      let result = try tool.run(
        arguments, input: Data(script.utf8), folder: nil, after: .milliseconds(300))
      // A machine that is fast enough has judged before.
      #expect([130, 0, 2, 3].contains(result.code))
      if result.code == 130 { #expect(!result.output.hasSuffix("\n2\n")) }
    }
  }

  @Test(arguments: [["-e", "1"], ["--json", "-e", "1"], ["check", "-"]])
  func fullDisk(arguments: [String]) throws {
    let tool = try #require(CommandLineTool.genphys)
    let result = try tool.run(
      arguments, input: Data("pde a { omega = -i*k^2 }".utf8), folder: nil, output: "/dev/full")
    #expect(result.code == 1)
    #expect(result.errors.contains("cannot be written"))
  }

  @Test func scriptsWithoutProcesses() throws {
    let result = try genphys("check", "-", input: "x = 1")
    #expect(result.code == 0 && result.output == "")
    #expect(result.errors.contains("declares no process"))
  }

  @Test func progressAsJSON() throws {
    let tool = try #require(CommandLineTool.genphys)
    let script = "train(diffusion, two_moons(n = 100), steps = 100000000, width = 16, batch = 64)"
    let result = try tool.run(
      ["--json", "-e", script], input: Data(), folder: nil, after: .milliseconds(3500))
    #expect(result.code == 130)
    let lines = try result.errors.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect((1...3).contains(lines.count), "\(result.errors)")
    for line in lines {
      #expect(
        Set(line.keys) == ["progress", "step", "steps", "rate", "loss", "drift", "eta"])
      #expect(line["progress"] as? String == "train")
      #expect((line["rate"] as? Double ?? 0) > 0 && (line["eta"] as? Double ?? 0) > 0)
    }
  }

  // MARK: - Files

  @Test func unreadableFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0xFF], to: "binary.gp")
    try folder.makeFolder("folder.gp")
    for name in ["nowhere.gp", "binary.gp", "folder.gp"] {
      for command in ["run", "check"] {
        let result = try genphys(command, name, in: folder)
        #expect(result.code == 65, "\(command) \(name)")
        #expect(result.output == "")
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        #expect(result.errors.contains(name))
      }
    }
  }

  @Test func windowsFiles() throws {
    let folder = try TemporaryFolder()
    let text = "x = 1\r\npde q {\r\n  omega = -i*k^2\r\n}\r\nx + 1\r\n"
    try folder.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: "windows.gp")
    let result = try genphys("run", "windows.gp", in: folder)
    #expect(result.code == 0)
    #expect(result.output.hasSuffix("\n2\n"), "\(result.output)\(result.errors)")
    try folder.write([], to: "empty.gp")
    #expect(try genphys("run", "empty.gp", in: folder).code == 0)
  }

  @Test func pathsOutsideAreRefused() throws {
    let folder = try TemporaryFolder()
    let other = try TemporaryFolder()
    let code = "save(\"\(other.url.path)/x.csv\", two_moons(n = 3))"
    let refused = try genphys("-e", code, in: folder)
    #expect(refused.code == 1 && refused.errors.contains("GP0503"))
    let allowed = try genphys("-e", code, "--allow-path", other.url.path, in: folder)
    #expect(allowed.code == 0, "\(allowed.errors)")
  }

  // MARK: - JSON

  @Test func cells() throws {
    let result = try genphys("-e", "x = 2; x^2", "-e", "check(wave)", "-e", "1/0", "--json")
    #expect(result.code == 1)
    let objects = try result.objects()
    #expect(objects.count == 4)
    #expect(objects.map { $0["cell"] as? Int } == [1, 2, 3, 4])
    #expect(objects.map { $0["type"] as? String } == ["number", "number", "verdict", "error"])
    #expect(objects[1]["value"] as? Double == 4)
    #expect(objects[1]["source"] as? String == "x^2")
    #expect(objects[1]["text"] as? String == "4")
    let error = try #require(objects[3]["error"] as? [String: Any])
    #expect(error["code"] as? String == "GP0402")
    #expect(error["span"] as? [Int] == [0, 3])
    #expect(error["message"] is String)
    for object in objects {
      let keys = Set(object.keys)
      #expect(keys == ["cell", "source", "type", "value", "error", "text"])
    }
  }

  /// The text tells what null stands for, as JSON has no infinities; errors of a list are a list.
  @Test func infinitiesAndErrorsOfLists() throws {
    let result = try genphys(
      "--json", "-e", "x = exp(1000)", "-e", "green(yukawa)(r = [1, 2], t = 1)")
    let objects = try result.objects()
    #expect(objects[0]["value"] is NSNull && objects[0]["text"] as? String == "inf")
    let errors = try #require(objects[1]["error"] as? [Double])
    #expect(errors.count == 2 && errors.allSatisfy { $0 > 0 && $0 < 1e-9 })
    #expect((objects[1]["value"] as? [Double])?.count == 2)
  }

  @Test(arguments: ["run", "check"])
  func staticErrorsAreObjects(command: String) throws {
    let result = try genphys(command, "-", "--json", input: "a1\nsqrt(1, 2, b1)\n")
    #expect(result.code == 65)
    #expect(result.errors == "")
    let objects = try result.objects()
    #expect(objects.count >= 3)
    for object in objects {
      #expect(object["type"] as? String == "error")
      #expect((object["error"] as? [String: Any])?["code"] is String)
    }
    #expect(try genphys(command, "nowhere.gp", "--json").objects().count == 1)
  }

  @Test func processes() throws {
    let script =
      "pde a(m = 1) { omega = -i*sqrt(k^2 + m^2); source = -m^2*phi }\npde b { omega = k }\n"
      + "pde c(m) { omega = -i*(k^2 + (m - 1)*k) }"
    let result = try genphys("check", "--json", "-", input: script)
    let objects = try result.objects()
    #expect(objects.map { $0["pde"] as? String } == ["a", "b", "c"])
    let keys: Set = [
      "pde", "verdict", "proved", "dimensions", "rough", "atom_rate", "C1", "C2", "mendings",
      "proof", "units", "assumptions",
    ]
    let verdicts = ["s-generative", "not s-generative", "undecided"]
    for object in objects {
      #expect(Set(object.keys) == keys)
      #expect(verdicts.contains(object["verdict"] as? String ?? ""))
      #expect(object["proved"] is Bool && object["rough"] is Bool && object["mendings"] is [String])
      let c1 = try #require(object["C1"] as? [String: Any])
      #expect(Set(c1.keys) == ["holds", "proved", "reason", "witness"])
      let c2 = try #require(object["C2"] as? [String: Any])
      #expect(Set(c2.keys) == ["holds", "proved", "reason", "witness", "violations", "open"])
    }
  }

  @Test func colourOnlyWhenAsked() throws {
    #expect(try !genphys("-e", "1/0").errors.contains("\u{1B}"))
    #expect(try genphys("-e", "1/0", "--color", "always").errors.contains("\u{1B}"))
  }

  @Test func sameBytesAgain() throws {
    let code = "sample(poisson, data = two_moons(n = 100), n = 20)"
    let first = try genphys("--json", "--seed", "3", "--threads", "2", "-e", code)
    #expect(
      first.output == (try genphys("--json", "--seed", "3", "--threads", "2", "-e", code)).output)
    #expect(
      first.output != (try genphys("--json", "--seed", "4", "--threads", "2", "-e", code)).output)
  }
}

/// The REPL with its input from a pipe.
@Suite(.enabled(if: CommandLineTool.repl != nil, "genphys-repl is not built")) struct PipedReplTests
{
  private func repl(_ arguments: String..., input: String) throws -> CommandLineTool.Result {
    try #require(CommandLineTool.repl).run(arguments, input: Data(input.utf8), folder: nil)
  }

  @Test(arguments: [
    ("a = 2\na + 1\n", Int32(0), "3\n"), ("f(x) =\n  x^2\nf(3)", 0, "9\n"), ("1/0\n2\n", 1, ""),
    ("1\nnothing_here\n2\n", 65, "1\n"), ("1\n:quit\n2\n", 0, "1\n"), ("(1 +\n", 65, ""),
    ("", 0, ""),
  ])
  func statements(input: String, code: Int32, output: String) throws {
    let result = try repl(input: input)
    #expect(result.code == code)
    #expect(result.output == output)
  }

  @Test func filesRunFirst() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a = 20\n".utf8, to: "first.gp")
    #expect(try repl(path, input: "a + 1").output == "21\n")
    #expect(try repl("/nowhere.gp", input: "1").code == 65)
    #expect(try repl("--frobnicate", input: "1").code == 64)
  }
}
