internal import Foundation
internal import GenPhysSyntax
internal import GenPhysText

/// Reading of scripts that the command line names: files, pipes, terminals and standard input.
extension Platform {
  /// The largest script, 256 MiB; a stream without an end would fill the memory.
  private static let largestScript = 1 << 28

  /// The text of a script, or of standard input for `-`.
  ///
  /// What the command line names may lie anywhere, and be a pipe: `run <(…)` names one.
  ///
  /// - Throws: GP0501 for what cannot be read, GP0502 for what is no UTF-8 text, GP0407 at Ctrl-C.
  public static func readScript(_ path: String) throws(Fault) -> String {
    let name = path == "-" ? "standard input" : "'\(path.field())'"
    let descriptor = try openScript(path, name)
    defer { close(descriptor) }
    return try scriptText(try contents(of: descriptor, name), path, SourceSpan(0, 0))
  }

  /// Why statements cannot be read from standard input; `nil` where they can.
  public static func inputProblem() -> String? {
    do throws(Fault) {
      try checkReadable(Stream.input.rawValue, "standard input")
      return nil
    } catch {
      return error.diagnostic.message
    }
  }

  /// A descriptor of its own for a script.
  private static func openScript(_ path: String, _ name: String) throws(Fault) -> Int32 {
    if let number = inherited(path) {
      try checkReadable(number, name)
      let copy = dup(number)
      guard copy >= 0 else { throw unreadable(name, errno) }
      return copy
    }
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Fault(.fileNotFound, "\(name) is no file name", at: SourceSpan(0, 0))
    }
    // A pipe without a writer would block here, where Ctrl-C is not looked at.
    let descriptor = open(
      (path as NSString).expandingTildeInPath, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      guard code == ENOENT else { throw unreadable(name, code) }
      throw Fault(
        .fileNotFound, "there is no file \(name)", at: SourceSpan(0, 0),
        hint: FileAccess.suggestion(path))
    }
    do throws(Fault) {
      try checkReadable(descriptor, name)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The number of a descriptor that a path names, as `-`, /dev/stdin and /dev/fd/3 do: opening such a
  /// path anew fails for sockets, and for files of another user.
  private static func inherited(_ path: String) -> Int32? {
    if path == "-" || path == "/dev/stdin" { return Stream.input.rawValue }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count), radix: 10)
    }
    return nil
  }

  /// Refuses descriptors that are closed, open for writing only, or folders.
  private static func checkReadable(_ descriptor: Int32, _ name: String) throws(Fault) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, flags & O_ACCMODE != O_WRONLY else {
      throw Fault(
        .fileNotFound, "\(name) cannot be read: it is closed", at: SourceSpan(0, 0))
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Fault(.fileNotFound, "\(name) is a folder", at: SourceSpan(0, 0))
    }
  }

  private static func unreadable(_ name: String, _ code: Int32) -> Fault {
    Fault(
      .fileNotFound, "\(name) cannot be read: \(String(cString: strerror(code)))",
      at: SourceSpan(0, 0))
  }

  /// All bytes up to the end, or up to the first zero byte, which no script has.
  private static func contents(of descriptor: Int32, _ name: String) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // A signal need not end the wait, so that it has a limit.
      let ready = poll(&request, 1, 250)
      if isInterrupted { throw Fault(.cancelled, "cancelled", at: SourceSpan(0, 0)) }
      if ready <= 0 { continue }
      let count = read(descriptor, &chunk, chunk.count)
      guard count >= 0 else {
        if errno == EINTR || errno == EAGAIN { continue }
        throw unreadable(name, errno)
      }
      guard count > 0 else { return bytes }
      bytes += chunk.prefix(count)
      if chunk.prefix(count).contains(0) { return bytes }
      guard bytes.count <= largestScript else {
        throw Fault(.tooLarge, "\(name) is longer than 256 MiB", at: SourceSpan(0, 0))
      }
    }
  }

  /// Bytes as the text of a script, without the byte order mark that some editors leave.
  static func scriptText(
    _ bytes: [UInt8], _ path: String, _ span: SourceSpan
  ) throws(Fault) -> String {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    let name = path == "-" ? "standard input" : "'\(path.field())'"
    guard !body.contains(0) else {
      throw Fault(
        .invalidData, "\(name) is not a script: it holds a zero byte, as no text does", at: span)
    }
    guard let text = String(validating: body, as: UTF8.self) else {
      throw Fault(.invalidData, "\(name) is not a script: it is no UTF-8 text", at: span)
    }
    return text
  }
}
