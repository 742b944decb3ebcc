import Foundation
import GenPhysSyntax

/// The files of the project that the tests read.
enum Project {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The text of a file below the root, its line endings untouched.
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }

  /// The normative grammar.
  static func grammar() throws -> EBNF { try EBNF(text("Grammar/genphys.ebnf")) }

  /// The names of the `.gp` files in a folder of the corpus.
  static func corpus(_ folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Grammar/corpus/\(folder)").path)
    return (names ?? []).filter { $0.hasSuffix(".gp") }.sorted()
  }

  /// All texts of the corpus.
  static func corpusTexts() throws -> [String] {
    try ["accept", "reject"].flatMap { folder in
      try corpus(folder).map { try text("Grammar/corpus/\(folder)/\($0)") }
    }
  }

  /// A whole number from the environment.
  static func setting(_ name: String, default value: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
  }
}
