internal import CReadline
internal import GenPhys

/// The entries of earlier sessions, in `genphys/history` of the XDG state folder.
@MainActor
struct History {
  /// How many entries are kept.
  static let limit: Int32 = 1000

  private let file: HistoryFile?

  /// Reads what earlier sessions left.
  init() {
    using_history()
    stifle_history(Self.limit)
    file = Platform.stateFolder().map {
      HistoryFile($0 + "/history", limit: Int(clamping: Self.limit))
    }
    // Readline's own reader would split entries of several lines.
    for entry in file?.load() ?? [] {
      add_history(entry)
      last = entry
    }
  }

  /// Keeps an entry at once, so that a crash of the terminal loses nothing.
  mutating func add(_ entry: String) {
    guard !entry.allSatisfy(\.isWhitespace), entry != last else { return }
    last = entry
    add_history(entry)
    file?.append(entry)
  }

  private var last: String?
}
