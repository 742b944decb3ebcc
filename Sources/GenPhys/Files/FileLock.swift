internal import Foundation

/// The right to write a file again and again, held by one training at a time.
///
/// The file `.NAME.genphys.lock` beside it is locked with `flock`. The system ends a lock with its
/// process, so that a training killed with signal 9 leaves a file that the next one takes over.
/// Where the file system has no such locks none is held.
package final class FileLock: Sendable {
  private let folder: FolderHandle
  private let name: String
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: with `code` `EWOULDBLOCK` where it is taken; the reason says by whom.
  init(of target: String, in folder: FolderHandle) throws(FileFailure) {
    self.folder = folder
    name = Leftovers.name(of: target, Leftovers.lockSuffix)
    var attempts = 0
    while true {
      attempts += 1
      let descriptor = openat(
        folder.descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        let failure = FileFailure()
        // Another user's lock; without one the folder itself cannot be written.
        if failure.code == EACCES, try folder.status(name) != nil {
          throw FileFailure("another user's training may be running")
        }
        throw failure
      }
      if try Self.isHeld(descriptor, name, folder) {
        self.descriptor = descriptor
        break
      }
      // It was removed between opening and locking.
      close(descriptor)
      guard attempts < 100 else { throw FileFailure("its lock is taken away") }
    }
    note()
  }

  deinit {
    // Removed while it is still locked: nobody can have locked the same file in between.
    folder.remove(name)
    close(descriptor)
  }

  /// Locks a file, and tells whether its name still leads to it.
  private static func isHeld(
    _ descriptor: Int32, _ name: String, _ folder: FolderHandle
  ) throws(FileFailure) -> Bool {
    do throws(FileFailure) {
      let status = try FolderHandle.status(of: descriptor)
      guard status.isRegular else { throw FileFailure("'\(name)' is no regular file") }
      var attempts = 0
      while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        attempts += 1
        guard attempts < 5 else { throw FileFailure(code: EWOULDBLOCK, holder(descriptor)) }
        // Someone who sweeps holds it for a moment only.
        usleep(20_000)
      }
      guard let current = try folder.status(name) else { return false }
      return current.isSame(as: status)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Writes who holds the lock, for the message of the next who wants it.
  private func note() {
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let name = String(
      decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let text = "process \(getpid()) on \(name)"
    ftruncate(descriptor, 0)
    _ = text.withCString { Foundation.write(descriptor, $0, strlen($0)) }
  }

  private static func holder(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 120)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "another process"
  }
}
