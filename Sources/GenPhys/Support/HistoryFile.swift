internal import Foundation

/// The file of what was entered in earlier sessions, one entry a line.
///
/// An entry of several lines is written behind a backslash, with `\n` for its line ends and doubled
/// backslashes; no statement begins with a backslash. A file that cannot be read or written costs only
/// the memory of earlier sessions.
public struct HistoryFile: Sendable {
  private let path: String
  private let limit: Int

  /// The history at a path; at most `limit` entries are kept.
  public init(_ path: String, limit: Int) {
    self.path = path
    self.limit = limit
  }

  /// The last entries, oldest first.
  ///
  /// A file that has become too long, or is of an earlier version, is written anew.
  public func load() -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    let text = String(decoding: data, as: UTF8.self)
    let entries = Self.entries(text)
    let kept = Array(entries.suffix(limit))
    let written = kept.map { Self.line($0) + "\n" }.joined()
    if written != text { try? AtomicFile.write(Array(written.utf8), to: path) }
    return kept
  }

  /// Adds an entry at once, so that a crash of the terminal loses nothing.
  ///
  /// An entry that a full disk cut short stays a line of its own.
  public func append(_ entry: String) {
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var last = UInt8(ascii: "\n")
    let size = lseek(descriptor, 0, SEEK_END)
    if size > 0 { _ = pread(descriptor, &last, 1, size - 1) }
    // One call, so that the lines of two sessions are not mixed.
    let start = last == UInt8(ascii: "\n") ? "" : "\n"
    let bytes = Array((start + Self.line(entry) + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// An entry as its line of the file, without the line end.
  package static func line(_ entry: String) -> String {
    guard
      entry.hasPrefix("\\")
        || entry.unicodeScalars.contains(where: { "\n\r".unicodeScalars.contains($0) })
    else { return entry }
    return "\\"
      + entry.unicodeScalars.map { scalar in
        switch scalar {
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        default: String(scalar)
        }
      }.joined()
  }

  /// The entries of a file.
  ///
  /// Earlier versions wrote every entry below a line with its time, as readline does; all lines up to
  /// the next time are one entry.
  package static func entries(_ text: String) -> [String] {
    let lines = text.unicodeScalars.split(separator: "\n").map { String($0) }
    guard let first = lines.first, isTime(first) else { return lines.map(entry) }
    var entries: [[String]] = []
    for line in lines {
      if isTime(line) { entries.append([]) } else { entries[entries.count - 1].append(line) }
    }
    return entries.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  }

  /// A line of the file as the entry it was written for.
  private static func entry(_ line: String) -> String {
    guard line.hasPrefix("\\") else { return line }
    var entry = String.UnicodeScalarView()
    var scalars = line.unicodeScalars.dropFirst()
    while let scalar = scalars.popFirst() {
      guard scalar == "\\", let next = scalars.popFirst() else {
        entry.append(scalar)
        continue
      }
      switch next {
      case "n": entry.append("\n")
      case "r": entry.append("\r")
      default: entry.append(next)
      }
    }
    return String(entry)
  }

  /// Whether a line is the time of readline: # and the seconds since 1970.
  private static func isTime(_ line: String) -> Bool {
    line.hasPrefix("#") && (9...12).contains(line.utf8.count)
      && line.utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
