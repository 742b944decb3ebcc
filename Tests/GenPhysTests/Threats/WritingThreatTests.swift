import Foundation
import GenPhys
import GenPhysSyntax
import Synchronization
import Testing

/// What cannot happen to files that are written.
@Suite struct WritingThreatTests {
  private static let span = SourceSpan(0, 0)

  /// Calls of which the n-th of a kind fails, and that can be short or interrupted.
  final class FaultyCalls: Sendable {
    enum Kind: CaseIterable, Sendable { case open, write, sync, rename }

    private let left: Mutex<(kind: Kind, count: Int)>
    private let code: Int32
    /// Whether the failure has happened.
    var hasFailed: Bool { left.withLock { $0.count <= 0 } }

    init(_ kind: Kind, number: Int, code: Int32) {
      left = Mutex((kind, number))
      self.code = code
    }

    private func fails(_ kind: Kind) -> Bool {
      let isDue = left.withLock { left in
        guard left.kind == kind, left.count > 0 else { return false }
        left.count -= 1
        return left.count == 0
      }
      if isDue { errno = code }
      return isDue
    }

    var calls: SystemCalls {
      let live = SystemCalls.live
      return SystemCalls(
        open: { self.fails(.open) ? -1 : live.open($0, $1, $2, $3) },
        // Short writes, so that there are several.
        write: { self.fails(.write) ? -1 : live.write($0, $1, min($2, max(1, $2 / 3))) },
        sync: { self.fails(.sync) ? -1 : live.sync($0) },
        rename: { self.fails(.rename) ? -1 : live.rename($0, $1, $2) })
    }
  }

