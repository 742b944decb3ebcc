internal import Foundation

/// An open folder, in which names are looked up without ever following a link.
///
/// What a path means may change between two looks at it; what a descriptor means cannot. All
/// reading and writing therefore goes through the descriptors of folders, one step at a time.
final class FolderHandle: Sendable {
  let descriptor: Int32

  /// Takes a descriptor over.
  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Folders are opened to look names up, for which they need not be readable.
  private static let searches: Int32 = {
    #if os(Linux)
      // O_PATH, which Glibc's headers hide.
      0o10000000
    #else
      O_RDONLY
    #endif
  }()
  private static let flags = searches | O_DIRECTORY | O_CLOEXEC

  /// Opens the folder at a path; links in the path are followed.
  static func opened(_ path: String) throws(FileFailure) -> FolderHandle {
    let descriptor = open(path, flags)
    guard descriptor >= 0 else { throw FileFailure() }
    return FolderHandle(descriptor: descriptor)
  }

  /// Opens a folder in this one; a link is refused.
  func folder(_ name: String) throws(FileFailure) -> FolderHandle {
    let descriptor = openat(descriptor, name, Self.flags | O_NOFOLLOW)
    guard descriptor >= 0 else { throw FileFailure() }
    return FolderHandle(descriptor: descriptor)
  }

  /// Makes a folder in this one, if it is not there.
  func makeFolder(_ name: String) throws(FileFailure) {
    guard mkdirat(descriptor, name, 0o777) == 0 || errno == EEXIST else { throw FileFailure() }
  }

  /// Where the link of a name leads, `nil` where it is no link.
  func link(_ name: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { raw in
      guard let start = raw.bindMemory(to: CChar.self).baseAddress else { return 0 }
      return readlinkat(descriptor, name, start, raw.count)
    }
    guard count > 0, count < buffer.count else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// What is at a name, the link itself where it is one; `nil` where nothing is.
  func status(_ name: String) throws(FileFailure) -> FileStatus? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      guard errno == ENOENT else { throw FileFailure() }
      return nil
    }
    return FileStatus(status)
  }

  /// What is behind a descriptor.
  static func status(of descriptor: Int32) throws(FileFailure) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFailure() }
    return FileStatus(status)
  }

  func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  /// The names in the folder; empty where it cannot be read.
  var names: [String] {
    let reading = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard reading >= 0 else { return [] }
    guard let stream = fdopendir(reading) else {
      close(reading)
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Makes the names of the folder durable.
  ///
  /// Some file systems cannot; the files are whole.
  func sync(_ calls: SystemCalls) {
    let reading = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard reading >= 0 else { return }
    _ = calls.sync(reading)
    close(reading)
  }
}
