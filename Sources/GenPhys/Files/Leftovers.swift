internal import Foundation

/// The files that a process leaves in a folder when it is killed: drafts and locks.
///
/// Their names begin with a dot and end with the name of this program, so that no other program's
/// files are taken for ours. While their process lives they are locked.
enum Leftovers {
  static let draftSuffix = ".genphys.tmp"
  static let lockSuffix = "genphys.lock"
  private static let digits = 16

  /// Seconds after which one is stale where files cannot be locked.
  ///
  /// Arbitrary: no write takes a day.
  private static let longestWrite = 86_400.0

  /// The name of a file that belongs to another one; names have 255 bytes at most.
  static func name(of target: String, _ rest: String) -> String {
    var stem = target
    while stem.utf8.count > 200 { stem.unicodeScalars.removeLast() }
    return ".\(stem).\(rest)"
  }

  /// Digits that nobody can foresee.
  static func randomDigits() -> String {
    let text = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// Removes those whose processes have died.
  static func sweep(_ folder: FolderHandle) {
    for name in folder.names where isOurs(name) { removeIfStale(name, in: folder) }
  }

  private static func isOurs(_ name: String) -> Bool {
    guard name.hasPrefix(".") else { return false }
    if name.hasSuffix("." + lockSuffix) { return true }
    guard name.hasSuffix(draftSuffix) else { return false }
    let middle = name.dropLast(draftSuffix.count).suffix(digits + 1)
    return middle.first == "." && middle.utf8.count == digits + 1
      && middle.dropFirst().allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  private static func removeIfStale(_ name: String, in folder: FolderHandle) {
    let descriptor = openat(
      folder.descriptor, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard let status = try? FolderHandle.status(of: descriptor), status.isRegular,
      status.owner == geteuid()
    else { return }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno != EWOULDBLOCK, status.age > longestWrite else { return }
    }
    // Whoever opened it meanwhile finds, once it is theirs to lock, that its name is gone.
    folder.remove(name)
  }
}
