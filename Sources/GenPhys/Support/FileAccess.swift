internal import Foundation
internal import GenPhysSyntax

/// Reading and writing of files, below the working directory unless other folders are allowed.
public struct FileAccess: Sendable {
  private let folder: String
  private let roots: [String]

  /// Access below `folder`, by default the working directory, and below `allowed`.
  public init(folder: String? = nil, allowed: [String] = []) {
    let folder = folder ?? FileManager.default.currentDirectoryPath
    self.folder = folder
    roots = ([folder] + allowed).map { Self.resolved($0) }
  }

  /// The bytes of a file.
  ///
  /// - Throws: GP0501 if it cannot be read, GP0503 if it lies outside the allowed folders.
  func read(_ path: String, at span: SourceSpan) throws(Fault) -> [UInt8] {
    let full = try checked(path, at: span)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory) else {
      throw Fault(
        .fileNotFound, "there is no file '\(path)'", at: span, hint: Self.suggestion(full))
    }
    guard !isDirectory.boolValue else {
      throw Fault(.fileNotFound, "'\(path)' is a folder", at: span)
    }
    guard let data = FileManager.default.contents(atPath: full) else {
      throw Fault(.fileNotFound, "'\(path)' cannot be read", at: span)
    }
    return [UInt8](data)
  }

  /// Whether there is something at a path.
  ///
  /// - Throws: GP0503 if it lies outside the allowed folders.
  func exists(_ path: String, at span: SourceSpan) throws(Fault) -> Bool {
    FileManager.default.fileExists(atPath: try checked(path, at: span))
  }

  /// Writes a file under a temporary name and renames it, so that no half-written file is ever seen.
  ///
  /// - Throws: GP0505 if it cannot be written, GP0503 if it lies outside the allowed folders.
  func write(_ bytes: [UInt8], to path: String, at span: SourceSpan) throws(Fault) {
    let full = try checked(path, at: span)
    do {
      // Folders below an allowed one are made as needed: a script may name its own.
      try FileManager.default.createDirectory(
        atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    } catch {
      throw Fault(
        .fileNotWritten, "'\(path)' cannot be written: \(error.localizedDescription)", at: span)
    }
    do throws(AtomicFile.Failure) {
      try AtomicFile.write(bytes, to: full)
    } catch {
      throw Fault(.fileNotWritten, "'\(path)' cannot be written: \(error.reason)", at: span)
    }
  }

  private func checked(_ path: String, at span: SourceSpan) throws(Fault) -> String {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Fault(.fileNotFound, "'\(path)' is no file name", at: span)
    }
    let expanded = (path as NSString).expandingTildeInPath
    let full = Self.resolved(expanded.hasPrefix("/") ? expanded : folder + "/" + expanded)
    guard roots.contains(where: { full == $0 || full.hasPrefix($0 == "/" ? "/" : $0 + "/") }) else {
      throw Fault(
        .pathNotAllowed, "'\(path)' lies outside the working directory", at: span,
        hint: "start with --allow-path FOLDER to allow it")
    }
    return full
  }

  /// An absolute path without links, also where the last part does not exist yet.
  private static func resolved(_ path: String) -> String {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let parent = url.deletingLastPathComponent().resolvingSymlinksInPath()
    return parent.appendingPathComponent(url.lastPathComponent).resolvingSymlinksInPath().path
  }

  /// A file beside the one that is missing whose name is nearly the same.
  static func suggestion(_ full: String) -> String? {
    let parent = (full as NSString).deletingLastPathComponent
    let folder = parent.isEmpty ? "." : parent
    let name = (full as NSString).lastPathComponent
    let siblings = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Spelling.closest(to: name, among: siblings).map { "did you mean '\($0)'?" }
  }
}
