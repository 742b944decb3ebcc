package import Foundation

/// The calls to the system that writing a file is made of.
///
/// Tests put failing ones in their place: the n-th open, write, sync or rename.
package struct SystemCalls: Sendable {
  /// Opens a name in a folder; a descriptor, or −1.
  package var open:
    @Sendable (_ folder: Int32, _ name: String, _ flags: Int32, _ mode: mode_t) -> Int32
  /// Writes bytes; how many were written, or −1.
  package var write: @Sendable (_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int
  /// Makes a file durable; 0, or −1.
  package var sync: @Sendable (_ file: Int32) -> Int32
  /// Renames within a folder; 0, or −1.
  package var rename: @Sendable (_ folder: Int32, _ old: String, _ new: String) -> Int32

  package init(
    open: @escaping @Sendable (Int32, String, Int32, mode_t) -> Int32,
    write: @escaping @Sendable (Int32, UnsafeRawPointer, Int) -> Int,
    sync: @escaping @Sendable (Int32) -> Int32,
    rename: @escaping @Sendable (Int32, String, String) -> Int32
  ) {
    self.open = open
    self.write = write
    self.sync = sync
    self.rename = rename
  }

  /// Those of the system.
  package static let live = SystemCalls(
    open: { openat($0, $1, $2, $3) },
    write: { Foundation.write($0, $1, $2) },
    sync: { fsync($0) },
    rename: { renameat($0, $1, $0, $2) })
}

/// Why the system did not do what was asked.
struct FileFailure: Error {
  /// The number of the error, as in `errno`; 0 where the reason is our own.
  let code: Int32
  /// In the words of the system.
  let reason: String

  /// The complaint of the last call.
  init() {
    code = errno
    reason = String(cString: strerror(code))
  }

  /// A complaint of our own.
  init(code: Int32 = 0, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}

/// What the system says about a file.
struct FileStatus: Sendable {
  private let status: stat

  init(_ status: stat) { self.status = status }

  var isRegular: Bool { status.st_mode & S_IFMT == S_IFREG }
  var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
  /// Who may read, write and execute it.
  var permissions: mode_t { status.st_mode & 0o777 }
  var owner: uid_t { status.st_uid }
  var group: gid_t { status.st_gid }
  /// Bytes.
  var size: Int { Int(status.st_size) }
  /// How many names it has; 0 once all are removed.
  var names: Int { Int(status.st_nlink) }

  /// Whether both are the same file.
  func isSame(as other: FileStatus) -> Bool {
    status.st_dev == other.status.st_dev && status.st_ino == other.status.st_ino
  }

  /// Seconds since it was changed.
  var age: Double {
    #if canImport(Darwin)
      let change = status.st_mtimespec
    #else
      let change = status.st_mtim
    #endif
    return Date().timeIntervalSince1970 - Double(change.tv_sec)
  }
}
