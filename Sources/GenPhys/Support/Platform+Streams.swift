internal import Foundation
public import GenPhysText

/// Writing to the standard streams, so that a failure costs at most what was to be written.
extension Platform {
  /// Why results did not reach standard output.
  public struct OutputFailure: Error, Sendable {
    /// In the words of the system.
    public let reason: String
    /// Whether the program that reads the results has ended, as `head` does.
    public let isBrokenPipe: Bool

    init(_ code: Int32) {
      reason = String(cString: strerror(code))
      isBrokenPipe = code == EPIPE
    }
  }

  /// The exit code where the reader of the results has ended: that of a process which SIGPIPE ends.
  public static let brokenPipeCode: Int32 = 128 + SIGPIPE

  /// Prepares the standard streams: call it before any file is opened.
  ///
  /// A closed stream gets a descriptor on which reading or writing fails. Else the next file that is
  /// opened would get its number, and results would be written into that file. SIGPIPE is ignored:
  /// it would end a long training because nobody reads its warnings any more.
  public static func secureStreams() {
    for stream in [Stream.input, .output, .error] where fcntl(stream.rawValue, F_GETFD) == -1 {
      // The lowest free number is taken, which is this stream's.
      _ = open("/dev/null", stream == .input ? O_WRONLY : O_RDONLY)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes a line to standard output, all of it.
  ///
  /// - Throws: where that is impossible, as on a full disk: results must not be lost in silence.
  public static func print(_ text: TerminalText) throws(OutputFailure) {
    // What readline and Swift's own `print` have buffered comes first.
    flush()
    let code = write(Array((text.sent + "\n").utf8), to: .output, patience: nil)
    if code != 0 { throw OutputFailure(code) }
  }

  /// Writes to standard error; what cannot be written is dropped, for nobody could be told.
  public static func printError(_ text: TerminalText, terminator: String = "\n") {
    let whole = text.sent + (text.sent.hasSuffix("\n") ? "" : terminator)
    _ = write(Array(whole.utf8), to: .error, patience: 1000)
  }

  /// Writes all bytes; the error of the system, 0 if there was none.
  ///
  /// - Parameter patience: how many milliseconds to wait each time a stream that does not block has no
  ///   room; `nil` waits until Ctrl-C.
  private static func write(_ bytes: [UInt8], to stream: Stream, patience: Int32?) -> Int32 {
    bytes.withUnsafeBytes { raw in
      var written = 0
      while written < raw.count, let start = raw.baseAddress {
        let count = Foundation.write(stream.rawValue, start + written, raw.count - written)
        if count > 0 {
          written += count
          continue
        }
        let code = count == 0 ? EIO : errno
        switch code {
        case EINTR: continue
        case EAGAIN:
          var request = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
          let ready = poll(&request, 1, patience ?? 250)
          if ready == 0, patience != nil || isInterrupted { return code }
        default: return code
        }
      }
      return 0
    }
  }
}
