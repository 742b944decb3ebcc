package import GenPhysEngine
internal import Synchronization

/// A line on standard error that is drawn over itself: bar, rate, loss, time left.
public final class ProgressBar: Sendable {
  /// The one bar of the process: there is one terminal.
  public static let shared = ProgressBar()

  private struct State {
    var stage = ""
    var start = ContinuousClock.now
    var isVisible = false
  }

  private let state = Mutex(State())

  private init() {}

  /// Shows how far work is; work that ends at once shows nothing.
  func show(_ progress: RunMonitor.Progress) {
    let isDone = progress.step >= progress.total
    let isDue = state.withLock { state -> Bool in
      let now = ContinuousClock.now
      if state.stage != progress.stage || progress.step <= 1 {
        state.stage = progress.stage
        state.start = now
      }
      guard !isDone, now - state.start > .milliseconds(400) else { return false }
      state.isVisible = true
      return true
    }
    if isDone { return clear() }
    if isDue {
      Platform.printError(
        "\r\u{1B}[K" + Self.line(progress, width: Platform.terminalWidth - 1), terminator: "")
    }
  }

  /// Wipes the bar, as after work that was cancelled.
  public func clear() {
    let wasVisible = state.withLock { state -> Bool in
      defer { state = State() }
      return state.isVisible
    }
    if wasVisible { Platform.printError("\r\u{1B}[K", terminator: "") }
  }

  /// The bar in at most `width` columns, for a line that wraps could not be drawn over.
  package static func line(_ progress: RunMonitor.Progress, width: Int) -> String {
    let share = Double(progress.step) / Double(max(progress.total, 1))
    let length = min(24, max(0, width - 60))
    let full = Int((min(max(share, 0), 1) * Double(length)).rounded(.down))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: length - full)
    var parts = [progress.stage]
    if length > 0 { parts.append(bar) }
    parts.append("\(progress.step)/\(progress.total)")
    if progress.rate > 0 {
      parts.append(" \(NumberFormat.significant(progress.rate, 3))/s")
      if let loss = progress.loss { parts.append(" loss \(NumberFormat.significant(loss, 3))") }
      parts.append(" " + time(Double(progress.total - progress.step) / progress.rate) + " left")
    }
    return String(parts.joined(separator: " ").prefix(max(0, width)))
  }

  private static func time(_ seconds: Double) -> String {
    guard seconds < 1e6 else { return "days" }
    let whole = Int(seconds.rounded(.up))
    if whole < 100 { return "\(whole) s" }
    if whole < 6000 { return "\((whole + 59) / 60) min" }
    return "\((whole + 3599) / 3600) h"
  }
}