  private static func names(_ folder: TemporaryFolder) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path))
  }

  @Test(
    "W1: the n-th failing call leaves the old file whole",
    arguments: [
      ("x.csv", "save(\"x.csv\", [[1, 2], [3, 4]])"),
      ("x.npy", "save(\"x.npy\", [[1, 2], [3, 4]])"),
      ("x.png", "save(\"x.png\", plot(two_moons(n = 20)))"),
      ("x.svg", "save(\"x.svg\", plot(two_moons(n = 20)))"),
      ("x.pdf", "save(\"x.pdf\", plot(two_moons(n = 20)))"),
      ("x.gif", "save(\"x.gif\", way)"), ("x.safetensors", "save(\"x.safetensors\", m)"),
      ("x.gp", ":save x.gp"),
      ("c.safetensors", "train(\(training), checkpoint = \"c.safetensors\", every = 2)"),
    ], FaultyCalls.Kind.allCases)
  func failingCalls(file: (name: String, script: String), kind: FaultyCalls.Kind) throws {
    var notebook = try Notebook()
    let setting = notebook.run(
      """
      m = train(\(Self.training))
      way = animate(sample(m, n = 20, trajectory = true));
      """)
    #expect(!setting.contains("error"), "\(setting)")
    let url = notebook.folder.url.appending(path: file.name)
    let isCheckpoint = file.name == "c.safetensors"
    var rounds = 0
    for number in 1...60 {
      // A checkpoint goes on from what is there; other files are replaced.
      let old = Array("old".utf8)
      if isCheckpoint {
        try? FileManager.default.removeItem(at: url)
      } else {
        try notebook.folder.write(old, to: file.name)
      }
      let before = try Self.names(notebook.folder)
      let faults = FaultyCalls(kind, number: number, code: kind == .open ? EACCES : ENOSPC)
      notebook.session.settings.files.calls = faults.calls
      let printed = notebook.run(file.script)
      notebook.session.settings.files.calls = .live
      guard faults.hasFailed else { break }
      rounds += 1
      let after = try Self.names(notebook.folder)
      #expect(after.subtracting(before).subtracting([file.name]).isEmpty, "\(after)")
      if isCheckpoint {
        guard FileManager.default.fileExists(atPath: url.path) else { continue }
        #expect(notebook.run("load(\"c.safetensors\")").contains("trained on"), "\(kind) \(number)")
      } else if printed.contains("error") {
        #expect(printed.contains("error[GP0505]"), "\(printed)")
        #expect(Array(try Data(contentsOf: url)) == old, "\(kind) \(number)")
      } else {
        // The folder's own sync may fail: some file systems have none, and the file is whole.
        #expect(try kind == .sync && Array(Data(contentsOf: url)) != old, "\(kind) \(number)")
      }
    }
    #expect(rounds > 0, "\(kind) of \(file.name) never failed")
  }

  private static let training =
    "diffusion, two_moons(n = 50), steps = 6, width = 8, layers = 1, batch = 16"

  @Test("W1: interrupted calls are repeated")
  func interruptedCalls() throws {
    let folder = try TemporaryFolder()
    var files = FileAccess(folder: folder.url.path)
    let count = Mutex(0)
    files.calls.write = { file, bytes, size in
      let turn = count.withLock {
        $0 += 1; return $0
      }
      guard turn.isMultiple(of: 2) else {
        errno = EINTR
        return -1
      }
      return SystemCalls.live.write(file, bytes, min(size, 7))
    }
    let bytes = (0..<1000).map { UInt8($0 % 251) }
    try files.write(bytes, to: "x.csv", at: Self.span)
    #expect(try files.read("x.csv", at: Self.span) == bytes)
    // A write that writes nothing, for ever.
    files.calls.write = { _, _, _ in 0 }
    #expect(throws: Fault.self) { try files.write(bytes, to: "x.csv", at: Self.span) }
    #expect(try files.read("x.csv", at: Self.span) == bytes)
    #expect(try Self.names(folder) == ["x.csv"])
  }

  @Test("W2: planted names are not followed")
  func plantedNames() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("inside")
    let victim = try folder.write("secret".utf8, to: "victim")
    let inside = folder.url.appending(path: "inside")
    var files = FileAccess(folder: inside.path)
    // Whatever name the draft takes, a link is already there.
    let tries = Mutex(0)
    files.calls.open = { descriptor, name, flags, mode in
      symlinkat(victim, descriptor, name)
      tries.withLock { $0 += 1 }
      return SystemCalls.live.open(descriptor, name, flags, mode)
    }
    #expect(throws: Fault.self) { try files.write([1], to: "x.csv", at: Self.span) }
    #expect(tries.withLock { $0 } == 10)
    // Names that could be foreseen, and the lock.
    files.calls = .live
    for name in [".x.csv.\(getpid()).tmp", ".m.safetensors.genphys.lock"] {
      try FileManager.default.createSymbolicLink(
        atPath: inside.appending(path: name).path, withDestinationPath: victim)
    }
    try files.write([1], to: "x.csv", at: Self.span)
    #expect(throws: Fault.self) { try files.lock("m.safetensors", at: Self.span) }
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "secret")
    // Two drafts never have one name.
    let names = Mutex<[String]>([])
    files.calls.open = { descriptor, name, flags, mode in
      names.withLock { $0.append(name) }
      return SystemCalls.live.open(descriptor, name, flags, mode)
    }
    for _ in 0..<50 { try files.write([1], to: "x.csv", at: Self.span) }
    #expect(Set(names.withLock { $0 }).count == 50)
  }

  private static func mode(_ url: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
  }

  @Test("W3: permissions are kept", arguments: [0o600, 0o640, 0o444, 0o755])
  func permissions(mode: Int) throws {
    let folder = try TemporaryFolder()
    let files = FileAccess(folder: folder.url.path)
    let url = folder.url.appending(path: "x.csv")
    try folder.write([1], to: "x.csv")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    try files.write([2], to: "x.csv", at: Self.span)
    #expect(try Self.mode(url) == mode)
    let mask = umask(0)
    umask(mask)
    try files.write([2], to: "new.csv", at: Self.span)
    #expect(try Self.mode(folder.url.appending(path: "new.csv")) == 0o666 & ~Int(mask))
  }

  @Test("W4: stale drafts are swept, others stay")
  func drafts() throws {
    let folder = try TemporaryFolder()
    let files = FileAccess(folder: folder.url.path)
    let stale = [
      ".x.csv.0123456789abcdef.genphys.tmp", ".other.npy.0123456789abcdef.genphys.tmp",
      ".m.safetensors.genphys.lock",
    ]
    let others = [
      ".x.csv.tmp", ".x.csv.0123456789abcdef.tmp", ".x.csv.0123456789abcdeg.genphys.tmp",
      ".x.csv.0123456789ABCDEF.genphys.tmp", "x.csv.0123456789abcdef.genphys.tmp",
      ".x.csv.0123456789abcdef0.genphys.tmp", ".m.safetensors.lock", "m.genphys.lock",
    ]
    for name in others + stale { try folder.write([0], to: name) }
    // A draft whose writer lives is locked.
    let living = ".x.csv.00000000000000aa.genphys.tmp"
    let descriptor = open(try folder.write([0], to: living), O_RDWR)
    #expect(flock(descriptor, LOCK_EX) == 0)
    // One that is no file.
    try folder.makeFolder(".x.csv.00000000000000bb.genphys.tmp")
    #expect(
      mkfifo(folder.url.appending(path: ".x.csv.00000000000000cc.genphys.tmp").path, 0o600) == 0)
    try files.write([1], to: "x.csv", at: Self.span)
    let left = try Self.names(folder)
    #expect(left.isDisjoint(with: stale))
    #expect(
      left.isSuperset(
        of: others + [
          living, ".x.csv.00000000000000bb.genphys.tmp", ".x.csv.00000000000000cc.genphys.tmp",
        ]))
    close(descriptor)
    try files.write([1], to: "x.csv", at: Self.span)
    #expect(try !Self.names(folder).contains(living))
    // Names of 255 bytes have drafts too.
    let long = String(repeating: "n", count: 251) + ".csv"
    try files.write([1], to: long, at: Self.span)
    #expect(try files.read(long, at: Self.span) == [1])
  }

  @Test("W4: writers on all sides tear nothing")
  func manyWriters() throws {
    let folder = try TemporaryFolder()
    let files = FileAccess(folder: folder.url.path)
    DispatchQueue.concurrentPerform(iterations: 8) { writer in
      for round in 0..<40 {
        let bytes = [UInt8](repeating: UInt8(writer), count: 10_000 + round)
        do throws(Fault) { try files.write(bytes, to: "x.csv", at: Self.span) } catch {
          Issue.record("\(error.diagnostic.message)")
        }
        guard let read = try? files.read("x.csv", at: Self.span) else { continue }
        #expect(read.count >= 10_000 && Set(read).count == 1)
      }
    }
    #expect(try Self.names(folder) == ["x.csv"])
  }

  @Test("W5: a checkpoint belongs to one training at a time")
  func locks() throws {
    let folder = try TemporaryFolder()
    let files = FileAccess(folder: folder.url.path)
    var first: FileLock? = try files.lock("m.safetensors", at: Self.span)
    do throws(Fault) {
      _ = try files.lock("m.safetensors", at: Self.span)
      Issue.record("taken twice")
    } catch {
      #expect(error.diagnostic.code == .fileNotWritten)
      #expect(error.diagnostic.message.contains("process \(getpid())"))
    }
    #expect(first != nil)
    first = nil
    #expect(try Self.names(folder).isEmpty)
    // What a killed process leaves is taken over.
    try folder.write("process 1 on earth".utf8, to: ".m.safetensors.genphys.lock")
    _ = try files.lock("m.safetensors", at: Self.span)
    #expect(try Self.names(folder).isEmpty)
  }

  @Test("W7: only files are replaced")
  func replacements() throws {
    let folder = try TemporaryFolder()
    let files = FileAccess(folder: folder.url.path, allowed: ["/dev"])
    try folder.makeFolder("folder.csv")
    let pipe = folder.url.appending(path: "pipe.csv").path
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in ["folder.csv", "pipe.csv", "/dev/null", ".", "folder.csv/..", "folder.csv/"] {
      do throws(Fault) {
        try files.write([1], to: path, at: Self.span)
        Issue.record("\(path) was replaced")
      } catch {
        #expect(error.diagnostic.code == .fileNotWritten, "\(path)")
      }
    }
    var status = stat()
    #expect(lstat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }
}

