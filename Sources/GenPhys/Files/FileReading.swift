internal import Foundation
internal import GenPhysEngine

/// Reading of whole regular files.
enum FileReading {
  /// The bytes of a file.
  ///
  /// - Throws: with `code` `EFBIG` where they do not fit into memory.
  static func bytes(of place: PathWalker.Place) throws(FileFailure) -> [UInt8] {
    // Not to wait for the writer of a pipe that took the file's place.
    let descriptor = openat(
      place.folder.descriptor, place.name,
      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure() }
    defer { close(descriptor) }
    let status = try FolderHandle.status(of: descriptor)
    guard status.isRegular else { throw FileFailure("it is no regular file") }
    guard Double(status.size) <= Memory.limit else {
      throw FileFailure(code: EFBIG, "its \(status.size) bytes do not fit into memory")
    }
    var bytes = [UInt8](repeating: 0, count: status.size)
    var count = 0
    while count < bytes.count {
      let read = bytes.withUnsafeMutableBytes { raw in
        raw.baseAddress.map { Foundation.read(descriptor, $0 + count, raw.count - count) } ?? 0
      }
      if read > 0 {
        count += read
      } else if read == 0 {
        break
      } else if errno != EINTR {
        throw FileFailure()
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
