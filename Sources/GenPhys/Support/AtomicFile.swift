internal import Foundation

/// Writing of whole files, so that whatever happens either the old file is there or the new one.
enum AtomicFile {
  /// Why a file could not be written, in the words of the system.
  struct Failure: Error {
    let reason: String

    /// What the last system call complained of.
    init() { reason = String(cString: strerror(errno)) }
  }

  /// Writes a file beside its place, makes it durable, and renames it.
  ///
  /// A process that is killed in between leaves at most the other file, whose name begins with a dot.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let draft = "\(folder)/.\(url.lastPathComponent).\(getpid()).tmp"
    do throws(Failure) {
      try store(bytes, in: draft)
      guard rename(draft, path) == 0 else { throw Failure() }
    } catch {
      unlink(draft)
      throw error
    }
    // The new name is durable once its folder is. Some file systems cannot do this; the file is whole.
    let descriptor = open(folder, O_RDONLY)
    if descriptor >= 0 {
      _ = fsync(descriptor)
      close(descriptor)
    }
  }

  private static func store(_ bytes: [UInt8], in path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    guard descriptor >= 0 else { throw Failure() }
    var failure: Failure?
    bytes.withUnsafeBytes { raw in
      var written = 0
      while written < raw.count, failure == nil {
        guard let start = raw.baseAddress else { break }
        let count = Foundation.write(descriptor, start + written, raw.count - written)
        if count > 0 { written += count } else if errno != EINTR { failure = Failure() }
      }
    }
    if failure == nil, fsync(descriptor) != 0 { failure = Failure() }
    if close(descriptor) != 0, failure == nil { failure = Failure() }
    if let failure { throw failure }
  }
}
