internal import Foundation

/// A file under way, beside the one that it is to replace.
///
/// Its writer has it locked. A lock ends with its process, even one that was killed, so that a
/// draft that can be locked is stale. Names are random because others can foresee the number of a
/// process: a link of that name led a file elsewhere, and two machines with one number tore a file
/// on a shared volume.
final class Draft {
  private let folder: FolderHandle
  private let name: String
  private let descriptor: Int32
  private let calls: SystemCalls
  private var isClosed = false

  /// Makes an empty draft.
  init(
    of target: String, in folder: FolderHandle, replacing earlier: FileStatus?, calls: SystemCalls
  ) throws(FileFailure) {
    self.folder = folder
    self.calls = calls
    var attempts = 0
    while true {
      attempts += 1
      let name = Self.name(of: target)
      let descriptor = calls.open(
        folder.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
        earlier == nil ? 0o666 : 0o600)
      guard descriptor >= 0 else {
        guard errno == EEXIST, attempts < 10 else { throw FileFailure() }
        continue
      }
      let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      // Someone who sweeps may have come between opening and locking.
      if !isTaken, let status = try? FolderHandle.status(of: descriptor), status.names > 0 {
        self.name = name
        self.descriptor = descriptor
        return
      }
      close(descriptor)
      guard attempts < 10 else { throw FileFailure("its draft is taken away") }
    }
  }

  deinit { if !isClosed { close(descriptor) } }

  /// Writes the contents, with the permissions of what is to be replaced, and makes them durable.
  func store(_ bytes: [UInt8], replacing earlier: FileStatus?) throws(FileFailure) {
    var failure: FileFailure?
    bytes.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else { return }
      var written = 0
      while written < raw.count, failure == nil {
        let count = calls.write(descriptor, start + written, raw.count - written)
        if count > 0 {
          written += count
        } else if count == 0 {
          failure = FileFailure("nothing more can be written")
        } else if errno != EINTR {
          failure = FileFailure()
        }
      }
    }
    if let failure { throw failure }
    if let earlier {
      // Only root may give files away; the permissions are kept in any case.
      if earlier.owner != geteuid() || earlier.group != getegid() {
        _ = fchown(descriptor, earlier.owner, earlier.group)
      }
      if fchmod(descriptor, earlier.permissions) != 0 {
        // Where all files have the same permissions, as on FAT, they are right already.
        let failure = FileFailure()
        guard try FolderHandle.status(of: descriptor).permissions == earlier.permissions else {
          throw failure
        }
      }
    }
    guard calls.sync(descriptor) == 0 else { throw FileFailure() }
  }

  /// Takes the place of the target.
  func become(_ target: String) throws(FileFailure) {
    guard calls.rename(folder.descriptor, name, target) == 0 else { throw FileFailure() }
    isClosed = true
    // All is on the disk already; an error of closing could not undo the renaming.
    close(descriptor)
  }

  /// Removes what was written.
  func discard() { folder.remove(name) }

  private static func name(of target: String) -> String {
    Leftovers.name(of: target, Leftovers.randomDigits() + Leftovers.draftSuffix)
  }
}
