internal import Foundation
package import GenPhysSyntax
internal import GenPhysText

/// Reading and writing of files, below the working directory unless other folders are allowed.
public struct FileAccess: Sendable {
  private let walker: PathWalker
  /// How files are written; tests replace it.
  package var calls = SystemCalls.live

  /// Access below `folder`, by default the working directory, and below `allowed`.
  ///
  /// The folders are opened here, once: what is put at their paths later does not count.
  public init(folder: String? = nil, allowed: [String] = []) {
    walker = PathWalker(folder: folder, allowed: allowed)
  }

  /// Access to nothing.
  static let none = FileAccess(PathWalker.nowhere)

  private init(_ walker: PathWalker) { self.walker = walker }

  /// The bytes of a file.
  ///
  /// Only regular files are read: a pipe that nobody writes to would never end.
  ///
  /// - Throws: GP0501 if it cannot be read, GP0503 if it lies outside the allowed folders, GP0406
  ///   if it does not fit into memory.
  package func read(_ path: String, at span: SourceSpan) throws(Fault) -> [UInt8] {
    let place = try place(of: path, at: span)
    let name = path.field()
    do throws(FileFailure) {
      if let found = try place.folder.status(place.name) {
        guard !found.isFolder else { throw FileFailure(code: EISDIR, "it is a folder") }
        return try FileReading.bytes(of: place)
      }
    } catch {
      guard error.code != EISDIR else {
        throw Fault(.fileNotFound, "'\(name)' is a folder", at: span)
      }
      throw Fault(
        error.code == EFBIG ? .tooLarge : .fileNotFound,
        "'\(name)' cannot be read: \(error.reason)", at: span)
    }
    throw Fault(
      .fileNotFound, "there is no file '\(name)'", at: span,
      hint: Self.suggestion(place.name, among: place.folder.names))
  }

  /// A file beside the one that is missing whose name is nearly the same.
  static func suggestion(_ path: String) -> String? {
    let parent = (path as NSString).deletingLastPathComponent
    let folder = try? FolderHandle.opened(parent.isEmpty ? "." : parent)
    return suggestion((path as NSString).lastPathComponent, among: folder?.names ?? [])
  }

  private static func suggestion(_ name: String, among names: [String]) -> String? {
    Spelling.closest(to: name, among: names).map { "did you mean '\($0.field())'?" }
  }

  /// Whether there is something at a path.
  ///
  /// - Throws: GP0503 if it lies outside the allowed folders.
  package func exists(_ path: String, at span: SourceSpan) throws(Fault) -> Bool {
    do throws(PathWalker.Failure) {
      let place = try walker.place(of: path, makesFolders: false)
      return ((try? place.folder.status(place.name)) ?? nil) != nil
    } catch .missing {
      return false
    } catch {
      throw fault(error, path, .fileNotFound, "read", at: span)
    }
  }

  /// Writes a file under a temporary name and renames it, so that no half-written file is ever
  /// there.
  ///
  /// Folders below an allowed one are made as needed: a script may name its own.
  ///
  /// - Throws: GP0505 if it cannot be written, GP0503 if it lies outside the allowed folders.
  package func write(_ bytes: [UInt8], to path: String, at span: SourceSpan) throws(Fault) {
    let place = try newPlace(of: path, at: span)
    do throws(FileFailure) {
      try AtomicFile.write(bytes, to: place.name, in: place.folder, calls: calls)
    } catch {
      throw notWritten(path, error, at: span)
    }
  }

  /// Takes the right to write a file again and again; it ends with the value.
  ///
  /// `nil` in a folder in which nothing can be written: writing will say so, and a training that
  /// has ended can still be read there.
  ///
  /// - Throws: GP0505 where another training has it.
  package func lock(_ path: String, at span: SourceSpan) throws(Fault) -> FileLock? {
    let place = try newPlace(of: path, at: span)
    do throws(FileFailure) {
      return try FileLock(of: place.name, in: place.folder)
    } catch {
      if error.code == EROFS || error.code == EACCES { return nil }
      guard error.code == EWOULDBLOCK else { throw notWritten(path, error, at: span) }
      throw Fault(
        .fileNotWritten,
        "'\(path.field())' belongs to a training that is running (\(error.reason.field()))",
        at: span, hint: "wait for it, end it, or choose another name")
    }
  }

  // MARK: - Places

  private func place(of path: String, at span: SourceSpan) throws(Fault) -> PathWalker.Place {
    do throws(PathWalker.Failure) {
      return try walker.place(of: path, makesFolders: false)
    } catch {
      throw fault(error, path, .fileNotFound, "read", at: span)
    }
  }

  private func newPlace(of path: String, at span: SourceSpan) throws(Fault) -> PathWalker.Place {
    do throws(PathWalker.Failure) {
      return try walker.place(of: path, makesFolders: true)
    } catch {
      throw fault(error, path, .fileNotWritten, "written", at: span)
    }
  }

  private func notWritten(_ path: String, _ error: FileFailure, at span: SourceSpan) -> Fault {
    Fault(.fileNotWritten, "'\(path.field())' cannot be written: \(error.reason)", at: span)
  }

  private func fault(
    _ failure: PathWalker.Failure, _ path: String, _ code: DiagnosticCode, _ verb: String,
    at span: SourceSpan
  ) -> Fault {
    let name = path.field()
    return switch failure {
    case .noName: Fault(.fileNotFound, "'\(name)' is no file name", at: span)
    case .outside:
      Fault(
        .pathNotAllowed, "'\(name)' lies outside the working directory", at: span,
        hint: "start with --allow-path FOLDER to allow it")
    case .missing: Fault(.fileNotFound, "there is no file '\(name)'", at: span)
    case .system(let error):
      Fault(code, "'\(name)' cannot be \(verb): \(error.reason)", at: span)
    }
  }
}
