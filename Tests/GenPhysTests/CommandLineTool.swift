import Foundation

/// An executable of this package, built beside the tests.
struct CommandLineTool: Sendable {
  /// The batch front end, if it is built.
  static let genphys = CommandLineTool(named: "genphys")
  /// The interactive front end, if it is built.
  static let repl = CommandLineTool(named: "genphys-repl")

  /// A shell, for redirections.
  static let shell = CommandLineTool(URL(filePath: "/bin/bash"))

  /// Where the tool lies.
  var path: String { url.path }

  /// What a run gave.
  struct Result {
    let code: Int32
    let output: String
    let errors: String

    /// The output as one JSON object a line.
    func objects() throws -> [[String: Any]] {
      try output.split(separator: "\n").map {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
      }
    }
  }

  private let url: URL

  private init(_ url: URL) { self.url = url }

  private init?(named name: String) {
    let folder = Bundle.main.executableURL?.deletingLastPathComponent()
    let candidates = [
      folder, URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
      Repository.root.appending(path: ".build/release"),
    ]
    let found = candidates.compactMap { $0?.appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    guard let found else { return nil }
    url = found
  }

  /// Runs the tool to its end.
  func run(
    _ arguments: [String], input: Data, folder: TemporaryFolder?, directory: URL? = nil,
    signal number: Int32 = SIGINT, after delay: Duration? = nil, output: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    if let directory = folder?.url ?? directory { process.currentDirectoryURL = directory }
    let scratch = try TemporaryFolder()
    let inputPath = try scratch.write(input, to: "input")
    let outputPath = try scratch.write([], to: "output")
    let errorPath = try scratch.write([], to: "errors")
    // Files instead of pipes: nothing can fill up and block.
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: output ?? outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    if let delay {
      Thread.sleep(forTimeInterval: delay / .seconds(1))
      kill(process.processIdentifier, number)
    }
    process.waitUntilExit()
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }
    return Result(
      code: process.terminationStatus, output: try text(outputPath), errors: try text(errorPath))
  }
}
