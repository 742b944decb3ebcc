internal import Foundation
public import GenPhysEngine
internal import GenPhysSyntax
public import GenPhysText
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
  public static func fitted(_ text: TerminalText, to stream: Stream) -> TerminalText {
    guard isatty(stream.rawValue) == 1 else { return text }
    return TerminalText(trusting: text.sent.wrapped(to: max(20, terminalWidth)))
  }

  /// Pushes buffered output out.
  public static func flush() { fflush(nil) }

  // MARK: - Files

  /// The files and folders whose paths begin with `prefix`, at most 1000; hidden ones only if the
  /// prefix asks for them, and none whose names steer a terminal: readline shows what it completes.
  static func paths(beginningWith prefix: String) -> [String] {
    let cut = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
    let folder = prefix[..<cut]
    let name = prefix[cut...]
    let place = folder.isEmpty ? "." : (String(folder) as NSString).expandingTildeInPath
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return entries.filter { $0.hasPrefix(name) && (name.hasPrefix(".") || !$0.hasPrefix(".")) }
      .filter { !$0.unicodeScalars.contains(where: \.steers) }
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
  private static let terminations = Atomic<Int>(0)
  private static let wasHungUp = Atomic<Bool>(false)
  private static let lastSignal = Atomic<Int32>(SIGINT)
  private static let patience = Atomic<Int>(2)
  private static let isWaiting = Atomic<Bool>(false)

  /// Whether Ctrl-C was pressed since the last reset, or the process is asked to end.
  public static var isInterrupted: Bool {
    interrupts.load(ordering: .relaxed) > 0 || isTerminated
  }

  /// Whether SIGTERM or SIGHUP came: what runs is to be saved, and nothing new to be begun.
  public static var isTerminated: Bool {
    terminations.load(ordering: .relaxed) > 0 || wasHungUp.load(ordering: .relaxed)
  }

  /// The exit code of a process that was interrupted: 128 and the signal, as shells have it.
  public static var interruptionCode: Int32 { 128 + lastSignal.load(ordering: .relaxed) }

  /// Forgets Ctrl-C; SIGTERM and SIGHUP are not forgotten.
  public static func resetInterrupt() { interrupts.store(0, ordering: .relaxed) }

  /// Makes Ctrl-C ask running work to stop.
  ///
  /// - Parameters:
  ///   - patience: how many without a reset in between end the process.
  ///   - includesTermination: whether SIGTERM asks for the same, as before a machine is taken away,
  ///       and SIGHUP, as when a terminal is closed. Under `nohup` SIGHUP stays without effect.
  public static func cancelOnInterrupt(patience: Int = 2, includesTermination: Bool = false) {
    Self.patience.store(patience, ordering: .relaxed)
    let numbers = includesTermination ? [SIGINT, SIGTERM, SIGHUP] : [SIGINT]
    // Whoever started this process may have left the signals blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers {
      // Ignored on purpose, as by `nohup`.
      if number == SIGHUP, unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == 1 { continue }
      sigaddset(&signals, number)
      signal(number, handleInterrupt)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Runs what waits for input.
  ///
  /// A signal then ends the process at once, for there is nothing to save.
  public static func whileWaiting<Input, Failure: Error>(
    _ body: () throws(Failure) -> Input
  ) throws(Failure) -> Input {
    isWaiting.store(true, ordering: .relaxed)
    defer { isWaiting.store(false, ordering: .relaxed) }
    return try body()
  }

  private static let handleInterrupt: @convention(c) (Int32) -> Void = { number in
    if Platform.isWaiting.load(ordering: .relaxed) { _exit(128 + number) }
    Platform.lastSignal.store(number, ordering: .relaxed)
    if number == SIGHUP {
      // Shells, terminals and service managers each send one, and SIGTERM behind it: none of them
      // is impatience.
      Platform.wasHungUp.store(true, ordering: .relaxed)
      return
    }
    let count =
      number == SIGTERM
      ? Platform.terminations.wrappingAdd(1, ordering: .relaxed).newValue
      : Platform.interrupts.wrappingAdd(1, ordering: .relaxed).newValue
    let patience = Platform.patience.load(ordering: .relaxed)
    if count >= patience { _exit(128 + number) }
    if number == SIGINT, count == patience - 1, count > 1 {
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
        printError(
          asJSON
            ? TerminalText((["warning": .string(text)] as JSON).text)
            : TerminalText("warning: \(text.field(1000))"))
      })
  }
}