/// Signals, to whole processes.
@Suite(.enabled(if: CommandLineTool.genphys != nil, "genphys is not built"))
struct SignalThreatTests {
  private static let training =
    "train(diffusion, two_moons(n = 200), steps = 100000000, width = 8, batch = 64, "
    + "checkpoint = \"m.safetensors\", every = 50000000)"

  private func isSaved(in folder: TemporaryFolder) throws -> Bool {
    let loaded = try #require(CommandLineTool.genphys).run(
      ["-e", "load(\"m.safetensors\")"], input: Data(), folder: folder)
    return loaded.output.contains(" of 100000000 steps") && !loaded.output.contains(" 0 of")
  }

  @Test("W6: signals end a training with a checkpoint", arguments: [SIGINT, SIGTERM, SIGHUP])
  func batch(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let result = try #require(CommandLineTool.genphys).run(
      ["-e", Self.training], input: Data(), folder: folder, signal: signal,
      after: .milliseconds(1500))
    #expect(result.code == 128 + signal, "\(result.errors)")
    #expect(try isSaved(in: folder))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names == ["m.safetensors"])
  }

  @Test("W6: the piped notebook saves as well", arguments: [SIGINT, SIGTERM, SIGHUP])
  func notebook(signal: Int32) throws {
    let folder = try TemporaryFolder()
    guard let tool = CommandLineTool.repl else { return }
    let result = try tool.run(
      [], input: Data((Self.training + "\n1\n").utf8), folder: folder, signal: signal,
      after: .milliseconds(1500))
    #expect(result.code == 128 + signal, "\(result.errors)")
    #expect(try isSaved(in: folder))
  }

  @Test("W5: a lock ends with its process, also a killed one")
  func killed() throws {
    let folder = try TemporaryFolder()
    let tool = try #require(CommandLineTool.genphys)
    let group = DispatchGroup()
    let second = Mutex<CommandLineTool.Result?>(nil)
    DispatchQueue.global().async(group: group) {
      Thread.sleep(forTimeInterval: 1.5)
      let result = try? tool.run(["-e", Self.training], input: Data(), folder: folder)
      second.withLock { $0 = result }
    }
    _ = try tool.run(
      ["-e", Self.training], input: Data(), folder: folder, signal: SIGKILL, after: .seconds(4))
    group.wait()
    let refused = try #require(second.withLock { $0 })
    #expect(refused.code == 1 && refused.errors.contains("error[GP0505]"), "\(refused.errors)")
    #expect(refused.errors.contains("belongs to a training that is running"))
    let third = try tool.run(
      ["-e", Self.training], input: Data(), folder: folder, signal: SIGTERM,
      after: .milliseconds(1500))
    #expect(third.code == 143, "\(third.errors)")
    #expect(try isSaved(in: folder))
  }
}
