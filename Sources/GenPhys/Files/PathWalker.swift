internal import Foundation
internal import GenPhysText

/// Finds the place that a path means, one name after the other, from folders that were opened once.
///
/// A link is read and its names are walked in its stead, so that it leads only where its target may
/// be reached. Nothing is looked up by its whole path afterwards: a folder that is replaced by a
/// link in between is not followed.
struct PathWalker: Sendable {
  /// An open folder and a name in it, `.` for the folder itself.
  struct Place {
    let folder: FolderHandle
    let name: String
  }

  /// Why a path has no place.
  enum Failure: Error {
    /// It is empty or holds a zero byte.
    case noName
    /// It lies outside the folders.
    case outside
    /// It leads through a folder that is not there.
    case missing
    case system(FileFailure)
  }

  /// A folder below which paths may lie.
  private struct Root: Sendable {
    /// Without links.
    let path: String
    /// `nil` where it could not be opened.
    let handle: FolderHandle?
  }

  /// The folder of relative paths comes first.
  private let roots: [Root]

  /// Knows no folder.
  static let nowhere = PathWalker(roots: [])

  private init(roots: [Root]) { self.roots = roots }

  /// The bytes of a path, and the links that it may lead through: as on Linux.
  private static let longest = 4096
  private static let mostLinks = 40

  /// - Parameters:
  ///   - folder: where relative paths begin; `nil` for the working directory.
  ///   - allowed: further folders.
  init(folder: String?, allowed: [String]) {
    let base = folder ?? FileManager.default.currentDirectoryPath
    let first = Root(
      path: Self.canonical(base), handle: try? FolderHandle.opened(folder ?? "."))
    roots =
      [first]
      + allowed.map {
        let path = Self.expanded($0, in: base)
        return Root(path: Self.canonical(path), handle: try? FolderHandle.opened(path))
      }
  }

  /// The place of a path, whether or not anything is there.
  ///
  /// - Parameter makesFolders: whether folders that the path leads through are made as needed.
  func place(of path: String, makesFolders: Bool) throws(Failure) -> Place {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .noName }
    guard path.utf8.count <= Self.longest else {
      throw .system(FileFailure("its name is too long"))
    }
    var start = try begin(Self.expanded(path, in: nil))
    var stack = [start.handle]
    var links = 0
    /// Begins anew at a path from `/`.
    func restart(_ path: String) throws(Failure) {
      links += 1
      guard links <= Self.mostLinks else {
        throw .system(FileFailure("it leads through too many links"))
      }
      start = try begin(path)
      stack = [start.handle]
    }
    while let name = start.names.first {
      start.names.removeFirst()
      let folder = stack[stack.count - 1]
      if name == ".." {
        if stack.count > 1 {
          stack.removeLast()
        } else {
          try restart(([start.path, ".."] + start.names).joined(separator: "/"))
        }
      } else if let target = folder.link(name) {
        if target.hasPrefix("/") {
          try restart(([target] + start.names).joined(separator: "/"))
        } else {
          links += 1
          guard links <= Self.mostLinks else {
            throw .system(FileFailure("it leads through too many links"))
          }
          start.names = Self.names(target) + start.names
        }
      } else if start.names.isEmpty {
        return Place(folder: folder, name: name)
      } else {
        stack.append(try step(from: folder, to: name, makesFolders))
      }
    }
    return Place(folder: stack[stack.count - 1], name: ".")
  }

  private func step(
    from folder: FolderHandle, to name: String, _ makesFolders: Bool
  ) throws(Failure) -> FolderHandle {
    do throws(FileFailure) {
      return try folder.folder(name)
    } catch {
      guard error.code == ENOENT else { throw .system(error) }
      guard makesFolders else { throw .missing }
    }
    do throws(FileFailure) {
      try folder.makeFolder(name)
      return try folder.folder(name)
    } catch {
      throw .system(error)
    }
  }

  /// The open folder at which a walk begins, its path, and the names that are left.
  private struct Start {
    let path: String
    let handle: FolderHandle
    var names: ArraySlice<String>
  }

  private func begin(_ path: String) throws(Failure) -> Start {
    guard let first = roots.first else { throw .outside }
    guard path.hasPrefix("/") else { return try start(first, Self.names(path)) }
    let full = Self.canonical(path)
    guard
      let root = roots.first(where: {
        full == $0.path || full.hasPrefix($0.path == "/" ? "/" : $0.path + "/")
      })
    else { throw .outside }
    return try start(root, Self.names(String(full.dropFirst(root.path.count))))
  }

  private func start(_ root: Root, _ names: ArraySlice<String>) throws(Failure) -> Start {
    guard let handle = root.handle else {
      throw .system(FileFailure("the folder '\(root.path.field())' cannot be opened"))
    }
    return Start(path: root.path, handle: handle, names: names)
  }

  // MARK: - Paths as texts

  private static func names(_ path: String) -> ArraySlice<String> {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)[...]
  }

  /// The path with its `~` replaced, and from `/` where a folder is given.
  private static func expanded(_ path: String, in folder: String?) -> String {
    let expanded = (path as NSString).expandingTildeInPath
    guard let folder, !expanded.hasPrefix("/") else { return expanded }
    return folder + "/" + expanded
  }

  /// A path from `/` without links, `.` and `..`, also where its end does not exist yet.
  private static func canonical(_ path: String) -> String {
    var known = names(path)
    var rest: [String] = []
    while true {
      if let resolved = realpath("/" + known.joined(separator: "/"), nil) {
        defer { free(resolved) }
        var result = names(String(cString: resolved))
        for name in rest.reversed() {
          if name != ".." { result.append(name) } else { _ = result.popLast() }
        }
        return "/" + result.joined(separator: "/")
      }
      guard let name = known.popLast() else { return "/" }
      rest.append(name)
    }
  }
}
