internal import Foundation

/// Writing of whole files, so that whatever happens either the old file is there or the new one.
enum AtomicFile {
  /// Writes a file at a path that the program itself has chosen.
  static func write(
    _ bytes: [UInt8], to path: String, calls: SystemCalls = .live
  ) throws(FileFailure) {
    let url = URL(fileURLWithPath: path)
    let folder = try FolderHandle.opened(url.deletingLastPathComponent().path)
    try write(bytes, to: url.lastPathComponent, in: folder, calls: calls)
  }

  /// Writes a file beside its place, makes it durable, and renames it.
  ///
  /// 1. A regular file is replaced, and its permissions and owner are kept; anything else is
  ///    refused.
  /// 2. Drafts and locks in the folder whose processes have died are removed.
  /// 3. The draft gets a name that nobody can foresee, and is locked while it is written.
  /// 4. It is written, synced and renamed. Where another machine took it for stale, all begins
  ///    anew.
  ///
  /// A process that is killed in between leaves a draft, whose name begins with a dot.
  static func write(
    _ bytes: [UInt8], to name: String, in folder: FolderHandle, calls: SystemCalls
  ) throws(FileFailure) {
    // 1.
    let earlier = try folder.status(name)
    if let earlier, !earlier.isRegular {
      throw FileFailure(earlier.isFolder ? "it is a folder" : "it is no regular file")
    }
    // 2.
    Leftovers.sweep(folder)
    var attempts = 0
    while true {
      attempts += 1
      // 3.
      let draft = try Draft(of: name, in: folder, replacing: earlier, calls: calls)
      do throws(FileFailure) {
        // 4.
        try draft.store(bytes, replacing: earlier)
        try draft.become(name)
        break
      } catch {
        draft.discard()
        guard error.code == ENOENT, attempts < 3 else { throw error }
      }
    }
    // The new name is durable once its folder is.
    folder.sync(calls)
  }
}
