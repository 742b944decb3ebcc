internal import Foundation
public import GenPhysEngine
internal import Synchronization

/// When output is coloured.
public enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// The one home for the terminal, the environment, signals and standard streams.
public enum Platform {
  /// A standard stream.
  public enum Stream: Sendable {
    case output, error

    fileprivate var descriptor: Int32 { self == .output ? 1 : 2 }
  }

  /// Whether a stream is a terminal that understands escape sequences.
  public static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream.descriptor) == 1 && environment("TERM") != "dumb"
  }

  /// Whether to colour what goes to a stream: the choice, else NO_COLOR, else the terminal.
  public static func usesColor(_ choice: ColorChoice, on stream: Stream) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto: (environment("NO_COLOR") ?? "").isEmpty && isTerminal(stream)
    }
  }

  /// A variable of the environment.
  public static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// Columns of the terminal, 80 where it is unknown.
  public static var terminalWidth: Int {
    var size = winsize()
    for descriptor: Int32 in [1, 2] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 {
      if size.ws_col > 0 { return Int(size.ws_col) }
    }
    return 80
  }

  /// The text of a file, or of standard input for `-`; `nil` if it cannot be read.
  public static func readScript(_ path: String) -> String? {
    let data =
      path == "-"
      ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
    return data.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes to standard error.
  public static func printError(_ text: String, terminator: String = "\n") {
    FileHandle.standardError.write(Data((text + (text.hasSuffix("\n") ? "" : terminator)).utf8))
  }

  /// Pushes buffered output out.
  public static func flush() { fflush(nil) }

  // MARK: - Interrupts

  private static let interrupted = Atomic<Bool>(false)

  /// Whether Ctrl-C was pressed since the last reset.
  public static var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  /// Forgets an interrupt.
  public static func resetInterrupt() { interrupted.store(false, ordering: .relaxed) }

  /// Makes Ctrl-C ask running work to stop; a second one while it has not stopped ends the process.
  public static func cancelOnInterrupt() {
    signal(SIGINT) { _ in
      if Platform.interrupted.exchange(true, ordering: .relaxed) { _exit(130) }
    }
  }

  // MARK: - Progress

  /// A monitor that shows a progress bar on a terminal, and stops at Ctrl-C.
  public static func monitor(asJSON: Bool) -> RunMonitor {
    let shows = !asJSON && isTerminal(.error)
    let bar = ProgressBar()
    return RunMonitor(
      isCancelled: { isInterrupted },
      report: { progress in if shows { bar.show(progress) } })
  }
}

/// A line on standard error that is drawn over itself.
private final class ProgressBar: Sendable {
  private let start = Mutex<(stage: String, instant: ContinuousClock.Instant)?>(nil)

  func show(_ progress: RunMonitor.Progress) {
    // Work that ends at once needs no bar.
    let began = start.withLock { start -> ContinuousClock.Instant in
      if let current = start, current.stage == progress.stage, progress.step > 1 {
        return current.instant
      }
      let now = ContinuousClock.now
      start = (progress.stage, now)
      return now
    }
    let isDone = progress.step >= progress.total
    guard ContinuousClock.now - began > .milliseconds(400) else { return }
    if isDone {
      Platform.printError("\r\u{1B}[K", terminator: "")
      return
    }
    let share = Double(progress.step) / Double(max(progress.total, 1))
    let width = 24
    let full = Int(share * Double(width))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    let left = progress.rate > 0 ? Double(progress.total - progress.step) / progress.rate : 0
    let loss = progress.loss.map { "  loss \(NumberFormat.significant($0, 3))" } ?? ""
    Platform.printError(
      "\r\u{1B}[K\(progress.stage) \(bar) \(progress.step)/\(progress.total)"
        + "  \(NumberFormat.significant(progress.rate, 3))/s\(loss)  \(Int(left.rounded(.up))) s left",
      terminator: "")
  }
}
