internal import Foundation
public import GenPhysEngine
internal import GenPhysSyntax
internal import Synchronization

/// When output is coloured.
public enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// The one home for the terminal, the environment, signals and standard streams.
public enum Platform {
  /// A standard stream.
  public enum Stream: Int32, Sendable {
    case input, output, error
  }

  // MARK: - Terminal

  /// Whether a stream is a terminal that understands escape sequences.
  public static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream.rawValue) == 1 && environment("TERM") != "dumb"
  }

  /// Whether a person types the input and reads the output.
  public static var isConnectedToUser: Bool { isatty(0) == 1 && isatty(1) == 1 }

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

  /// A text for a stream: on a terminal its lines are broken between words, elsewhere it stays.
  public static func fitted(_ text: String, to stream: Stream) -> String {
    isatty(stream.rawValue) == 1 ? text.wrapped(to: max(20, terminalWidth)) : text
  }

  /// Pushes buffered output out.
  public static func flush() { fflush(nil) }

  // MARK: - Files

  /// The files and folders whose paths begin with `prefix`, at most 1000; hidden ones only if the
  /// prefix asks for them.
  static func paths(beginningWith prefix: String) -> [String] {
    let cut = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
    let folder = prefix[..<cut]
    let name = prefix[cut...]
    let place = folder.isEmpty ? "." : (String(folder) as NSString).expandingTildeInPath
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return entries.filter { $0.hasPrefix(name) && (name.hasPrefix(".") || !$0.hasPrefix(".")) }
      .sorted().prefix(1000).map { folder + $0 }
  }

  /// The folder for what a front end remembers between sessions, as the XDG specification says;
  /// created if missing, `nil` if that cannot be.
  public static func stateFolder() -> String? {
    var base = environment("XDG_STATE_HOME") ?? ""
    // The specification tells to ignore relative paths.
    if !base.hasPrefix("/") {
      guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
      base = home + "/.local/state"
    }
    let folder = base + "/genphys"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      return folder
    } catch {
      return nil
    }
  }

  // MARK: - Interrupts

  private static let interrupts = Atomic<Int>(0)
  private static let lastSignal = Atomic<Int32>(SIGINT)
  private static let patience = Atomic<Int>(2)

  /// Whether Ctrl-C was pressed since the last reset.
  public static var isInterrupted: Bool { interrupts.load(ordering: .relaxed) > 0 }

  /// The exit code of a process that was interrupted: 128 and the signal, as shells have it.
  public static var interruptionCode: Int32 { 128 + lastSignal.load(ordering: .relaxed) }

  /// Forgets an interrupt.
  public static func resetInterrupt() { interrupts.store(0, ordering: .relaxed) }

  /// Makes Ctrl-C ask running work to stop.
  ///
  /// - Parameters:
  ///   - patience: how many without a reset in between end the process.
  ///   - includesTermination: whether SIGTERM asks for the same, as before a machine is taken away.
  public static func cancelOnInterrupt(patience: Int = 2, includesTermination: Bool = false) {
    Self.patience.store(patience, ordering: .relaxed)
    let numbers = includesTermination ? [SIGINT, SIGTERM] : [SIGINT]
    // Whoever started this process may have left the signals blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers {
      sigaddset(&signals, number)
      signal(number, handleInterrupt)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static let handleInterrupt: @convention(c) (Int32) -> Void = { number in
    Platform.lastSignal.store(number, ordering: .relaxed)
    let count = Platform.interrupts.wrappingAdd(1, ordering: .relaxed).newValue
    let patience = Platform.patience.load(ordering: .relaxed)
    if count >= patience { _exit(128 + number) }
    if count == patience - 1, count > 1 {
      // Only `write` may be called here.
      let warning: StaticString = "\nstill busy; Ctrl-C once more ends the session\n"
      _ = write(2, warning.utf8Start, warning.utf8CodeUnitCount)
    }
  }

  // MARK: - Progress

  /// A monitor that stops at Ctrl-C and shows a progress bar on a terminal, or prints a line of
  /// JSON a second.
  public static func monitor(asJSON: Bool) -> RunMonitor {
    let shows = !asJSON && isTerminal(.error)
    return RunMonitor(
      isCancelled: { isInterrupted },
      report: { progress in
        if asJSON {
          ProgressBar.shared.print(progress)
        } else if shows {
          ProgressBar.shared.show(progress)
        }
      },
      warn: { text in
        if !asJSON { ProgressBar.shared.clear() }
        printError(asJSON ? (["warning": .string(text)] as JSON).text : "warning: \(text)")
      })
  }
}
