internal import CReadline
internal import Foundation
internal import GenPhys

/// The lines of earlier sessions, in `genphys/history` of the XDG state folder.
///
/// A file that cannot be read or written costs only the memory of earlier sessions.
@MainActor
struct History {
  /// How many entries are kept.
  static let limit: Int32 = 1000

  private let path: String?

  /// Reads what earlier sessions left.
  init() {
    using_history()
    stifle_history(Self.limit)
    path = Platform.stateFolder().map { $0 + "/history" }
    if let path {
      read_history(path)
      history_truncate_file(path, Self.limit)
    }
  }

  /// Keeps an entry at once, so that a crash of the terminal loses nothing.
  mutating func add(_ entry: String) {
    guard !entry.allSatisfy(\.isWhitespace), entry != last else { return }
    last = entry
    add_history(entry)
    guard let path else { return }
    if append_history(1, path) != 0 { write_history(path) }
  }

  private var last: String?
}
