package import GenPhysEngine
internal import GenPhysText
internal import Synchronization
internal import GenPhysSupport

/// A line on standard error that is drawn over itself: bar, rate, loss, drift, time left.
public final class ProgressBar: Sendable {
  /// The one bar of the process: there is one terminal.
  public static let shared = ProgressBar()

  private struct State {
    var stage = ""
    var start = ContinuousClock.now
    /// The columns that are drawn; 0 where nothing is.
    var length = 0
    var step = 0
  }

  private let state = Mutex(State())

  private init() {}

  /// Shows how far work is; work that ends at once shows nothing.
  func show(_ progress: RunMonitor.Progress) {
    let isDone = progress.step >= progress.total
    let width = Platform.terminalWidth
    let line = Self.line(progress, width: width - 1)
    let wiping = state.withLock { state -> String? in
      let now = ContinuousClock.now
      if state.stage != progress.stage || progress.step <= 1 {
        state.stage = progress.stage
        state.start = now
      }
      guard !isDone, now - state.start > .milliseconds(400) else { return nil }
      defer { state.length = line.count }
      return Self.wiping(state.length, width: width)
    }
    if isDone { return clear() }
    if let wiping {
      Platform.printError(TerminalText(trusting: wiping) + TerminalText(line), terminator: "")
    }
  }

  /// Prints a line of JSON, at most one a second.
  ///
  /// `{"progress":"train","step":812,"steps":3000,"rate":163,"loss":0.21,"drift":0.02,"eta":13.4}`;
  /// `loss` and `drift` are null where there is none. Work of less than a second prints nothing.
  func print(_ progress: RunMonitor.Progress) {
    let isDue = state.withLock { state -> Bool in
      let now = ContinuousClock.now
      if state.stage != progress.stage || progress.step < state.step {
        state = State(stage: progress.stage, start: now)
      }
      state.step = progress.step
      guard now - state.start >= .seconds(1) else { return false }
      state.start = now
      return true
    }
    if isDue { Platform.printError(TerminalText(progress.json.text)) }
  }

  /// Wipes the bar, as after work that was cancelled.
  public func clear() {
    let length = state.withLock { state -> Int in
      defer { state = State() }
      return state.length
    }
    if length > 0 {
      Platform.printError(
        TerminalText(trusting: Self.wiping(length, width: Platform.terminalWidth)), terminator: "")
    }
  }

  /// What wipes a line of `length` columns, which takes several rows if the window has become
  /// narrower since it was drawn.
  package static func wiping(_ length: Int, width: Int) -> String {
    let rows = (max(length, 1) - 1) / max(width, 1)
    return "\r" + (rows > 0 ? "\u{1B}[\(rows)A\u{1B}[J" : "\u{1B}[K")
  }

  /// The bar in at most `width` columns, for a line that wraps could not be drawn over.
  package static func line(_ progress: RunMonitor.Progress, width: Int) -> String {
    let share = Double(progress.step) / Double(max(progress.total, 1))
    let length = min(24, max(0, width - 60))
    let full = Int(saturating: (min(max(share, 0), 1) * Double(length)).rounded(.down))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: length - full)
    var parts = [progress.stage]
    if length > 0 { parts.append(bar) }
    parts.append("\(progress.step)/\(progress.total)")
    if progress.rate > 0 {
      parts.append(" \(NumberFormat.significant(progress.rate, 3))/s")
      if let loss = progress.loss { parts.append(" loss \(NumberFormat.significant(loss, 3))") }
      if let drift = progress.drift {
        parts.append(" drift \(NumberFormat.significant(drift, 2))")
      }
      if let remaining = progress.remaining { parts.append(" \(time(remaining)) left") }
    }
    return String(parts.joined(separator: " ").prefix(max(0, width)))
  }

  private static func time(_ seconds: Double) -> String {
    guard seconds < 1e6 else { return "days" }
    let whole = Int(saturating: seconds.rounded(.up))
    if whole < 100 { return "\(whole) s" }
    if whole < 6000 { return "\((whole + 59) / 60) min" }
    return "\((whole + 3599) / 3600) h"
  }
}

extension RunMonitor.Progress {
  fileprivate var json: JSON {
    [
      "progress": .string(stage), "step": .integer(step), "steps": .integer(total),
      "rate": .number(rate), "loss": JSON(loss, JSON.number), "drift": JSON(drift, JSON.number),
      "eta": JSON(remaining, JSON.number),
    ]
  }
}
