import Foundation
import GenPhys
import Testing

/// Streams that are closed, full, broken or no files: they cost at most what they should carry.
@Suite(.enabled(if: CommandLineTool.genphys != nil, "genphys is not built")) struct StreamTests {
  /// Runs a line of the shell, in which $genphys and $repl are the tools.
  private func shell(_ script: String, in folder: TemporaryFolder? = nil) throws
    -> CommandLineTool.Result
  {
    let tools = [("genphys", CommandLineTool.genphys), ("repl", CommandLineTool.repl)]
    let names = tools.map { "\($0)='\($1?.path ?? "false")'" }.joined(separator: "; ")
    return try CommandLineTool.shell.run(
      ["-c", names + "\n" + script], input: Data(), folder: folder ?? TemporaryFolder())
  }

  @Test(arguments: [
    ("\"$genphys\" run - <&-", "closed"), ("\"$genphys\" run - </tmp", "folder"),
    ("\"$genphys\" check - <&-", "closed"), ("\"$genphys\" run /dev/stdin <&-", "closed"),
    ("\"$genphys\" run /dev/fd/9", "closed"), ("\"$genphys\" run /", "folder"),
    ("\"$genphys\" run /dev/zero", "zero byte"), ("\"$genphys\" run ''", "no file name"),
  ])
  func inputThatCannotBeRead(script: String, message: String) throws {
    let result = try shell(script)
    #expect(result.code == 65 && result.output == "", "\(result)")
    #expect(result.errors.split(separator: "\n").count == 1 && result.errors.contains(message))
  }

  @Test(.enabled(if: CommandLineTool.repl != nil), arguments: ["<&-", "</tmp"])
  func replWithoutInput(redirection: String) throws {
    let result = try shell("\"$repl\" \(redirection)")
    #expect(result.code == 65)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test(arguments: [
    "echo 1+1 | \"$genphys\" run -", "echo 1+1 | \"$genphys\" run /dev/stdin",
    "echo 1+1 >s.gp; \"$genphys\" run /dev/stdin <s.gp",
    "echo 1+1 >s.gp; \"$genphys\" run /dev/fd/3 3<s.gp",
    "mkfifo f; (sleep 0.3; echo 1+1 >f) & \"$genphys\" run f",
    "\"$genphys\" run <(echo 1+1)", "echo 1+1 | \"$genphys\" run /proc/self/fd/0",
    "mkfifo f; (printf 1; sleep 0.3; echo +1) >f & \"$genphys\" run f",
    "echo 1+1 | \"$repl\" /dev/stdin",
  ])
  func scriptsFromPipes(script: String) throws {
    let result = try shell(script)
    #expect(result.code == 0 && result.output == "2\n", "\(result)")
  }

  /// A training goes on when nobody can read what it has to say.
  @Test(arguments: ["2>&-", "2>/dev/full", "2> >(true)"])
  func failingStandardError(redirection: String) throws {
    // The second of training makes --json print its progress.
    let script =
      "\"$genphys\" --json -e 'train(diffusion, two_moons(n = 100), steps = 9000, width = 16)' "
      + redirection
    let result = try shell(script)
    #expect(result.code == 0 && result.output.contains("9000 steps"), "\(result)")
  }

  /// No file that is opened later takes the number of a closed stream.
  @Test func closedOutputIsNoFile() throws {
    let folder = try TemporaryFolder()
    let result = try shell(
      "\"$genphys\" -e 'save(\"x.csv\", data([1]))' -e '2' >&-; echo \"code $?\"", in: folder)
    #expect(result.output == "code 1\n" && result.errors.contains("cannot be written"))
    let text = try String(contentsOf: folder.url.appending(path: "x.csv"), encoding: .utf8)
    #expect(text == "x1\n1.0\n")
  }

  /// Who pipes into `head` wants no message.
  @Test func readersThatEnd() throws {
    let result = try shell("(\"$genphys\" -e 1 -e 2 -e 3; echo \"code $?\" >&2) | true")
    #expect(result.errors.isEmpty || result.errors == "code 141\n" || result.errors == "code 0\n")
  }
}

/// The history file of the REPL.
@Suite struct HistoryFileTests {
  @Test(arguments: [
    "1 + 1", "f(x) =\n  x^2\nf(3)", "# note\n#123456789 is no time\n\n1", "\\n", "a\\nb",
    "\"\\\\\"\n",
    "\r\n", "é∇ω\n²",
  ])
  func entriesComeBack(entry: String) throws {
    let folder = try TemporaryFolder()
    let file = HistoryFile(folder.url.path + "/history", limit: 10)
    for text in ["first", entry, "last\nline"] { file.append(text) }
    #expect(file.load() == ["first", entry, "last\nline"])
    #expect(file.load() == ["first", entry, "last\nline"])
  }

  /// Earlier versions wrote the time before every entry.
  @Test func earlierFiles() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "#1735689600\n1 + 1\n#1735689601\nf(x) =\n  x\n#1735689602\n".utf8, to: "history")
    #expect(HistoryFile(path, limit: 10).load() == ["1 + 1", "f(x) =\n  x"])
    #expect(HistoryFile(path, limit: 10).load() == ["1 + 1", "f(x) =\n  x"])
    let plain = try folder.write("1\n#2 note\na\\n\n".utf8, to: "plain")
    #expect(HistoryFile(plain, limit: 10).load() == ["1", "#2 note", "a\\n"])
  }

  /// A full disk may cut an entry short; the next one begins a line of its own.
  @Test func anEntryCutShort() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("1 + 1\n2 +".utf8, to: "history")
    let file = HistoryFile(path, limit: 10)
    file.append("3 + 3")
    #expect(file.load() == ["1 + 1", "2 +", "3 + 3"])
  }

  @Test func theLastEntriesAreKept() throws {
    let folder = try TemporaryFolder()
    let file = HistoryFile(folder.url.path + "/history", limit: 3)
    for index in 0..<9 { file.append("\(index)") }
    #expect(file.load() == ["6", "7", "8"])
    #expect(HistoryFile("/nowhere/history", limit: 3).load().isEmpty)
    HistoryFile("/nowhere/history", limit: 3).append("1")
  }
}
