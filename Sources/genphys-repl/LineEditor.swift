internal import CReadline
internal import Foundation
internal import GenPhys
internal import Synchronization

/// Reads lines from the terminal with GNU readline: editing, history, completion, Ctrl-C, resizing.
///
/// Readline keeps one line in global state and calls back on the thread that called it, so there is
/// one editor and it is used from the main thread only.
@MainActor
final class LineEditor {
  /// What the user did with a line.
  enum Input: Equatable {
    /// A line, perhaps of several lines if it was pasted or recalled.
    case line(String)
    /// Ctrl-C.
    case interrupted
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
  }

  static let shared = LineEditor()

  /// Answers what may stand at a place (in bytes) of the line.
  var completer: (_ line: String, _ offset: Int) -> Completer.Answer = { _, _ in .init() }

  private var input: Input?
  private var answer = Completer.Answer()
  /// What separates words for readline: all of ASCII that cannot be in a name.
  private let nameBreaks = strdup(" \t\n\"\\'`@$><=;|&{}()[]!#%*+,-./:?^~")
  private let stringBreaks = strdup("\"")
  private let lineBreaks = strdup(" \t\n")

  private init() {
    // Readline counts columns by the locale; without one, Greek letters would be edited by bytes.
    setlocale(LC_CTYPE, "")
    if String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
    // Pointers cannot leave the main actor; their addresses can.
    gp_rl_configure(
      strdup("genphys"),
      { _, start, end in
        UnsafeMutablePointer(
          bitPattern: MainActor.assumeIsolated {
            UInt(bitPattern: LineEditor.shared.matches(from: Int(start), to: Int(end)))
          })
      },
      {
        UnsafeMutablePointer(
          bitPattern: MainActor.assumeIsolated {
            UInt(bitPattern: LineEditor.shared.wordBreaks())
          })
      })
    signal(SIGWINCH) { _ in Signals.note(.windowChanged) }
  }

  /// Reads a line.
  func read(prompt: String) -> Input {
    input = nil
    Platform.resetInterrupt()
    Platform.flush()
    rl_callback_handler_install(prompt) { line in
      MainActor.assumeIsolated { LineEditor.shared.finish(line) }
    }
    signal(SIGTSTP) { _ in Signals.note(.stopped) }
    defer { signal(SIGTSTP, SIG_DFL) }
    while input == nil {
      if Platform.isTerminated {
        rl_callback_handler_remove()
        return .end
      }
      if Platform.isInterrupted {
        gp_rl_abandon_line()
        rl_callback_handler_remove()
        Platform.resetInterrupt()
        return .interrupted
      }
      if Signals.take(.windowChanged) { rl_resize_terminal() }
      if Signals.take(.stopped) { suspend() }
      var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      // A signal ends the wait. The limit is for one that comes just before the wait begins.
      let ready = poll(&request, 1, 250)
      if ready > 0 { rl_callback_read_char() }
    }
    return input ?? .end
  }

  /// Whether more was typed, or rather pasted, than has been read.
  var hasMoreInput: Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  private func finish(_ line: UnsafeMutablePointer<CChar>?) {
    rl_callback_handler_remove()
    guard let line else {
      input = .end
      return
    }
    input = .line(String(cString: line))
    free(line)
  }

  /// Ctrl-Z: gives the terminal back, stops, and draws the line again when continued.
  private func suspend() {
    rl_deprep_terminal()
    print()
    Platform.flush()
    signal(SIGTSTP, SIG_DFL)
    raise(SIGTSTP)
    signal(SIGTSTP) { _ in Signals.note(.stopped) }
    rl_prep_terminal(1)
    gp_rl_redraw()
  }

  // MARK: - Completion

  /// Called by readline before it looks for the word to complete.
  private func wordBreaks() -> UnsafeMutablePointer<CChar>? {
    answer = completer(String(cString: gp_rl_line()), Int(gp_rl_point()))
    return switch answer.place {
    case .name: nameBreaks
    case .string: stringBreaks
    case .commandArgument: lineBreaks
    }
  }

  /// The candidates as readline wants them: what they have in common, each of them, and `nil`, all
  /// allocated by `malloc`.
  private func matches(
    from start: Int, to end: Int
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    gp_rl_completion_ends(answer.append, answer.place == .name ? 0 : 1)
    let line = Array(String(cString: gp_rl_line()).utf8)
    guard !answer.candidates.isEmpty, start <= answer.start, answer.start <= line.count else {
      return nil
    }
    // Readline's word may begin before ours, as in √sq.
    let lead = String(decoding: line[start..<answer.start], as: UTF8.self)
    let words = answer.candidates.map { lead + $0 }
    let common = words.dropFirst().reduce(words[0]) { $0.commonPrefix(with: $1) }
    let strings = words.count == 1 ? words : [common] + words
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1)
    for (index, string) in strings.enumerated() { list[index] = strdup(string) }
    list[strings.count] = nil
    return list
  }
}

/// What signal handlers have seen and the editor has not yet dealt with.
private enum Signals: Int {
  case windowChanged = 1
  case stopped = 2

  private static let pending = Atomic<Int>(0)

  static func note(_ event: Signals) {
    pending.bitwiseOr(event.rawValue, ordering: .relaxed)
  }

  static func take(_ event: Signals) -> Bool {
    pending.bitwiseAnd(~event.rawValue, ordering: .relaxed).oldValue & event.rawValue != 0
  }
}
