import Foundation
import Testing

/// The checked-out project, as the tests see it.
enum Repository {
  /// Its root folder.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A setting of the environment.
  static func setting(_ name: String, default standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  /// The text of a file.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The names of the files of a folder with an extension; none if there is no such folder.
  static func files(in folder: String, extension suffix: String) -> [String] {
    let path = root.appending(path: folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix("." + suffix) }.sorted()
  }

  /// Compares with a golden file; `GENPHYS_RECORD=1` writes it, and a new one fails once.
  static func expectGolden(
    _ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = root.appending(path: path)
    let golden = try? Self.text(path)
    if golden != text, setting("GENPHYS_RECORD", default: 0) == 1 {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    }
    guard text != golden else { return }
    let difference = zip(lines(text), lines(golden ?? "")).first { $0 != $1 }
    Issue.record(
      """
      \(path) differs\(difference.map { ", first in:\n  is  \($0)\n  was \($1)" } ?? " in length")
      """, sourceLocation: sourceLocation)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

/// A folder that exists while a test runs.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "genphys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file.path
  }
}

extension TemporaryFolder {
  /// Makes a folder inside.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appending(path: name), withIntermediateDirectories: true)
  }
}
